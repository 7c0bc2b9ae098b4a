"""What a wheel says of one participant: per aspect the bars of themselves, of the facilitators and
what was agreed. Pure, on the state of a viewer; used by live pages, history and comparisons.
"""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from boards.domain.ranking import tenths
from boards.models import Layer

Data = dict[str, Any]

ALL_LAYERS = frozenset(layer.value for layer in Layer)


@dataclass(frozen=True)
class Values:
    """The bars of one aspect. `own`: by seat what each participant of the organisation coloured.
    `circled`: to work on. None: left empty.
    """

    own: tuple[tuple[str, int], ...] = ()
    team: int | None = None
    agreed: int | None = None
    circled: bool = False

    @property
    def mean(self) -> float | None:
        """Of all participants of the organisation, in tenths."""
        if not self.own:
            return None
        return tenths(fmean(value for _seat, value in self.own))

    @property
    def differs(self) -> bool:
        """Whether participants of one organisation see it differently."""
        return len({value for _seat, value in self.own}) > 1

    @property
    def gap(self) -> float | None:
        """How many bars lie between themselves and the facilitators, where both said something."""
        if self.mean is None or self.team is None:
            return None
        return round(abs(self.mean - self.team), 1)

    def of(self, layer: str, seat: str | None = None) -> int | None:
        """What stands in one layer; in `self` that of one seat."""
        if layer == Layer.SELF:
            return dict(self.own).get(seat or "")
        return self.team if layer == Layer.TEAM else self.agreed


NOTHING = Values()


def wheel_of(
    state: Data,
    sheet: str,
    subject: str,
    about: str | None = None,
    layers: Collection[str] = ALL_LAYERS,
) -> dict[str, Values]:
    """By aspect what was coloured for a subject on this sheet, as far as this state has it.

    `about`: of the wheel for that result; None: in general. `layers`: only these. An aspect of
    which nothing was said is not in it.
    """
    rows = [
        row
        for row in state["scores"].values()
        if row["sheet"] == sheet
        and row["subject"] == subject
        and row["about"] == about
        and row["layer"] in layers
        and (row["value"] is not None or row["circled"])
    ]
    return {
        aspect: _values([r for r in rows if r["aspect"] == aspect]) for aspect in _aspects(rows)
    }


def wheels_on(
    state: Data, sheet: str, layers: Collection[str] = ALL_LAYERS
) -> list[tuple[str, str | None]]:
    """Whose wheels were coloured on a sheet: subject and result, subjects by name, the general
    wheel of each before those of its results. What left the table is left out.
    """
    subjects = state["subjects"]
    found = {
        (row["subject"], row["about"])
        for row in state["scores"].values()
        if row["sheet"] == sheet
        and row["layer"] in layers
        and (row["value"] is not None or row["circled"])
    }

    def name(key: str | None) -> str:
        return "" if key is None else str(subjects[key]["name"]).casefold()

    there = [
        (subject, about)
        for subject, about in found
        if not subjects[subject]["gone"] and (about is None or not subjects[about]["gone"])
    ]
    return sorted(there, key=lambda one: (name(one[0]), one[0], name(one[1])))


def layers_shown(state: Data, sheet: str, *, concealed: bool) -> frozenset[str]:
    """The layers that a page shows: all it knows, or `concealed` those that the room sees."""
    return frozenset(state["sheets"][sheet]["open"]) if concealed else ALL_LAYERS


# Private ----------------------------------------------------------------------------------------


def _aspects(rows: list[Data]) -> list[str]:
    return list(dict.fromkeys(row["aspect"] for row in rows))


def _values(rows: list[Data]) -> Values:
    def only(layer: str) -> int | None:
        return next((row["value"] for row in rows if row["layer"] == layer), None)

    own = [
        (row["seat"], row["value"])
        for row in rows
        if row["layer"] == Layer.SELF and row["value"] is not None
    ]
    return Values(
        own=tuple(sorted(own)),
        team=only(Layer.TEAM),
        agreed=only(Layer.AGREED),
        circled=any(row["circled"] for row in rows),
    )
