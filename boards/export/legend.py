"""What the signs on a board mean: only those that are on it, in a line or two along its edge."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from boards import texts
from boards.export import postit_svg, wheel_svg
from boards.export.colours import INK, hexadecimal
from boards.export.svg import tag, text_at, width_of
from boards.kinds.wheel import WheelView
from boards.models.tables import BOARD_WIDTH_MM
from boards.templatetags.boards_tags import DrawnBoard
from deals.models import OrganisationKind

TEXT_MM = 3.0
SIGN_MM, AFTER_MM = 6.5, 3.5  # for the drawing of a sign, and between two of them
LINE_MM = BOARD_WIDTH_MM - 16
HEIGHT_MM = 5.0

Sign = tuple[str, str]  # a drawing around the origin, at most 6 × 4 mm, and what it means


class Line(NamedTuple):
    """Signs with what they mean, beside each other from the origin."""

    svg: str
    width: float


def of_board(board: DrawnBoard) -> list[Line]:
    """Lines that say what the post-its on this board mean."""
    states = {state for each in board.postits for state in each.states.split()}
    kinds = {each.kind for each in board.postits}
    return _in_lines([*_layers(states), *_marks(kinds, states), *_lines(board)])


def of_wheel(wheel: WheelView) -> list[Line]:
    """Lines that say who says what on this wheel."""
    said = {
        "self": _("they themselves"),
        "team": _("how the facilitators see it"),
        "agreed": _("agreed together"),
        "circled": _("to work on"),
    }
    return _in_lines(
        (wheel_svg.sample(name), said[name]) for name, is_on in wheel.has.items() if is_on
    )


# Private ----------------------------------------------------------------------------------------


def _layers(states: set[str]) -> Iterable[Sign]:
    for name in ("self", "team", "agreed", "missing", "hidden"):
        if f"postit--{name}" in states:
            layered = f"layer_{name}" if name in ("self", "team", "agreed") else name
            yield postit_svg.sample(OrganisationKind.MUNICIPALITY, name), str(texts.SHARED[layered])


def _marks(kinds: set[str], states: set[str]) -> Iterable[Sign]:
    for kind in OrganisationKind.values:
        if kind in kinds:
            yield postit_svg.mark(kind), str(texts.SHARED[f"kind_{kind}"])
    for name, text in (("behalf", "on_behalf"), ("differs", "differs")):
        if f"postit--{name}" in states:
            yield postit_svg.sign(name), str(texts.SHARED[text])


def _lines(board: DrawnBoard) -> Iterable[Sign]:
    ink = {"stroke": hexadecimal(INK), "stroke_width": 0.9, "stroke_linecap": "round"}
    classes = {name for _path, name in board.links}
    if "link link--team" in classes:
        yield tag("path", d="M-2.4 0H2.4", stroke_dasharray="0.1 1.6", **ink), _("seen differently")
    if "link link--agreed" in classes:
        yield tag("path", d="M-2.4 0H2.4", **ink), _("to the agreed place")


def _in_lines(signs: Iterable[Sign]) -> list[Line]:
    """Signs with their meaning, as many on a line as fit."""
    lines = [Line("", 0)]
    for drawing, meaning in signs:
        wide = SIGN_MM + width_of(meaning, TEXT_MM) + AFTER_MM
        if lines[-1].width + wide > LINE_MM:
            lines.append(Line("", 0))
        last = lines.pop()
        lines.append(Line(last.svg + _sign(drawing, meaning, last.width), last.width + wide))
    return [line for line in lines if line.svg]


def _sign(drawing: str, meaning: str, at: float) -> str:
    shown = tag("g", drawing, transform=f"translate({at + SIGN_MM / 2 - 0.5:.2f} 0)")
    return shown + text_at(round(at + SIGN_MM, 2), 1.05, meaning, TEXT_MM)
