"""What is kept for a day only."""

from datetime import timedelta

from django.utils import timezone

from boards.domain.retention import forget_salts
from boards.models import Destruction, SessionLog
from deals.models import Session
from tests.table import Table


def closed_ago(table: Table, hours: int) -> None:
    """As if the session had been closed so long ago."""
    table.team.sends("close_session")
    Destruction.objects.create(session=table.session.pk)  # its closing time is frozen otherwise
    Session.objects.update(closed_at=timezone.now() - timedelta(hours=hours))


def test_a_salt_is_forgotten_a_day_after_closing(table: Table) -> None:
    closed_ago(table, 25)

    assert forget_salts() == 1
    assert SessionLog.objects.get(pk=table.session.pk).salt is None
    assert forget_salts() == 0


def test_a_salt_is_kept_until_then(table: Table) -> None:
    assert forget_salts() == 0
    closed_ago(table, 23)

    assert forget_salts() == 0


def test_a_repeated_command_is_refused_as_closed_once_its_salt_is_gone(table: Table) -> None:
    command = {"id": table.sheet.pk, "placement": table.sheet.pk}
    table.team.places(table.subject("Arcadis"), **command)
    closed_ago(table, 25)
    forget_salts()

    again = table.team.places(table.subject("Arcadis"), **command)

    assert again.body["refused"]["code"] == "closed"
