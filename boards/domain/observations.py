"""What a board says of what lies on it: prompts for the conversation, each with its question.

Nothing is judged: a prompt says what everybody can see, and the question is for the team. Which
prompts there are stands in the content (boards/content.py, `Observation`). Pure: from the state of
a viewer, so that a prompt never tells more than that viewer may see.

In the texts: {elements} and {names} are what is meant, {count} how many post-its that is (for
"empty": how many elements), {others} how many lie on the other side, {all} how many there are.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

from boards.content import Content, Observation
from boards.domain.counting import layers_that_count
from boards.domain.ranking import grades, opinions
from boards.drawing import most_chosen

Data = dict[str, Any]

# The language of the boards: a sentence of theirs is in one language, whatever the browser asks.
LANGUAGE = "nl"
MOST_NAMES = 6
# With fewer post-its a third of them is no crowd.
CROWD_FROM = 6

_PLACEHOLDER = re.compile(r"\{(elements|names|count|others|all)\}")


@dataclass(frozen=True)
class Observed:
    """A prompt with its names filled in. `elements`, `subjects`: the ids of what it is about."""

    text: str
    question: str
    question_text: str
    elements: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def observed(
    content: Content,
    filling_id: str,
    sheet_id: str,
    state: Data,
    busy: Collection[str] = (),
) -> list[Observed]:
    """What there is to say of one sheet in this state, in the order of the content.

    `busy`: the subjects with an action, which no state holds.
    """
    lying = _lying(content, filling_id, sheet_id, state, busy)
    return [
        _told(lying, observation, seen)
        for observation in content.observations
        for seen in _LOOKS[observation.when](lying, observation)
    ]


# What lies where --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lying:
    """One sheet: everything on the table, and of what lies on the picture its one place."""

    content: Content
    filling_id: str
    sheet_id: str
    state: Data
    places: dict[str, str | None]
    busy: Collection[str]

    @property
    def subjects(self) -> dict[str, Data]:
        """Everything on the table, by id."""
        on_table: dict[str, Data] = self.state["subjects"]
        return on_table

    def areas(self, listed: tuple[str, ...]) -> tuple[str, ...]:
        """Where to look: the elements that are listed, or all that come first in placing."""
        if listed:
            return listed
        filling = self.content.filling(self.filling_id)
        return tuple(area.id for area in self.content.areas_for(self.filling_id, filling.places))

    def inside(self, areas: Iterable[str]) -> tuple[str, ...]:
        """The subjects in these elements."""
        wanted = set(areas)
        return tuple(key for key, area in self.places.items() if area in wanted)

    def beside(self, area: str) -> tuple[str, ...]:
        """All that could lie in this element and lie somewhere: persons in elements do not count
        with organisations in groups. What lies between the elements counts too.
        """
        if not self.content.filling(self.filling_id).in_two_steps:
            return tuple(self.places)
        among_people = self.content.level_of(area) == self.content.elements
        return tuple(key for key in self.places if self.is_person(key) == among_people)

    def is_person(self, subject: str) -> bool:
        """Whether this is a person, who is of an organisation."""
        return self.subjects[subject].get("of") is not None


def _lying(
    content: Content, filling_id: str, sheet_id: str, state: Data, busy: Collection[str]
) -> _Lying:
    rows: dict[str, dict[str, list[Data]]] = {}
    layers = layers_that_count(content.filling(filling_id).places)
    for row in state["placements"].values():
        gone = state["subjects"][row["subject"]]["gone"]
        if row["sheet"] == sheet_id and not row["unknown"] and not gone:
            rows.setdefault(row["subject"], {}).setdefault(row["layer"], []).append(row)
    places = {subject: _place(by_layer, layers) for subject, by_layer in rows.items()}
    return _Lying(content, filling_id, sheet_id, state, places, busy)


def _place(by_layer: dict[str, list[Data]], layers: Sequence[str]) -> str | None:
    """One place per subject, by the first layer in which it lies; of several seats what most of
    them chose.
    """
    for layer in layers:
        if layer in by_layer:
            area: str | None = most_chosen(by_layer[layer])["element"]
            return area
    return None


# What to look for -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """What was found: elements, subjects, and what stands against them; `all`: out of how many."""

    elements: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    other_elements: tuple[str, ...] = ()
    other_subjects: tuple[str, ...] = ()
    all: int = 0
    count: int | None = None


def _empty(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Elements in which nothing lies, once something lies elsewhere."""
    empty = tuple(
        area
        for area in lying.areas(look.elements)
        if not lying.inside([area]) and lying.beside(area)
    )
    if empty:
        yield _Seen(empty, all=len(lying.beside(empty[0])), count=len(empty))


def _thin(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Elements that together hold something, but not much."""
    areas = lying.areas(look.elements)
    inside = lying.inside(areas)
    if 1 <= len(inside) <= look.most:
        yield _Seen(areas, inside, all=len(lying.beside(areas[0])))


def _crowded(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Elements that each hold a large part of all."""
    for area in lying.areas(look.elements):
        inside, everything = lying.inside([area]), len(lying.beside(area))
        if everything >= CROWD_FROM and len(inside) > look.share * everything:
            yield _Seen((area,), inside, all=everything)


def _unplaced(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """What this way of filling in places, and lies nowhere; "weet ik niet" is no place."""
    places = lying.content.filling(lying.filling_id).places
    meant = [
        key
        for key, subject in lying.subjects.items()
        if subject["what"] == places and not subject["gone"]
    ]
    left = tuple(key for key in meant if key not in lying.places)
    if left:
        yield _Seen(subjects=left, all=len(meant))


def _sides(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Two groups of elements of which one holds more."""
    areas = lying.areas(look.elements)
    inside, against = lying.inside(areas), lying.inside(look.others)
    if len(inside) != len(against):
        yield _Seen(areas, inside, look.others, against, all=len(lying.beside(areas[0])))


def _some(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Elements in which something lies."""
    areas = lying.areas(look.elements)
    inside = lying.inside(areas)
    if inside:
        filled = tuple(area for area in areas if lying.inside([area]))
        yield _Seen(filled, inside, all=len(lying.beside(areas[0])))


def _alone(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """Organisations that lie somewhere without a person of theirs, where persons are placed too."""
    if not lying.content.filling(lying.filling_id).places_people:
        return
    where = lying.inside(look.elements) if look.elements else lying.places
    placed = [key for key in where if not lying.is_person(key)]
    accompanied = {lying.subjects[key]["of"] for key in lying.places if lying.is_person(key)}
    left = tuple(key for key in placed if key not in accompanied)
    if left:
        elements = dict.fromkeys(lying.places[key] for key in left)
        yield _Seen(tuple(area for area in elements if area), left, all=len(placed))


def _graded_low(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """What has an aspect of which the mean grade is low."""
    inside = lying.inside(lying.areas(look.elements))
    low = tuple(key for key in inside if _has_low(lying, key, look.under))
    if low:
        yield _Seen(subjects=low, all=len(inside))


def _has_low(lying: _Lying, subject: str, under: int) -> bool:
    of_it = grades(lying.state, lying.sheet_id, lying.content, subject)
    return any(grade.mean is not None and grade.mean < under for grade in of_it)


def _spread(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """What participants put in different elements."""
    places = lying.content.filling(lying.filling_id).places
    said = [each for each in opinions(lying.state, lying.sheet_id, places) if each.chosen]
    divided = tuple(each.subject for each in said if each.differs)
    if divided:
        yield _Seen(subjects=divided, all=len(said))


def _idle(lying: _Lying, look: Observation) -> Iterator[_Seen]:
    """What lies in these elements without an action."""
    inside = lying.inside(lying.areas(look.elements))
    left = tuple(key for key in inside if key not in lying.busy)
    if left:
        yield _Seen(subjects=left, all=len(inside))


_LOOKS: dict[str, Callable[[_Lying, Observation], Iterator[_Seen]]] = {
    "empty": _empty,
    "thin": _thin,
    "crowded": _crowded,
    "unplaced": _unplaced,
    "sides": _sides,
    "some": _some,
    "alone": _alone,
    "graded-low": _graded_low,
    "spread": _spread,
    "idle": _idle,
}


# Telling it -------------------------------------------------------------------------------------


def _told(lying: _Lying, observation: Observation, seen: _Seen) -> Observed:
    titles = [lying.content.by_id[area].title for area in seen.elements]
    subjects = sorted(seen.subjects, key=lambda key: str(lying.subjects[key]["name"]).casefold())
    with override(LANGUAGE):
        words = {
            "elements": _in_a_row(list(dict.fromkeys(titles))),
            "names": _in_a_row([lying.subjects[key]["name"] for key in subjects]),
            "count": str(len(subjects) if seen.count is None else seen.count),
            "others": str(len(seen.other_subjects)),
            "all": str(seen.all),
        }
    return Observed(
        # Not str.format: a name with braces in it stays a name.
        text=_PLACEHOLDER.sub(lambda found: words[found[1]], observation.text),
        question=observation.question,
        question_text=lying.content.questions_by_id[observation.question].text,
        elements=seen.elements + seen.other_elements,
        subjects=(*subjects, *seen.other_subjects),
    )


def _in_a_row(names: Sequence[str]) -> str:
    """Names as one says them: with "and" before the last, and not too many."""
    if len(names) > MOST_NAMES:
        shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
        return gettext("{names} and {count} more").format(names=shown, count=more)
    if len(names) < 2:
        return "".join(names)
    return gettext("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
