"""The course of a session: made, brought to a phase, closed."""

from datetime import date
from uuid import UUID

from deals import clock
from deals.models import Deal, Phase, Session, User, WorkLine


def make_session(
    deal: Deal, title: str, planned_on: date, by: User | None, session_id: UUID
) -> Session:
    """A session that is being prepared: no door, nobody in it."""
    return Session.objects.create(
        id=session_id, deal=deal, title=title, planned_on=planned_on, made_by=by
    )


def reschedule(
    session: Session, title: str, planned_on: date, purpose: str, line: WorkLine | None
) -> None:
    """Change what a session is called, when it is and what it is for.

    Raises Session.DoesNotExist when it was thrown away meanwhile.
    """
    changed = Session.objects.filter(pk=session.pk).update(
        title=title, planned_on=planned_on, purpose=purpose, line=line
    )
    if not changed:
        raise Session.DoesNotExist


def go_to_phase(session: Session, phase: Phase) -> None:
    """Bring the session to another phase; closing is `close_session`."""
    session.phase = phase
    session.save(update_fields=["phase"])


def close_session(session: Session, by: UUID | None) -> None:
    """Freeze the session, for the user `by`: from now on it is history of the deal."""
    session.phase, session.closed_at, session.closed_by_id = Phase.CLOSED, clock.now(), by
    session.save(update_fields=["phase", "closed_at", "closed_by"])
