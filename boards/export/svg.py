"""Writing SVG that stands by itself: no style sheet, no script, nothing from elsewhere.

Everything is presentation attributes. What people typed goes through `clean` and is escaped, so
that it can only ever be text.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from html import escape

from PIL import ImageFont

from boards.export.colours import INK, PAPER, hexadecimal
from deals.typesetting import fonts

FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, sans-serif"
BOLD = 700
# Control signs, signs that only steer others (such as the direction of writing), halves of pairs,
# and what is no character at all: none of it has a place in a picture, and some not in XML.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MEASURED_AT = 200
ELLIPSIS = "…"


def clean(text: str) -> str:
    """A text without signs that are not to be seen; lines become spaces."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in UNSEEN)


def tag(name: str, *inside: str, **attributes: object) -> str:
    """One element of SVG. `inside` is SVG already; names of attributes have `_` for `-`.

    Attributes that are None are left out.
    """
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(inside)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(text: str) -> str:
    """A text that stands inside an element."""
    return escape(clean(text))


def text_at(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    middle: bool = False,
    halo: float = 0,
    **attributes: object,
) -> str:
    """A line of text; `y` is its baseline. `halo`: the width of paper around its letters."""
    around = (
        {
            "paint_order": "stroke",
            "stroke": hexadecimal(PAPER),
            "stroke_opacity": 0.8,
            "stroke_width": halo,
            "stroke_linejoin": "round",
        }
        if halo
        else {}
    )
    return tag(
        "text",
        words(text),
        **{
            "x": x,
            "y": y,
            "font_size": size,
            "font_weight": BOLD if bold else None,
            "text_anchor": "middle" if middle else None,
            "fill": hexadecimal(INK),
            **around,
            **attributes,
        },
    )


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in the unit of its size."""
    return float(_font(bold).getlength(clean(text)) * size / _MEASURED_AT)


def in_lines(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """A text in lines of at most this width; its own lines stay. A word that is too long for a line
    is broken.
    """
    lines: list[str] = []
    for own in text.splitlines():
        line = ""
        for word in clean(own).split():
            joined = f"{line} {word}".strip()
            if width_of(joined, size, bold=bold) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, width, size, bold=bold)
            lines.extend(whole)
        lines.append(line)
    return lines


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """A text on one line of at most this width, shortened with "…"."""
    shown = clean(text)
    if width_of(shown, size, bold=bold) <= width:
        return shown
    while shown and width_of(shown + ELLIPSIS, size, bold=bold) > width:
        shown = shown[:-1].rstrip()
    return shown + ELLIPSIS


# Private ----------------------------------------------------------------------------------------


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = f"atkinson-hyperlegible-next-{BOLD if bold else 400}.ttf"
    return ImageFont.truetype(str(fonts() / name), _MEASURED_AT)


def _pieces(word: str, width: float, size: float, *, bold: bool) -> Iterable[str]:
    """A word in pieces that each fit on a line."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces
