"""The checker: what must hold of a session's log, whatever happened while it was written."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from boards.access import control_viewer
from boards.domain import feed, replay, snapshot
from boards.models import Event, EventSeat, SeatLog, SessionLog
from boards.viewer import Viewer
from deals.models import Session, User
from tests.faults.readers import Reader
from tests.faults.writers import Operation, Writer
from tests.live.people import Person

_WORDS = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Finding:
    """Something that must not be. `kind` is one of the checks in docs/faults.md."""

    kind: str
    text: str


class Checker:
    """Compares what writers and readers lived through with the log, when all is quiet."""

    def __init__(
        self, session: Session, user: User, writers: list[Writer], readers: list[Reader]
    ) -> None:
        self._session = session
        self._user = user
        self._writers = writers
        self._readers = readers
        events = Event.objects.filter(session=session)
        self._events = list(events.prefetch_related("for_seats").order_by("team_seq"))
        self._encoded = feed.encode(events.order_by("team_seq"))
        self._operations = [o for writer in writers for o in writer.journal]

    def findings(self) -> list[Finding]:
        """Everything that is wrong."""
        checks = (
            ("unanswered", self._unanswered()),
            ("lost", self._lost()),
            ("doubled", self._doubled()),
            ("answer", self._answers()),
            ("gap", self._gaps()),
            ("order", self._order()),
            ("fold", self._folds()),
            ("history", self._histories()),
            ("hidden", self._hidden()),
        )
        found = [Finding(kind, text) for kind, texts in checks for text in texts]
        found += [Finding(*said) for reader in self._readers for said in reader.complaints]
        return found

    # What writers were told

    def _unanswered(self) -> Iterator[str]:
        for operation in self._operations:
            if not operation.answers:
                yield f"{operation.actor} never heard of {operation.id}"

    def _lost(self) -> Iterator[str]:
        """Every accepted command is in the log, under the numbers that its sender was told."""
        numbers: dict[tuple[str, str], list[dict[str, int | None]]] = {}
        for event in self._events:
            numbers.setdefault((event.actor, str(event.command)), []).append(_numbers(event))
        for operation in self._operations:
            there = numbers.get((operation.actor, operation.id), [])
            if operation.accepted is not None and operation.accepted not in there:
                yield f"{operation.id} was accepted as {operation.accepted}, the log has {there}"

    def _doubled(self) -> Iterator[str]:
        """One event per actor and id."""
        counted = Counter((event.actor, str(event.command)) for event in self._events)
        for key, times in counted.items():
            if times > 1:
                yield f"{key} has {times} events"

    def _answers(self) -> Iterator[str]:
        """The same answer for ever; a refusal leaves nothing; nothing comes from nobody."""
        logged = {(event.actor, str(event.command)) for event in self._events}
        for operation in self._operations:
            if any(answer != operation.answers[0] for answer in operation.answers[1:]):
                yield f"{operation.id} was answered differently: {operation.answers}"
            refused = bool(operation.answers) and operation.accepted is None
            if refused and (operation.actor, operation.id) in logged:
                yield f"{operation.id} was refused and is in the log"
        actors = {writer.actor for writer in self._writers}
        strays = {key for key in logged if key[0] in actors}
        strays -= {(operation.actor, operation.id) for operation in self._operations}
        for stray in strays - self._before():
            yield f"nobody sent {stray}"
        for writer in self._writers:
            yield from writer.complaints

    def _before(self) -> set[tuple[str, str]]:
        """What stood in the log before anybody wrote: preparing, joining and starting."""
        kinds = ("prepared", "seat_joined", "phase_changed")
        return {(e.actor, str(e.command)) for e in self._events if e.kind in kinds}

    # The log itself

    def _gaps(self) -> Iterator[str]:
        """1, 2, 3 … for every audience, up to what the counters say."""
        log = SessionLog.objects.get(pk=self._session.pk)
        yield from _gap("team", [event.team_seq for event in self._events], log.team_seq)
        room = [event.room_seq for event in self._events if event.room_seq is not None]
        yield from _gap("room", room, log.room_seq)
        for seat in self._seats():
            counter = SeatLog.objects.filter(pk=seat).values_list("seat_seq", flat=True).first()
            parts = [part.seat_seq for part in self._parts_of(seat)]
            yield from _gap(f"seat {seat}", parts, counter or 0)

    def _order(self) -> Iterator[str]:
        """What was answered before another command was sent has the lower number."""
        numbers = {(e.actor, str(e.command)): e.team_seq for e in self._events}
        known: list[tuple[Operation, int]] = []
        for operation in self._operations:
            number = numbers.get((operation.actor, operation.id))
            if operation.accepted is not None and number is not None:
                known.append((operation, number))
        answered = sorted(known, key=lambda pair: pair[0].answered_at)
        at, highest = 0, 0
        for operation, number in sorted(known, key=lambda pair: pair[0].sent_at):
            while at < len(answered) and answered[at][0].answered_at < operation.sent_at:
                highest = max(highest, answered[at][1])
                at += 1
            if number < highest:
                yield f"{operation.id} got {number}, after {highest} had been answered"
        rooms = [0]
        for event in self._events:
            rooms.append(event.room_seq or rooms[-1])
            for part in event.for_seats.all():
                if part.room_seq != rooms[-1]:
                    yield f"a part of {event.team_seq} stands at room {part.room_seq}"

    def _folds(self) -> Iterator[str]:
        """State = fold of the log, for every audience."""
        viewers = [control_viewer(self._user, self._session.pk), Viewer("screen", self._session.pk)]
        viewers += [Viewer("seat", self._session.pk, seat=seat) for seat in self._seats()]
        for viewer in viewers:
            events = [json.loads(event) for event in feed.since(viewer, feed.Cursor(0))]
            if replay.fold(events) != snapshot.state_of(viewer):
                yield f"the state of {viewer.role} {viewer.seat or ''} is not its fold"

    # What readers heard

    def _histories(self) -> Iterator[str]:
        """Everybody heard the log's events for them: each once, in order, byte for byte."""
        for reader in self._readers:
            seat = reader.line.person.seat
            expected = {
                "team": [e.team for e in self._encoded],
                "room": [e.room for e in self._encoded if e.room is not None],
                "seat": [e.seats[seat.pk].text for e in self._encoded if seat.pk in e.seats]
                if seat
                else [],
            }
            for counter, heard in reader.history.items():
                yield from _difference(f"{reader.name} {counter}", heard, expected[counter])

    def _hidden(self) -> Iterator[str]:
        """What is hidden is in no byte to the room, nor to another seat."""
        hidden = {(o.actor, o.id) for o in self._operations if o.hidden}
        for event in self._events:
            if (event.actor, str(event.command)) in hidden and event.room is not None:
                yield f"event {event.team_seq} is hidden, and has a part for the room"
        for reader in self._readers:
            if reader.role != "control":
                yield from self._leaks(reader.name, reader.line.person, reader.texts)
        for writer in self._writers:
            person = writer.line.person
            if person.role != "control":
                answers = [json.dumps(o.answers) for o in writer.journal]
                yield from self._leaks(writer.actor, person, answers)

    def _leaks(self, name: str, person: Person, texts: list[str]) -> Iterator[str]:
        heard = {word for text in texts for word in _WORDS.findall(text)}
        for secret in sorted(self._secrets_for(person) & heard):
            yield f"{name} heard {secret}"

    def _secrets_for(self, person: Person) -> set[str]:
        """Ids and elements of hidden placings that are not this person's own."""
        own = None if person.seat is None else f"seat:{person.seat.pk}"
        hidden = [o for o in self._operations if o.hidden and o.actor != own]
        commands = [json.loads(operation.body) for operation in hidden]
        return {c[name] for c in commands for name in ("id", "placement", "element") if name in c}

    # Private

    def _seats(self) -> list[UUID]:
        return list(self._session.seats.values_list("pk", flat=True))

    def _parts_of(self, seat: UUID) -> list[EventSeat]:
        return [p for event in self._events for p in event.for_seats.all() if p.seat == seat]


def _numbers(event: Event) -> dict[str, int | None]:
    """The numbers of an event that its sender is told."""
    if event.actor.startswith("user:"):
        return {"team": event.team_seq}
    own = [p for p in event.for_seats.all() if event.actor == f"seat:{p.seat}"]
    return {"room": event.room_seq, "seat": own[0].seat_seq if own else None}


def _gap(name: str, numbers: list[int], counter: int) -> Iterator[str]:
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) != counter:
        yield f"{name}: {len(numbers)} numbers up to {counter}, not 1, 2, 3 …"


def _difference(name: str, heard: list[str], expected: list[bytes]) -> Iterator[str]:
    said = [text.decode() for text in expected]
    if heard == said:
        return
    at = next(
        (n for n, pair in enumerate(zip(heard, said, strict=False)) if pair[0] != pair[1]), None
    )
    where = "" if at is None else f"; first other at {at + 1}: {heard[at]} / {said[at]}"
    yield f"{name} heard {len(heard)} of {len(said)} events{where}"
