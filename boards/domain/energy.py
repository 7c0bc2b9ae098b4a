"""What energy routes give: grades of participants, and the one that the facilitators gave.

Pure: from the state of a viewer, so that a number never tells more than that viewer may see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from boards.models import Layer

Data = dict[str, Any]


@dataclass(frozen=True)
class Energy:
    """The grades of one route. `given`: one for each participant. `together`: those of the
    facilitators, one for each innovation.
    """

    given: tuple[int, ...] = ()
    together: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """What counts: what participants gave, and without those what the facilitators gave."""
        return self.given or self.together

    @property
    def mean(self) -> float | None:
        """The mean of what counts; None without any."""
        return fmean(self.numbers) if self.numbers else None

    @property
    def low(self) -> int | None:
        """The lowest of what counts."""
        return min(self.numbers, default=None)

    @property
    def high(self) -> int | None:
        """The highest of what counts."""
        return max(self.numbers, default=None)

    @property
    def count(self) -> int:
        """How many participants' grades that are."""
        return len(self.given)


def energy_of(
    state: Data, sheet: str, route: str, subjects: Collection[str], layers: Collection[str]
) -> Energy:
    """The grades of a route, of these subjects together, in the layers that may be shown."""
    of_layer: dict[str, list[int]] = {Layer.SELF: [], Layer.TEAM: []}
    for row in state["scores"].values():
        is_here = row["sheet"] == sheet and row["aspect"] == route and row["subject"] in subjects
        if is_here and row["value"] is not None and row["layer"] in layers:
            of_layer.setdefault(row["layer"], []).append(row["value"])
    return Energy(tuple(of_layer[Layer.SELF]), tuple(of_layer[Layer.TEAM]))
