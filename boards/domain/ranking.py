"""What people think of what lies on a board: who put it where, which grades it got, and in which
order what is ready comes.

Pure: from the state of a viewer, so that nothing tells more than that viewer may see. The same
answers as static/js/kinds/innovations_rules.js; both are held to tests/js/innovation-cases.json.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boards.content import Content
from boards.domain.counting import COUNTING_INNOVATIONS
from boards.domain.table_state import on_table
from boards.drawing import most_chosen

Data = dict[str, Any]


@dataclass(frozen=True)
class Opinion:
    """Where one subject lies on a sheet. `place`: the element that counts, and `layer` whose view
    that is. `chosen`: how many participants put it in which element; `unknown`: how many do not
    know.
    """

    subject: str
    place: str | None
    layer: str | None
    chosen: Mapping[str, int]
    unknown: int

    @property
    def differs(self) -> bool:
        """Whether participants put it in different elements."""
        return len(self.chosen) > 1


@dataclass(frozen=True)
class Grade:
    """The grades that a subject got on one aspect, from low to high."""

    aspect: str
    values: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """The mean of all grades; None without any."""
        return sum(self.values) / len(self.values) if self.values else None


@dataclass(frozen=True)
class Ranked:
    """What is ready, and why it comes where it comes. `mean`: that of the means of its aspects,
    None while nobody graded it. `weakest`: the aspect with the lowest mean, where they differ.
    """

    subject: str
    grades: tuple[Grade, ...]
    mean: float | None
    weakest: str | None


def opinions(state: Data, sheet_id: str, what: str = "innovation") -> list[Opinion]:
    """The opinion on everything of this kind that lies on the table, by name."""
    rows: dict[str, list[Data]] = {}
    for row in state["placements"].values():
        if row["sheet"] == sheet_id:
            rows.setdefault(row["subject"], []).append(row)
    there = on_table(state["subjects"], what)
    return [_opinion(subject["id"], rows.get(subject["id"], [])) for subject in there]


def grades(state: Data, sheet_id: str, content: Content, subject: str) -> tuple[Grade, ...]:
    """The grades of one subject on every aspect of a board: what participants gave, each counting
    once, and without those what the facilitators gave, as with the energy of a route.
    """
    given: dict[str, list[int]] = {aspect.id: [] for aspect in content.aspects}
    together: dict[str, list[int]] = {aspect.id: [] for aspect in content.aspects}
    for row in state["scores"].values():
        is_of_it = row["sheet"] == sheet_id and row["subject"] == subject
        if is_of_it and row["aspect"] in given and row["value"] is not None:
            (together if row["seat"] is None else given)[row["aspect"]].append(row["value"])
    return tuple(
        Grade(aspect, tuple(sorted(values or together[aspect]))) for aspect, values in given.items()
    )


def ranked(state: Data, sheet_id: str, content: Content) -> list[Ranked]:
    """What lies in an element of which things are graded, the highest mean first; what nobody
    graded comes last. At the same mean by name.
    """
    graded = {element.id for element in content.elements if element.graded}
    there = [
        _ranked(each.subject, grades(state, sheet_id, content, each.subject))
        for each in opinions(state, sheet_id)
        if each.place in graded
    ]
    return sorted(there, key=lambda each: (each.mean is None, -(each.mean or 0)))


def tenths(mean: float) -> float:
    """A mean as it is shown: on one decimal, a half upwards, the same in every language."""
    return int(mean * 10 + 0.5) / 10


# Private ----------------------------------------------------------------------------------------


def _opinion(subject: str, rows: Sequence[Data]) -> Opinion:
    """What was agreed counts, else what the facilitators chose, else what most participants did."""
    place = layer = None
    for each in COUNTING_INNOVATIONS:
        of_layer = [row for row in rows if row["layer"] == each and not row["unknown"]]
        if of_layer:
            place, layer = most_chosen(of_layer)["element"], each
            break
    own = [row for row in rows if row["layer"] == "self"]
    return Opinion(
        subject,
        place,
        layer,
        chosen=dict(Counter(row["element"] for row in own if row["element"] is not None)),
        unknown=sum(1 for row in own if row["unknown"]),
    )


def _ranked(subject: str, of_it: tuple[Grade, ...]) -> Ranked:
    means = {grade.aspect: grade.mean for grade in of_it if grade.mean is not None}
    differ = len(set(means.values())) > 1
    return Ranked(
        subject,
        of_it,
        mean=sum(means.values()) / len(means) if means else None,
        weakest=min(means, key=lambda aspect: means[aspect]) if differ else None,
    )
