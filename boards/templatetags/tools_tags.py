"""The facilitator's tools in templates: the timer, who takes part and is ready, what can be shown.

The same answers as in static/js/board/tools.js, roster.js and person.js, for the first paint.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django import template

from boards import texts
from boards.domain.table_state import on_table
from boards.models import Layer
from boards.rules import IN_TALK
from boards.views.page import SheetView
from deals import clock
from deals.models import OrganisationKind

register = template.Library()

Data = dict[str, Any]
MINUTES = (1, 2, 3, 5, 10)


@dataclass(frozen=True)
class Favourite:
    """How many participants find that a board speaks to them most, and of how many."""

    view: SheetView
    name: str
    count: int
    seats: int

    @property
    def width(self) -> int:
        """How long its bar is, of a hundred."""
        return round(100 * self.count / self.seats) if self.seats else 0


@register.simple_tag
def minutes_to_choose() -> list[dict[str, int]]:
    """The times on the buttons of the timer."""
    return [{"minutes": minutes, "seconds": 60 * minutes} for minutes in MINUTES]


@register.simple_tag
def time_left(timer: Mapping[str, Any] | None) -> str:
    """What is left on the timer, as 4:05; nothing when there is none, or when it is over."""
    if timer is None:
        return ""
    left = ceil((datetime.fromisoformat(timer["ends_at"]) - clock.now()).total_seconds())
    return f"{left // 60}:{left % 60:02}" if left > 0 else ""


@register.simple_tag
def kinds_on_table(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every kind of organisation in words, and whether somebody of it lies on the table."""
    there = {subject["kind"] for subject in page["state"]["subjects"].values()}
    return [
        {"kind": kind, "words": texts.SHARED[f"kind_{kind}"], "there": kind in there}
        for kind in OrganisationKind.values
    ]


@register.simple_tag
def called(sheets: list[SheetView], sheet: str | None) -> str:
    """The title of the board on a sheet; with its way of filling in where the same board lies there
    twice. Nothing when it is no sheet.
    """
    titles = Counter(view.board["title"] for view in sheets)
    for view in sheets:
        title, filling = view.board["title"], view.board["filling"]["title"]
        if str(view.sheet.pk) == sheet:
            return f"{title}: {filling}" if titles[title] > 1 else str(title)
    return ""


@register.simple_tag
def ready_count(page: Mapping[str, Any]) -> int:
    """How many participants said that they are ready with this part of the session."""
    phase = page["state"]["phase"]
    return sum(seat["ready_in"] == phase for seat in _seats(page))


@register.simple_tag
def favourites(page: Mapping[str, Any], sheets: list[SheetView]) -> list[Favourite]:
    """The boards, with how many participants each speaks to most; the one with most first."""
    seats = _seats(page)
    chosen = Counter(seat["favourite"] for seat in seats)
    rows = [
        Favourite(view, called(sheets, str(view.sheet.pk)), chosen[str(view.sheet.pk)], len(seats))
        for view in sheets
    ]
    return sorted(rows, key=lambda row: -row.count)


@register.simple_tag
def check_counts(page: Mapping[str, Any]) -> dict[str, int]:
    """How many could say enough, partly, or not; `waiting`: of how many there is no answer."""
    said = Counter(seat["enough"] or "waiting" for seat in _seats(page))
    return {answer: said[answer] for answer in ("yes", "partly", "no", "waiting")}


@register.simple_tag
def name_of(page: Mapping[str, Any], seat: Mapping[str, Any] | None) -> str:
    """The name in the list: of the person where that was said, and else of the organisation."""
    if seat is None:
        return ""
    return person_of(page, seat) or str(page["state"]["subjects"][seat["subject"]]["name"])


@register.simple_tag
def person_of(page: Mapping[str, Any], seat: Mapping[str, Any] | None) -> str:
    """The name of the person that a participant is, where that was said."""
    if seat is None or seat["person"] is None:
        return ""
    return str(page["state"]["subjects"][seat["person"]]["name"])


@register.simple_tag
def place_people(sheets: Iterable[SheetView]) -> bool:
    """Whether persons lie on one of these boards."""
    return any(view.content.areas_for(view.sheet.filling, "person") for view in sheets)


@register.simple_tag
def organisations(page: Mapping[str, Any]) -> list[Data]:
    """The organisations on the table, typed names too, by name."""
    return on_table(page["state"]["subjects"], "organisation")


@register.simple_tag
def may_be_shown(page: Mapping[str, Any], view: SheetView, seat: Mapping[str, Any]) -> bool:
    """Whether this participant can be shown where the facilitators see them on this board: it is
    still hidden, they have not seen it, and the facilitators placed them.
    """
    state = page["state"]
    sheet = str(view.sheet.pk)
    if not seat["phone"] or sheet in seat["shown"] or view.sheet.is_open(Layer.TEAM):
        return False
    if state["phase"] not in IN_TALK:
        return False
    own = {seat["subject"], seat["person"]}
    return any(
        row["sheet"] == sheet and row["layer"] == Layer.TEAM and row["subject"] in own
        for row in state["placements"].values()
    )


def _seats(page: Mapping[str, Any]) -> list[Data]:
    return list(page["state"].get("seats", {}).values())
