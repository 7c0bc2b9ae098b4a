"""Two moments of one board beside each other: on one picture, as a flow, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from boards import charts, drawing
from boards.access import Reading, reading_for, reading_of, sheet_for_reader
from boards.content import Content
from boards.domain import compare
from boards.domain.compare import BETWEEN, NO_PLACE, Change, NotComparable, Side
from boards.domain.snapshot import state_of
from boards.drawing import Postit
from boards.models import Sheet
from boards.views.page import SheetView, sheet_views
from deals.hooks import Panel
from deals.models import Deal, Partner, Session, User

Data = dict[str, Any]

CSS = "css/compare.css"

# How a comparison can be made, in the order in which it is offered.
VIEW_NAMES: dict[str, Promise] = {
    "": gettext_lazy("What counts: agreed, else participants, else facilitators"),
    "self": gettext_lazy("What participants said"),
    "team": gettext_lazy("What facilitators saw"),
    "agreed": gettext_lazy("What was agreed"),
    "self-team": gettext_lazy("Participants first, facilitators second"),
    "self-agreed": gettext_lazy("Participants first, what was agreed second"),
    "team-agreed": gettext_lazy("Facilitators first, what was agreed second"),
}
COUNTS_OF_INNOVATIONS = gettext_lazy("What counts: agreed, else facilitators, else participants")
OUTCOMES: tuple[tuple[str, Promise], ...] = (
    ("moved", gettext_lazy("Moved")),
    ("new", gettext_lazy("New on the board")),
    ("gone", gettext_lazy("No longer on the board")),
    ("stayed", gettext_lazy("Stayed")),
)
# Of two views of one moment: nobody came, went or moved.
VIEWS_APART: tuple[tuple[str, Promise], ...] = (
    ("moved", gettext_lazy("Seen differently")),
    ("new", gettext_lazy("Only in the second view")),
    ("gone", gettext_lazy("Only in the first view")),
    ("stayed", gettext_lazy("Seen alike")),
)


@dataclass(frozen=True)
class Said:
    """One change in words: the titles of both places, "" for none, and whose view each is."""

    change: Change
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """The comparison of a board on which something is placed.

    `view`: the later moment. `postits`: those of both. `flow`: the picture between the elements,
    and `rows` the same as a table: from, to, how many. `groups`: outcome, its title, and who.
    `is_one_moment`: two views of it are compared, and nothing happened between them.
    """

    view: SheetView
    postits: list[Postit]
    flow: SafeString
    rows: list[tuple[str, str, int]]
    groups: list[tuple[str, Promise, list[Said]]]
    is_one_moment: bool


@dataclass(frozen=True)
class Board:
    """A board of which there are moments, the oldest first."""

    slug: str
    title: str
    moments: list[Sheet]

    @property
    def pair(self) -> tuple[Sheet, Sheet] | None:
        """The two moments that are compared when none are asked for."""
        return compare.last_two(self.moments)


@require_safe
def comparison(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Two moments of one board: those asked for, or the last two of a board with two moments."""
    reading = reading_for(request.user, deal_id)
    boards = boards_of(reading)
    context: Data = {"deal": reading.deal, "boards": boards}
    status = 200
    try:
        context |= _asked(request, boards)
        if context["before"]:
            compare.check(context["before"], context["after"], context["by"])
            context |= _compared(reading, context["before"], context["after"], context["by"])
    except NotComparable as refused:
        context["refused"] = refused.sentence
        status = refused.status
    return render(request, "boards/compare.html", context, status=status)


def boards_of(reading: Reading) -> list[Board]:
    """The boards that this reader can look back at, by title, in five queries."""
    found: dict[str, list[Sheet]] = {}
    moments = compare.moments_of(reading.sessions, sees_all=reading.member is not None)
    for sheet in moments:
        found.setdefault(sheet.board, []).append(sheet)
    boards = [Board(slug, each[-1].content["title"], each) for slug, each in found.items()]
    return sorted(boards, key=lambda board: board.title.casefold())


@dataclass(frozen=True)
class ComparePanel:
    """On the page of a deal: the boards with more than one moment."""

    deal: Deal
    boards: list[Board]


def deal_panel(deal: Deal, user: User | AnonymousUser) -> Panel | None:
    """What can be compared, on the page of a deal; nothing without two moments of one board."""
    boards = [board for board in boards_of(reading_of(user, deal)) if len(board.moments) > 1]
    if not boards:
        return None
    return Panel("boards/_compare_panel.html", ComparePanel(deal, boards), CSS, after="sessions")


@dataclass(frozen=True)
class ToCompare:
    """A board of a session that was on the table at another moment too, and where both stand
    beside each other. `is_earlier`: whether that moment was before this one.
    """

    title: str
    address: str
    is_earlier: bool


def to_compare(user: User | AnonymousUser, session: Session) -> list[ToCompare]:
    """The boards of a session that can be compared with another moment of the deal, in the order in
    which they lay there; six queries.
    """
    reading = reading_of(user, session.deal)
    moments = compare.moments_of(reading.sessions, sees_all=reading.member is not None)
    found = []
    for sheet in (each for each in moments if each.session_id == session.pk):
        pair = compare.beside_of(sheet, moments)
        if pair is not None:
            title = str(sheet.content["title"])
            found.append(ToCompare(title, _address(*pair), pair[1].pk == sheet.pk))
    return found


def _address(before: Sheet, after: Sheet) -> str:
    query = urlencode({"before": before.pk, "after": after.pk})
    return reverse("compare", args=[after.session.deal_id]) + f"?{query}"


def moment_name(sheet: Sheet) -> str:
    """A moment in words: the day, the session, and the way of filling in."""
    day = date_format(sheet.session.planned_on, "j F Y")
    return f"{day} · {sheet.session.title} · {filling_title(sheet)}"


def filling_title(sheet: Sheet) -> str:
    """The way in which a sheet was filled in, by its title."""
    fillings = sheet.content["fillings"]
    return next(str(f["title"]) for f in fillings if f["id"] == sheet.filling)


# Private ------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, boards: Sequence[Board]) -> Data:
    """Which board, moments and view were asked for. Http404 for what the reader may not see."""
    by = request.GET.get("by", "")
    asked = [request.GET.get(name, "") for name in ("before", "after")]
    if all(asked):
        before, after = (_sheet(request, each, boards) for each in asked)
        board = next((b for b in boards if b.slug == after.board), None)
    else:
        named = request.GET.get("board", "")
        default = next((b for b in boards if b.pair), None) or next(iter(boards), None)
        board = next((b for b in boards if b.slug == named), default)
        pair = board.pair if board else None
        before, after = pair or (None, None)  # type: ignore[assignment]
    moments = board.moments if board else []
    return {
        "board": board,
        "moments": [(sheet, moment_name(sheet)) for sheet in moments],
        "views": _view_names(moments),
        "before": before,
        "after": after,
        "by": by,
    }


def _view_names(moments: Sequence[Sheet]) -> list[tuple[str, Promise]]:
    """How the moments of one board can be compared, in words."""
    of_innovations = bool(moments) and compare.kind_of(moments[0]) == "innovations"
    names = VIEW_NAMES | ({"": COUNTS_OF_INNOVATIONS} if of_innovations else {})
    return list(names.items())


def _sheet(request: HttpRequest, key: str, boards: Sequence[Board]) -> Sheet:
    """A moment of this deal, or of whichever other one that the reader may see: that is refused in
    words, and not as if it did not exist.
    """
    known = {str(sheet.pk): sheet for board in boards for sheet in board.moments}
    return known.get(key) or sheet_for_reader(request.user, key)


def _compared(reading: Reading, before: Sheet, after: Sheet, by: str) -> Data:
    """What the page shows of two moments that can be compared. A fixed number of queries."""
    sides = _sides(reading, before, after, by)
    names = {"before_name": _name(before, by, 0), "after_name": _name(after, by, 1)}
    kind = compare.kind_of(after)
    if kind == "worksheet":
        return names | {"worksheets": compare.worksheets_between(*sides)}
    if kind == "wheel":
        partners = Partner.objects.filter(pk__in=compare.wheels_at(sides))
        found = partners.select_related("organisation__merged_into")
        return names | {"wheels": sorted(found, key=lambda each: str(each).casefold())}
    return names | {"shown": _shown(*sides, names)}


def _sides(reading: Reading, before: Sheet, after: Sheet, by: str) -> tuple[Side, Side]:
    states = {before.session_id: state_of(reading.viewer(before.session))}
    if after.session_id not in states:
        states[after.session_id] = state_of(reading.viewer(after.session))
    keys = compare.keys_of(states)
    first, last = compare.layers_for(by, after)
    return (
        Side(before, states[before.session_id], keys, first),
        Side(after, states[after.session_id], keys, last),
    )


def _name(sheet: Sheet, by: str, which: int) -> str:
    layers = compare.layers_for(by, sheet)[which]
    name = moment_name(sheet)
    return name if len(layers) > 1 else f"{name} · {_LAYER_NAMES[layers[0]]}"


_LAYER_NAMES = {
    "self": gettext_lazy("by the participants"),
    "team": gettext_lazy("by the facilitators"),
    "agreed": gettext_lazy("agreed together"),
}


def _shown(before: Side, after: Side, names: Data) -> Shown:
    changes = compare.changes_between(before, after)
    content = after.content
    together = compare.compared_of(changes, content)
    # On the picture of two ways of filling in the first is solid: here what lies there now.
    fillings = names["after_name"], names["before_name"]
    postits = [replace(each, hidden=False) for each in drawing.on_one_picture(together, fillings)]
    titles = _titles(before.content, content)
    rows = _rows(changes, titles)
    is_one_moment = before.sheet.pk == after.sheet.pk
    view = next(
        view
        for view in sheet_views(after.sheet.session, after.state)
        if view.sheet.pk == after.sheet.pk
    )
    return Shown(
        view,
        postits,
        _flow(before, after, rows, titles),
        _named(rows, titles),
        _groups(changes, titles, VIEWS_APART if is_one_moment else OUTCOMES),
        is_one_moment,
    )


def _titles(before: Content, after: Content) -> dict[str, str]:
    """The titles of all that somebody can go to or come from, from top to bottom."""
    areas = {area.id: area.title for area in before.groups + before.elements}
    areas |= {area.id: area.title for area in after.groups + after.elements}
    in_order = [*after.groups, *after.elements, *before.groups, *before.elements]
    titles = {area.id: areas[area.id] for area in in_order}
    return titles | {BETWEEN: _("Between the parts"), NO_PLACE: _("No place")}


def _rows(changes: Sequence[Change], titles: Data) -> list[charts.Ribbon]:
    order = {key: number for number, key in enumerate(titles)}
    counted = compare.counts_of(changes).items()
    rows = [(start, end, count) for (start, end), count in counted]
    return sorted(rows, key=lambda row: (order[row[0]], order[row[1]]))


def _named(rows: Sequence[charts.Ribbon], titles: Data) -> list[tuple[str, str, int]]:
    return [(titles[start], titles[end], count) for start, end, count in rows]


def _flow(before: Side, after: Side, rows: Sequence[charts.Ribbon], titles: Data) -> SafeString:
    parts = list(titles.items())
    heads = [date_format(side.sheet.session.planned_on, "j b Y") for side in (before, after)]
    if heads[0] == heads[1]:
        heads = [_("First"), _("Second")]
    svg = charts.flow(
        parts,
        parts,
        rows,
        heads=(heads[0], heads[1]),
        key=f"flow-{after.sheet.pk}",
        title=_("How many went from where to where"),
        desc="; ".join(f"{start} → {end}: {count}" for start, end, count in _named(rows, titles)),
    )
    return mark_safe(svg)  # noqa: S308 - boards.charts escapes every text


def _groups(
    changes: Sequence[Change], titles: Data, outcomes: Sequence[tuple[str, Promise]]
) -> list[tuple[str, Promise, list[Said]]]:
    return [
        (outcome, title, [_said(each, titles) for each in changes if each.outcome == outcome])
        for outcome, title in outcomes
    ]


def _said(change: Change, titles: Data) -> Said:
    before, after = (
        "" if postit is None else titles[postit.element or BETWEEN]
        for postit in (change.before, change.after)
    )
    return Said(change, before, after)
