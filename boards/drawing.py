"""What lies on the board to be drawn: from placements to post-its.

The same answers as static/js/board/drawing.js and geometry.js, which go on from the page that is
drawn here; both are held to tests/js/drawing-cases.json.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from boards.content import Content, Element
from boards.domain.geometry import (
    HALF_LETTER_MM,
    NAME_STRIP_MM,
    POSTIT_SIZES,
    Spot,
    capacities,
    contains,
    most,
)
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM
from boards.names import ELLIPSIS, broken

Data = dict[str, Any]

# Characters on a line, on each of the POSTIT_SIZES, in small letters and in large ones.
SMALL_LENGTHS = (16, 14, 12, 12)
LARGE_LENGTHS = (11, 10, 9, 9)
TURNS = (-1.8, -1.1, 0.9, 1.4, 2)
BOW = 0.12
# Two post-its that are this far apart, in their own widths or heights, count as side by side.
SIDE_BY_SIDE = 0.9
# On the one line that an organisation has on a person's post-it, where its whole name does not fit.
SHORTER = (
    ("Ministerie van ", "Min. "),
    ("Hoogheemraadschap van ", "HH "),
    ("Hoogheemraadschap ", "HH "),
    ("Waterschap ", "WS "),
    ("Gemeente ", "Gem. "),
    ("Provincie ", "Prov. "),
)
# On one picture of two ways of filling in, the first of these that a subject lies in.
COUNTING = ("agreed", "team", "self")
NO_GROUPS: Mapping[str, tuple[Element, ...]] = {}
# On that picture a post-it that would cover another is laid aside, at most this many places on.
ASIDE = 4


@dataclass(frozen=True)
class Postit:
    """One post-it; seats of one organisation share one in the layer `self`.

    `key`: the same for the same thing, however often it moves. `hidden`: from the room.
    `differs`: the seats it stands for chose different elements. `organisation`: for whom a person
    speaks. `filling`: which of two ways of filling in says so, on the one picture of both.
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
    organisation: Data | None = None
    filling: str = ""

    @property
    def is_person(self) -> bool:
        """Whether a person lies here, and not an organisation."""
        return self.organisation is not None


class Link(NamedTuple):
    """A line between two post-its of one subject."""

    key: str
    start: Postit
    end: Postit


@dataclass(frozen=True)
class Compared:
    """A subject with the post-its that count in two ways of filling in, if it has them."""

    subject: Data
    first: Postit | None
    second: Postit | None

    @property
    def moves(self) -> bool:
        """Whether it lies somewhere else in the second."""
        return bool(self.first and self.second and self.first.element != self.second.element)


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
    return [_postit(key, group, subjects, open_layers, content) for key, group in together.items()]


def _postit(
    key: str,
    rows: list[Data],
    subjects: Mapping[str, Data],
    open_layers: Sequence[str],
    content: Content,
) -> Postit:
    row = most_chosen(rows)
    subject = subjects[row["subject"]]
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
        organisation=subjects.get(subject.get("of") or ""),
    )


def most_chosen(rows: Sequence[Data]) -> Data:
    """The first placement in the element that most are in; of two such elements the first."""
    votes = Counter(row["element"] for row in rows)
    return max(rows, key=lambda row: votes[row["element"]])


def links_of(postits: Sequence[Postit]) -> list[Link]:
    """Lines between what is said of one subject, where that differs: from the participants to the
    facilitators, and from the facilitators (else the participants) to what was agreed.
    """
    by_layer = {(p.layer, p.subject["id"]): p for p in postits}
    links = []
    for postit in postits:
        subject = postit.subject["id"]
        team, agreed = by_layer.get(("team", subject)), by_layer.get(("agreed", subject))
        if postit.layer == "self" and team and team.element != postit.element:
            links.append(Link(subject, postit, team))
        is_last = postit.layer == "team" or (postit.layer == "self" and team is None)
        if is_last and agreed and agreed.element != postit.element:
            links.append(Link(f"{subject}:agreed", postit, agreed))
    return links


def compared_of(first: Sequence[Postit], second: Sequence[Postit]) -> list[Compared]:
    """The same subjects in two ways of filling in one board, by name; of each the place that
    counts: agreed, else the facilitators', else the participants'.
    """
    ways = counting(first), counting(second)
    subjects = {p.subject["id"]: p.subject for way in ways for p in way.values()}
    by_name = sorted(subjects.values(), key=lambda subject: str(subject["name"]).casefold())
    return [Compared(each, ways[0].get(each["id"]), ways[1].get(each["id"])) for each in by_name]


def counting(postits: Sequence[Postit], layers: Sequence[str] = COUNTING) -> dict[str, Postit]:
    """By subject its post-it in the first of these layers in which it lies."""
    return {
        postit.subject["id"]: postit
        for layer in reversed(layers)
        for postit in postits
        if postit.layer == layer
    }


def on_one_picture(compared: Iterable[Compared], fillings: tuple[str, str]) -> list[Postit]:
    """The post-its of two ways of filling in: those of the first solid, as what participants say;
    those of the second outlined, as what facilitators say, where they lie somewhere else.
    """
    postits = []
    for each in compared:
        if each.first:
            postits.append(_of_filling(each.first, "first", "self", fillings[0]))
        if each.second and (each.moves or not each.first):
            postits.append(_of_filling(each.second, "second", "team", fillings[1]))
    return postits


def apart(postits: Iterable[Postit], content: Content, size: int) -> list[Postit]:
    """The post-its of two ways of filling in, those of the second laid aside where they would cover
    another: each way was laid out by itself.
    """
    lying: list[Postit] = []
    for postit in sorted(postits, key=lambda each: each.key.startswith("second:")):
        spot = postit.x, postit.y
        if postit.key.startswith("second:"):
            spot = _free_beside(postit, lying, content, POSTIT_SIZES[size])
        lying.append(replace(postit, x=spot[0], y=spot[1]))
    return lying


def _free_beside(postit: Postit, lying: Sequence[Postit], content: Content, size: Spot) -> Spot:
    element = content.by_id.get(postit.element or "")
    for spot in _around(postit, size):
        if _lies_well(spot, element, size) and _is_beside(spot, lying, size):
            return spot
    return postit.x, postit.y


def _lies_well(spot: Spot, element: Element | None, size: Spot) -> bool:
    """Whether a post-it lies whole on the board, in its element, clear of the name of that."""
    (x, y), (width, height) = spot, size
    is_on_board = (
        width / 2 <= x <= BOARD_WIDTH_MM - width / 2
        and height / 2 <= y <= BOARD_HEIGHT_MM - height / 2
    )
    if element is None or not is_on_board:
        return is_on_board
    beside = abs(x - element.label[0]) >= width / 2 + HALF_LETTER_MM * len(element.name)
    under = abs(y - (element.label[1] - NAME_STRIP_MM / 3)) >= (height + NAME_STRIP_MM) / 2
    return contains(element, x, y) and (beside or under)


def _around(postit: Postit, size: Spot) -> Iterator[Spot]:
    """Where it lies, and then the places around that, ever further."""
    for ring in range(ASIDE + 1):
        for row in range(-ring, ring + 1):
            for column in range(-ring, ring + 1):
                if max(abs(row), abs(column)) == ring:
                    x, y = postit.x + column * size[0], postit.y + row * size[1]
                    yield round(x, 1), round(y, 1)


def _of_filling(postit: Postit, which: str, looks_like: str, filling: str) -> Postit:
    return replace(
        postit,
        key=f"{which}:{postit.subject['id']}",
        layer=looks_like,
        filling=filling,
        hidden=False,
        on_behalf=False,
        differs=False,
    )


@lru_cache(maxsize=64)
def room_for(content: Content) -> dict[str, tuple[int, ...]]:
    """How many post-its of each size an element has room for, by the element's id."""
    return {element.id: capacities(content, element) for element in content.by_id.values()}


def groups_of(content: Content, filling: str) -> dict[str, tuple[Element, ...]]:
    """The elements of each group, where placing goes in two steps: both lie on the same paper."""
    if not content.filling(filling).in_two_steps:
        return {}
    return {
        group.id: tuple(each for each in content.elements if each.group == group.id)
        for group in content.groups
    }


def size_for(
    postits: Iterable[Postit],
    room: Mapping[str, Sequence[int]],
    groups: Mapping[str, tuple[Element, ...]] = NO_GROUPS,
) -> int:
    """Which of POSTIT_SIZES: the largest of which every element has room for its post-its, and
    every group for its own and those of its elements.
    """
    counts = Counter(area for p in postits for area in _areas_of(p, groups))
    for size in range(len(POSTIT_SIZES) - 1):
        if all(count <= room[area][size] for area, count in counts.items()):
            return size
    return len(POSTIT_SIZES) - 1


def _areas_of(postit: Postit, groups: Mapping[str, tuple[Element, ...]]) -> list[str]:
    """Where a post-it takes room: in its element; in two steps in its group and an element of it,
    whichever of them it was put in.
    """
    for group, elements in groups.items():
        if postit.element == group:
            under = [each.id for each in elements if contains(each, postit.x, postit.y)]
            return [group, *under[-1:]]
        if any(each.id == postit.element for each in elements):
            return [group, str(postit.element)]
    return [postit.element] if postit.element else []


@lru_cache(maxsize=64)
def most_shown(content: Content) -> dict[str, int]:
    """How many post-its an element shows at most, by its id: those that fit when they lie tidy."""
    return {element.id: most(content, element) for element in content.by_id.values()}


def shown_and_more(
    postits: Sequence[Postit],
    most_by_element: Mapping[str, int],
    size: int,
    groups: Mapping[str, tuple[Element, ...]] = NO_GROUPS,
) -> tuple[list[Postit], dict[str, int]]:
    """What is drawn, and how many more there are per element. In an element (or a group with its
    elements) with more than it can hold: the latest ones, as far as they do not cover each other.
    """
    by_area: dict[str, list[Postit]] = {}
    for postit in postits:
        for area in _areas_of(postit, groups):
            by_area.setdefault(area, []).append(postit)
    left_out: set[str] = set()
    for area, lying in by_area.items():
        if len(lying) > most_by_element[area]:
            drawn = _side_by_side(lying[::-1], most_by_element[area], POSTIT_SIZES[size])
            left_out |= {postit.key for postit in lying} - drawn
    more = Counter(p.element for p in postits if p.element and p.key in left_out)
    return [postit for postit in postits if postit.key not in left_out], dict(more)


def _side_by_side(postits: Sequence[Postit], limit: int, size: Spot) -> set[str]:
    """The first of these that do not cover each other, by key."""
    drawn: list[Postit] = []
    for postit in postits:
        if len(drawn) < limit and _is_beside((postit.x, postit.y), drawn, size):
            drawn.append(postit)
    return {postit.key for postit in drawn}


def _is_beside(spot: Spot, lying: Iterable[Postit], size: Spot) -> bool:
    """Whether a post-it on this spot covers none of these."""
    width, height = size[0] * SIDE_BY_SIDE, size[1] * SIDE_BY_SIDE
    return all(abs(spot[0] - p.x) >= width or abs(spot[1] - p.y) >= height for p in lying)


def fitted(lines: Sequence[str], size: int) -> tuple[list[str], bool]:
    """The lines of a name as they fit on a post-it, and whether they need the small letters."""
    name = " ".join(lines)
    large = broken(name, LARGE_LENGTHS[size])
    if any(line.endswith(ELLIPSIS) for line in large):
        return broken(name, SMALL_LENGTHS[size]), True
    return large, False


def fitted_pair(name: str, organisation: str, size: int) -> tuple[list[str], bool]:
    """The two lines of a person's post-it, the name and the organisation, each shortened by itself;
    and whether they need the small letters.
    """
    large = [on_line(text, LARGE_LENGTHS[size]) for text in (name, organisation)]
    if any(line.endswith(ELLIPSIS) for line in large):
        return [on_line(text, SMALL_LENGTHS[size]) for text in (name, organisation)], True
    return large, False


def on_line(text: str, length: int) -> str:
    """A name on one line: whole, with its first words in short, or cut off."""
    if len(text) <= length:
        return text
    short = next((new + text[len(old) :] for old, new in SHORTER if text.startswith(old)), text)
    if len(short) <= length:
        return short
    return short[: length - 1].rstrip(ELLIPSIS + " ,") + ELLIPSIS


def turn_of(subject_id: str) -> float:
    """The slight turn of a post-it, in degrees: always the same for the same subject."""
    return TURNS[int(subject_id[-4:], 16) % len(TURNS)]


def curve(start: Spot, end: Spot) -> str:
    """Path data of a thin line between two post-its, bowed so that it shows on a busy board."""
    middle_x = (start[0] + end[0]) / 2 - (end[1] - start[1]) * BOW
    middle_y = (start[1] + end[1]) / 2 + (end[0] - start[0]) * BOW
    middle = f"{round(middle_x, 1):g} {round(middle_y, 1):g}"
    return f"M{start[0]:g} {start[1]:g}Q{middle} {end[0]:g} {end[1]:g}"
