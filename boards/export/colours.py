"""The light colours of boards and post-its as plain hexadecimals, for where no style sheet goes.

The same values as in static/css/picture.css and board.css; a test holds them together.
"""

import math
from typing import NamedTuple


class Oklch(NamedTuple):
    """A colour as the style sheets write it: lightness, chroma and hue in degrees."""

    lightness: float
    chroma: float
    hue: float


PAPER, INK = Oklch(0.973, 0.012, 92), Oklch(0.27, 0.03, 155)
PICTURE = {
    "leaf": Oklch(0.66, 0.11, 134),
    "leaf-pale": Oklch(0.925, 0.05, 128),
    "sun": Oklch(0.83, 0.125, 84),
    "sun-pale": Oklch(0.955, 0.052, 93),
    "water": Oklch(0.66, 0.085, 225),
    "water-pale": Oklch(0.925, 0.033, 218),
    "berry": Oklch(0.6, 0.145, 22),
    "berry-pale": Oklch(0.925, 0.033, 25),
}
POSTIT_INK, POSTIT_PAPER = Oklch(0.22, 0.03, 155), Oklch(0.985, 0.008, 92)
POSTIT = {
    "leaf": Oklch(0.83, 0.16, 128),
    "water": Oklch(0.82, 0.1, 228),
    "soil": Oklch(0.79, 0.085, 62),
    "sun": Oklch(0.88, 0.16, 92),
    "berry": Oklch(0.8, 0.115, 12),
    "stone": Oklch(0.93, 0.02, 92),
}
KINDS = {
    "municipality": "leaf",
    "ministry": "water",
    "government": "soil",
    "market": "sun",
    "knowledge": "berry",
    "innovation": "sun",
}


def hexadecimal(colour: Oklch) -> str:
    """A colour as `#rrggbb`; what a screen cannot show becomes the nearest that it can."""
    return _written(_oklab(colour))


def mixed(colour: Oklch, part: float, other: Oklch) -> str:
    """This part (0 to 1) of a colour with the rest of another, as `#rrggbb`."""
    pairs = zip(_oklab(colour), _oklab(other), strict=True)
    lightness, a, b = (first * part + second * (1 - part) for first, second in pairs)
    return _written((lightness, a, b))


def of_kind(kind: str) -> Oklch:
    """The colour of the post-its of a kind of organisation."""
    return POSTIT[KINDS.get(kind, "stone")]


# Private ----------------------------------------------------------------------------------------


def _oklab(colour: Oklch) -> tuple[float, float, float]:
    hue = math.radians(colour.hue)
    return colour.lightness, colour.chroma * math.cos(hue), colour.chroma * math.sin(hue)


def _written(lab: tuple[float, float, float]) -> str:
    """OKLab to sRGB, by the matrices of https://bottosson.github.io/posts/oklab/."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_gamma(part) * 255):02x}" for part in linear)


def _gamma(linear: float) -> float:
    inside = min(max(linear, 0.0), 1.0)
    if inside <= 0.0031308:
        return 12.92 * inside
    return float(1.055 * inside ** (1 / 2.4) - 0.055)
