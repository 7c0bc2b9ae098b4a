"""Pictures of numbers, as SVG: pure functions of plain rows, without anything of Django.

Colours are those of the page (tokens.css), with a fallback for where there is no page around it.
Each picture says in words what it shows; the numbers themselves stand in a table beside it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

# What is drawn: its title, the mean, the lowest, the highest, and of how many. A mean of None: no
# number yet; a count of 0: one number that was agreed on together.
Row = tuple[str, float | None, float | None, float | None, int]
# A part of a flow: its key and its title. Where a ribbon comes from, where it goes, how many it is.
Part = tuple[str, str]
Ribbon = tuple[str, str, int]

WIDTH = 360  # of the drawing, in its own units: about the pixels of a phone
ROW, TOP, FOOT = 50, 6, 30
LEFT, RIGHT = 12, 12
BAR = 16
LABEL_SIZE, SMALL_SIZE = 16, 14

INK = "var(--ink, #20302a)"
MUTED = "var(--muted, #4d5a52)"
LINE = "var(--line, #d5d6c8)"
FILL = "var(--leaf, #8fb26b)"
EDGE = "var(--line-strong, #6f7d70)"
MOVED = "var(--sun, #e9b949)"
GROUND = "var(--paper, #f7f5ec)"

# Of a flow: a part is as high as its count, between these; above it stands its title.
COLUMN, GAP, TITLE_HEIGHT, HEAD = 10, 12, 20, 30
HIGHEST_FLOW, LOWEST_UNIT, HIGHEST_UNIT = 420, 3, 14


def energy_bars(
    rows: Sequence[Row],
    *,
    key: str,
    title: str,
    desc: str,
    low: int = 1,
    high: int = 10,
    decimal: str = ",",
) -> str:
    """A bar per row from `low` to its mean, with a thin line from its lowest to its highest number.

    `key`: what makes the ids unique on a page. `title`, `desc`: what it is and what it shows, in
    words. `low`, `high`: the ends of the scale. `decimal`: the sign in front of decimals. Raises
    ValueError for a scale that ends where it begins.
    """
    if low >= high:
        raise ValueError("the high end lies above the low end")
    scale = _Scale(low, high)
    bars = "".join(_row(row, TOP + ROW * n, scale, decimal) for n, row in enumerate(rows))
    foot = TOP + ROW * len(rows)
    return _picture("chart", foot + FOOT, bars + _foot(foot, scale), key, title, desc)


def flow(
    before: Sequence[Part],
    after: Sequence[Part],
    ribbons: Sequence[Ribbon],
    *,
    heads: tuple[str, str],
    key: str,
    title: str,
    desc: str,
) -> str:
    """What went from where to where: parts on the left and on the right, and between them ribbons
    as wide as their count. Who went somewhere else has another colour and a solid edge.

    `before`, `after`: the parts from top to bottom; those without anything are left out. `heads`:
    what stands above the two columns. `key`, `title`, `desc` as of `energy_bars`. Raises ValueError
    for a ribbon to or from a part that is not there.
    """
    total = sum(count for _start, _end, count in ribbons)
    unit = min(max(HIGHEST_FLOW / max(total, 1), LOWEST_UNIT), HIGHEST_UNIT)
    left = _stacked(before, [(start, count) for start, _end, count in ribbons], unit)
    right = _stacked(after, [(end, count) for _start, end, count in ribbons], unit)
    height = round(max(_bottom(left), _bottom(right)) + GAP)
    drawn = "".join(_ribbons(ribbons, left, right, unit))
    parts = _parts(left, LEFT, "start") + _parts(right, WIDTH - RIGHT - COLUMN, "end")
    over = _text(LEFT, 18, heads[0], MUTED, SMALL_SIZE) + _text(
        WIDTH - RIGHT, 18, heads[1], MUTED, SMALL_SIZE, anchor="end"
    )
    return _picture("chart chart--flow", height, over + drawn + parts, key, title, desc)


def written(number: float | None, decimal: str = ",") -> str:
    """A number as one writes it: one decimal at most, and none of a whole number."""
    if number is None:
        return "–"
    rounded = round(number + 1e-9, 1)
    text = str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"
    return text.replace(".", decimal)


# Private ----------------------------------------------------------------------------------------


def _picture(classes: str, height: int, inside: str, key: str, title: str, desc: str) -> str:
    """The SVG around a drawing, with what it is and what it shows in words."""
    name = re.sub(r"[^A-Za-z0-9-]+", "-", key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(desc)}</desc>'
        f"{inside}</svg>"
    )


class _Scale:
    """Where a number lies on the drawing; what is off the scale stays on its edge."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, number: float) -> float:
        inside = min(max(number, self.low), self.high)
        part = (inside - self.low) / (self.high - self.low)
        # The lowest number is a little bar too: it is not the same as none.
        return round(LEFT + 8 + part * (WIDTH - LEFT - RIGHT - 8), 2)


def _row(row: Row, y: int, scale: _Scale, decimal: str) -> str:
    title, mean, lowest, highest, count = row
    baseline, bar = y + 18, y + 26
    number = written(mean, decimal) + (f" ({count})" if count and mean is not None else "")
    parts = [
        _text(LEFT, baseline, title, INK, LABEL_SIZE),
        _text(WIDTH - RIGHT, baseline, number, INK, LABEL_SIZE, anchor="end", bold=True),
        _bar(LEFT, bar, WIDTH - RIGHT - LEFT, LINE),
    ]
    if mean is not None:
        parts.append(_bar(LEFT, bar, scale(mean) - LEFT, FILL, EDGE))
    if lowest is not None and highest is not None and lowest != highest:
        parts.append(_spread(scale(lowest), scale(highest), bar + BAR / 2))
    return f"<g>{''.join(parts)}</g>"


def _bar(x: float, y: float, width: float, fill: str, edge: str = "none") -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{round(width, 2)}" height="{BAR}" rx="4" '
        f'fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
    )


def _spread(left: float, right: float, y: float) -> str:
    path = f"M{left} {y - 6}v12M{left} {y}H{right}M{right} {y - 6}v12"
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="2" stroke-linecap="round"/>'


def _foot(y: int, scale: _Scale) -> str:
    return _text(LEFT, y + 16, str(scale.low), MUTED, SMALL_SIZE) + _text(
        WIDTH - RIGHT, y + 16, str(scale.high), MUTED, SMALL_SIZE, anchor="end"
    )


def _text(
    x: float,
    y: float,
    text: str,
    fill: str,
    size: int,
    *,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    weight = ' font-weight="650"' if bold else ""
    if halo:  # stays to be read where something passes behind it
        weight += (
            f' stroke="{GROUND}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        )
    return (
        f'<text x="{x}" y="{y:g}" fill="{fill}" font-size="{size}" text-anchor="{anchor}"{weight}>'
        f"{escape(text)}</text>"
    )


@dataclass(frozen=True)
class _Part:
    """A part of a flow as it is drawn: from where it hangs, and how high it is."""

    title: str
    count: int
    top: float
    height: float


def _stacked(
    parts: Sequence[Part], ends: Sequence[tuple[str, int]], unit: float
) -> dict[str, _Part]:
    counts: Counter[str] = Counter()
    for part, count in ends:
        counts[part] += count
    if counts.keys() - {key for key, _title in parts}:
        raise ValueError("a ribbon ends in a part that is not there")
    stacked, top = {}, float(HEAD)
    for key, title in parts:
        if counts[key]:
            stacked[key] = _Part(title, counts[key], top + TITLE_HEIGHT, counts[key] * unit)
            top += TITLE_HEIGHT + counts[key] * unit + GAP
    return stacked


def _bottom(parts: dict[str, _Part]) -> float:
    return max((part.top + part.height for part in parts.values()), default=float(HEAD))


def _parts(parts: dict[str, _Part], x: int, anchor: str) -> str:
    edge = x if anchor == "start" else x + COLUMN
    drawn = []
    for part in parts.values():
        label = f"{part.title} ({part.count})"
        drawn.append(
            f'<rect x="{x}" y="{part.top:g}" width="{COLUMN}" height="{round(part.height, 2)}" '
            f'rx="2" fill="{INK}"/>'
            + _text(edge, part.top - 5, label, INK, SMALL_SIZE, anchor=anchor, halo=True)
        )
    return "".join(drawn)


def _ribbons(
    ribbons: Sequence[Ribbon], left: dict[str, _Part], right: dict[str, _Part], unit: float
) -> Iterator[str]:
    """In the order of the parts on both sides, so that ribbons cross no more than they must."""
    start, end = list(left), list(right)
    at_left = {key: part.top for key, part in left.items()}
    at_right = {key: part.top for key, part in right.items()}
    tops: dict[tuple[str, str], tuple[float, float]] = {}
    for one in sorted(ribbons, key=lambda each: (start.index(each[0]), end.index(each[1]))):
        tops[one[:2]] = (at_left[one[0]], 0)
        at_left[one[0]] += one[2] * unit
    for one in sorted(ribbons, key=lambda each: (end.index(each[1]), start.index(each[0]))):
        tops[one[:2]] = (tops[one[:2]][0], at_right[one[1]])
        at_right[one[1]] += one[2] * unit
    # Those that stayed lie under those that went elsewhere.
    for key_from, key_to, count in sorted(ribbons, key=lambda each: each[0] != each[1]):
        says = f"{left[key_from].title} → {right[key_to].title}: {count}"
        yield _ribbon(*tops[key_from, key_to], count * unit, says, moved=key_from != key_to)


def _ribbon(y1: float, y2: float, wide: float, says: str, *, moved: bool) -> str:
    x1, x2 = LEFT + COLUMN, WIDTH - RIGHT - COLUMN
    middle = (x1 + x2) / 2
    y1, y2, wide = round(y1, 2), round(y2, 2), round(wide, 2)
    path = (
        f"M{x1} {y1}C{middle:g} {y1} {middle:g} {y2} {x2} {y2}v{wide}"
        f"C{middle:g} {round(y2 + wide, 2)} {middle:g} {round(y1 + wide, 2)} "
        f"{x1} {round(y1 + wide, 2)}Z"
    )
    look = (MOVED, INK, "0.75") if moved else (FILL, EDGE, "0.55")
    return (
        f'<path d="{path}" fill="{look[0]}" fill-opacity="{look[2]}" stroke="{look[1]}" '
        f'stroke-width="0.75"><title>{escape(says)}</title></path>'
    )
