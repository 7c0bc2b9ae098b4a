"""Fields, constraints and small facts; what changes them stands in boards/domain/."""

from boards.models.log import Destruction, Event, EventSeat, Payload, SeatLog, SessionLog
from boards.models.tables import Layer, Note, NoteAbout, Placement, Reveal, Sheet, Subject

__all__ = [
    "Destruction",
    "Event",
    "EventSeat",
    "Layer",
    "Note",
    "NoteAbout",
    "Payload",
    "Placement",
    "Reveal",
    "SeatLog",
    "SessionLog",
    "Sheet",
    "Subject",
]
