"""A board is data: content files loaded into frozen dataclasses (schema: docs/content.md).

The files stand in boards/content/<board>.toml. A sheet keeps a snapshot of its content as JSON,
so that a session keeps the texts it was held with; `content_of` reads that snapshot back.
"""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass as checked

from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM, SLUG_LENGTH

FOLDER = Path(__file__).parent / "content"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=SLUG_LENGTH)]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Point = tuple[
    Annotated[float, Field(ge=0, le=BOARD_WIDTH_MM)],
    Annotated[float, Field(ge=0, le=BOARD_HEIGHT_MM)],
]
Box = tuple[float, float, Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
SubjectKind = Literal["organisation", "person", "innovation", "text"]
Step = Literal["meaning", "group", "element"]

_STRICT = ConfigDict(extra="forbid")


@checked(frozen=True, config=_STRICT)
class Filling:
    """A way of filling in: another question put to the same picture.

    `steps`: what happens around placing; "meaning" comes before it (one note per element).
    """

    id: Slug
    title: Title
    text: Text
    steps: tuple[Step, ...] = ()


@checked(frozen=True, config=_STRICT)
class Element:
    """A part of the picture that post-its can lie in. Exactly one shape; millimetres on A3.

    `label`: middle of its name. `drawing`: view box of its little drawing on phones.
    """

    id: Slug
    title: Title
    text: Text
    label: Point
    drawing: Box | None = None
    polygon: tuple[Point, ...] | None = None
    rectangle: Box | None = None
    ellipse: Box | None = None
    group: Slug | None = None
    questions: tuple[Text, ...] = ()

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
class Group:
    """Elements that belong together, such as a quadrant: the target of a first step."""

    id: Slug
    title: Title
    text: Text | None = None


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
class Card:
    """A help card that opens beside an element."""

    element: Slug
    title: Title
    lines: tuple[Text, ...]


@checked(frozen=True, config=_STRICT)
class Content:
    """A whole board."""

    board: Slug
    title: Title
    family: Title
    kind: Literal["zones"]
    picture: Annotated[str, Field(pattern=r"^boards/[a-z-]+\.svg$")]
    purpose: Text
    when: Text
    instruction: Text
    subjects: tuple[SubjectKind, ...]
    fillings: tuple[Filling, ...]
    elements: tuple[Element, ...]
    groups: tuple[Group, ...] = ()
    pairs: tuple[Pair, ...] = ()
    questions: tuple[Question, ...] = ()
    cards: tuple[Card, ...] = ()

    @model_validator(mode="after")
    def names_fit(self) -> Self:
        """Refuse a name that stands twice, or that points at nothing."""
        elements = _once("element", [element.id for element in self.elements])
        groups = _once("group", [group.id for group in self.groups])
        fillings = _once("filling", [filling.id for filling in self.fillings])
        _known("group", [e.group for e in self.elements if e.group], groups)
        _known("element", [card.element for card in self.cards], elements)
        _known("filling", [x for pair in self.pairs for x in (pair.first, pair.second)], fillings)
        if not self.elements or not self.fillings or not self.subjects:
            raise ValueError("needs subjects, and at least one filling and one element")
        return self

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements by their id."""
        return {element.id: element for element in self.elements}

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
    """All boards by name, as their files say; faulty files are left to the system check."""
    read_all = (read(path)[0] for path in sorted(FOLDER.glob("*.toml")))
    return {content.board: content for content in read_all if content is not None}


def snapshot_of(content: Content) -> dict[str, Any]:
    """The content as JSON, to be kept with a sheet."""
    return _content.dump_python(content, mode="json")  # type: ignore[no-any-return]


def content_of(snapshot: dict[str, Any]) -> Content:
    """The content that a sheet was held with."""
    return _content.validate_python(snapshot)
