"""The shapes of a wheel, in millimetres on its plate: bars, and what is drawn over them.

The same numbers as in static/js/kinds/wheel_geometry.js; tests/js/wheel-cases.json holds both.
"""

import math
from typing import NamedTuple

CENTRE = (210.0, 150.0)
HUB, RIM = 29.0, 124.5  # from the first bar to the end of the last one
BETWEEN = 1.8  # two bars, one outside the other
BESIDE = 4.0  # from the middle of a spoke to the bars
BADGE = 131.0  # where the number of an aspect stands
OUTLINE = 1.2  # how far the outline of a view stands off the bars


class Wheel(NamedTuple):
    """How many aspects there are around the hub, and how many bars each has."""

    aspects: int
    levels: int


def bar(wheel: Wheel, index: int, level: int, part: float = 1) -> str:
    """The path of one bar, level 1 nearest to the hub; `part` of it, for a mean between bars."""
    near = HUB + (level - 1) * _step(wheel)
    far = near + (_step(wheel) - BETWEEN) * part
    return _sector(wheel, index, near, far, BESIDE)


def bars(wheel: Wheel, index: int, value: float) -> str:
    """The path of all bars that are coloured with this value, the last one as far as it goes."""
    whole = int(value)
    paths = [bar(wheel, index, level) for level in range(1, whole + 1)]
    if value > whole:
        paths.append(bar(wheel, index, whole + 1, value - whole))
    return "".join(paths)


def outline(wheel: Wheel, index: int, value: float) -> str:
    """The path around the bars up to this value; at 0 a line along the hub."""
    far = HUB if value == 0 else HUB + value * _step(wheel) - BETWEEN + OUTLINE
    return _sector(wheel, index, HUB - OUTLINE, far, BESIDE - OUTLINE)


def knob(wheel: Wheel, index: int, value: float) -> tuple[float, float]:
    """Where what was agreed is pinned: in the middle of an aspect, on the edge of its last bar."""
    x, y = _at(HUB + max(value * _step(wheel) - BETWEEN, 0), (index + 0.5) * _turn(wheel))
    return round(x, 2), round(y, 2)


def badge(wheel: Wheel, index: int) -> tuple[float, float]:
    """Where the number of an aspect stands, on the rim."""
    x, y = _at(BADGE, (index + 0.5) * _turn(wheel))
    return round(x, 2), round(y, 2)


# Private ----------------------------------------------------------------------------------------


def _step(wheel: Wheel) -> float:
    return (RIM - HUB + BETWEEN) / wheel.levels


def _turn(wheel: Wheel) -> float:
    return 2 * math.pi / wheel.aspects


def _sector(wheel: Wheel, index: int, near: float, far: float, beside: float) -> str:
    """A part of a ring between two spokes, whose sides run along the spokes."""
    first, last = index * _turn(wheel), (index + 1) * _turn(wheel)
    corners = [
        _at(radius, angle + side * math.asin(beside / radius))
        for radius, angle, side in (
            (near, first, 1),
            (near, last, -1),
            (far, last, -1),
            (far, first, 1),
        )
    ]
    a, b, c, d = (f"{x:.2f} {y:.2f}" for x, y in corners)
    return f"M{a}A{near:.2f} {near:.2f} 0 0 1 {b}L{c}A{far:.2f} {far:.2f} 0 0 0 {d}Z"


def _at(radius: float, angle: float) -> tuple[float, float]:
    """The point at this distance from the hub; angles run clockwise from the top."""
    return CENTRE[0] + radius * math.sin(angle), CENTRE[1] - radius * math.cos(angle)
