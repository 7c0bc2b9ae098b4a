"""A number over time as a picture: a line that goes up and down in steps.

A pure function of plain rows, without anything of Django; the numbers stand in a table beside it.
"""

from collections.abc import Sequence
from datetime import date

from deals.drawing import INK, LEAF_PALE, LINE, LINE_STRONG, MUTED, Scale, line, svg, text

Step = tuple[date, int]  # from which day it was how many

WIDTH, HEIGHT = 360, 200  # of the drawing, in its own units: about the pixels of a phone
TOP, BOTTOM, LEFT, RIGHT = 26, 168, 44, 348
SIZE, SMALL = 16, 14
TICK_ROOM = 66


def step_chart(
    steps: Sequence[Step], *, until: date, key: str, title: str, desc: str, months: Sequence[str]
) -> str:
    """How many there were from each day on, until a last day.

    `steps`: in order of time, each on a day of its own. `key`: what makes the ids unique on a page.
    `months`: their twelve short names. Raises ValueError without a step.
    """
    days = [day for day, _number in steps]
    scale = Scale([*days, max(until, *days)] if days else [], LEFT, RIGHT)
    top = max(1, *(number for _day, number in steps))
    points = [(scale(day), _height(number, top)) for day, number in steps]
    path = f"M{points[0][0]} {BOTTOM}" + "".join(f"H{x}V{y}" for x, y in points)
    path += f"H{scale(max(until, *days))}"
    area = f'<path d="{path}V{BOTTOM}Z" fill="{LEAF_PALE}"/>'
    drawn = _frame(scale, top, months) + area + line(path, stroke=INK, width=2.5)
    return svg(key, WIDTH, HEIGHT, title, desc, f'<g aria-hidden="true">{drawn}</g>')


def _height(number: int, top: int) -> float:
    return round(BOTTOM - number / top * (BOTTOM - TOP), 1)


def _frame(scale: Scale, top: int, months: Sequence[str]) -> str:
    """The highest number and none at the left, the years below."""
    ticks = "".join(
        line(f"M{x} {BOTTOM}v6", stroke=LINE_STRONG)
        + text(x, BOTTOM + 24, said, size=SMALL, fill=MUTED, anchor="middle")
        for x, said in scale.ticks(months, TICK_ROOM)
    )
    return (
        line(f"M{LEFT} {TOP}H{RIGHT}", stroke=LINE)
        + line(f"M{LEFT} {BOTTOM}H{RIGHT}", stroke=LINE_STRONG)
        + text(LEFT - 8, TOP + 6, str(top), size=SIZE, anchor="end")
        + text(LEFT - 8, BOTTOM + 5, "0", size=SIZE, fill=MUTED, anchor="end")
        + ticks
    )
