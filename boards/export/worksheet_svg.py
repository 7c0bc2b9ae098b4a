"""A worksheet as a grid on its picture: the texts of one innovation, partners and energy."""

from typing import Any

from django.utils.translation import gettext as _

from boards.content import Element, Row
from boards.export.colours import INK, hexadecimal
from boards.export.sheets import About
from boards.export.svg import in_lines, tag, text_at
from boards.templatetags.worksheet_tags import energy_line
from boards.views.page import SheetView
from boards.views.worksheets import BLANK, LAYERS, CellView, RouteView, worksheet_of

Data = dict[str, Any]

TOP_MM, ENERGY_MM = 80.0, 17.0
# Where the grid ends, above the strip along the lower edge: one line, or on a blank sheet more.
END_MM, END_BLANK_MM = 284.0, 271.0
HEAD_MM = 3.0, 37.0  # left edge and width of the names of rows
PADDING_MM = 3.5
# The letters of a cell, the largest that fits; below the last one a text is cut off: it stands in
# the list in full.
LETTERS_MM = (3.7, 3.3, 2.9, 2.5)
LINE = 1.28
MORE = "(…)"


def drawing(view: SheetView, state: Data, about: About | None) -> str:
    """The grid with what stands in it for one innovation; empty, to write in, for None."""
    subject = BLANK if about is None else view.subjects[about.subject]
    worksheet = worksheet_of(view, state, subject, LAYERS)
    rows, end = view.content.rows, END_BLANK_MM if about is None else END_MM
    height = (end - TOP_MM - ENERGY_MM) / len(rows)
    tops = [TOP_MM + height * number for number in range(len(rows) + 1)]
    left = [_row_head(row, top) for row, top in zip(rows, tops, strict=False)]
    columns = [_column(route, tops, height) for route in worksheet.routes]
    return tag("g", _whose(str(subject["name"])), *left, _energy_head(view, tops[-1]), *columns)


# Private ----------------------------------------------------------------------------------------


def _whose(name: str) -> str:
    """Of which innovation it is, beside the names of the routes."""
    lines = in_lines(name, HEAD_MM[1], 4.4, bold=True)[:4]
    first = TOP_MM - 3 - 5 * (len(lines) - 1)
    return "".join(
        text_at(HEAD_MM[0], first + 5 * n, line, 4.4, bold=True, halo=1.2)
        for n, line in enumerate(lines)
    )


def _row_head(row: Row, top: float) -> str:
    asks = in_lines(row.text, HEAD_MM[1], 3.1)
    return (
        text_at(HEAD_MM[0], top + 6, row.title, 4.2, bold=True)
        + "".join(text_at(HEAD_MM[0], top + 11 + 4 * n, line, 3.1) for n, line in enumerate(asks))
        + _rule(HEAD_MM[0], HEAD_MM[1], top)
    )


def _energy_head(view: SheetView, top: float) -> str:
    scale = view.content.scale
    said = f"{scale.low}: {scale.low_means}. {scale.high}: {scale.high_means}." if scale else ""
    lines = in_lines(said, HEAD_MM[1], 2.7)[:3]
    return (
        text_at(HEAD_MM[0], top + 5, _("Energy"), 4.2, bold=True)
        + "".join(text_at(HEAD_MM[0], top + 9 + 3.3 * n, line, 2.7) for n, line in enumerate(lines))
        + _rule(HEAD_MM[0], HEAD_MM[1], top)
    )


def _column(route: RouteView, tops: list[float], height: float) -> str:
    x, _top, width, _height = _box(route.element)
    inside = width - 2 * PADDING_MM
    parts = [_head(route.element, x + width / 2, inside)]
    for cell, top in zip(route.cells, tops, strict=False):
        parts.append(_rule(x + PADDING_MM, inside, top))
        parts.append(_text(_said(cell, route), x + PADDING_MM, top, inside, height))
    energy = "; ".join(_energy(route))
    parts.append(_rule(x + PADDING_MM, inside, tops[-1]))
    parts.append(_text(energy, x + PADDING_MM, tops[-1], inside, ENERGY_MM))
    return tag("g", *parts)


def _head(element: Element, middle: float, width: float) -> str:
    motto = in_lines(element.motto or "", width, 3.1)
    return text_at(
        middle, element.label[1] - 1, element.title, 5.6, bold=True, middle=True
    ) + "".join(
        text_at(middle, element.label[1] + 3.6 + 3.9 * n, line, 3.1, middle=True)
        for n, line in enumerate(motto)
    )


def _said(cell: CellView, route: RouteView) -> str:
    parts = [cell.note["text"]] if cell.note and cell.note["text"] else []
    if cell.row.doers:
        parts += [f"• {doer['name']}" for doer in route.doers]
    return "\n".join(parts)


def _energy(route: RouteView) -> list[str]:
    together = _("Energy, together")
    graded = [] if route.grade is None else [f"{together}: {route.grade}"]
    return [part for part in (energy_line(route), *graded) if part]


def _text(text: str, x: float, top: float, width: float, height: float) -> str:
    """A text from the top of its cell, in the largest letters with which it fits."""
    for size in LETTERS_MM:
        lines = in_lines(text, width, size) if text else []
        room = int((height - PADDING_MM) / (size * LINE))
        if len(lines) <= room:
            break
    else:
        lines = [*lines[: room - 1], MORE]
    return "".join(
        text_at(x, round(top + 1 + size * LINE * (n + 0.9), 2), line, size)
        for n, line in enumerate(lines)
    )


def _rule(x: float, width: float, y: float) -> str:
    ink = {"stroke": hexadecimal(INK), "stroke_width": 0.35, "stroke_dasharray": "1.4 1.1"}
    return tag("path", d=f"M{x:g} {y:g}h{width:g}", fill="none", **ink)


def _box(element: Element) -> tuple[float, float, float, float]:
    if element.rectangle is None:
        raise ValueError("a route of a worksheet is a column: a rectangle")
    return element.rectangle
