"""The strip of paper along the edge of a sheet: which board it is, and what its signs mean.

It lies under the post-its. Where those cover it, it goes along the upper edge instead.
"""

from collections.abc import Sequence

from boards.content import Content
from boards.domain.geometry import Spot
from boards.export.colours import INK, PAPER, hexadecimal
from boards.export.legend import Line
from boards.export.svg import cut, in_lines, tag, text_at
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM

EDGE_MM = 4  # of the sheet, which many printers leave white
LOW_MM = 20  # from the lower edge, where captions of the picture may stand
INSIDE_MM = 3
LINE_MM = 4.6
TEXT_MM = 3.3
HALF_POSTIT_MM = 8
ROOM_MM = BOARD_WIDTH_MM - 2 * EDGE_MM - 2 * INSIDE_MM


def strip(
    content: Content,
    lines: Sequence[str],
    signs: Sequence[Line] = (),
    lying: Sequence[Spot] = (),
) -> str:
    """Lines of text, the first one bold, and then what signs mean: all on one line where that fits,
    since what lies under it counts. `lying`: where post-its are.
    """
    if len(lines) == 1 and len(signs) == 1 and signs[0].width < ROOM_MM / 2:
        beside = BOARD_WIDTH_MM - EDGE_MM - INSIDE_MM - signs[0].width
        first = cut(lines[0], ROOM_MM - signs[0].width - INSIDE_MM, TEXT_MM, bold=True)
        top = _top(content, _height(1), lying)
        return tag("g", _sheet(top, 1), _text(first, top, 0), _drawn(signs[0], beside, top, 0))
    broken = [cut(lines[0], ROOM_MM, TEXT_MM, bold=True)]
    broken += [line for text in lines[1:] for line in in_lines(text, ROOM_MM, TEXT_MM)]
    count = len(broken) + len(signs)
    top = _top(content, _height(count), lying)
    left = EDGE_MM + INSIDE_MM
    return tag(
        "g",
        _sheet(top, count),
        *(_text(line, top, number) for number, line in enumerate(broken)),
        *(_drawn(line, left, top, len(broken) + number) for number, line in enumerate(signs)),
    )


# Private ----------------------------------------------------------------------------------------


def _height(lines: int) -> float:
    return lines * LINE_MM + 2


def _top(content: Content, height: float, lying: Sequence[Spot]) -> float:
    """Along the lower edge, clear of captions there; along the upper one where fewer lie."""
    low = [caption.at[1] for caption in content.captions if not caption.turned]
    above = [y - LINE_MM for y in low if y > BOARD_HEIGHT_MM - LOW_MM]
    tops = (min([BOARD_HEIGHT_MM - EDGE_MM, *above]) - height, float(EDGE_MM))
    covered = [
        sum(top - HALF_POSTIT_MM < y < top + height + HALF_POSTIT_MM for _x, y in lying)
        for top in tops
    ]
    return tops[covered.index(min(covered))]


def _sheet(top: float, lines: int) -> str:
    return tag(
        "rect",
        x=EDGE_MM,
        y=round(top, 2),
        width=BOARD_WIDTH_MM - 2 * EDGE_MM,
        height=round(_height(lines), 2),
        rx=1.5,
        fill=hexadecimal(PAPER),
        fill_opacity=0.9,
        stroke=hexadecimal(INK),
        stroke_width=0.25,
    )


def _text(text: str, top: float, line: int) -> str:
    baseline = round(_middle(top, line) + 1.1, 2)
    return text_at(EDGE_MM + INSIDE_MM, baseline, text, TEXT_MM, bold=line == 0)


def _drawn(line: Line, left: float, top: float, number: int) -> str:
    return tag("g", line.svg, transform=f"translate({left:.2f} {_middle(top, number):.2f})")


def _middle(top: float, line: int) -> float:
    return top + 1 + (line + 0.5) * LINE_MM
