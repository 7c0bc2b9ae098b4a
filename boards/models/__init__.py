"""Fields, constraints and small facts; what changes them stands in boards/domain/."""

from boards.models.log import Destruction, Event, EventSeat, Payload, SeatLog, SessionLog
from boards.models.tables import Layer, Placement, Reveal, Sheet, Subject

__all__ = [
    "Destruction",
    "Event",
    "EventSeat",
    "Layer",
    "Payload",
    "Placement",
    "Reveal",
    "SeatLog",
    "SessionLog",
    "Sheet",
    "Subject",
]
