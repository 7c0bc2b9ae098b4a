"""Writing the log: the lock, the numbers, the event. The one place where numbers are given out."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F

from boards.models import Event, EventSeat, SeatLog, SessionLog
from boards.refusals import Refused
from deals import clock

Data = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What an accepted command did, and who may know: decided once, here, at writing.

    `team`: all of it. `room`: what everyone in the room learns, None for nothing.
    `seats`: what single seats learn beyond that.
    """

    kind: str
    team: Data
    room: Data | None = None
    seats: dict[UUID, Data] = field(default_factory=dict)


def lock(session_id: UUID) -> SessionLog:
    """Take the session's log row until the transaction ends, with the next team number in it.

    An UPDATE locks on PostgreSQL and on SQLite alike (there `select_for_update` does nothing).
    A rollback takes the number back: the log has no gaps. Refused("gone") when the session was
    thrown away.
    """
    if not SessionLog.objects.filter(pk=session_id).update(team_seq=F("team_seq") + 1):
        raise Refused("gone")
    return SessionLog.objects.select_related("session__deal").get(pk=session_id)


def record(log: SessionLog, change: Change, actor: str, command: UUID, content: bytes) -> Event:
    """Write the event of a change under the lock, with the numbers of each audience."""
    if change.room is not None:
        log.room_seq += 1
        log.save(update_fields=["room_seq"])
    event = Event.objects.create(
        session_id=log.pk,
        team_seq=log.team_seq,
        room_seq=None if change.room is None else log.room_seq,
        kind=change.kind,
        team=change.team,
        room=change.room,
        actor=actor,
        command=command,
        content_mark=mark_of(log, content),
        at=clock.now(),
    )
    numbers = _next_of(change.seats)
    EventSeat.objects.bulk_create(
        EventSeat(event=event, seat=seat, seat_seq=numbers[seat], room_seq=log.room_seq, data=data)
        for seat, data in change.seats.items()
    )
    return event


def mark_of(log: SessionLog, content: bytes) -> str:
    """A mark by which equal content is known again, as long as the session keeps its salt.

    Raises Refused("closed") once it does not: 24 hours after closing.
    """
    if log.salt is None:
        raise Refused("closed")
    return hmac.new(bytes(log.salt), content, hashlib.sha256).hexdigest()


def _next_of(seats: Collection[UUID]) -> dict[UUID, int]:
    """By seat its next number, in a fixed number of queries: an event may be for forty phones."""
    if not seats:
        return {}
    SeatLog.objects.bulk_create([SeatLog(pk=seat) for seat in seats], ignore_conflicts=True)
    theirs = SeatLog.objects.filter(pk__in=seats)
    theirs.update(seat_seq=F("seat_seq") + 1)
    return dict(theirs.values_list("pk", "seat_seq"))
