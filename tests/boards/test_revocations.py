"""Losing a right counts in every session of the deal, at once: rule SEAT3."""

from boards.models import SessionLog
from deals.hooks import tell_revocation
from deals.models import Deal
from tests.conftest import make_deal, make_session, make_user
from tests.table import Table


def test_a_lost_right_is_counted_in_its_sessions_only(table: Table, deal: Deal) -> None:
    elsewhere = make_deal("Openbare Ruimte")
    other = make_session(elsewhere, make_user("iemand", elsewhere))

    tell_revocation(deal.sessions.values_list("pk", flat=True))

    assert SessionLog.objects.get(pk=table.session.pk).revocations == 1
    assert SessionLog.objects.get(pk=other.pk).revocations == 0
