"""The course of a deal as a picture: its phases as bands, and a lane for each kind of thing.

Pure functions of plain rows, without anything of Django. Whoever calls says every word. In a lane
each thing has its own place and its words beside it, in rows under each other where they would
touch; what still does not fit is drawn as one. The same stands in words beside the picture.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from itertools import chain
from typing import Literal

from deals.drawing import (
    INK,
    LEAF,
    LINE,
    LINE_STRONG,
    MUTED,
    PAPER,
    SUN,
    SUN_PALE,
    Scale,
    line,
    shortened,
    svg,
    text,
    text_width,
)

Shape = Literal["session", "signing", "milestone", "reflection", "election"]
When = Literal["past", "now", "coming"]


@dataclass(frozen=True)
class Band:
    """A phase; without an end it goes on."""

    starts_on: date
    ends_on: date | None
    label: str
    when: When


@dataclass(frozen=True)
class Mark:
    """Something on a day. `href`: where it leads to; `spoken`: how that link is called."""

    on: date
    label: str
    when: When = "past"
    href: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Lane:
    """What is of one kind, with the shape that its marks have."""

    title: str
    shape: Shape
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Words:
    """What stands on every picture: the name of the lane of phases, today, the months for short,
    and how several things that are drawn as one are called, by the label of the first and how many
    more there are.
    """

    title: str
    desc: str
    phases: str
    today: str
    months: Sequence[str]
    more: Callable[[str, int], str]


WIDTH = 1120  # of the drawing, in its own units: the pixels of a laptop's page
NAMES = 164  # the room for the names of the lanes
LEFT, RIGHT = NAMES + 14, WIDTH - 14
ROW, BAND, GAP, TOP, FOOT = 34, 36, 14, 30, 34
MARK = 17  # from the middle of a mark to where its words begin, and a little more than its radius
SIZE, SMALL = 17, 15
LONGEST = 330  # of the words below a phase
ROOMS = (330, 230, 150)  # for the words beside a mark, the less the more there is to draw
MOST_ROWS = 5  # of a lane; then words are shortened, and things that lie close are drawn as one
TICK_ROOM = 70


def time_line(
    bands: Sequence[Band], lanes: Sequence[Lane], *, today: date, key: str, words: Words
) -> str:
    """The picture. `key`: what makes its ids unique on a page. Lanes without marks are left out.

    Raises ValueError when there is nothing to draw: then a sentence says what to fill in.
    """
    shown = [lane for lane in lanes if lane.marks]
    days = [mark.on for lane in shown for mark in lane.marks]
    days += [day for band in bands for day in (band.starts_on, band.ends_on or band.starts_on)]
    days += [today for band in bands if band.when == "now"]
    if not days:
        raise ValueError("nothing to draw")
    scale = Scale([*days, *_near(today, days)], LEFT, RIGHT)
    drawn: list[str] = []
    y = float(TOP)
    if bands:
        part, height = _bands(bands, scale, y, words.phases)
        drawn.append(part)
        y += height + GAP
    for lane in shown:
        part, height = _lane(lane, scale, y, words)
        drawn.append(part)
        y += height + GAP
    behind = _behind(scale, today, y, words)
    links = any(mark.href for lane in shown for mark in lane.marks)
    return svg(key, WIDTH, y + FOOT, words.title, words.desc, behind + "".join(drawn), links=links)


def _near(today: date, days: Sequence[date]) -> list[date]:
    """Today, unless the deal is so long ago that it would be a speck beside it."""
    first, last = min(days).toordinal(), max(days).toordinal()
    beyond = max(first - today.toordinal(), today.toordinal() - last, 0)
    return [today] if beyond <= max(last - first, 365) else []


# What lies behind it ------------------------------------------------------------------------------


def _behind(scale: Scale, today: date, bottom: float, words: Words) -> str:
    ticks = "".join(
        line(f"M{x} {TOP - 4}V{round(bottom, 1)}")
        + text(x, bottom + 20, said, size=SMALL, fill=MUTED, anchor="middle")
        for x, said in scale.ticks(words.months, TICK_ROOM)
    )
    return f'<g aria-hidden="true">{ticks}{_today(scale, today, bottom, words.today)}</g>'


def _today(scale: Scale, today: date, bottom: float, said: str) -> str:
    """A line at today, or an arrow at the end behind which today lies."""
    x = scale(today)
    if not scale.holds(today):
        said = f"{said} →" if x > LEFT else f"← {said}"
    half = text_width(said, SIZE) / 2
    middle = min(max(x, LEFT + half), WIDTH - half)
    words = text(middle, 18, said, size=SIZE, anchor="middle", bold=True)
    if not scale.holds(today):
        return words
    return line(f"M{x} {TOP - 6}V{round(bottom, 1)}", stroke=INK, width=2.5, dashes="2 5") + words


def _name(title: str, y: float, drawn: str = "") -> str:
    """The name of a lane, with the shape that its marks have."""
    room = NAMES - 36
    return drawn + text(34, y + ROW / 2 + 6, shortened(title, SIZE, room), size=SIZE, bold=True)


# Phases -------------------------------------------------------------------------------------------


def _bands(bands: Sequence[Band], scale: Scale, y: float, title: str) -> tuple[str, float]:
    """The phases, with words inside where they fit and in rows below where they don't."""
    places = [(band, *_ends(band, bands, scale)) for band in bands]
    # One phase begins where another ends.
    rows = _rows([(x, right) for _band, x, right in places], apart=-3)
    drawn, below = [], []
    for (band, x, right), row in zip(places, rows, strict=True):
        top = y + row * (BAND + 4)
        drawn.append(_rect(band, x, right, top))
        if text_width(band.label, SIZE) + 18 <= right - x:
            drawn.append(text(x + 9, top + 24, band.label, size=SIZE, bold=band.when == "now"))
        else:
            below.append((band, x))
    height = float((max(rows) + 1) * (BAND + 4))
    captions, more = _captions(below, y + height)
    return (
        f'<g aria-hidden="true">{_name(title, y)}{"".join(drawn)}{captions}</g>',
        height + more,
    )


def _ends(band: Band, bands: Sequence[Band], scale: Scale) -> tuple[float, float]:
    """From where to where a phase is drawn: without an end until the next one begins."""
    end = band.ends_on
    if end is None:
        end = min((b.starts_on for b in bands if b.starts_on > band.starts_on), default=None)
    x = scale(band.starts_on)
    right = RIGHT if end is None else scale(end)
    return x, max(right, x + 4)


BANDS = {
    "past": (LINE, LINE_STRONG, "1.5", ""),
    "now": (SUN_PALE, INK, "2.5", ""),
    "coming": (PAPER, LINE_STRONG, "1.5", ' stroke-dasharray="6 4"'),
}


def _rect(band: Band, x: float, right: float, y: float) -> str:
    fill, edge, width, dashes = BANDS[band.when]
    return (
        f'<rect x="{x}" y="{y}" width="{round(right - x, 1)}" height="{BAND}" rx="7" '
        f'fill="{fill}" stroke="{edge}" stroke-width="{width}"{dashes}/>'
    )


def _captions(below: Sequence[tuple[Band, float]], y: float) -> tuple[str, float]:
    """The names of phases that are too short to hold them, each hanging from where it begins."""
    if not below:
        return "", 0
    spans = [_span(x, text_width(_caption(band), SMALL), 0) for band, x in below]
    rows = _rows(spans)
    drawn = []
    for (band, x), (left, _right), row in zip(below, spans, rows, strict=True):
        middle = y + row * 24 + 18
        drawn.append(line(f"M{x + 2} {y - 6}v8", stroke=LINE_STRONG, width=2))
        drawn.append(text(left, middle, _caption(band), size=SMALL, halo=True))
    return "".join(drawn), (max(rows) + 1) * 24


def _caption(band: Band) -> str:
    return shortened(band.label, SMALL, LONGEST)


# Lanes --------------------------------------------------------------------------------------------


def _lane(lane: Lane, scale: Scale, y: float, words: Words) -> tuple[str, float]:
    """One kind of things, in as many rows as it takes to keep their words apart."""
    marks, spans, rows = _placed(lane.marks, scale, words)
    hidden: list[str] = [_name(lane.title, y, _shape(lane.shape, 14, y + ROW / 2, "past"))]
    links: list[str] = []
    for mark, (left, _right), row in zip(marks, spans, rows, strict=True):
        drawn = _mark(lane.shape, mark, scale(mark.on), left, y + row * ROW)
        (links if mark.href else hidden).append(drawn)
    height = (max(rows) + 1) * ROW
    rule = line(f"M0 {round(y - GAP / 2, 1)}H{WIDTH}", width=1)
    return f'<g aria-hidden="true">{rule}{"".join(hidden)}</g>{"".join(links)}', height


Span = tuple[float, float]


def _placed(
    marks: Sequence[Mark], scale: Scale, words: Words
) -> tuple[list[Mark], list[Span], list[int]]:
    """The marks with the room that each takes and its row. When that are too many rows, their words
    are shortened; when that does not help, those that lie within a growing distance of each other
    go together.
    """
    ordered = sorted(marks, key=lambda mark: mark.on)
    for room in ROOMS:
        placed = _laid([_fitting(mark, room) for mark in ordered], scale)
        if max(placed[2]) < MOST_ROWS:
            return placed
    reach = float(MARK)
    while True:
        together = [_as_one(group, words) for group in _groups(ordered, scale, reach)]
        placed = _laid(together, scale)
        if max(placed[2]) < MOST_ROWS:  # at the latest when all are one
            return placed
        reach *= 2


def _laid(marks: list[Mark], scale: Scale) -> tuple[list[Mark], list[Span], list[int]]:
    spans = [_span(scale(mark.on), text_width(mark.label, SIZE), MARK) for mark in marks]
    return marks, spans, _rows(spans)


def _fitting(mark: Mark, room: float) -> Mark:
    """The mark with as much of its words as the room holds; its link keeps its whole name."""
    label = shortened(mark.label, SIZE, room)
    return replace(mark, label=label, spoken=mark.spoken or mark.label)


def _groups(ordered: Sequence[Mark], scale: Scale, reach: float) -> Iterator[list[Mark]]:
    """Those that lie within `reach` of the first of their group."""
    group: list[Mark] = []
    for mark in ordered:
        if group and scale(mark.on) - scale(group[0].on) > reach:
            yield group
            group = []
        group.append(mark)
    yield group


def _as_one(group: Sequence[Mark], words: Words) -> Mark:
    """One mark for a group; how many more there are is never cut off."""
    first = _fitting(group[0], ROOMS[-1])
    if len(group) == 1:
        return first
    return Mark(first.on, words.more(first.label, len(group) - 1), first.when)


def _span(x: float, width: float, before: float) -> Span:
    """From where to where a mark and its words go: to the left of it where the right is too far."""
    if x + before + width <= WIDTH:
        return x - before, x + before + width
    if before:
        return x - before - width, x + before
    return WIDTH - width, WIDTH


def _rows(spans: Sequence[Span], apart: float = 10) -> list[int]:
    """For each span the first row in which nothing touches it."""
    ends: list[float] = []
    rows = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: spans[n]):
        left, right = spans[number]
        free = (row for row, end in enumerate(ends) if end + apart <= left)
        row = next(chain(free, [len(ends)]))
        if row == len(ends):
            ends.append(right)
        ends[row] = right
        rows[number] = row
    return rows


def _mark(shape: Shape, mark: Mark, x: float, left: float, y: float) -> str:
    middle = y + ROW / 2
    is_right = left >= x - MARK - 1
    words = text(
        x + MARK if is_right else x - MARK,
        middle + 6,
        mark.label,
        size=SIZE,
        anchor="start" if is_right else "end",
        halo=True,
    )
    drawn = _shape(shape, x, middle, mark.when) + words
    if not mark.href:
        return drawn
    target = (
        f'<rect x="{round(left, 1)}" y="{y}" height="{ROW}" fill="none" pointer-events="all" '
        f'width="{round(text_width(mark.label, SIZE) + 2 * MARK, 1)}" rx="6"/>'
    )
    name = f"<title>{escape(mark.spoken)}</title>"
    return f'<a href="{escape(mark.href, quote=True)}">{name}{target}{drawn}</a>'


# Shapes -------------------------------------------------------------------------------------------


def _shape(shape: Shape, x: float, y: float, when: When) -> str:
    """A mark about 20 high round its middle: filled when it was, open when it is still to come."""
    fill, edge = (PAPER, ' stroke-dasharray="3 2.5"') if when == "coming" else (None, "")
    body = SHAPES[shape].format(leaf=fill or LEAF, sun=fill or SUN, ink=INK, paper=PAPER, edge=edge)
    return (
        f'<g transform="translate({round(x, 1)} {round(y, 1)})" fill="none" stroke="{INK}" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{body}</g>'
    )


# A post-it, a signature, a flag, an arrow that looks back, and the dot on a ballot paper.
SHAPES: dict[Shape, str] = {
    "session": '<path d="M-9-9H8V4L3 9H-9Z" fill="{sun}"{edge}/><path d="M8 4H3v5"/>',
    "signing": (
        '<path d="M-10-9H10V9H-10Z" fill="{paper}"{edge}/>'
        '<path d="M-6 3c2-10 5-9 4-3s2 4 3 0 2-1 5 0"/>'
    ),
    "milestone": (
        '<path d="M-6-9C0-12 3-6 9-8V2C3 4 0-2-6 1Z" fill="{leaf}"{edge}/><path d="M-6-10V10"/>'
    ),
    "reflection": (
        '<circle r="9.5" fill="{paper}" stroke="none"/>'
        '<path d="M-6-5A8 8 0 1 1-8 2"{edge}/><path d="m-8.5-9 2.5 4-4.5 1.5"/>'
    ),
    "election": '<circle r="9" fill="{paper}"{edge}/><circle r="4" fill="{ink}" stroke="none"/>',
}
