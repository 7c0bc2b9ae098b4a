"""Who hears of a placement, by what is open now; and many changed placements as one event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from boards.domain.context import own_subjects_of
from boards.domain.log import Change
from boards.domain.projection import own_hidden_data, placement_data, score_data
from boards.models import Layer, Placement, Score, Sheet
from deals.models import Seat

Data = dict[str, Any]


def seats_that_hear(placement: Placement | Score) -> set[UUID]:
    """The phones that know of a placement, or a score, that the room does not see: its own, and
    where the facilitators put somebody the phone of whom they showed it to.
    """
    return _that_hear(placement, _standing_for)


def told_where_seen(
    kind: str, row: Placement | Score, told: Data, was: Data | None, own: Data | None = None
) -> Change:
    """The event of one placement or score: the room hears it where its layer is open, else the
    phones that may know. `was`: what it was before, for the team. `own`: what those phones hear,
    where that is less.
    """
    is_open = row.sheet.is_open(row.layer)
    return Change(
        kind,
        team=told | {"from": was},
        room=told if is_open else None,
        seats={} if is_open else dict.fromkeys(seats_that_hear(row), own or told),
    )


Standing = dict[UUID, set[UUID]]


def _that_hear(row: Placement | Score, standing_for: Callable[[Sheet], Standing]) -> set[UUID]:
    if row.layer == Layer.SELF:
        return set() if row.seat_id is None else {row.seat_id}
    if row.layer != Layer.TEAM:
        return set()
    return {seat for seat, own in standing_for(row.sheet).items() if row.subject_id in own}


def _standing_for(sheet: Sheet) -> Standing:
    """By seat to which alone the facilitators' layer was shown, what it stands for."""
    seats = Seat.objects.taken().filter(pk__in=sheet.shown_to())
    return own_subjects_of(sheet.session_id, seats)


@dataclass
class Moves:
    """Placements and scores that one command changes, sorted by who may know."""

    team: Data = field(default_factory=dict)
    room: Data = field(default_factory=dict)
    seats: dict[UUID, Data] = field(default_factory=dict)
    _standing: dict[UUID, Standing] = field(default_factory=dict)

    def changes(self, placement: Placement) -> None:
        """This placement is what it is now, for all who may see it."""
        self._tell("placements", placement, placement_data(placement), own_hidden_data(placement))

    def scores(self, score: Score) -> None:
        """This score is what it is now, for all who may see it."""
        self._tell("scores", score, score_data(score), score_data(score))

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
        self._tell("removed", placement, str(placement.pk), str(placement.pk))

    def hides(self, placement: Placement | Score, seat: UUID) -> None:
        """This one phone does not know of the placement any more."""
        self._to_seat(seat, "removed", str(placement.pk))

    def _tell(self, many: str, row: Placement | Score, full: object, own: object) -> None:
        """`full` to the team, and to the room where the layer is open; else `own` to the phones
        that may know.
        """
        self.team.setdefault(many, []).append(full)
        if row.sheet.is_open(row.layer):
            self.room.setdefault(many, []).append(full)
            return
        for seat in _that_hear(row, self._standing_on):
            self._to_seat(seat, many, own)

    def _to_seat(self, seat: UUID, many: str, row: object) -> None:
        self.seats.setdefault(seat, {}).setdefault(many, []).append(row)

    def _standing_on(self, sheet: Sheet) -> Standing:
        """Read once for all rows of a sheet: a command can change dozens of them."""
        if sheet.pk not in self._standing:
            self._standing[sheet.pk] = _standing_for(sheet)
        return self._standing[sheet.pk]

    def told(
        self, kind: str, team: Data, room: Data | None = None, seats: dict[UUID, Data] | None = None
    ) -> Change:
        """The event, with what else it says to each audience."""
        for seat, data in (seats or {}).items():
            self.seats[seat] = data | self.seats.get(seat, {})
        return Change(
            kind, team=team | self.team, room=(room or {}) | self.room or None, seats=self.seats
        )
