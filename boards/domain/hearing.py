"""Who hears of a placement, by what is open now; and many changed placements as one event."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from boards.domain.context import own_subjects
from boards.domain.log import Change
from boards.domain.projection import own_hidden_data, placement_data, score_data
from boards.models import Layer, Placement, Score
from deals.models import Seat

Data = dict[str, Any]


def seats_that_hear(placement: Placement | Score) -> set[UUID]:
    """The phones that know of a placement, or a score, that the room does not see: its own, and
    where the facilitators put somebody the phone of whom they showed it to.
    """
    if placement.layer == Layer.SELF:
        return set() if placement.seat_id is None else {placement.seat_id}
    shown = placement.sheet.shown_to() if placement.layer == Layer.TEAM else set()
    seats = Seat.objects.taken().filter(pk__in=shown).select_related("session")
    return {seat.pk for seat in seats if placement.subject_id in own_subjects(seat)}


@dataclass
class Moves:
    """Placements and scores that one command changes, sorted by who may know."""

    team: Data = field(default_factory=dict)
    room: Data = field(default_factory=dict)
    seats: dict[UUID, Data] = field(default_factory=dict)

    def changes(self, placement: Placement) -> None:
        """This placement is what it is now, for all who may see it."""
        self.team.setdefault("placements", []).append(placement_data(placement))
        if placement.sheet.is_open(placement.layer):
            self.room.setdefault("placements", []).append(placement_data(placement))
            return
        for seat in seats_that_hear(placement):
            part = self.seats.setdefault(seat, {})
            part.setdefault("placements", []).append(own_hidden_data(placement))

    def scores(self, score: Score) -> None:
        """This score is what it is now, for all who may see it."""
        row = score_data(score)
        self.team.setdefault("scores", []).append(row)
        if score.sheet.is_open(score.layer):
            self.room.setdefault("scores", []).append(row)
            return
        for seat in seats_that_hear(score):
            self.seats.setdefault(seat, {}).setdefault("scores", []).append(row)

    def single(self, name: str, was: Data) -> Change:
        """The event of one row that is as it was: `name` is how it stands in an event, `was` what
        it was just before.
        """
        many = f"{name}s"
        return Change(
            "undone",
            team={name: self.team[many][0], "from": was},
            room={name: self.room[many][0]} if self.room else None,
            seats={seat: {name: rows[many][0]} for seat, rows in self.seats.items()},
        )

    def removes(self, placement: Placement | Score) -> None:
        """This placement, or score, is off the board, for all who saw it."""
        self.team.setdefault("removed", []).append(str(placement.pk))
        if placement.sheet.is_open(placement.layer):
            self.room.setdefault("removed", []).append(str(placement.pk))
            return
        for seat in seats_that_hear(placement):
            self.hides(placement, seat)

    def hides(self, placement: Placement | Score, seat: UUID) -> None:
        """This one phone does not know of the placement any more."""
        self.seats.setdefault(seat, {}).setdefault("removed", []).append(str(placement.pk))

    def told(
        self, kind: str, team: Data, room: Data | None = None, seats: dict[UUID, Data] | None = None
    ) -> Change:
        """The event, with what else it says to each audience."""
        for seat, data in (seats or {}).items():
            self.seats[seat] = data | self.seats.get(seat, {})
        return Change(
            kind, team=team | self.team, room=(room or {}) | self.room or None, seats=self.seats
        )
