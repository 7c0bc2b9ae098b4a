"""What pictures of time share: where a day lies, what stands below it, and how wide words are.

Pure functions of plain values, without anything of Django. Colours are those of the page
(tokens.css), with a fallback for where there is no page around it.
"""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

INK = "var(--ink, #20302a)"
MUTED = "var(--muted, #4d5a52)"
PAPER = "var(--paper, #f8f5ec)"
LINE = "var(--line, #d5d6c8)"
LINE_STRONG = "var(--line-strong, #6f7d70)"
LEAF, LEAF_PALE = "var(--leaf, #8fb26b)", "var(--leaf-pale, #e2efd0)"
SUN, SUN_PALE = "var(--sun, #e6c163)", "var(--sun-pale, #fcf1d0)"

MONTHS_BEFORE_YEAR_ONE = 12
SHORTEST = 92  # days; a shorter time would spread one day over a hand's width
# Between two marks below a picture, in months, the closest first.
STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000)

# How wide letters are in our typeface, in parts of their height, a little on the wide side.
NARROW, WIDE = frozenset("ijlftrI1.,:;'’|!()[] -/"), frozenset("mwMW@%—…")
NARROW_WIDTH, LETTER_WIDTH, CAPITAL_WIDTH, WIDE_WIDTH = 0.36, 0.57, 0.7, 0.93
ELLIPSIS = "…"


def text_width(text: str, size: float) -> float:
    """How much room a text takes at most, in the unit of its size."""
    return size * sum(_width_of(letter) for letter in text)


def _width_of(letter: str) -> float:
    if letter in NARROW:
        return NARROW_WIDTH
    if letter in WIDE or ord(letter) > 0x24F:  # of another script, or a sign: as wide as it gets
        return WIDE_WIDTH if ord(letter) < 0x1100 else 1.1
    return CAPITAL_WIDTH if letter.isupper() else LETTER_WIDTH


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of it as the room holds, and then an ellipsis."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


class Scale:
    """Where a day lies between `left` and `right`: the first of `days` left, the last one right."""

    def __init__(self, days: Sequence[date], left: float, right: float) -> None:
        """Raises ValueError without any day."""
        first, last = min(days).toordinal(), max(days).toordinal()
        short = max(0, SHORTEST - (last - first))
        self.first, self.last = first - short // 2, last + short - short // 2
        self.left, self.right = left, right

    def __call__(self, day: date) -> float:
        """The place of a day; one beyond the ends lies at the end."""
        part = (day.toordinal() - self.first) / (self.last - self.first)
        return round(self.left + min(max(part, 0), 1) * (self.right - self.left), 1)

    def holds(self, day: date) -> bool:
        """Whether a day lies between the ends."""
        return self.first <= day.toordinal() <= self.last

    def ticks(self, months: Sequence[str], room: float) -> list[tuple[float, str]]:
        """The first days of years, or of months where there is room for them, with what to write;
        the first one says which year it is when none of them does.

        `months`: their twelve short names. `room`: how much each needs.
        """
        first = date.fromordinal(max(self.first, 1)).year
        last = date.fromordinal(min(self.last, date.max.toordinal())).year
        per_month = (self.right - self.left) / (self.last - self.first) * 30.4
        step = next((step for step in STEPS if step * per_month >= room), STEPS[-1])
        numbers = range(first * 12 // step * step, last * 12 + 12, step)
        days = [date(n // 12, n % 12 + 1, 1) for n in numbers if n >= MONTHS_BEFORE_YEAR_ONE]
        days = [day for day in days if self.holds(day)]
        if days and all(day.month > 1 for day in days):
            said = f"{months[days[0].month - 1]} {days[0].year}"
            rest = [(self(day), months[day.month - 1]) for day in days[1:]]
            return [(self(days[0]), said), *rest]
        return [
            (self(day), str(day.year) if day.month == 1 else months[day.month - 1]) for day in days
        ]


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """A line of text. `halo`: with paper around it, so that lines behind it don't cross it; as a
    text of its own, since it would cover what underlines a link.
    """
    place = f'x="{round(x, 1)}" y="{round(y, 1)}" font-size="{size}" text-anchor="{anchor}"'
    weight = ' font-weight="650"' if bold else ""
    around = (
        f'<text class="halo" aria-hidden="true" {place}{weight} fill="{PAPER}" stroke="{PAPER}" '
        f'stroke-width="5" stroke-linejoin="round">{escape(words)}</text>'
        if halo
        else ""
    )
    return f'{around}<text {place}{weight} fill="{fill}">{escape(words)}</text>'


def line(points: str, *, stroke: str = LINE, width: float = 1.5, dashes: str = "") -> str:
    """A line along a path."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{points}" fill="none" stroke="{stroke}" stroke-width="{width}"{dashed}/>'


def svg(
    key: str, width: float, height: float, title: str, desc: str, drawn: str, *, links: bool = False
) -> str:
    """The picture: what it is and what it shows in words, and what was drawn.

    `key` makes its ids unique on a page. `links`: something in it can be followed, so it is a group
    to walk through, not one image.
    """
    name = re.sub(r"[^A-Za-z0-9-]+", "-", key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}-picture" '
        f'role="{"group" if links else "img"}" viewBox="0 0 {width} {round(height, 1)}" '
        f'width="{width}" height="{round(height, 1)}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(desc)}</desc>{drawn}</svg>'
    )
