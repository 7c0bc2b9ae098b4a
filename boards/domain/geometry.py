"""Where something lies on the board: millimetres on A3 landscape, from the top left."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import ceil, floor, hypot

from boards.content import Content, Element

Spot = tuple[float, float]

# Width and height of a post-it, the largest first; the board takes one size for all
# (text of at least 12 px at 1920 × 1080: look.md, design.md "Boards").
POSTIT_SIZES: tuple[Spot, ...] = ((34, 20), (29, 17), (24.5, 14.5), (24.5, 10.2))
NAME_STRIP_MM = 9
# On one line with an element's name: half of a letter, and the room kept for "+12" behind it.
HALF_LETTER_MM = 1.5
MORE_MM = 13
GAP_MM = 1.5
GRID_MM = 4
# Rows of post-its that lie tidy are tried this much lower each time.
ROW_SHIFT_MM = 2
SPAN_STEP_MM = 2
# Rows fill before columns: a step aside counts for less than a step down.
ROW_FIRST = 0.55


def element_at(areas: Sequence[Element], x: float, y: float) -> str | None:
    """Which of these elements, or groups, is under a point; where two overlap the last in the file
    wins; None between.
    """
    for element in reversed(areas):
        if contains(element, x, y):
            return element.id
    return None


def contains(element: Element, x: float, y: float) -> bool:
    """Whether a point lies in an element's shape."""
    left, top, right, bottom = element.bounds
    if not (left <= x <= right and top <= y <= bottom):
        return False
    if element.ellipse is not None:
        cx, cy, rx, ry = element.ellipse
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1
    return element.rectangle is not None or _in_polygon(element, x, y)


def _in_polygon(element: Element, x: float, y: float) -> bool:
    """Whether a line to the left from here crosses an odd number of sides."""
    inside = False
    for low, high, x1, y1, dx, dy in element.edges:
        if low <= y < high and x < dx * (y - y1) / dy + x1:
            inside = not inside
    return inside


def free_spot(content: Content, element: Element, taken: Sequence[Spot]) -> Spot:
    """A spot in the element for one more post-it: free of the others as long as it can be.

    Around the element's name, in rows. Without a free spot: the one furthest from the nearest
    other post-it, so that they overlap as little as can be.
    """
    near = _near(element, taken)
    for size in POSTIT_SIZES:
        for spot in _spots(content, element, size):
            if _is_clear(spot, near, size):
                return spot
    smallest = POSTIT_SIZES[-1]
    return max(
        _spots(content, element, smallest),
        key=lambda spot: min(_apart(spot, other, smallest) for other in near),
        default=element.label,
    )


def is_free(spot: Spot, taken: Sequence[Spot]) -> bool:
    """Whether a post-it of the largest size overlaps none of the others here."""
    return _is_clear(spot, taken, POSTIT_SIZES[0])


@lru_cache(maxsize=512)
def capacities(content: Content, element: Element) -> tuple[int, ...]:
    """How many post-its lie in the element without overlap, on each size, placed one by one as
    `free_spot` does: the largest first, smaller ones in the room that is left.
    """
    return tuple(len(spots) for spots in _one_by_one(content, element, ()))


def in_rows(content: Content, element: Element, count: int, taken: Sequence[Spot]) -> list[Spot]:
    """Spots for so many post-its in the element, in reading order: in rows, clear of what is
    taken. When they do not all fit, they lie in stacks on the spots that there are.
    """
    near = tuple(_near(element, taken))
    stacks: Sequence[Spot] = (element.label,)
    for size, loose in zip(POSTIT_SIZES, _one_by_one(content, element, near), strict=True):
        is_last = size == POSTIT_SIZES[-1]
        worth_trying = is_last or _may_hold(element, size, count)
        rows = _rows(content, element, size, count, near) if worth_trying else []
        for spots in (rows, loose):
            if len(spots) >= count:
                return _in_reading_order(spots[:count])
            stacks = max(stacks, spots, key=len)
    stacks = _in_reading_order(stacks)
    return [stacks[index % len(stacks)] for index in range(count)]


def _may_hold(element: Element, size: Spot, count: int) -> bool:
    left, top, right, bottom = element.bounds
    return (right - left) * (bottom - top) >= count * size[0] * size[1]


@lru_cache(maxsize=512)
def most(content: Content, element: Element) -> int:
    """How many post-its of the smallest size an element holds when they lie in rows."""
    smallest = POSTIT_SIZES[-1]
    rows = _rows(content, element, smallest, 10**6, ())
    return max(len(rows), capacities(content, element)[-1])


def _one_by_one(content: Content, element: Element, taken: Sequence[Spot]) -> Iterator[list[Spot]]:
    """The spots that `free_spot` finds one after the other, up to each size in turn."""
    lying = list(taken)
    for size in POSTIT_SIZES:
        for spot in _spots(content, element, size):
            if _is_clear(spot, lying, size):
                lying.append(spot)
        yield lying[len(taken) :]


def _rows(
    content: Content, element: Element, size: Spot, count: int, taken: Sequence[Spot]
) -> list[Spot]:
    """At least so many spots in rows, the rows nearest to the element's name first; if it can
    not be that many, as many as can be. `taken` is kept clear.
    """
    width, height = size[0] + GAP_MM, size[1] + GAP_MM
    best: list[Spot] = []
    for shift in range(0, ceil(height), ROW_SHIFT_MM):
        spots: list[Spot] = []
        for y, spans in _spans(content, element, size, shift):
            near = [x for x, other in taken if abs(other - y) < height - 0.01]
            spots += _row(y, _without(spans, near, width), width, element.label[0])
            if len(spots) >= count:
                return spots
        best = max(best, spots, key=len)
    return best


def _row(y: float, spans: Sequence[Spot], width: float, middle: float) -> list[Spot]:
    """One row of post-its side by side in each span, the nearest to `middle` first."""
    spots: list[Spot] = []
    for start, right in spans:
        # Spans can be nearer to each other than a post-it is wide, around a point that sticks in.
        left = max(start, spots[-1][0] + width) if spots else start
        others = floor((right - left + 0.01) / width)
        first = (left + right - others * width) / 2
        spots += [(round(first + index * width, 1), y) for index in range(others + 1)]
    return sorted(spots, key=lambda spot: abs(spot[0] - middle))


def _without(spans: Sequence[Spot], taken: Sequence[float], width: float) -> list[Spot]:
    """What is left of spans of middles once those that come too near to a post-it are cut out."""
    left_over = list(spans)
    for x in taken:
        left_over = [
            (start, end)
            for left, right in left_over
            for start, end in ((left, min(right, x - width)), (max(left, x + width), right))
            if start <= end
        ]
    return left_over


@lru_cache(maxsize=512)
def _spans(
    content: Content, element: Element, size: Spot, shift: int
) -> tuple[tuple[float, tuple[Spot, ...]], ...]:
    """The rows of an element, the nearest to its name first: their height on the board, and from
    where to where the middle of a post-it can lie. `shift`: how far the rows are moved down.
    """
    left, top, right, bottom = element.bounds
    height = size[1] + GAP_MM
    start = element.label[1] + NAME_STRIP_MM / 3 + size[1] / 2 + shift
    fits = _fitting(content, element, size)
    rows = []
    for row in sorted(_whole_steps(top - start, bottom - start, height), key=abs):
        y = round(start + row * height, 1)
        fitting = [x for x in range(ceil(left), floor(right) + 1, SPAN_STEP_MM) if fits((x, y))]
        if fitting:
            rows.append((y, tuple(_runs(fitting))))
    return tuple(rows)


def _runs(numbers: Sequence[int]) -> Iterator[Spot]:
    """The first and the last of each run of numbers in steps without a gap."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number > last + SPAN_STEP_MM:
            yield first, last
            first = number
        last = number
    yield first, last


def _in_reading_order(spots: Sequence[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda spot: (spot[1], spot[0]))


def _near(element: Element, spots: Sequence[Spot]) -> list[Spot]:
    """The spots of which a post-it can reach into the element."""
    left, top, right, bottom = element.bounds
    width, height = POSTIT_SIZES[0]
    return [
        (x, y)
        for x, y in spots
        if left - width < x < right + width and top - height < y < bottom + height
    ]


def _is_clear(spot: Spot, others: Sequence[Spot], size: Spot) -> bool:
    """Whether a post-it of this size overlaps none of the others, with a gap between them."""
    # A hair less than the whole: spots are in tenths, and their differences are not exact.
    width, height = size[0] + GAP_MM - 0.01, size[1] + GAP_MM - 0.01
    x, y = spot
    return all(
        x - ox >= width or ox - x >= width or y - oy >= height or oy - y >= height
        for ox, oy in others
    )


def _apart(a: Spot, b: Spot, size: Spot) -> float:
    """How far apart two post-its lie; from 1 on they do not overlap."""
    return max(abs(a[0] - b[0]) / (size[0] + GAP_MM), abs(a[1] - b[1]) / (size[1] + GAP_MM))


@lru_cache(maxsize=512)
def _spots(content: Content, element: Element, size: Spot) -> tuple[Spot, ...]:
    """Spots where a post-it of this size lies in the element, the nearest to its name first.

    First a brick pattern under the name, so that post-its stand in rows; then, for what is left
    of the element, a fine grid.
    """
    # In whole tenths of a millimetre, as spots are kept: otherwise rounding makes rows overlap.
    width, height = ceil((size[0] + GAP_MM) * 5) / 5, ceil((size[1] + GAP_MM) * 10) / 10
    x, y = element.label[0], round(element.label[1] + NAME_STRIP_MM / 3 + height / 2, 1)
    within = element.bounds
    spots = [
        *_grid((x, y), (width / 2, height), within),
        *_grid((x, y), (GRID_MM, GRID_MM), within),
    ]
    return tuple(filter(_fitting(content, element, size), spots))


def _grid(middle: Spot, step: Spot, within: tuple[float, float, float, float]) -> list[Spot]:
    """Points between these bounds at whole steps from a point, the nearest first."""
    left, top, right, bottom = within
    steps = [
        (column * step[0], row * step[1])
        for column in _whole_steps(left - middle[0], right - middle[0], step[0])
        for row in _whole_steps(top - middle[1], bottom - middle[1], step[1])
    ]
    steps.sort(key=lambda at: (hypot(at[0] * ROW_FIRST, at[1]), at))
    return [(round(middle[0] + dx, 1), round(middle[1] + dy, 1)) for dx, dy in steps]


def _whole_steps(first: float, last: float, step: float) -> range:
    return range(ceil(first / step), floor(last / step) + 1)


def _fitting(content: Content, element: Element, size: Spot) -> Callable[[Spot], bool]:
    """Tells of spots whether a post-it lies in the element with its middle and corners, clear of
    its name, and of the names of its group or of its elements, which stand on the same paper.

    It is asked of thousands of spots: what is the same for all of them is looked up once.
    """
    width, height = size
    corners = [(dx * width / 2, dy * height / 2) for dx in (-1, 1) for dy in (-1, 1)]
    names = (element, *_named_there(content, element))
    level = content.level_of(element.id)

    def fits(spot: Spot) -> bool:
        x, y = spot
        return (
            all(contains(element, x + dx, y + dy) for dx, dy in corners)
            and not any(_covers_name(each, spot, size) for each in names)
            and element_at(level, x, y) == element.id
        )

    return fits


def _named_there(content: Content, element: Element) -> list[Element]:
    within = [each for each in content.elements if each.group == element.id]
    around = [each for each in content.groups if each.id == element.group]
    return within + around


def _covers_name(element: Element, spot: Spot, size: Spot) -> bool:
    (x, y), (width, height) = spot, size
    half_name = HALF_LETTER_MM * len(element.name)
    return (
        abs(y - (element.label[1] - NAME_STRIP_MM / 3)) < (height + NAME_STRIP_MM) / 2
        and -half_name < x - element.label[0] + width / 2
        and x - element.label[0] - width / 2 < half_name + MORE_MM
    )
