"""The numbered events of each audience, as bytes: the same for socket and GET.

Each event is encoded once per audience. Nothing is decided here: who may know which part was
written with the event.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Prefetch, Q, QuerySet

from boards.domain.projection import named, told
from boards.models import Event, EventSeat, Payload, SeatLog, SessionLog
from boards.viewer import Viewer

Data = dict[str, Any]

# A viewer further behind takes a new state: cheaper than so many events.
MAX_BEHIND = 1000


@dataclass(frozen=True)
class SeatPart:
    """What one seat hears of an event beyond the room, and its number for that seat."""

    seq: int
    text: bytes


@dataclass(frozen=True)
class Encoded:
    """One event as each audience receives it; `data` is the team's part before encoding."""

    team_seq: int
    room_seq: int | None
    kind: str
    command: str
    data: Data
    team: bytes
    room: bytes | None
    seats: dict[UUID, SeatPart]


@dataclass(frozen=True)
class Cursor:
    """How far a viewer has come: `main` in the team's or the room's numbers, `seat` in its own."""

    main: int
    seat: int = 0


def heads_of(viewer: Viewer) -> tuple[SessionLog, Data]:
    """The session's log, and the last numbers in the viewer's own audience."""
    log = SessionLog.objects.get(pk=viewer.session)
    if viewer.role == "control":
        return log, {"team": log.team_seq}
    if viewer.role == "screen":
        return log, {"room": log.room_seq}
    own = SeatLog.objects.filter(pk=viewer.seat).values_list("seat_seq", flat=True).first()
    return log, {"room": log.room_seq, "seat": own or 0}


def within_reach(cursor: Cursor, heads: Data) -> bool:
    """Whether events can bring a viewer up to date: not ahead of the log, not too far behind."""
    main = heads["team"] if "team" in heads else heads["room"]
    pairs = [(cursor.main, main), (cursor.seat, heads.get("seat", 0))]
    return all(head - MAX_BEHIND <= at <= head for at, head in pairs)


def since(viewer: Viewer, cursor: Cursor) -> list[bytes]:
    """What a viewer missed, in the order of the log."""
    if viewer.role == "control":
        events = Event.objects.filter(session=viewer.session, team_seq__gt=cursor.main)
        return [event.team for event in encode(events)]
    missed = Q(room_seq__gt=cursor.main)
    if viewer.seat is not None:
        own = EventSeat.objects.filter(seat=viewer.seat, seat_seq__gt=cursor.seat)
        missed |= Q(pk__in=own.values("event"))
    events = Event.objects.filter(missed, session=viewer.session)
    return [
        part
        for event in encode(events, seat=viewer.seat)
        for part in parts_for(event, viewer.seat, cursor)
    ]


def heard(viewer: Viewer) -> list[Data]:
    """All that a viewer's audience ever heard, in the order of the log: what `since` gives from the
    start, but not encoded, and without what others heard. At most three queries.
    """
    there = Event.objects.filter(session=viewer.session)
    if viewer.role == "control":
        events = list(there)
        texts = _texts(events)
        return [_for_team(event, texts) for event in events]
    parts = EventSeat.objects.none()
    if viewer.seat is not None:
        parts = EventSeat.objects.filter(seat=viewer.seat)
    own = {part.event_id: part for part in parts}
    events = list(there.filter(Q(room_seq__isnull=False) | Q(pk__in=parts.values("event"))))
    texts = _texts(events)
    told = []
    for event in events:
        if event.room is not None:
            told.append(_for_room(event, texts))
        if event.pk in own:
            told.append(_for_seat(event, own[event.pk], texts))
    return told


def parts_for(event: Encoded, seat: UUID | None, cursor: Cursor) -> Iterable[bytes]:
    """What one seat, or the screen (None), hears of an event that is partly behind its cursor."""
    if event.room is not None and (event.room_seq or 0) > cursor.main:
        yield event.room
    if seat is not None and seat in event.seats and event.seats[seat].seq > cursor.seat:
        yield event.seats[seat].text


def tail(session_id: UUID, after: int, limit: int = MAX_BEHIND) -> list[Encoded]:
    """The events of a session after a team number, for all audiences at once."""
    events = Event.objects.filter(session=session_id, team_seq__gt=after)
    return encode(events.order_by("team_seq")[:limit])


def encode(events: QuerySet[Event], seat: UUID | None = None) -> list[Encoded]:
    """Events, in the log's order, as bytes; for one seat only that seat's parts are read."""
    parts = EventSeat.objects.all() if seat is None else EventSeat.objects.filter(seat=seat)
    rows = list(events.prefetch_related(Prefetch("for_seats", parts)))
    texts = _texts(rows)
    return [_encode(event, texts) for event in rows]


def _encode(event: Event, texts: dict[str, str]) -> Encoded:
    return Encoded(
        team_seq=event.team_seq,
        room_seq=event.room_seq,
        kind=event.kind,
        command=str(event.command),
        data=event.team,
        team=orjson.dumps(_for_team(event, texts)),
        room=None if event.room is None else orjson.dumps(_for_room(event, texts)),
        seats={
            part.seat: SeatPart(part.seat_seq, orjson.dumps(_for_seat(event, part, texts)))
            for part in event.for_seats.all()
        },
    )


def _for_team(event: Event, texts: dict[str, str]) -> Data:
    data = _full(event.team, texts)
    return {"team": event.team_seq, **_shared(event), "by": event.actor, "data": data}


def _for_room(event: Event, texts: dict[str, str]) -> Data:
    return {"room": event.room_seq, **_shared(event), "data": _full(event.room or {}, texts)}


def _for_seat(event: Event, part: EventSeat, texts: dict[str, str]) -> Data:
    numbers = {"seat": part.seat_seq, "room": part.room_seq}
    return {**numbers, **_shared(event), "data": _full(part.data, texts)}


def _shared(event: Event) -> Data:
    return {
        "kind": event.kind,
        "id": str(event.command),
        "at": event.at.isoformat(timespec="milliseconds"),
    }


# What an event points at by a payload's id, and how it looks with the text filled in.
_FILLED_IN: dict[str, Callable[[Data, str], Data]] = {
    "subject": named,
    "person": named,
    "note": told,
}
# The same for what stands in a list, or by id.
_LISTED: dict[str, Callable[[Data, str], Data]] = {"subjects": named, "notes": told}


def _texts(events: list[Event]) -> dict[str, str]:
    """The typed texts that these events point at, in one query, or none at all."""
    ids = [payload for event in events for payload in _payloads(event.team)]
    if not ids:
        return {}
    return {
        str(pk): text for pk, text in Payload.objects.filter(pk__in=ids).values_list("pk", "text")
    }


def _payloads(data: Data) -> Iterable[str]:
    """The ids of the typed texts that an event's data points at."""
    rows = [data[single] for single in _FILLED_IN if isinstance(data.get(single), dict)]
    for row in [*rows, *_listed(data)]:
        if payload := row.get("payload"):
            yield payload


def _listed(data: Data) -> Iterable[Data]:
    """The subjects and notes that an event lists."""
    for many in _LISTED:
        listed = data.get(many, ())
        yield from listed.values() if isinstance(listed, dict) else listed


def _full(data: Data, texts: dict[str, str]) -> Data:
    """Event data with the typed texts in it, empty where they were erased."""
    if not any(True for _payload in _payloads(data)):
        return data
    filled: Data = {
        single: fill(data[single], texts.get(payload, ""))
        for single, fill in _FILLED_IN.items()
        if isinstance(data.get(single), dict) and (payload := data[single].get("payload"))
    }
    for many, fill in _LISTED.items():
        listed = data.get(many)
        if isinstance(listed, dict):
            filled[many] = {key: _filled(row, fill, texts) for key, row in listed.items()}
        elif listed:
            filled[many] = [_filled(row, fill, texts) for row in listed]
    return data | filled


def _filled(row: Data, fill: Callable[[Data, str], Data], texts: dict[str, str]) -> Data:
    payload = row.get("payload")
    return fill(row, texts.get(payload, "")) if payload else row
