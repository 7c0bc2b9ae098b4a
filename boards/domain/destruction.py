"""Destroying a session for good: for test fixtures and the archive, never for a mistake."""

from uuid import UUID

from django.db import transaction

from boards.models import (
    Destruction,
    Doer,
    Event,
    EventSeat,
    Note,
    Payload,
    Photo,
    Placement,
    Reveal,
    Score,
    SeatLog,
    SessionLog,
    Sheet,
    Subject,
)
from deals.models import Door, Seat, Session


@transaction.atomic
def destroy_session(session_id: UUID) -> None:
    """Delete everything of a session. The row in `Destruction` lets the triggers allow it."""
    Destruction.objects.get_or_create(session=session_id)
    EventSeat.objects.filter(event__session=session_id).delete()
    Event.objects.filter(session=session_id).delete()
    Note.objects.filter(sheet__session=session_id).delete()
    Placement.objects.filter(sheet__session=session_id).delete()
    Score.objects.filter(sheet__session=session_id).delete()
    Doer.objects.filter(sheet__session=session_id).delete()
    Reveal.objects.filter(sheet__session=session_id).delete()
    Photo.objects.filter(session=session_id).delete()
    Sheet.objects.filter(session=session_id).delete()
    Subject.objects.filter(session=session_id).delete()
    Payload.objects.filter(session=session_id).delete()
    SeatLog.objects.filter(seat__session=session_id).delete()
    SessionLog.objects.filter(pk=session_id).delete()
    # A merged seat is held by the one that it points at.
    Seat.objects.filter(session=session_id).update(merged_into=None)
    Seat.objects.filter(session=session_id).delete()
    Door.objects.filter(sessions=session_id).delete()
    Session.objects.filter(pk=session_id).delete()
