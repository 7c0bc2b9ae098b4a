"""Taking rights away also on sockets that are open.

Every session counts how often somebody lost a right in it. The hub reads that count with its poll,
so a lost announcement costs at most one interval; then it asks of each socket whether it still may.
"""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from boards.domain.announce import announce
from boards.models import SessionLog


def count_revocation(sessions: list[UUID]) -> None:
    """Somebody lost rights in these sessions. Call it in the transaction that takes them away."""
    SessionLog.objects.filter(pk__in=sessions).update(revocations=F("revocations") + 1)
    for log in SessionLog.objects.filter(pk__in=sessions):
        transaction.on_commit(partial(announce, log.pk, log.team_seq))
