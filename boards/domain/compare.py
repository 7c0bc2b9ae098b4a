"""Two moments of one board: who stayed, moved, came and went.

A moment is a sheet of a session. Pure but for the few readings that are said so: from the states of
one viewer, so that a comparison never tells more than that viewer may see of each session.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.content import Content, content_of
from boards.domain.counting import COUNTING, layers_that_count
from boards.domain.energy import energy_of
from boards.domain.ranking import tenths
from boards.drawing import Compared, Postit, counting, postits_of
from boards.models import Layer, Note, NoteAbout, Placement, Score, Sheet, Subject
from deals.models import Partner, Session

Data = dict[str, Any]
Key = tuple[str, ...]
Outcome = Literal["moved", "new", "gone", "stayed"]

# The views that a comparison can be made by: which layers count in the first moment, and in the
# second. Of one and the same moment only those that differ say something. Without one: whose word
# counts first on that board.
VIEWS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "": ((), ()),
    "self": ((Layer.SELF,), (Layer.SELF,)),
    "team": ((Layer.TEAM,), (Layer.TEAM,)),
    "agreed": ((Layer.AGREED,), (Layer.AGREED,)),
    "self-team": ((Layer.SELF,), (Layer.TEAM,)),
    "self-agreed": ((Layer.SELF,), (Layer.AGREED,)),
    "team-agreed": ((Layer.TEAM,), (Layer.AGREED,)),
}
NO_PLACE, BETWEEN = "no place", "between"

REFUSALS: Mapping[str, tuple[int, Promise]] = {
    "unknown_view": (400, _("We cannot compare by this view. Choose one from the list.")),
    "other_deal": (400, _("These moments are of two deals. Choose two moments of one deal.")),
    "other_kind": (
        400,
        _("These boards are of different kinds. Choose two moments of one board."),
    ),
    "other_board": (400, _("These moments are of two boards. Choose two moments of one board.")),
    "same_moment": (
        400,
        _("You chose the same moment twice. Choose another moment, or compare two views of it."),
    ),
    "nothing_there": (
        409,
        _("At one of these moments nothing lies here to compare. Choose another moment or view."),
    ),
}


class NotComparable(Exception):
    """Why two moments cannot be compared: a code of `REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.sentence = REFUSALS[code]


@dataclass(frozen=True)
class Side:
    """One of the two moments as a viewer sees it. `keys`: by subject what it is known by in other
    sessions, the surest first. `layers`: whose view counts, the first that has a place.
    """

    sheet: Sheet
    state: Data
    keys: Mapping[str, Sequence[Key]]
    layers: Sequence[str] = COUNTING

    @cached_property
    def content(self) -> Content:
        """The board, with the texts that it was held with."""
        return content_of(self.sheet.content)


@dataclass(frozen=True)
class Change:
    """One subject at two moments, and where it lay. `subject`: as it is called at the later one."""

    subject: Data
    before: Postit | None
    after: Postit | None

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "stayed" if self.before.element == self.after.element else "moved"

    @property
    def is_by_others(self) -> bool:
        """Whether another than at first says where it lies now."""
        return bool(self.before and self.after and self.before.layer != self.after.layer)


def kind_of(sheet: Sheet) -> str:
    """What kind of board a sheet is: two of different kinds have nothing to compare."""
    return content_of(sheet.content).kind_with(sheet.filling)


def layers_for(by: str, sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which layers count by this view at the first moment of such a sheet, and at the second."""
    counts = layers_that_count(content_of(sheet.content).filling(sheet.filling).places)
    return VIEWS[by] if by else (counts, counts)


# Which moments there are --------------------------------------------------------------------------


def moments_of(sessions: QuerySet[Session], *, sees_all: bool) -> list[Sheet]:
    """The sheets of these sessions on which something lies that the reader may see, the oldest
    first, with their session; five queries. `sees_all`: of what is closed also what the room never
    saw.
    """
    layers: dict[UUID, set[str]] = {}
    here = {"sheet__session__in": sessions}
    for rows in (
        Placement.objects.filter(unknown=False, **here),
        Score.objects.filter(value__isnull=False, **here),
    ):
        for sheet, layer in rows.order_by().values_list("sheet", "layer").distinct():
            layers.setdefault(sheet, set()).add(layer)
    cells = Note.objects.filter(about=NoteAbout.CELL, **here).exclude(text__text="")
    for sheet in cells.order_by().values_list("sheet", flat=True).distinct():
        layers.setdefault(sheet, set()).add(Layer.AGREED)
    found = Sheet.objects.filter(pk__in=list(layers)).select_related("session")
    in_order = found.order_by("session__planned_on", "session__made_at", "order")
    return [
        sheet
        for sheet in in_order.prefetch_related("reveals")
        if (sees_all and sheet.session.is_closed)
        or any(sheet.is_open(layer) for layer in layers[sheet.pk])
    ]


def beside_of(sheet: Sheet, moments: Sequence[Sheet]) -> tuple[Sheet, Sheet] | None:
    """The moment that a sheet is best compared with, and the sheet, the earlier one first: the last
    before it, else the first after it, filled in the same way if there is one.
    """
    of_board = [each for each in moments if each.board == sheet.board]
    if sheet.pk not in {each.pk for each in of_board}:
        return None
    others = [each for each in of_board if each.session_id != sheet.session_id]
    alike = [each for each in others if each.filling == sheet.filling] or others
    place = {each.pk: number for number, each in enumerate(of_board)}
    earlier = [each for each in alike if place[each.pk] < place[sheet.pk]]
    if earlier:
        return earlier[-1], sheet
    return (sheet, alike[0]) if alike else None


def last_two(moments: Sequence[Sheet]) -> tuple[Sheet, Sheet] | None:
    """The two latest moments of a board that were filled in the same way, else the two latest."""
    for sheet in reversed(moments):
        pair = beside_of(sheet, moments)
        if pair and pair[1].pk == sheet.pk and pair[0].filling == sheet.filling:
            return pair
    return (moments[-2], moments[-1]) if len(moments) > 1 else None


def check(before: Sheet, after: Sheet, by: str) -> None:
    """Whether two moments can be compared, by this view; both with their session. Raises
    NotComparable.
    """
    if by not in VIEWS:
        raise NotComparable("unknown_view")
    if before.session.deal_id != after.session.deal_id:
        raise NotComparable("other_deal")
    if kind_of(before) != kind_of(after):
        raise NotComparable("other_kind")
    if before.board != after.board:
        raise NotComparable("other_board")
    if before.pk == after.pk and VIEWS[by][0] == VIEWS[by][1]:
        raise NotComparable("same_moment")


# Who is who ---------------------------------------------------------------------------------------


def keys_of(sessions: Iterable[UUID]) -> dict[str, list[Key]]:
    """By subject of these sessions what it is known by in the others, the surest first: the partner
    (as which it goes on, when it was merged), the contact person or else their name in their
    organisation, the innovation, or the name that was typed. One query.
    """
    subjects = Subject.objects.filter(session__in=list(sessions)).select_related(
        "typed",
        "partner__organisation__merged_into",
        "partner__merged_into__organisation__merged_into",
        "innovation__merged_into__merged_into",
    )
    by_id = {subject.pk: subject for subject in subjects}
    return {str(pk): list(_keys(subject, by_id)) for pk, subject in by_id.items()}


def _keys(subject: Subject, by_id: Mapping[UUID, Subject]) -> Iterable[Key]:
    if subject.innovation is not None:
        yield "innovation", str(subject.innovation.current.pk)
    elif subject.partner is not None:
        yield "partner", str(_going_on(subject.partner).organisation.current.pk)
    elif subject.of_id is not None:
        if subject.person is not None:
            yield "person", str(subject.person)
        yield "named", *next(iter(_keys(by_id[subject.of_id], by_id))), _plain(subject.name)
    else:
        yield "typed", _plain(subject.name)


def _going_on(partner: Partner) -> Partner:
    return partner if partner.merged_into is None else partner.merged_into


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


# What changed -------------------------------------------------------------------------------------


def changes_between(before: Side, after: Side) -> list[Change]:
    """What became of everybody who has a place at one of two moments, by name. Raises NotComparable
    when nobody has a place at one of them.
    """
    first, last = _places(before), _places(after)
    if not first or not last:
        raise NotComparable("nothing_there")
    pairs = _paired(_known_by(first, before.keys), _known_by(last, after.keys))
    changes = [
        Change((now or then).subject, then, now)  # type: ignore[union-attr]  # one of them is there
        for then, now in pairs
    ]
    return sorted(changes, key=lambda change: str(change.subject["name"]).casefold())


def _places(side: Side) -> dict[str, Postit]:
    """By subject the post-it that counts. An answer "I don't know" is no place."""
    subjects = side.state["subjects"]
    rows = [
        row
        for row in side.state["placements"].values()
        if row["sheet"] == str(side.sheet.pk) and not subjects[row["subject"]]["gone"]
    ]
    return counting(postits_of(rows, subjects, list(Layer), side.content), side.layers)


def _known_by(
    places: Mapping[str, Postit], keys: Mapping[str, Sequence[Key]]
) -> dict[Key, tuple[Sequence[Key], Postit]]:
    """The places by the surest key. Two that became one since: what lay there under the present
    name, as it stands first on the table.
    """
    known: dict[Key, tuple[Sequence[Key], Postit]] = {}
    for subject, postit in places.items():
        of = keys.get(subject) or [("subject", subject)]
        known.setdefault(of[0], (of, postit))
    return known


def _paired(
    before: Mapping[Key, tuple[Sequence[Key], Postit]],
    after: Mapping[Key, tuple[Sequence[Key], Postit]],
) -> list[tuple[Postit | None, Postit | None]]:
    """The same subjects at both moments: by the surest key, then by the others."""
    sure = before.keys() & after.keys()
    others = {
        key: known for known, (keys, _) in before.items() if known not in sure for key in keys
    }
    pairs: list[tuple[Postit | None, Postit | None]] = []
    met = set(sure)
    for known, (keys, now) in after.items():
        found = known if known in sure else next((others.pop(k) for k in keys if k in others), None)
        if found in met and found not in sure:
            found = None
        if found is not None:
            met.add(found)
        pairs.append((before[found][1] if found is not None else None, now))
    return pairs + [(then, None) for known, (_keys, then) in before.items() if known not in met]


def counts_of(changes: Iterable[Change]) -> Counter[tuple[str, str]]:
    """How many went from which element to which; `NO_PLACE` for who was not there, `BETWEEN` for
    who lay between the elements.
    """
    return Counter((_where(change.before), _where(change.after)) for change in changes)


def _where(postit: Postit | None) -> str:
    return NO_PLACE if postit is None else postit.element or BETWEEN


def compared_of(changes: Iterable[Change], content: Content) -> list[Compared]:
    """The changes as two ways of filling in for the one picture of both: what lies there now first,
    and what lay there before beside it. Elements that the board no longer has are none.
    """
    return [
        Compared(
            change.subject,
            _on(change.after, change.subject, content),
            _on(change.before, change.subject, content),
        )
        for change in changes
    ]


def _on(postit: Postit | None, subject: Data, content: Content) -> Postit | None:
    if postit is None:
        return None
    element = postit.element if postit.element in content.by_id else None
    return replace(postit, subject=subject, element=element)


# Worksheets ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellChange:
    """One cell of a worksheet at two moments; "" is empty."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class RouteChange:
    """One route of a worksheet at two moments: the cells that changed, and its energy (mean of 1 to
    10; None for no grade).
    """

    title: str
    cells: list[CellChange]
    energy_before: float | None
    energy_after: float | None

    @property
    def energy_changed(self) -> bool:
        """Whether the mean energy went up or down, or came or went."""
        return self.energy_before != self.energy_after

    @property
    def is_changed(self) -> bool:
        """Whether anything of it changed."""
        return self.energy_changed or bool(self.cells)


@dataclass(frozen=True)
class WorksheetChange:
    """The worksheet of one innovation at two moments."""

    subject: Data
    outcome: Outcome
    routes: list[RouteChange] = field(default_factory=list)


def worksheets_between(before: Side, after: Side) -> list[WorksheetChange]:
    """What changed on the worksheets of the same innovations, by name. Raises NotComparable when
    nothing was filled in at one of the moments.
    """
    filled = [_filled(side) for side in (before, after)]
    if not all(filled):
        raise NotComparable("nothing_there")
    ids = [
        {(side.keys.get(each) or [("subject", each)])[0]: each for each in subjects}
        for side, subjects in zip((before, after), filled, strict=True)
    ]
    keys = [*ids[1], *(key for key in ids[0] if key not in ids[1])]
    changed = [_worksheet(before, ids[0].get(key), after, ids[1].get(key)) for key in keys]
    return sorted(changed, key=lambda change: str(change.subject["name"]).casefold())


def _filled(side: Side) -> list[str]:
    """The innovations with a cell or a grade on a worksheet."""
    sheet, subjects = str(side.sheet.pk), side.state["subjects"]
    cells = [n["subject"] for n in side.state["notes"].values() if _is_cell(n, sheet)]
    grades = [
        score["subject"]
        for score in side.state["scores"].values()
        if score["sheet"] == sheet and score["value"] is not None
    ]
    return [each for each in dict.fromkeys(cells + grades) if not subjects[each]["gone"]]


def _is_cell(note: Data, sheet: str) -> bool:
    return note["sheet"] == sheet and note["about"] == NoteAbout.CELL and bool(note["text"])


def _worksheet(
    before: Side, subject_then: str | None, after: Side, subject_now: str | None
) -> WorksheetChange:
    then, now = _cells(before, subject_then), _cells(after, subject_now)
    routes = []
    for element in after.content.elements:
        cells = [
            CellChange(row.title, then.get((element.id, row.id), ""), now_text)
            for row in after.content.rows
            if (now_text := now.get((element.id, row.id), "")) != then.get((element.id, row.id), "")
        ]
        energy = (
            _energy(before, element.id, subject_then),
            _energy(after, element.id, subject_now),
        )
        routes.append(RouteChange(element.title, cells, *energy))
    changed = [route for route in routes if route.is_changed]
    if subject_now is None:
        return WorksheetChange(before.state["subjects"][subject_then], "gone")
    outcome: Outcome = "new" if subject_then is None else "moved" if changed else "stayed"
    return WorksheetChange(after.state["subjects"][subject_now], outcome, changed)


def _cells(side: Side, subject: str | None) -> dict[tuple[str, str], str]:
    return {
        (note["element"], note["question"]): note["text"]
        for note in side.state["notes"].values()
        if note["subject"] == subject and _is_cell(note, str(side.sheet.pk))
    }


def _energy(side: Side, route: str, subject: str | None) -> float | None:
    if subject is None:
        return None
    energy = energy_of(side.state, str(side.sheet.pk), route, {subject}, set(Layer))
    return None if energy.mean is None else tenths(energy.mean)


# Wheels -------------------------------------------------------------------------------------------


def wheels_at(sides: Iterable[Side]) -> list[UUID]:
    """The partners of whom a wheel was coloured at one of these moments: what changed in those
    stands on a page of each. Raises NotComparable when nothing was coloured at all.
    """
    coloured = {
        score["subject"]
        for side in sides
        for score in side.state["scores"].values()
        if score["sheet"] == str(side.sheet.pk) and score["value"] is not None
    }
    if not coloured:
        raise NotComparable("nothing_there")
    partners = Subject.objects.filter(pk__in=coloured, partner__isnull=False)
    found = partners.values_list("partner", "partner__merged_into")
    return list(dict.fromkeys(into or partner for partner, into in found))
