"""Fields, constraints and small facts; what changes them stands in boards/domain/."""

from boards.models.log import (
    Destruction,
    Enough,
    Event,
    EventSeat,
    Payload,
    SeatLog,
    SessionLog,
)
from boards.models.photos import Photo
from boards.models.tables import (
    Doer,
    Layer,
    Note,
    NoteAbout,
    NoteAudience,
    Placement,
    Reveal,
    Score,
    Sheet,
    Subject,
)
from boards.models.texts import BoardTexts

__all__ = [
    "BoardTexts",
    "Destruction",
    "Doer",
    "Enough",
    "Event",
    "EventSeat",
    "Layer",
    "Note",
    "NoteAbout",
    "NoteAudience",
    "Payload",
    "Photo",
    "Placement",
    "Reveal",
    "Score",
    "SeatLog",
    "SessionLog",
    "Sheet",
    "Subject",
]
