"""The conversation beside a board: its questions with the answers, what a difference calls up, and
what was noted. As static/js/board/talk.js keeps it true.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from boards import texts
from boards.content import AskedQuestion, Element
from boards.models import Layer, NoteAbout, NoteAudience
from boards.views.page import SheetView

Data = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a participant typed, with who that is."""

    name: str
    note: Data


@dataclass(frozen=True)
class Heard:
    """What the facilitators wrote together, and what participants typed on their phones.

    `kept`: how many of those are not shown, since a laptop may be mirrored on the wall.
    """

    note: Data | None
    said: list[Said]
    kept: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.said and not (self.note and self.note["text"])


@dataclass(frozen=True)
class QuestionView:
    """A question of the board, what it is about, and what was heard of it."""

    question: AskedQuestion
    area: str
    heard: Heard
    asked: bool


@dataclass(frozen=True)
class Reaction:
    """What is said of one subject: where it puts itself and where we put it, and what that calls
    up. `lines` is empty while they are not to be shown.
    """

    subject: Data
    lines: list[str]
    heard: Heard


@dataclass(frozen=True)
class Talk:
    """One sheet's part of the conversation."""

    view: SheetView
    team: list[QuestionView]
    participant: list[QuestionView]
    areas: list[Element]
    reactions: list[Reaction]
    heard: Heard

    @property
    def answered(self) -> list[QuestionView]:
        """The questions to which there is an answer to read."""
        return [each for each in self.team + self.participant if not each.heard.is_empty]

    @property
    def called_up(self) -> list[Reaction]:
        """The differences that called something up that there is to read."""
        return [each for each in self.reactions if not each.heard.is_empty]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was written down."""
        return not self.answered and not self.called_up and self.heard.is_empty


def talks_for(sheets: Iterable[SheetView], state: Data, shows_hidden: bool = True) -> list[Talk]:
    """The conversation of each sheet in this state, for a template. No queries."""
    names = names_of_seats(state)
    return [_Sheet(view, state, names, shows_hidden).talk() for view in sheets]


def names_of_seats(state: Data) -> dict[str, str]:
    """What each participant is called: themselves and their organisation, or the organisation with
    a number where it has more seats than one.
    """
    seats = state.get("seats", {}).values()
    of_subject = Counter(seat["subject"] for seat in seats)
    numbers: Counter[str] = Counter()
    names = {}
    for seat in seats:
        numbers[seat["subject"]] += 1
        name = state["subjects"][seat["subject"]]["name"]
        if seat["person"] is not None:
            name = f"{state['subjects'][seat['person']]['name']} ({name})"
        elif of_subject[seat["subject"]] > 1:
            name = f"{name} {numbers[seat['subject']]}"
        names[seat["id"]] = name
    return names


# Private ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    view: SheetView
    state: Data
    names: dict[str, str]
    shows_hidden: bool

    def talk(self) -> Talk:
        questions = [self._question(one) for one in self.view.content.questions_by_id.values()]
        asked_of = {one.question.element for one in questions}
        return Talk(
            view=self.view,
            team=[one for one in questions if one.question.goal == "team"],
            participant=[one for one in questions if one.question.goal == "participant"],
            areas=[
                area
                for area in self.view.content.areas_of(self.view.sheet.filling)
                if asked_of & related(self.view.board, area.id)
            ],
            reactions=self._reactions(),
            heard=self._heard(NoteAbout.NOTE, {}),
        )

    @property
    def key(self) -> str:
        return str(self.view.sheet.pk)

    def _question(self, question: AskedQuestion) -> QuestionView:
        area = self.view.content.by_id.get(question.element or "")
        return QuestionView(
            question=question,
            area="" if area is None else area.title,
            heard=self._heard(NoteAbout.ANSWER, {"question": question.id}),
            asked=self.state["asked"] == {"sheet": self.key, "question": question.id},
        )

    def _notes(self, about: str, place: Data) -> list[Data]:
        wanted = {"sheet": self.key, "about": about} | place
        notes = self.state["notes"].values()
        return [note for note in notes if all(note[key] == wanted[key] for key in wanted)]

    def _heard(self, about: str, place: Data, seats: set[str] | None = None) -> Heard:
        """What stands there: of all participants, or of these seats."""
        notes = self._notes(about, place)
        typed = [
            note
            for note in (notes if seats is None else self._notes(about, {}))
            if note["seat"] is not None
            and note["text"]
            and (seats is None or note["seat"] in seats)
        ]
        told = [note for note in typed if self.shows_hidden or is_shared(note)]
        somebody = gettext("a participant")
        return Heard(
            note=next((note for note in notes if note["seat"] is None), None),
            said=[Said(self.names.get(note["seat"], somebody), note) for note in told],
            kept=len(typed) - len(told),
        )

    def _reactions(self) -> list[Reaction]:
        """Of everybody who saw, or can see, where the facilitators put them."""
        seats: dict[str, list[Data]] = {}
        for seat in self.state.get("seats", {}).values():
            for subject in (seat["subject"], seat["person"]):
                if subject is not None and self._is_told(seat, subject):
                    seats.setdefault(subject, []).append(seat)
        for note in self._notes(NoteAbout.REACTION, {}):
            if note["subject"] is not None and note["text"]:
                seats.setdefault(note["subject"], [])
        found = [self._reaction(self.state["subjects"][key], seats[key]) for key in seats]
        return sorted(found, key=lambda one: str(one.subject["name"]).casefold())

    def _is_told(self, seat: Data, subject: str) -> bool:
        is_shown = Layer.TEAM in self._open or self.key in seat["shown"]
        is_seen = self._row(Layer.TEAM, subject) is not None or self._is_scored(subject)
        return is_shown and is_seen

    def _is_scored(self, subject: str) -> bool:
        """Whether the facilitators coloured a wheel of it."""
        return self.view.content.kind == "wheel" and any(
            row["subject"] == subject and row["layer"] == Layer.TEAM for row in self.view.scores
        )

    @property
    def _open(self) -> list[str]:
        opened: list[str] = self.state["sheets"][self.key]["open"]
        return opened

    def _reaction(self, subject: Data, seats: list[Data]) -> Reaction:
        is_told = self.shows_hidden or (Layer.SELF in self._open and Layer.TEAM in self._open)
        # Of a wheel the words stand beside each aspect.
        on_picture = [] if self.view.content.kind == "wheel" else seats
        lines = [self._line(subject["id"], seat["id"]) for seat in on_picture]
        own = {seat["id"] for seat in seats if seat["subject"] == subject["id"]}
        return Reaction(
            subject=subject,
            lines=lines if is_told else [],
            heard=self._heard(NoteAbout.REACTION, {"subject": subject["id"]}, own),
        )

    def _line(self, subject: str, seat: str) -> str:
        own = self._row(Layer.SELF, subject, seat)
        team = self._row(Layer.TEAM, subject)
        said = texts.SHARED
        if own is not None and team is not None and _where(own) == _where(team):
            return str(texts.CONTROL["says_both"]).format(element=self._title(own))
        return ", ".join(
            str(said[name]).format(element=self._title(row))
            for name, row in (("says_self", own), ("says_team", team))
        )

    def _row(self, layer: str, subject: str, seat: str | None = None) -> Data | None:
        rows = self.view.placed + self.view.unknown
        is_it = (
            row
            for row in rows
            if row["layer"] == layer and row["subject"] == subject and row["seat"] == seat
        )
        return next(is_it, None)

    def _title(self, row: Data | None) -> str:
        if row is None:
            return str(texts.CONTROL["no_place"])
        if row["unknown"]:
            return gettext("I don't know")
        area = self.view.content.by_id.get(row["element"])
        return str(texts.SHARED["between"]) if area is None else area.title


def related(board: Data, area: str) -> set[str]:
    """An area with what belongs to it where one places in two steps: its group, or its elements."""
    rows = {row["id"]: row.get("group") for row in board["elements"]}
    ids = {key for key, group in rows.items() if group == area}
    group = rows.get(area)
    return ids | {area} | ({group} if group else set())


def is_shared(note: Data) -> bool:
    """Whether everyone in the room can read a note."""
    return bool(note["audience"] == NoteAudience.ROOM)


def _where(row: Data) -> tuple[Any, ...]:
    return (row["element"], row["unknown"])
