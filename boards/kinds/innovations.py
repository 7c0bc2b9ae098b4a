"""Boards on which innovations are placed: collecting, criteria, grades, what is ready to scale.

What is shown here first goes on in static/js/kinds/innovations*.js, in the same words.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards.content import Content, Element
from boards.domain.advice import advised
from boards.domain.ranking import Grade, Opinion, Ranked, grades, opinions, ranked, tenths
from boards.domain.snapshot import as_the_room_sees
from boards.domain.table_state import by_name
from boards.models import Layer, NoteAbout, NoteAudience
from boards.viewer import Viewer
from boards.views.page import SheetView
from deals.models import Session

Data = dict[str, Any]

# The id that stands where JavaScript puts that of an innovation, in what it copies.
BLANK = "00000000-0000-4000-8000-000000000000"
WHOLE = 100  # a bar of everybody, in its own measure

TEXTS: dict[str, Promise] = {
    "innovation_added": _("{name} is on the table."),
    "innovation_merged": _("{name} is now part of {into}."),
    "innovation_dropped": _("{name} is off the table."),
    "innovation_back": _("{name} is back on the table."),
    "innovation_merge_sure": _(
        "Make “{name}” part of “{into}”? What was placed, graded and written goes along. This"
        " cannot be undone."
    ),
    "innovation_nowhere": _("no place yet"),
    "innovation_place_agreed": _("agreed: {element}"),
    "innovation_place_team": _("facilitators: {element}"),
    "innovation_place_self": _("most participants: {element}"),
    "innovation_board_proposes": _("The board proposes: {element}"),
    "innovation_board_silent": _("Tick what is true. Then the board proposes a place."),
    "innovation_mean": _("on average {mean}"),
    "innovation_range": _("from {low} to {high}"),
    "innovation_one_grade": _("1 grade"),
    "innovation_grades": _("{count} grades"),
    "innovation_no_grades": _("no grades yet"),
    "innovation_progress": _("{given} of {all}"),
    "innovation_own": _("Your choice: {element}"),
    "innovation_open": _("Not chosen yet"),
    "innovation_own_unknown": _("Your answer: I don't know"),
    "innovation_shared": _("Together: {element}"),
    "innovation_shared_same": _("Together: {element}, as you chose"),
    "innovation_on_wall": _("The list is on the shared screen now."),
    "innovation_off_wall": _("The board is on the shared screen again."),
}


# For templates ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """How many participants chose an element; without an element: how many do not know. `bar`: its
    part of everybody, which begins at `start` where all stand in one bar.
    """

    element: Element | None
    count: int
    bar: int
    start: int

    @property
    def id(self) -> str:
        """The element's id, as JavaScript finds it."""
        return self.element.id if self.element else "unknown"


@dataclass(frozen=True)
class FreshIds:
    """Ids for the forms of one innovation on a phone, and for the placement that they make."""

    place: UUID = field(default_factory=uuid4)
    placement: UUID = field(default_factory=uuid4)
    unknown: UUID = field(default_factory=uuid4)
    reason: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class GradeView:
    """The grades on one aspect. `own`: that of the facilitators, or of the phone that shows it."""

    id: str
    title: str
    text: str
    grade: Grade
    own: int | None = None
    weakest: bool = False
    command_id: UUID = field(default_factory=uuid4)

    @property
    def mean(self) -> float | None:
        """The mean, as it is shown."""
        return None if self.grade.mean is None else tenths(self.grade.mean)

    @property
    def line(self) -> str:
        """The mean and how far the grades lie apart, in words."""
        return grades_in_words(self.grade)


@dataclass(frozen=True)
class InnovationView:
    """One innovation as a template shows it. `blank`: for JavaScript to copy.

    `place`: the element that counts; `own`: the placement of the phone that shows it.
    `participants`: the grades that participants gave, `ticked` what the facilitators ticked.
    """

    subject: Data
    opinion: Opinion
    place: Element | None
    shares: list[Share]
    participants: list[GradeView]
    ticked: frozenset[str]
    proposed: Element | None
    note: Data | None
    reasons: list[str]
    own: Data | None = None
    blank: bool = False
    ids: FreshIds = field(default_factory=FreshIds)

    @property
    def where(self) -> str:
        """In words: where it lies, and by whose view."""
        if self.opinion.layer is None:
            return str(TEXTS["innovation_nowhere"])
        return str(TEXTS[f"innovation_place_{self.opinion.layer}"]).format(
            element=self.place.title if self.place else gettext("between the elements")
        )

    @property
    def proposal(self) -> str:
        """In words: where the board would put it, by what was ticked."""
        if self.proposed is None:
            return str(TEXTS["innovation_board_silent"])
        return str(TEXTS["innovation_board_proposes"]).format(element=self.proposed.title)

    @property
    def is_graded(self) -> bool:
        """Whether it lies, or was put by this phone, where things are graded."""
        return bool(self.place and self.place.graded) or self.is_graded_by_own

    @property
    def is_graded_by_own(self) -> bool:
        """Whether this phone put it where things are graded."""
        return bool(self.own and self.own.get("graded"))

    @property
    def in_own_words(self) -> str:
        """What this phone answered, in words."""
        if self.own is None:
            return str(TEXTS["innovation_open"])
        if self.own["unknown"]:
            return str(TEXTS["innovation_own_unknown"])
        element = self.own["title"] or gettext("between the elements")
        return str(TEXTS["innovation_own"]).format(element=element)

    @property
    def shared_in_words(self) -> str:
        """What the facilitators chose or all agreed, in words, beside the own choice; "" while
        there is nothing to see of it.
        """
        if self.place is None or self.opinion.layer not in (Layer.AGREED, Layer.TEAM):
            return ""
        is_same = self.own is not None and self.own["element"] == self.place.id
        text = TEXTS["innovation_shared_same" if is_same else "innovation_shared"]
        return str(text).format(element=self.place.title)


@dataclass(frozen=True)
class RankedView:
    """What is ready, and why it comes where it comes."""

    subject: Data
    mean: float | None
    grades: list[GradeView]
    reasons: list[str]


@dataclass(frozen=True)
class InnovationTable:
    """One sheet with all innovations on the table, and what is ready of them."""

    view: SheetView
    innovations: list[InnovationView]
    ranked: list[RankedView]
    blank: InnovationView
    blank_ranked: RankedView
    new_id: UUID = field(default_factory=uuid4)
    new_subject: UUID = field(default_factory=uuid4)

    @property
    def anchor(self) -> str:
        """The sheet's id as text."""
        return str(self.view.sheet.pk)

    @property
    def graded(self) -> Element | None:
        """The element of which things are graded, if there is one."""
        return next((e for e in self.view.content.elements if e.graded), None)

    @property
    def given(self) -> int:
        """How many the phone that shows it answered."""
        return sum(1 for each in self.innovations if each.own is not None)

    @property
    def told(self) -> list[InnovationView]:
        """Those of which participants said something, "weet ik niet" too."""
        return [each for each in self.innovations if each.opinion.chosen or each.opinion.unknown]


def table_of(
    view: SheetView, state: Data, concealed: bool = False, seat: str = ""
) -> InnovationTable:
    """The innovations on one sheet in this state, without what lies hidden if `concealed`; for a
    phone with its own answers.
    """
    shown = as_the_room_sees(state) if concealed else state
    look = _Look(view, shown, seat, concealed)
    return InnovationTable(
        view=view,
        innovations=[look.innovation(each) for each in look.opinions()],
        ranked=[look.ranked(each) for each in ranked(shown, look.sheet, view.content)],
        blank=look.blank(),
        blank_ranked=look.ranked(Ranked(BLANK, _no_grades(view.content), None, None)),
    )


def dropped(state: Data) -> list[Data]:
    """What was taken off the table, and can come back."""
    return by_name(
        subject
        for subject in state["subjects"].values()
        if subject["what"] == "innovation" and subject["gone"] and subject["into"] is None
    )


def needs_innovations(view: SheetView) -> bool:
    """Whether innovations lie on the table for this sheet."""
    return view.content.filling(view.sheet.filling).needs_innovations


def grades_in_words(grade: Grade) -> str:
    """The mean of grades, how far they lie apart, and how many there are."""
    if grade.mean is None:
        return str(TEXTS["innovation_no_grades"])
    count = len(grade.values)
    mean = number_format(tenths(grade.mean), decimal_pos=1)
    many = TEXTS["innovation_one_grade" if count == 1 else "innovation_grades"]
    parts = [
        str(TEXTS["innovation_mean"]).format(mean=mean),
        str(TEXTS["innovation_range"]).format(low=grade.values[0], high=grade.values[-1]),
        str(many).format(count=count),
    ]
    return ", ".join(parts if count > 1 else [parts[0], parts[2]])


# Per page ---------------------------------------------------------------------------------------


def control(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the facilitators' laptop shows of these boards."""
    return {"goals": _goals(session)}


def screen(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the shared screen shows of these boards."""
    return {"goals": _goals(session)}


def seat(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What a participant's phone shows of these boards."""
    return {"goals": _goals(session)}


def _goals(session: Session) -> list[str]:
    return [goal.text for goal in session.deal.goals.all()]


# Private ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Look:
    """One sheet in one state, as somebody may see it."""

    view: SheetView
    state: Data
    seat: str
    concealed: bool

    @property
    def sheet(self) -> str:
        return str(self.view.sheet.pk)

    @property
    def content(self) -> Content:
        return self.view.content

    def opinions(self) -> list[Opinion]:
        return opinions(self.state, self.sheet)

    def innovation(self, opinion: Opinion) -> InnovationView:
        ticked = self._ticked(opinion.subject)
        return InnovationView(
            subject=self.state["subjects"][opinion.subject],
            opinion=opinion,
            place=self.content.by_id.get(opinion.place or ""),
            shares=self._shares(opinion),
            participants=self._participants(opinion.subject),
            ticked=ticked,
            proposed=self.content.by_id.get(advised(self.content.advice, ticked) or ""),
            note=self._note(opinion.subject),
            reasons=self._reasons(opinion.subject),
            own=self._own(opinion.subject),
        )

    def blank(self) -> InnovationView:
        nothing = Opinion(BLANK, None, None, {}, 0)
        return InnovationView(
            subject={"id": BLANK, "name": ""},
            opinion=nothing,
            place=None,
            shares=self._shares(nothing),
            participants=self._participants(BLANK),
            ticked=frozenset(),
            proposed=None,
            note=None,
            reasons=[],
            blank=True,
        )

    def ranked(self, found: Ranked) -> RankedView:
        return RankedView(
            subject=self.state["subjects"].get(found.subject, {"id": BLANK, "name": ""}),
            mean=None if found.mean is None else tenths(found.mean),
            grades=[
                GradeView(
                    aspect.id, aspect.title, aspect.text, grade, weakest=found.weakest == aspect.id
                )
                for aspect, grade in zip(self.content.aspects, found.grades, strict=True)
            ],
            reasons=self._reasons(found.subject),
        )

    def _shares(self, opinion: Opinion) -> list[Share]:
        everybody = sum(opinion.chosen.values()) + opinion.unknown
        counts: list[tuple[Element | None, int]] = [
            (element, opinion.chosen.get(element.id, 0)) for element in self.content.elements
        ]
        shares, before = [], 0
        for element, count in [*counts, (None, opinion.unknown)]:
            start = _bar(before, everybody)
            shares.append(Share(element, count, _bar(before + count, everybody) - start, start))
            before += count
        return shares

    def _participants(self, subject: str) -> list[GradeView]:
        """What participants gave on each aspect, with the facilitators' own grade; on a phone with
        that phone's own.
        """
        rows = self.state["scores"]
        by_participants = {k: row for k, row in rows.items() if row["layer"] == Layer.SELF}
        given = grades({"scores": by_participants}, self.sheet, self.content, subject)
        return [
            GradeView(aspect.id, aspect.title, aspect.text, grade, self._given(subject, aspect.id))
            for aspect, grade in zip(self.content.aspects, given, strict=True)
        ]

    def _given(self, subject: str, aspect: str) -> int | None:
        layer, seat = (Layer.SELF, self.seat) if self.seat else (Layer.TEAM, None)
        wanted = (self.sheet, subject, aspect, layer, seat)
        for row in self.state["scores"].values():
            if (row["sheet"], row["subject"], row["aspect"], row["layer"], row["seat"]) == wanted:
                value: int | None = row["value"]
                return value
        return None

    def _ticked(self, subject: str) -> frozenset[str]:
        return frozenset(
            row["aspect"]
            for row in self.state["scores"].values()
            if (row["sheet"], row["subject"], row["layer"]) == (self.sheet, subject, Layer.TEAM)
            and row["value"] == 1
            and row["aspect"] in self.content.ticks
        )

    def _own(self, subject: str) -> Data | None:
        """The placement of this phone, with the title of its element."""
        wanted = (self.sheet, subject, Layer.SELF, self.seat or None)
        for row in self.state["placements"].values():
            if (row["sheet"], row["subject"], row["layer"], row["seat"]) == wanted:
                element = self.content.by_id.get(row["element"] or "")
                title = element.title if element else ""
                return dict(row, title=title, graded=bool(element and element.graded))
        return None

    def _about(self, subject: str) -> list[Data]:
        """Reasons, and the notes that they became when two innovations were made one."""
        return [
            note
            for note in self.state["notes"].values()
            if note["about"] in (NoteAbout.REASON, NoteAbout.NOTE)
            and (note["sheet"], note["subject"]) == (self.sheet, subject)
        ]

    def _note(self, subject: str) -> Data | None:
        """The text that is written here: the facilitators', or this phone's own."""
        seat = self.seat or None
        reasons = [note for note in self._about(subject) if note["about"] == NoteAbout.REASON]
        return next((note for note in reasons if note["seat"] == seat), None)

    def _reasons(self, subject: str) -> list[str]:
        """Why it lies where it lies, as far as that may be read: of the facilitators first."""
        told = [
            note
            for note in self._about(subject)
            if note["text"] and (note["audience"] == NoteAudience.ROOM or self._is_told(note))
        ]
        return [note["text"] for note in sorted(told, key=lambda note: note["seat"] is not None)]

    def _is_told(self, note: Data) -> bool:
        """A reason tells where something lies: it shows when what lies in that layer shows."""
        layer = Layer.TEAM if note["seat"] is None else Layer.SELF
        return not self.concealed or layer in self.state["sheets"][self.sheet]["open"]


def _no_grades(content: Content) -> tuple[Grade, ...]:
    return tuple(Grade(aspect.id, ()) for aspect in content.aspects)


def _bar(count: int, everybody: int) -> int:
    return WHOLE * count // everybody if everybody else 0
