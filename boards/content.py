"""A board is data: content files loaded into frozen dataclasses (schema: docs/content.md).

The files stand in boards/content/<board>.toml. A sheet keeps a snapshot of its content as JSON,
so that a session keeps the texts it was held with; `content_of` reads that snapshot back.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass as checked

from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM, SLUG_LENGTH, Sheet

FOLDER = Path(__file__).parent / "content"
TITLE_LENGTH, TEXT_LENGTH = 80, 600

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=SLUG_LENGTH)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH)]
Point = tuple[
    Annotated[float, Field(ge=0, le=BOARD_WIDTH_MM)],
    Annotated[float, Field(ge=0, le=BOARD_HEIGHT_MM)],
]
Box = tuple[float, float, Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
SubjectKind = Literal["organisation", "person", "innovation", "text"]
Kind = Literal["zones", "worksheet", "wheel"]
Step = Literal["meaning", "group", "element"]

LAST_NUMBER = 99  # of a board that names none: after all others

_STRICT = ConfigDict(extra="forbid")


@checked(frozen=True, config=_STRICT)
class Filling:
    """A way of filling in: another question put to the same picture.

    `places`: what is put on the picture, or what a worksheet or a wheel is about. `results`: a
    wheel may be filled in for one innovation too. `steps`: what happens around placing; "meaning"
    comes before it (one note per element); "group" then "element" is placing in two steps: the
    organisation in a group, then the person in an element of that group.
    """

    id: Slug
    title: Title
    text: Text
    places: SubjectKind = "organisation"
    steps: tuple[Step, ...] = ()
    results: bool = False

    @property
    def needs_innovations(self) -> bool:
        """Whether the innovations of the deal lie on the table with this way of filling in."""
        return self.places == "innovation" or self.results

    @property
    def in_two_steps(self) -> bool:
        """Whether an organisation goes in a group first, and then a person in an element of it."""
        return "group" in self.steps

    @property
    def places_people(self) -> bool:
        """Whether persons lie on the picture, alone or in a second step."""
        return self.places == "person" or self.in_two_steps

    @model_validator(mode="after")
    def steps_fit(self) -> Self:
        """Refuse half of two steps, and two steps that begin with something else."""
        if ("group" in self.steps) != ("element" in self.steps):
            raise ValueError('"group" and "element" are the two steps of one placing')
        if self.in_two_steps and self.places != "organisation":
            raise ValueError("the first of two steps places organisations")
        return self


@checked(frozen=True, config=_STRICT)
class Element:
    """A part of the picture that post-its can lie in. Exactly one shape; millimetres on A3.

    `short`: its name on the picture, where the title says more than what is seen there. `label`:
    middle of that name. `drawing`: view box of its little drawing on phones. `own`: what a
    participant reads on the phone, where that is said of oneself. `motto`: a few words with the
    title. `criteria`: ticks that tell whether something belongs here: all of them, or with
    `one_is_enough` any. `graded`: what lies here is graded on the board's aspects.
    """

    id: Slug
    title: Title
    text: Text
    label: Point
    short: Title | None = None
    drawing: Box | None = None
    polygon: tuple[Point, ...] | None = None
    rectangle: Box | None = None
    ellipse: Box | None = None
    group: Slug | None = None
    questions: tuple[Text, ...] = ()
    own: Text | None = None
    motto: Title | None = None
    criteria: tuple[Text, ...] = ()
    one_is_enough: bool = False
    graded: bool = False

    @property
    def ticks(self) -> dict[str, str]:
        """The criteria, by the ids under which they are ticked."""
        return {f"{self.id}-tick-{n}": text for n, text in enumerate(self.criteria, 1)}

    @property
    def name(self) -> str:
        """What stands on the picture."""
        return self.short or self.title

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its shape, in millimetres."""
        if self.rectangle is not None:
            left, top, width, height = self.rectangle
            return left, top, left + width, top + height
        if self.ellipse is not None:
            cx, cy, rx, ry = self.ellipse
            return cx - rx, cy - ry, cx + rx, cy + ry
        xs, ys = zip(*(self.polygon or ()), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def edges(self) -> tuple[tuple[float, float, float, float, float, float], ...]:
        """The sides of its polygon that a level line can cross: from which height to which, where
        one end lies, and how far the other end is from that.
        """
        points = self.polygon or ()
        return tuple(
            (min(y1, y2), max(y1, y2), x1, y1, x2 - x1, y2 - y1)
            for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)
            if y1 != y2
        )

    @model_validator(mode="after")
    def has_one_shape(self) -> Self:
        """Refuse an element without a shape, with two, or with a polygon of two points."""
        shapes = [s for s in (self.polygon, self.rectangle, self.ellipse) if s is not None]
        if len(shapes) != 1:
            raise ValueError("needs exactly one of polygon, rectangle and ellipse")
        if self.polygon is not None and len(self.polygon) < 3:
            raise ValueError("a polygon needs three points or more")
        return self


@checked(frozen=True, config=_STRICT)
class Caption:
    """A word on the picture that is no element's name, such as the end of an axis.

    `at`: the middle of its baseline. `turned`: it reads upwards.
    """

    text: Title
    at: Point
    turned: bool = False


@checked(frozen=True, config=_STRICT)
class Legend:
    """A word that the board uses, and what it means there."""

    title: Title
    text: Text


@checked(frozen=True, config=_STRICT)
class Pair:
    """Two ways of filling in that are joined by a line on one picture, such as now and wanted."""

    first: Slug
    second: Slug
    title: Title


@checked(frozen=True, config=_STRICT)
class Question:
    """A question to talk about; goal I is for the team, goal II for the participant."""

    goal: Literal["team", "participant"]
    text: Text
    action: bool = False


@checked(frozen=True, config=_STRICT)
class Observation:
    """Something that the board says of what lies on it, as a prompt for talk, never a verdict.

    `when`: what it looks for (boards/domain/observations.py). `elements`: where, all unless named;
    groups count too. `others`: the other side of "sides". `most`: how many "thin" still is.
    `share`: from which part of all an element is "crowded". `under`: which mean grade is "low".
    `question`: the id of a question for the team (`Content.questions_by_id`).
    """

    when: Literal[
        "empty",
        "thin",
        "crowded",
        "unplaced",
        "sides",
        "some",
        "alone",
        "graded-low",
        "spread",
        "idle",
    ]
    text: Text
    question: Slug
    elements: tuple[Slug, ...] = ()
    others: tuple[Slug, ...] = ()
    most: Annotated[int, Field(ge=0)] = 0
    share: Annotated[float, Field(gt=0, lt=1)] = 1 / 3
    under: Annotated[int, Field(ge=1)] = 6


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a board under the id by which it is put on the screen and answered.

    `element`: the element or group to whose participants it is put, if it is.
    """

    id: str
    goal: Literal["team", "participant"]
    text: str
    element: str | None = None


@checked(frozen=True, config=_STRICT)
class Card:
    """A help card that opens beside an element."""

    element: Slug
    title: Title
    lines: tuple[Text, ...]


@checked(frozen=True, config=_STRICT)
class Scale:
    """From which number to which is scored on this board, and what the ends mean."""

    low: Annotated[int, Field(ge=0, le=10)]
    high: Annotated[int, Field(ge=1, le=10)]
    low_means: Title
    high_means: Title

    @model_validator(mode="after")
    def goes_up(self) -> Self:
        """Refuse a scale that ends where it begins."""
        if self.low >= self.high:
            raise ValueError("the high end lies above the low end")
        return self


@checked(frozen=True, config=_STRICT)
class Aspect:
    """Something that is graded of what lies on the picture, beside the place where it lies."""

    id: Slug
    title: Title
    text: Text


@checked(frozen=True, config=_STRICT)
class Row:
    """A row of a worksheet. `doers`: partners are named in it, who see to it."""

    id: Slug
    title: Title
    text: Text
    doers: bool = False


@checked(frozen=True, config=_STRICT)
class Example:
    """A worksheet that was filled in as an example: per element its rows, in their order."""

    title: Title
    text: Text
    # Boards are kept by their hash (geometry), which a dict has not.
    cells: dict[Slug, tuple[Text, ...]] = field(hash=False)


@checked(frozen=True, config=_STRICT)
class Advice:
    """Where something may belong by the criteria that were ticked: the first that fits is shown.

    `needs`: ticks that must be there, all of them. `any_of`: of these at least one. `lacks`: of
    these at least one is not there. Ids: `Element.ticks`.
    """

    element: Slug
    needs: tuple[Slug, ...] = ()
    any_of: tuple[Slug, ...] = ()
    lacks: tuple[Slug, ...] = ()


@checked(frozen=True, config=_STRICT)
class Content:
    """A whole board. `number`: where it stands among the others. `broken`: its title with a hyphen
    where a narrow phone may break a long word.

    `scale`: the numbers that elements (worksheet, wheel) or `aspects` (zones) are scored with.
    """

    board: Slug
    title: Title
    family: Title
    kind: Kind
    picture: Annotated[str, Field(pattern=r"^boards/[a-z-]+\.svg$")]
    purpose: Text
    when: Text
    instruction: Text
    subjects: tuple[SubjectKind, ...]
    fillings: tuple[Filling, ...]
    elements: tuple[Element, ...]
    groups: tuple[Element, ...] = ()
    pairs: tuple[Pair, ...] = ()
    questions: tuple[Question, ...] = ()
    observations: tuple[Observation, ...] = ()
    captions: tuple[Caption, ...] = ()
    legend: tuple[Legend, ...] = ()
    cards: tuple[Card, ...] = ()
    scale: Scale | None = None
    aspects: tuple[Aspect, ...] = ()
    rows: tuple[Row, ...] = ()
    examples: tuple[Example, ...] = ()
    advice: tuple[Advice, ...] = ()
    number: Annotated[int, Field(ge=1)] = LAST_NUMBER
    broken: Title | None = None

    @model_validator(mode="after")
    def names_fit(self) -> Self:
        """Refuse a name that stands twice, or that points at nothing."""
        elements = _once("element", [element.id for element in self.elements])
        groups = _once("group", [group.id for group in self.groups])
        fillings = _once("filling", [filling.id for filling in self.fillings])
        _known("group", [e.group for e in self.elements if e.group], groups)
        _known("element", [card.element for card in self.cards], elements)
        _known("filling", [x for pair in self.pairs for x in (pair.first, pair.second)], fillings)
        areas = _once("element or group", [area.id for area in self.elements + self.groups])
        seen = [x for each in self.observations for x in each.elements + each.others]
        _known("element", seen, areas)
        asked = _once("question", [question.id for question in self._questions()])
        _known("question", [each.question for each in self.observations], asked)
        if any(filling.in_two_steps for filling in self.fillings):
            _complete_groups(self.elements, groups)
        if not self.elements or not self.fillings or not self.subjects:
            raise ValueError("needs subjects, and at least one filling and one element")
        return self

    @model_validator(mode="after")
    def scores_fit(self) -> Self:
        """Refuse what is scored without a scale, and rows, examples and advice that fit nothing."""
        _once("aspect or element", [each.id for each in self.aspects + self.elements])
        _once("row", [row.id for row in self.rows])
        if bool(self.kind != "zones" or self.aspects) != (self.scale is not None):
            raise ValueError("a scale belongs to aspects, to a worksheet and to a wheel")
        if (self.kind == "worksheet") != bool(self.rows) or (self.examples and not self.rows):
            raise ValueError("rows belong to a worksheet, and a worksheet needs them")
        for example in self.examples:
            _known("element", list(example.cells), {element.id for element in self.elements})
            if any(len(cells) != len(self.rows) for cells in example.cells.values()):
                raise ValueError(f"an example has a text for each row: {example.title}")
        for advice in self.advice:
            _known("element", [advice.element], {element.id for element in self.elements})
            _known("tick", [*advice.needs, *advice.any_of, *advice.lacks], set(self.ticks))
        return self

    @cached_property
    def scores(self) -> dict[str, tuple[int, int]]:
        """What can be scored on this board, with the lowest and the highest number. A tick is a
        score of 1.
        """
        scores: dict[str, tuple[int, int]] = {}
        if self.scale is not None:
            scored = self.aspects if self.kind == "zones" else self.elements
            scores = {each.id: (self.scale.low, self.scale.high) for each in scored}
        return scores | dict.fromkeys(self.ticks, (0, 1))

    @property
    def ticks(self) -> dict[str, str]:
        """All criteria of all elements, by the ids under which they are ticked."""
        return {tick: text for element in self.elements for tick, text in element.ticks.items()}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements and the groups by their id."""
        return {area.id: area for area in self.elements + self.groups}

    @cached_property
    def questions_by_id(self) -> dict[str, AskedQuestion]:
        """All questions, those of elements too, under the ids that answers are kept by."""
        return {question.id: question for question in self._questions()}

    def level_of(self, area_id: str) -> tuple[Element, ...]:
        """All elements, or all groups: those among which something in this one was placed."""
        return self.groups if any(g.id == area_id for g in self.groups) else self.elements

    def kind_with(self, filling_id: str) -> str:
        """What a page shows beside the picture with this way of filling in: a module of
        boards/kinds, or plain "zones".
        """
        places = self.filling(filling_id).places
        return "innovations" if self.kind == "zones" and places == "innovation" else self.kind

    def areas_for(self, filling_id: str, what: str) -> tuple[Element, ...]:
        """Where a `SubjectKind` can be placed with this way of filling in; nowhere when it is not
        what lies on this picture.
        """
        filling = self.filling(filling_id)
        if self.kind != "zones":
            return ()
        if filling.in_two_steps:
            return {"person": self.elements, "organisation": self.groups}.get(what, ())
        return self.elements if what == filling.places else ()

    def areas_of(self, filling_id: str) -> tuple[Element, ...]:
        """Everywhere something can lie with this way of filling in; a group before its elements."""
        if not self.filling(filling_id).in_two_steps:
            return self.elements
        return tuple(
            area
            for group in self.groups
            for area in (group, *(e for e in self.elements if e.group == group.id))
        )

    def _questions(self) -> Iterator[AskedQuestion]:
        for goal in ("team", "participant"):
            of_goal = [question for question in self.questions if question.goal == goal]
            for number, question in enumerate(of_goal, 1):
                yield AskedQuestion(f"{goal}-{number}", question.goal, question.text)
        for area in self.groups + self.elements:
            for number, text in enumerate(area.questions, 1):
                yield AskedQuestion(f"{area.id}-{number}", "participant", text, area.id)

    def filling(self, filling_id: str) -> Filling:
        """The way of filling in with this id; KeyError when the board has no such one."""
        return {filling.id: filling for filling in self.fillings}[filling_id]


def _once(what: str, ids: list[str]) -> set[str]:
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise ValueError(f"{what} stands twice: {', '.join(sorted(twice))}")
    return set(ids)


def _known(what: str, used: list[str], known: set[str]) -> None:
    unknown = set(used) - known
    if unknown:
        raise ValueError(f"{what} does not exist: {', '.join(sorted(unknown))}")


def _complete_groups(elements: tuple[Element, ...], groups: set[str]) -> None:
    """Refuse two steps in which an element belongs to no group, or a group is narrower than
    another: a person keeps its column when the organisation goes to another group.
    """
    counts = Counter(element.group for element in elements)
    if None in counts or set(counts) != groups or len(set(counts.values())) != 1:
        raise ValueError("placing in two steps needs as many elements in each group")


_content = TypeAdapter(Content)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a content file."""

    path: Path
    text: str


def read(path: Path) -> tuple[Content | None, list[Fault]]:
    """The content of one file, or the faults in it; never both."""
    try:
        content = _content.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [Fault(path, str(error))]
    except ValidationError as error:
        return None, [
            Fault(path, f"{'.'.join(str(part) for part in e['loc']) or 'board'}: {e['msg']}")
            for e in error.errors()
        ]
    if content.board != path.stem:
        return None, [Fault(path, f'board: must be "{path.stem}", as the file is named')]
    return content, []


@cache
def library() -> dict[str, Content]:
    """All boards by name, in their order, as their files say; a system check names faulty ones."""
    read_all = (read(path)[0] for path in sorted(FOLDER.glob("*.toml")))
    boards = [content for content in read_all if content is not None]
    return {each.board: each for each in sorted(boards, key=lambda each: (each.number, each.board))}


def snapshot_of(content: Content) -> dict[str, Any]:
    """The content as JSON, to be kept with a sheet."""
    return _content.dump_python(content, mode="json")  # type: ignore[no-any-return]


def filling_of(sheet: Sheet) -> Filling:
    """The way in which a sheet is filled in, as it was held."""
    return content_of(sheet.content).filling(sheet.filling)


def content_of(snapshot: dict[str, Any]) -> Content:
    """The content that a sheet was held with."""
    return _content.validate_python(snapshot)
