"""Post-its, and the lines between them, as static/css/board.css draws them on a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string

from boards.domain.geometry import POSTIT_SIZES, Spot
from boards.export.colours import INK, POSTIT_INK, POSTIT_PAPER, hexadecimal, mixed, of_kind
from boards.export.svg import clean, tag, text_at, width_of, words
from boards.templatetags.boards_tags import DrawnBoard, DrawnPostit

INK_HEX = hexadecimal(POSTIT_INK)
PAPER_SHAPE = "M-17-10H17V4.5L11.5 10H-17Z"
FOLD_SHAPE = "M17 4.5 11.5 10 11.9 5.3Z"
PERSON_SHAPE = "M-11-10H11a6 6 0 0 1 6 6V4a6 6 0 0 1-6 6H-11a6 6 0 0 1-6-6V-4a6 6 0 0 1 6-6Z"
SAMPLE_SHAPE, SAMPLE_LINE = "M-2.3-1.5H2.3V.9L1.6 1.5H-2.3Z", 0.5
# A plain yellow note, with its name only.
INNOVATION = "innovation"
BESIDE_TEXT_MM = 2  # of a post-it's width that letters stay off
LINE = 1.12


@dataclass(frozen=True)
class Size:
    """How a post-it of one size is laid out; `only`: the baseline of a name on one line."""

    letters: float
    small: float
    first: float
    only: float
    mark: tuple[float, float]
    agreed: tuple[float, float]
    scale: tuple[float, float]
    mark_scale: float = 1


SIZES = (
    Size(5.2, 3.85, -3.1, 0.3, (-13.7, 6.7), (16, -9.2), (1, 1)),
    Size(4.8, 3.85, -2.8, 0.2, (-11.5, 5.8), (13.6, -7.8), (0.853, 0.85)),
    Size(4.3, 3.75, -2.5, 0, (-9.6, 5), (11.4, -6.6), (0.72, 0.725)),
    Size(4, 3.75, -0.7, 1.4, (-11.4, 4.3), (11.6, -4.6), (0.72, 0.51), 0.62),
)
SIGNS = (("behalf", 6.0), ("differs", 11.5), ("hidden", 17.0))


def links(board: DrawnBoard) -> str:
    """The lines between what is said of one subject: dotted, or whole to what was agreed."""
    return tag("g", *(_link(path, classes) for path, classes in board.links), fill="none")


def postits(board: DrawnBoard) -> str:
    """All post-its that are drawn."""
    size = SIZES[board.size]
    room = POSTIT_SIZES[board.size][0] - BESIDE_TEXT_MM
    return tag("g", *(_postit(each, size, room) for each in board.postits))


def spots(board: DrawnBoard) -> list[Spot]:
    """Where the middles of the post-its lie that are drawn."""
    found = [re.findall(r"-?[0-9.]+", postit.transform) for postit in board.postits]
    return [(float(x), float(y)) for x, y in found]


def more(board: DrawnBoard) -> str:
    """How many there are beside those that are drawn, behind the name of each element."""
    return "".join(
        tag(
            "g",
            text_at(0, 0, f"+{part.more}", 5.4, bold=True, halo=2.4, stroke_opacity=1),
            transform=part.more_at,
        )
        for part in board.elements
        if part.more
    )


def paper(kind: str, states: set[str], *, is_person: bool = False) -> str:
    """The sheet of a post-it: a full colour, pale with an edge for the facilitators, a heavy dark
    edge for what was agreed; broken lines for who is missing and for what the room does not see.
    """
    shape = PERSON_SHAPE if is_person else PAPER_SHAPE
    sheet = tag("path", d=shape, **_paper(kind, states))
    return sheet if is_person else sheet + tag("path", d=FOLD_SHAPE, **_fold(kind, states))


def sample(kind: str, state: str) -> str:
    """A little sheet in one state, for the legend: with lines that can be told apart that small."""
    drawn = _paper(kind, {state})
    drawn["stroke_width"] = round(float(str(drawn["stroke_width"])) * SAMPLE_LINE, 2)
    if "stroke_dasharray" in drawn:
        dashes = str(drawn["stroke_dasharray"]).split()
        drawn["stroke_dasharray"] = " ".join(f"{float(each) / 2:g}" for each in dashes)
    return tag("path", d=SAMPLE_SHAPE, **drawn)


def mark(kind: str) -> str:
    """The mark of a kind of organisation, 4 mm wide around the origin."""
    return _sign(f"mark-{kind}")


def sign(name: str) -> str:
    """One of the other signs on a post-it: behalf, differs, hidden."""
    return _sign(f"sign-{name}")


def agreed_sign() -> str:
    """The tick on what was agreed."""
    (tick,) = _signs()["sign-agreed"]
    white = hexadecimal(POSTIT_PAPER)
    dot = tag("circle", r=2.7, fill=INK_HEX, stroke=white, stroke_width=0.5)
    return dot + tag("path", d=tick, stroke=white, stroke_width=0.9, **_PEN)


# Private ----------------------------------------------------------------------------------------

_PEN: dict[str, object] = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}


def _link(path: str, classes: str) -> str:
    if "link--agreed" in classes:
        return tag("path", d=path, stroke=hexadecimal(INK), stroke_width=1.1)
    return tag(
        "path",
        d=path,
        stroke=hexadecimal(INK),
        stroke_width=0.9,
        stroke_dasharray="0.1 2",
        stroke_linecap="round",
    )


def _postit(postit: DrawnPostit, size: Size, room: float) -> str:
    states = {state.removeprefix("postit--") for state in postit.states.split()}
    x, y = size.mark
    parts = [
        tag(
            "g",
            paper(postit.kind, states, is_person=postit.is_person),
            transform=f"scale({size.scale[0]:g} {size.scale[1]:g})",
        ),
    ]
    if postit.kind != INNOVATION:
        parts.append(_moved(mark(postit.kind), x, y, size.mark_scale))
    if postit.is_person:
        (figure,) = _signs()["sign-person"]
        parts.append(_moved(tag("path", d=figure, fill=INK_HEX), -x, y, size.mark_scale))
    parts += [_moved(sign(name), x + aside, y) for name, aside in SIGNS if name in states]
    if "agreed" in states:
        parts.append(_moved(agreed_sign(), *size.agreed))
    parts += _name(postit, states, size, room)
    return tag(
        "g",
        tag("title", words(postit.words)),
        tag("g", *parts, transform=postit.turn),
        transform=postit.transform,
    )


def _name(postit: DrawnPostit, states: set[str], size: Size, room: float) -> list[str]:
    """The name in one line or two. Letters are as on the page, unless a line would not fit."""
    wanted = size.small if "small" in states else size.letters
    start = size.only if "one-line" in states else size.first
    lines = []
    for number, line in enumerate(line for line in postit.lines if clean(line)):
        is_bold = number == 0 or not postit.is_person
        wide = width_of(line, wanted, bold=is_bold)
        lines.append(
            text_at(
                0,
                round(start + number * LINE * wanted, 2),
                line,
                round(wanted * min(1, room / wide), 2) if wide else wanted,
                bold=is_bold,
                middle=True,
                fill=INK_HEX,
            )
        )
    return lines


def _paper(kind: str, states: set[str]) -> dict[str, object]:
    fill = of_kind(kind)
    edge = mixed(fill, 0.45, POSTIT_INK)
    drawn: dict[str, object] = {
        "fill": hexadecimal(fill),
        "stroke": edge,
        "stroke_width": 0.4,
        "stroke_linejoin": "round",
    }
    if "team" in states:
        # Darker than on a screen: on a black and white print the edge must still be one.
        drawn |= {
            "fill": mixed(fill, 0.22, POSTIT_PAPER),
            "stroke": mixed(fill, 0.6, POSTIT_INK),
            "stroke_width": 1.4,
        }
    if "agreed" in states:
        drawn |= {"stroke": hexadecimal(INK), "stroke_width": 1.7}
    if "missing" in states:
        drawn |= {"stroke": INK_HEX, "stroke_dasharray": "2.4 2", "stroke_width": 0.8}
    if "hidden" in states:
        drawn |= {
            "fill": hexadecimal(POSTIT_PAPER),
            "fill_opacity": 0.82,
            "stroke": edge,
            "stroke_dasharray": "0.8 1.9",
            "stroke_linecap": "round",
            "stroke_width": 0.9,
        }
    return drawn


def _fold(kind: str, states: set[str]) -> dict[str, object]:
    fill = of_kind(kind)
    if "hidden" in states:
        return {"fill": "none", "stroke": mixed(fill, 0.45, POSTIT_INK), "stroke_width": 0.4}
    return {"fill": mixed(fill, 0.7, POSTIT_INK)}


def _moved(drawing: str, x: float, y: float, scale: float = 1) -> str:
    larger = "" if scale == 1 else f" scale({scale:g})"
    return tag("g", drawing, transform=f"translate({x:g} {y:g}){larger}")


def _sign(name: str) -> str:
    paths = _signs().get(name) or _signs()["mark-unknown"]
    return "".join(tag("path", d=path, stroke=INK_HEX, stroke_width=0.55, **_PEN) for path in paths)


@cache
def _signs() -> Mapping[str, list[str]]:
    """The paths of every mark and sign, by its id, out of the template that pages use."""
    page = render_to_string("boards/_marks.html")
    parts = re.split(r'id="((?:mark|sign)-[a-z]+)"', page)
    return {
        name: re.findall(r'\bd="([^"]+)"', drawn)
        for name, drawn in zip(parts[1::2], parts[2::2], strict=True)
    }
