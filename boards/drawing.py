"""What lies on the board to be drawn: from placements to post-its.

The same answers as static/js/board/drawing.js and geometry.js, which go on from the page that is
drawn here; both are held to tests/js/drawing-cases.json.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from boards.content import Content
from boards.domain.geometry import POSTIT_SIZES, Spot, capacities, most
from boards.names import ELLIPSIS

Data = dict[str, Any]

# Characters on a line, on each of the POSTIT_SIZES, in small letters and in large ones.
SMALL_LENGTHS = (16, 14, 12, 12)
LARGE_LENGTHS = (11, 10, 9, 9)
TURNS = (-1.8, -1.1, 0.9, 1.4, 2)
BOW = 0.12
# Two post-its that are this far apart, in their own widths or heights, count as side by side.
SIDE_BY_SIDE = 0.9


@dataclass(frozen=True)
class Postit:
    """One post-it; seats of one organisation share one in the layer `self`.

    `key`: the same for the same thing, however often it moves. `hidden`: from the room.
    `differs`: the seats it stands for chose different elements.
    """

    key: str
    placements: list[str]
    subject: Data
    layer: str
    seat: str | None
    element: str | None
    x: float
    y: float
    hidden: bool
    on_behalf: bool
    differs: bool


def postits_of(
    rows: Iterable[Data],
    subjects: Mapping[str, Data],
    open_layers: Sequence[str],
    content: Content,
    *,
    show_hidden: bool = True,
) -> list[Postit]:
    """The post-its of one sheet, in the order in which they last changed."""
    together: dict[str, list[Data]] = {}
    for row in rows:
        if not row["unknown"] and (show_hidden or row["layer"] in open_layers):
            together.setdefault(f"{row['layer']}:{row['subject']}", []).append(row)
    return [
        _postit(key, group, subjects[group[0]["subject"]], open_layers, content)
        for key, group in together.items()
    ]


def _postit(
    key: str, rows: list[Data], subject: Data, open_layers: Sequence[str], content: Content
) -> Postit:
    row = most_chosen(rows)
    label = content.by_id[row["element"]].label if row["element"] else (0.0, 0.0)
    return Postit(
        key=key,
        placements=[each["id"] for each in rows],
        subject=subject,
        layer=row["layer"],
        seat=row["seat"],
        element=row["element"],
        x=label[0] if row["x"] is None else row["x"],
        y=label[1] if row["y"] is None else row["y"],
        hidden=row["layer"] not in open_layers,
        on_behalf=all(each["on_behalf"] for each in rows),
        differs=any(each["element"] != row["element"] for each in rows),
    )


def most_chosen(rows: Sequence[Data]) -> Data:
    """The first placement in the element that most are in; of two such elements the first."""
    votes = Counter(row["element"] for row in rows)
    return max(rows, key=lambda row: votes[row["element"]])


def links_of(postits: Sequence[Postit]) -> list[tuple[Postit, Postit]]:
    """What participants and facilitators say of one subject, where that differs."""
    by_team = {p.subject["id"]: p for p in postits if p.layer == "team"}
    pairs = [(p, by_team.get(p.subject["id"])) for p in postits if p.layer == "self"]
    return [(own, team) for own, team in pairs if team and team.element != own.element]


@lru_cache(maxsize=64)
def room_for(content: Content) -> dict[str, tuple[int, ...]]:
    """How many post-its of each size an element has room for, by the element's id."""
    return {element.id: capacities(content, element) for element in content.elements}


def size_for(postits: Iterable[Postit], room: Mapping[str, Sequence[int]]) -> int:
    """Which of POSTIT_SIZES: the largest of which every element has room for its post-its."""
    counts = Counter(p.element for p in postits if p.element is not None)
    for size in range(len(POSTIT_SIZES) - 1):
        if all(count <= room[element][size] for element, count in counts.items()):
            return size
    return len(POSTIT_SIZES) - 1


@lru_cache(maxsize=64)
def most_shown(content: Content) -> dict[str, int]:
    """How many post-its an element shows at most, by its id: those that fit when they lie tidy."""
    return {element.id: most(content, element) for element in content.elements}


def shown_and_more(
    postits: Sequence[Postit], most_by_element: Mapping[str, int], size: int
) -> tuple[list[Postit], dict[str, int]]:
    """What is drawn, and how many more there are per element. In an element with more than it can
    hold: the latest ones, as far as they do not cover each other.
    """
    by_element: dict[str, list[Postit]] = {}
    for postit in postits:
        if postit.element is not None:
            by_element.setdefault(postit.element, []).append(postit)
    left_out: set[str] = set()
    more = {}
    for element, group in by_element.items():
        if len(group) > most_by_element[element]:
            drawn = _side_by_side(group[::-1], most_by_element[element], POSTIT_SIZES[size])
            left_out |= {postit.key for postit in group} - drawn
            more[element] = len(group) - len(drawn)
    return [postit for postit in postits if postit.key not in left_out], more


def _side_by_side(postits: Sequence[Postit], limit: int, size: Spot) -> set[str]:
    """The first of these that do not cover each other, by key."""
    drawn: list[Postit] = []
    width, height = size[0] * SIDE_BY_SIDE, size[1] * SIDE_BY_SIDE
    for postit in postits:
        if len(drawn) < limit and all(
            abs(postit.x - other.x) >= width or abs(postit.y - other.y) >= height for other in drawn
        ):
            drawn.append(postit)
    return {postit.key for postit in drawn}


def fitted(lines: Sequence[str], size: int) -> tuple[list[str], bool]:
    """The lines of a name as they fit on a post-it, and whether they need the small letters."""
    large = broken(lines, LARGE_LENGTHS[size])
    if any(line.endswith(ELLIPSIS) for line in large):
        return broken(lines, SMALL_LENGTHS[size]), True
    return large, False


def broken(lines: Sequence[str], length: int) -> list[str]:
    """A name in at most two lines, then shortened, as boards.names does for the largest size."""
    rows = [""]
    for word in " ".join(lines).split():
        joined = f"{rows[-1]} {word}".strip()
        if len(joined) <= length or not rows[-1]:
            rows[-1] = joined
        else:
            rows.append(word)
    if len(rows) > 2:
        rows[1] += ELLIPSIS
    return [
        row if len(row) <= length else row[: length - 1].rstrip(ELLIPSIS + " ") + ELLIPSIS
        for row in rows[:2]
    ]


def turn_of(subject_id: str) -> float:
    """The slight turn of a post-it, in degrees: always the same for the same subject."""
    return TURNS[int(subject_id[-4:], 16) % len(TURNS)]


def curve(start: Spot, end: Spot) -> str:
    """Path data of a thin line between two post-its, bowed so that it shows on a busy board."""
    middle_x = (start[0] + end[0]) / 2 - (end[1] - start[1]) * BOW
    middle_y = (start[1] + end[1]) / 2 + (end[0] - start[0]) * BOW
    middle = f"{round(middle_x, 1):g} {round(middle_y, 1):g}"
    return f"M{start[0]:g} {start[1]:g}Q{middle} {end[0]:g} {end[1]:g}"
