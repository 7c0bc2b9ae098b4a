"""One sheet as an SVG of 420 × 297 mm that stands by itself, blank or with what a viewer sees.

A coordinate on the board is a millimetre on paper. Along an edge, under the post-its, stands which
board it is and what its signs mean (boards/export/strip.py).
"""

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from boards.content import Content
from boards.export import legend, postit_svg, wheel_svg, worksheet_svg
from boards.export.sheets import NOTHING, About, blank_view
from boards.export.strip import strip
from boards.export.svg import FONT, tag, text_at, words
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM
from boards.templatetags.boards_tags import DrawnBoard, drawn, picture
from boards.views.page import SheetView

Data = dict[str, Any]

_VARIABLE = re.compile(r"var\(--[a-z-]+, (#[0-9a-f]{6})\)")


def filled_svg(
    view: SheetView, state: Data, *, title: str, caption: str, about: About | None = None
) -> str:
    """A sheet with what this state has on it. `title`: which board of which session it is, as a
    programme shows it; `caption`: the same in short, on the sheet. `about`: of a wheel or a
    worksheet the one that is shown; None: an empty one.
    """
    if view.content.kind == "zones":
        board = _board(view)
        on_it = postit_svg.links(board) + postit_svg.postits(board) + postit_svg.more(board)
        lines, lying = legend.of_board(board), postit_svg.spots(board)
    elif view.content.kind == "wheel":
        wheel = wheel_svg.wheel_of(view, state, about)
        on_it, lines, lying = wheel_svg.drawing(wheel), legend.of_wheel(wheel), []
    else:
        on_it, lines, lying = worksheet_svg.drawing(view, state, about), [], []
    along = strip(view.content, [caption], lines, lying)
    return _standing(title, _picture(view), along, _names(view), on_it)


def blank_svg(content: Content, filling: str, caption: str = "") -> str:
    """The board to fill in by hand, with what it is for and what to do. `caption`: what stands
    beside its title, such as the name of the deal.
    """
    view = blank_view(content, filling)
    way = content.filling(filling)
    if content.kind == "wheel":
        on_it = wheel_svg.drawing(wheel_svg.wheel_of(view, NOTHING, None))
    elif content.kind == "worksheet":
        on_it = worksheet_svg.drawing(view, NOTHING, None)
    else:
        on_it = ""
    title = f"{content.title}: {way.title}"
    lines = [" · ".join(part for part in (title, caption) if part)]
    if content.kind != "wheel":  # which leaves no room; the page after it says what to do
        lines.append(" ".join((way.text, content.purpose, content.instruction)))
    along = strip(content, lines)
    return _standing(title, _picture(view), _names(view), on_it, along, desc=content.purpose)


def legend_svg(view: SheetView) -> str:
    """What the signs on a board of zones mean, for the page beside it; "" when there are none."""
    lines = legend.of_board(_board(view))
    if not lines:
        return ""
    width, height = legend.LINE_MM, len(lines) * legend.HEIGHT_MM
    shown = [
        tag("g", line.svg, transform=f"translate(0 {(n + 0.5) * legend.HEIGHT_MM:g})")
        for n, line in enumerate(lines)
    ]
    return tag(
        "svg",
        tag("g", *shown, font_family=FONT),
        xmlns="http://www.w3.org/2000/svg",
        width=f"{width}mm",
        height=f"{height:g}mm",
        viewBox=f"0 0 {width} {height:g}",
    )


# Private ----------------------------------------------------------------------------------------


def _standing(title: str, *inside: str, desc: str = "") -> str:
    """A whole SVG of an A3 sheet. What is drawn over its edges is cut off there."""
    sheet = {"width": BOARD_WIDTH_MM, "height": BOARD_HEIGHT_MM}
    return tag(
        "svg",
        tag("title", words(title)),
        tag("desc", words(desc or _("A talking board: a picture with what was placed on it."))),
        tag("defs", tag("clipPath", tag("rect", **sheet), id="sheet")),
        tag("g", *inside, clip_path="url(#sheet)", font_family=FONT),
        xmlns="http://www.w3.org/2000/svg",
        width=f"{BOARD_WIDTH_MM}mm",
        height=f"{BOARD_HEIGHT_MM}mm",
        viewBox=f"0 0 {BOARD_WIDTH_MM} {BOARD_HEIGHT_MM}",
        role="img",
        lang="nl",
    )


def _board(view: SheetView) -> DrawnBoard:
    """What lies on a board of zones; innovations are of no kind of organisation."""
    board = drawn(view)
    if view.kind != "innovations":
        return board
    return replace(
        board, postits=[replace(each, kind=postit_svg.INNOVATION) for each in board.postits]
    )


def _picture(view: SheetView) -> str:
    return tag("g", _VARIABLE.sub(r"\1", picture(view.content, "plate")))


def _names(view: SheetView) -> str:
    """The names that stand on the picture; those of a worksheet and a wheel are drawn with them."""
    content = view.content
    if content.kind != "zones":
        return ""
    in_two_steps = content.filling(view.sheet.filling).in_two_steps
    names = [
        text_at(
            *area.label,
            area.name,
            4.8 if area.group is not None and in_two_steps else 5.9,
            bold=True,
            middle=True,
            halo=1.6,
        )
        for area in content.areas_of(view.sheet.filling)
    ]
    captions = [
        tag(
            "g",
            text_at(0, 0, caption.text, 4.6, bold=True, middle=True, halo=1.6),
            transform=f"translate({caption.at[0]:g} {caption.at[1]:g})"
            + (" rotate(-90)" if caption.turned else ""),
        )
        for caption in content.captions
    ]
    return tag("g", *names, *captions)
