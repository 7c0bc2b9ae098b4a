"""Writers: each sends one command after the other, under the same id until it is answered."""

import asyncio
import itertools
import json
import random
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from tests.faults.line import Line, back_off

Data = dict[str, Any]

# Shorter than a browser's 15 s: a script need not spare the server.
LONGEST_RETRY = 0.5
PAUSE = 0.25
# The share of answered commands that are sent once more, as after a reload in between.
AGAIN = 0.1
_NUMBERS = itertools.count()


@dataclass
class Operation:
    """One command in a writer's journal, and what became of it. Times are monotonic seconds."""

    actor: str
    id: str
    body: bytes
    hidden: bool
    sent_at: float
    answers: list[Data] = field(default_factory=list)
    answered_at: float = 0.0

    @property
    def accepted(self) -> Data | None:
        """The numbers with which it was accepted, if it was."""
        return self.answers[0].get("accepted") if self.answers else None


@dataclass
class Script:
    """What there is to write about, the same for all writers."""

    open_sheet: str
    hidden_sheet: str
    subjects: list[str]
    seats: list[tuple[str, str]]
    spots: list[tuple[float, float]]
    elements: list[str]
    hidden_by_team: str
    hidden_by_seat: str


class Writer:
    """Somebody who keeps placing: a facilitator, or a participant on one of the sheets."""

    def __init__(
        self, actor: str, line: Line, script: Script, chance: random.Random, hides: bool = False
    ) -> None:
        self.actor = actor
        self.line = line
        self.journal: list[Operation] = []
        self.complaints: list[str] = []
        self.sends = 0
        self._script = script
        self._chance = chance
        self._hides = hides
        self._placed: list[str] = []
        self._names = 0
        self._notes = 0
        self._number = next(_NUMBERS)

    @property
    def waiting(self) -> int:
        """How many commands have no answer yet."""
        return sum(not operation.answers for operation in self.journal)

    async def write(self, stopping: asyncio.Event) -> None:
        """Write until told to stop; what is in the journal is still sent then."""
        while not stopping.is_set():
            fields, hidden = self._next()
            operation = self._noted(fields, hidden)
            await self._send(operation)
            # A refused undo may be possible by then: refusals are not kept.
            if self._chance.random() < AGAIN and fields["kind"] != "undo":
                await self._send(operation)
            await asyncio.sleep(self._chance.random() * PAUSE)

    # Private: sending

    def _noted(self, fields: Data, hidden: bool) -> Operation:
        command = {"id": self._uuid()} | fields
        body = json.dumps(command).encode()
        operation = Operation(self.actor, command["id"], body, hidden, monotonic())
        self.journal.append(operation)
        return operation

    async def _send(self, operation: Operation) -> None:
        attempt = 0
        while (answer := await self._answer(operation.body)) is None:
            await asyncio.sleep(back_off(attempt, LONGEST_RETRY, self._chance))
            attempt += 1
        if not operation.answers:
            operation.answered_at = monotonic()
        operation.answers.append(answer)

    async def _answer(self, body: bytes) -> Data | None:
        self.sends += 1
        response = await self.line.post(body)
        if response is None:
            return None
        try:
            answer: Data = response.json()
        except ValueError:
            answer = {}
        if "accepted" in answer or "refused" in answer:
            return answer
        self.complaints.append(f"answer {response.status_code}: {response.text[:200]}")
        return None

    # Private: what to write

    def _next(self) -> tuple[Data, bool]:
        """The next command without its id, and whether the room may not know of it."""
        if self.line.person.seat is not None:
            return self._of_participant(), self._hides
        dice = self._chance.random()
        if dice < 0.05:
            return self._undo()
        if dice < 0.1:
            return self._note(), True
        if dice < 0.75:
            return self._on_the_spot(self._script.subjects[0], "agreed"), False
        if dice < 0.82:
            return self._in_element(self._chance.choice(self._script.subjects), "team"), False
        if dice < 0.88:
            subject = self._chance.choice(self._script.subjects)
            return self._hidden(subject, "team", self._script.hidden_by_team), True
        if dice < 0.92:
            seat, subject = self._chance.choice(self._script.seats)
            return self._on_the_spot(subject, "self") | {"seat": seat}, False
        if dice < 0.96 and self._placed:
            return {"kind": "take_back", "placement": self._chance.choice(self._placed)}, False
        if dice < 0.98:
            return self._new_name(), False
        # Refused: the session is in that part already.
        return {"kind": "set_phase", "phase": "placing"}, False

    def _of_participant(self) -> Data:
        _seat, subject = next(s for s in self._script.seats if s[0] == self._own_seat())
        if self._hides:
            return self._hidden(subject, "self", self._script.hidden_by_seat)
        if self._chance.random() < 0.1:
            return {
                "kind": "say_unknown",
                "placement": self._uuid(),
                "sheet": self._script.open_sheet,
                "visibility": "open",
            }
        return self._on_the_spot(subject, "self")

    def _own_seat(self) -> str:
        seat = self.line.person.seat
        assert seat is not None
        return str(seat.pk)

    def _on_the_spot(self, subject: str, layer: str) -> Data:
        x, y = self._chance.choice(self._script.spots)
        return self._place(self._script.open_sheet, subject, layer) | {"x": x, "y": y}

    def _in_element(self, subject: str, layer: str) -> Data:
        element = self._chance.choice(self._script.elements)
        return self._place(self._script.open_sheet, subject, layer) | {"element": element}

    def _hidden(self, subject: str, layer: str, element: str) -> Data:
        place = self._place(self._script.hidden_sheet, subject, layer)
        return place | {"element": element, "visibility": "hidden"}

    def _place(self, sheet: str, subject: str, layer: str) -> Data:
        placement = self._uuid()
        if sheet == self._script.open_sheet:
            self._placed.append(placement)
        return {
            "kind": "place",
            "placement": placement,
            "sheet": sheet,
            "subject": subject,
            "layer": layer,
            "visibility": "open",
        }

    def _undo(self) -> tuple[Data, bool]:
        """The last place that was accepted, undone: as hidden as that was. Often refused."""
        for operation in reversed(self.journal):
            if operation.accepted and json.loads(operation.body)["kind"] == "place":
                return {"kind": "undo", "command": operation.id}, operation.hidden
        return {"kind": "undo", "command": self._uuid()}, False

    def _note(self) -> Data:
        """An answer for the team alone, where no other writer writes: a refusal would have another
        answer the second time.
        """
        self._notes += 1
        return {
            "kind": "write_note",
            "sheet": self._script.open_sheet,
            "about": "answer",
            "question": f"team-{1 + self._number % 4}",
            "subject": self._script.subjects[self._number // 4 % len(self._script.subjects)],
            "based_on": self._notes - 1,
            "text": f"{self.actor} {self._notes}",
        }

    def _new_name(self) -> Data:
        self._names += 1
        return {"kind": "put_on_table", "name": f"Naam {self._uuid()[:8]} {self._names}"}

    def _uuid(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))
