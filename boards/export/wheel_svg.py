"""A wheel as static/css/kinds/wheel.css draws it: full bars, outlines, pins and circles."""

from typing import Any

from boards.export.chapters import whose
from boards.export.colours import INK, PAPER, PICTURE, hexadecimal, mixed
from boards.export.sheets import About
from boards.export.svg import cut, in_lines, tag, text_at
from boards.kinds.wheel import AspectView, WheelView, wheel_view
from boards.views.page import SheetView

Data = dict[str, Any]

HUES = ("leaf", "sun", "water", "berry")
INK_HEX, PAPER_HEX = hexadecimal(INK), hexadecimal(PAPER)
WHOSE_MM = 96  # between two names
CHECK = "M-2.9 0-.7 2.4 3.2-2.4"
_ROUND: dict[str, object] = {"stroke_linejoin": "round"}


def wheel_of(view: SheetView, state: Data, about: About | None) -> WheelView:
    """The wheel of whom it is about; of nobody, with nothing coloured, when it is of None."""
    if about is None:
        return wheel_view(view, state, None)
    return wheel_view(view, state, about.subject, about.result)


def drawing(wheel: WheelView) -> str:
    """A wheel on its plate, with the names of its aspects."""
    bars = [_aspect(aspect, number) for number, aspect in enumerate(wheel.aspects)]
    pins = [_pin(aspect) for aspect in wheel.aspects if aspect.values.agreed is not None]
    names = [_name(aspect) for aspect in wheel.aspects]
    return tag("g", *bars, *pins, *names, _whose(whose(wheel)))


def sample(layer: str) -> str:
    """How one of the layers is drawn, small, for the legend."""
    box = "M-2.4-1.4H2.4V1.4H-2.4Z"
    if layer == "self":
        return tag("path", d=box, **_own(HUES[0]))
    if layer == "team":
        return tag("path", d=box, fill="none", stroke=INK_HEX, stroke_width=0.8)
    if layer == "agreed":
        return tag("g", _tick(), transform="scale(0.28)")
    return tag("ellipse", rx=2.6, ry=1.5, **_circle(0.7))


# Private ----------------------------------------------------------------------------------------


def _aspect(aspect: AspectView, number: int) -> str:
    hue = HUES[number % len(HUES)]
    colour, pale = PICTURE[hue], PICTURE[f"{hue}-pale"]
    empty = {"fill": mixed(PAPER, 0.55, pale), "stroke": mixed(colour, 0.75, INK)}
    parts = [tag("path", d=path, stroke_width=0.5, **empty, **_ROUND) for _n, path in aspect.bars]
    if aspect.own:
        parts.append(tag("path", d=aspect.own, **_own(hue)))
    if aspect.team:
        for stroke, width in ((PAPER_HEX, 4.6), (INK_HEX, 2.3)):
            line = {"stroke": stroke, "stroke_width": width, "fill": "none"}
            parts.append(tag("path", d=aspect.team, **line, **_ROUND))
    return tag("g", *parts)


def _own(hue: str) -> dict[str, object]:
    colour = PICTURE[hue]
    return {
        "fill": mixed(colour, 0.9, INK),
        "stroke": mixed(colour, 0.45, INK),
        "stroke_width": 0.9,
        "stroke_linejoin": "round",
    }


def _pin(aspect: AspectView) -> str:
    return tag("g", _tick(), transform=aspect.agreed)


def _tick() -> str:
    pen = {"stroke": INK_HEX, "stroke_linecap": "round", "stroke_linejoin": "round"}
    dot = tag("circle", r=6.5, fill=PAPER_HEX, stroke_width=1.3, **pen)
    return dot + tag("path", d=CHECK, fill="none", stroke_width=1.7, **pen)


def _name(aspect: AspectView) -> str:
    parts = [text_at(0, 0, aspect.element.title, 8.2, bold=True, middle=True, halo=1.8)]
    if aspect.values.circled:
        around = {"rx": aspect.half_name, "ry": 7, "transform": "rotate(-1.5)"}
        parts.insert(0, tag("ellipse", cy=-3.2, **around, **_circle(1.8)))
    return tag("g", *parts, transform=aspect.name_at)


def _circle(width: float) -> dict[str, object]:
    return {"fill": "none", "stroke": hexadecimal(PICTURE["berry"]), "stroke_width": width}


def _whose(name: str) -> str:
    """Of whom it is, above the wheel between the names of the first and the last aspect."""
    lines = in_lines(name, WHOSE_MM, 5.4, bold=True)
    if len(lines) > 1:
        lines = [lines[0], cut(" ".join(lines[1:]), WHOSE_MM, 5.4, bold=True)]
    return "".join(
        text_at(210, 11 + 5.6 * (n - len(lines) + 1), line, 5.4, bold=True, middle=True, halo=1.8)
        for n, line in enumerate(lines)
    )
