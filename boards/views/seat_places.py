"""What a phone shows of each sheet: what it asks, what was answered, and how others see it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from boards.content import AskedQuestion, Content, Element, Legend
from boards.models import Layer, NoteAbout, NoteAudience, Sheet
from boards.views.page import SheetView

Data = dict[str, Any]

SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class Card:
    """An element that can be chosen. `away`: in another group than the organisation is in."""

    element: Element
    chosen: bool
    away: bool
    command_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Side:
    """Where somebody else sees this participant: the facilitators, or all together."""

    layer: str
    lies: bool
    element: Element | None


@dataclass(frozen=True)
class Ask:
    """Where the organisation stands, or the participant themselves: one answer on one sheet.

    `subject`: whom it is about; None for a participant who did not say who they are.
    """

    who: str
    subject: Data | None
    placement: Data | None
    cards: list[Card]
    group: str | None
    sides: list[Side]
    new_placement: UUID = field(default_factory=uuid4)
    unknown_id: UUID = field(default_factory=uuid4)
    take_back_id: UUID = field(default_factory=uuid4)

    @property
    def unknown(self) -> bool:
        """Whether the answer is "weet ik niet"."""
        return self.placement is not None and bool(self.placement["unknown"])

    @property
    def between(self) -> bool:
        """Whether it lies between the elements, where only a facilitator puts it."""
        return self.placement is not None and not self.unknown and not self.placement["element"]


@dataclass(frozen=True)
class PlaceView:
    """One sheet on a phone. `saw`: this phone knows where the facilitators see it. `gave`: it gave
    anything here itself, on a board that asks more than where one stands.
    """

    view: SheetView
    number: int
    short: str
    asks: list[Ask]
    saw: bool
    gave: bool
    reaction: Data | None
    shared: list[Data]
    choose_id: UUID = field(default_factory=uuid4)
    reaction_id: UUID = field(default_factory=uuid4)

    @property
    def sheet(self) -> Sheet:
        """The sheet itself."""
        return self.view.sheet

    @property
    def kind(self) -> str:
        """What kind of board it is: "zones" asks where one stands oneself."""
        return self.view.kind

    @property
    def anchor(self) -> str:
        """Its id as text, for addresses on the page and for comparing with the state."""
        return str(self.view.sheet.pk)

    @property
    def drawing_ids(self) -> list[str]:
        """What the whole picture is put together of, in its file: the landscape, then the rest."""
        parts = [area.id for area in self.content.elements + self.content.groups if area.drawing]
        return [f"{self.content.board}-{part}" for part in ("landschap", *parts)]

    @property
    def content(self) -> Content:
        """The board that the sheet was made of."""
        return self.view.content

    @property
    def board(self) -> Data:
        """The board as JavaScript gets it."""
        return self.view.board

    @property
    def meanings(self) -> dict[str, Data]:
        """What the elements mean to us."""
        return self.view.meanings

    @property
    def has_meanings(self) -> bool:
        """Whether this way of filling in begins by agreeing on meanings."""
        return self.view.has_meanings

    @property
    def legend(self) -> tuple[Legend, ...]:
        """Words that this board uses, and what they mean."""
        return self.content.legend

    @property
    def two_steps(self) -> bool:
        """Whether the organisation is placed first, and then the person."""
        return self.content.filling(self.sheet.filling).in_two_steps

    @property
    def own_level(self) -> int:
        """The level of the heading over an own place: below whom it is about, if that is said."""
        return 4 if self.two_steps else 3

    @property
    def visibility(self) -> str:
        """Whether the room sees what is placed here: as a place command says it."""
        return "open" if self.sheet.is_open(Layer.SELF) else "hidden"

    @property
    def filled_visible_to(self) -> str:
        """The same of what is filled in on a board of another kind than "zones"."""
        if self.visibility == "open":
            return _("Everyone in the room sees what you fill in.")
        return _("Only you and the facilitators see this, until they show it.")

    @property
    def visible_to(self) -> str:
        """The same, in words."""
        if self.visibility == "open":
            return _("Everyone in the room sees where you stand.")
        return _("Only you and the facilitators see this, until they show it.")

    @property
    def answered(self) -> bool:
        """Whether everything that is asked here has an answer; on a board of another kind than
        "zones" whether anything was given.
        """
        if self.kind != "zones":
            return self.gave
        return all(ask.placement is not None for ask in self.asks)

    @property
    def reacts(self) -> bool:
        """Whether there is something to compare, or a reaction was written already."""
        compared = any(
            side.layer == Layer.TEAM and side.lies for a in self.asks for side in a.sides
        )
        return self.saw and (compared or bool(self.reaction and self.reaction["text"]))


@dataclass(frozen=True)
class QuestionView:
    """A question that was put to everyone, with this phone's own answer."""

    place: PlaceView
    question: AskedQuestion
    note: Data | None
    command_id: UUID = field(default_factory=uuid4)


def place_views(sheets: list[SheetView], state: Data, seat_id: str, me: Data) -> list[PlaceView]:
    """All sheets as this phone shows them."""
    person = state["subjects"].get(state["mine"]["person"])
    titles = [view.board["title"] for view in sheets]
    return [
        PlaceView(
            view=view,
            number=number,
            short=_short(view, titles),
            asks=_asks(view, state, seat_id, me, person),
            saw=_saw(view, state),
            gave=_gave(view, state, seat_id),
            reaction=_own_note(state, seat_id, view.sheet, NoteAbout.REACTION),
            shared=_shared(view, state),
        )
        for number, view in enumerate(sheets, 1)
    ]


def questions_of(
    places: list[PlaceView], state: Data, seat_id: str
) -> tuple[QuestionView | None, list[QuestionView]]:
    """The question that is asked now, and those that this phone answered before."""
    asked = state["asked"] or {"sheet": "", "question": ""}
    now, before = None, []
    for place in places:
        for question in place.content.questions_by_id.values():
            note = _own_note(state, seat_id, place.sheet, NoteAbout.ANSWER, question.id)
            if (str(place.sheet.pk), question.id) == (asked["sheet"], asked["question"]):
                now = QuestionView(place, question, note)
            elif note is not None and note["text"]:
                before.append(QuestionView(place, question, note))
    return now, before


def blank_question(places: list[PlaceView]) -> QuestionView:
    """The form of a question, for JavaScript to fill."""
    return QuestionView(places[0], AskedQuestion("blank", "participant", ""), None)


# Private ----------------------------------------------------------------------------------------


def _short(view: SheetView, titles: list[str]) -> str:
    """The name of a sheet in the row of steps: that of its board, if no other has it. Not every
    browser knows where Dutch words break.
    """
    title: str = view.board["title"]
    if titles.count(title) > 1:
        return str(view.board["filling"]["title"])
    # Staff may have given it another title.
    broken = view.content.broken or ""
    return broken.replace("-", SOFT_HYPHEN) if broken.replace("-", "") == title else title


def _asks(view: SheetView, state: Data, seat_id: str, me: Data, person: Data | None) -> list[Ask]:
    filling = view.content.filling(view.sheet.filling)
    asks = []
    if view.content.areas_for(view.sheet.filling, "organisation"):
        asks.append(_ask(view, state, seat_id, "organisation", me, None))
    if filling.places_people:
        before = asks[0].placement if asks else None
        group = before["element"] if before else None
        asks.append(_ask(view, state, seat_id, "person", person, group))
    return asks


def _ask(
    view: SheetView, state: Data, seat_id: str, who: str, subject: Data | None, group: str | None
) -> Ask:
    in_steps = view.content.filling(view.sheet.filling).in_two_steps
    of_subject = [
        row
        for row in state["placements"].values()
        if subject and row["sheet"] == str(view.sheet.pk) and row["subject"] == subject["id"]
    ]
    own = next((row for row in of_subject if row["seat"] == seat_id), None)
    return Ask(
        who=who,
        subject=subject,
        placement=own,
        cards=[
            Card(
                element,
                chosen=own is not None and own["element"] == element.id,
                away=in_steps and who == "person" and element.group != group,
            )
            for element in view.content.areas_for(view.sheet.filling, who)
        ],
        group=group,
        sides=[_side(view, of_subject, layer) for layer in (Layer.TEAM, Layer.AGREED)],
    )


def _side(view: SheetView, rows: list[Data], layer: Layer) -> Side:
    row = next((row for row in rows if row["layer"] == layer and row["seat"] is None), None)
    element = view.content.by_id.get(row["element"] or "") if row else None
    return Side(layer.value, row is not None, element)


def _saw(view: SheetView, state: Data) -> bool:
    return view.sheet.is_open(Layer.TEAM) or str(view.sheet.pk) in state["mine"]["shown"]


def _gave(view: SheetView, state: Data, seat_id: str) -> bool:
    """Whether this phone gave anything on a sheet: a place, a number or a text."""
    own = [
        row
        for rows in ("placements", "scores", "notes")
        for row in state[rows].values()
        if row["seat"] == seat_id and row["sheet"] == str(view.sheet.pk)
    ]
    return any(_says_something(row) for row in own)


def _says_something(row: Data) -> bool:
    """Of a score its number, of a note its text; both may have been taken away again."""
    if "aspect" in row:
        return row["value"] is not None
    return "text" not in row or bool(row["text"])


def _own_note(
    state: Data, seat_id: str, sheet: Sheet, about: NoteAbout, question: str = ""
) -> Data | None:
    for note in state["notes"].values():
        is_of_this = note["sheet"] == str(sheet.pk) and note["about"] == about
        if is_of_this and note["seat"] == seat_id and note["question"] == question:
            return dict(note)
    return None


def _shared(view: SheetView, state: Data) -> list[Data]:
    """The notes of a sheet that everyone may read, each with what it is about."""
    notes = [
        note
        for note in state["notes"].values()
        if note["sheet"] == str(view.sheet.pk)
        and note["audience"] == NoteAudience.ROOM
        and note["about"] not in (NoteAbout.MEANING, NoteAbout.CELL)
        and note["text"]
    ]
    return [note | {"of": _what_of(view.content, note, state)} for note in notes]


def _what_of(content: Content, note: Data, state: Data) -> str:
    """The question, the element or whom a note is about; the same as in static/js/phone."""
    question = content.questions_by_id.get(note["question"])
    if question is not None:
        return question.text
    parts = []
    if note["subject"] in state["subjects"]:
        parts.append(state["subjects"][note["subject"]]["name"])
    if note["element"] in content.by_id:
        parts.append(content.by_id[note["element"]].title)
    return ", ".join(parts)
