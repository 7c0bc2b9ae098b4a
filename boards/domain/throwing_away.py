"""Throwing a session away: a prepared one to which nobody came, or a try-out."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from boards.domain import log
from boards.domain.announce import announce
from boards.domain.destruction import destroy_session
from boards.refusals import Refused
from deals.models import Session

logger = structlog.get_logger(__name__)

TRIAL_DAYS = 7


def may_be_thrown_away(session: Session) -> bool:
    """A try-out at any time; another session while nobody ever came in, and it is not closed."""
    return session.trial or not (session.is_closed or session.seats.exists())


@transaction.atomic
def throw_away(session_id: UUID, actor: str) -> None:
    """Delete a session with everything in it; pages that are open learn that it is gone.

    Refused: "gone" when somebody else did so already, "not_empty" when somebody came in.
    """
    session_log = log.lock(session_id)
    if not may_be_thrown_away(session_log.session):
        raise Refused("not_empty")
    number = session_log.team_seq
    destroy_session(session_id)
    transaction.on_commit(partial(announce, session_id, number))
    logger.info("session.thrown_away", session=str(session_id), actor=actor)


def throw_away_old_trials() -> int:
    """Delete the try-outs that were made more than a week ago; how many."""
    before = timezone.now() - timedelta(days=TRIAL_DAYS)
    old = Session.objects.filter(trial=True, made_at__lt=before).values_list("pk", flat=True)
    ids = list(old)
    return sum(_threw_away(session_id) for session_id in ids)


def _threw_away(session_id: UUID) -> bool:
    try:
        throw_away(session_id, "system")
    except Refused:  # another process was first
        return False
    return True
