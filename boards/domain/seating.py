"""Who sits where, as commands: another organisation, leaving, merging, taking a phone away.

Each is one event of the kind `seat_changed`. Placements that change along stand in it, for each
audience that could see them; what was placed before stays in the log as it was.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.placements import subject_on_table
from boards.domain.projection import own_hidden_data, placement_data, seat_data, stored_subject
from boards.domain.revocations import count_revocation
from boards.domain.tables import add_typed, has_name
from boards.models import Placement, Subject
from boards.protocol import ChangeOrganisation, Leave, MergeSeats, RemoveSeat, TakePhoneAway
from boards.refusals import Refused
from deals.domain import seats
from deals.models import Seat

Data = dict[str, Any]


@dataclass
class Rearranged:
    """Placements that change because a seat does, sorted by who may know."""

    team: Data = field(default_factory=lambda: {"placements": [], "removed": []})
    room: Data = field(default_factory=lambda: {"placements": [], "removed": []})
    own: Data = field(default_factory=lambda: {"placements": [], "removed": []})

    def changes(self, placement: Placement) -> None:
        """This placement stands for something else now."""
        self.team["placements"].append(placement_data(placement))
        if placement.sheet.is_open(placement.layer):
            self.room["placements"].append(placement_data(placement))
        else:
            self.own["placements"].append(own_hidden_data(placement))

    def removes(self, placement: Placement) -> None:
        """This placement is off the board."""
        for_others = self.room if placement.sheet.is_open(placement.layer) else self.own
        for data in (self.team, for_others):
            data["removed"].append(str(placement.pk))

    def told(self, team: Data, room: Data, seat: UUID | None) -> Change:
        """The event: what the seat itself changed, with the placements that went along."""
        for_room = room | _filled(self.room)
        return Change(
            "seat_changed",
            team=team | _filled(self.team),
            room=for_room or None,
            seats={} if seat is None else {seat: _filled(self.own)},
        )


def change_organisation(context: Context, command: ChangeOrganisation) -> Change:
    """A seat speaks for another organisation, on the list or typed; its places go with it."""
    seat = _own_or_named(context, command.seat)
    before = context.subject_of(seat)
    subject, added = _chosen(context, command, seat)
    seat.partner = subject.partner
    seat.person = None
    seat.save(update_fields=["partner", "person"])

    rearranged = Rearranged()
    for placement in _places_of(seat).filter(subject=before):
        placement.subject, placement.seq = subject, context.log.team_seq
        placement.save(update_fields=["subject", "seq"])
        rearranged.changes(placement)
    return rearranged.told({"seat": seat_data(seat, subject)} | added, added, seat.pk)


def leave(context: Context, command: Leave) -> Change:
    """A participant goes; what they placed stays on the board."""
    seat = context.own_seat()
    seats.leave(seat)
    return _gone(context, seat, Rearranged())


def remove_seat(context: Context, command: RemoveSeat) -> Change:
    """A facilitator takes a seat away, with its places: somebody who should not be here."""
    seat = named_seat(context, command.seat)
    rearranged = Rearranged()
    for placement in _places_of(seat):
        rearranged.removes(placement)
        placement.delete()
    seats.remove(seat)
    return _gone(context, seat, rearranged)


def take_phone_away(context: Context, command: TakePhoneAway) -> Change:
    """The seat stays with its places, its phone is out: a lost phone, say."""
    seat = named_seat(context, command.seat)
    seats.take_phone_away(seat)
    count_revocation([context.session.pk])
    team = {"seat": seat_data(seat, context.subject_of(seat))}
    return Change("seat_changed", team=team)


def merge_seats(context: Context, command: MergeSeats) -> Change:
    """Two seats are one person: both phones sit on the second one.

    Its own places stay; the first one's go over where it has none, if they are of the same
    organisation, and otherwise off the board.
    """
    seat, into = named_seat(context, command.seat), named_seat(context, command.into)
    if seat.pk == into.pk:
        raise Refused("unknown_seat")
    taken = set(_places_of(into).values_list("sheet", "layer", "subject"))
    rearranged = Rearranged()
    for placement in _places_of(seat).order_by("seq", "pk"):
        where = (placement.sheet_id, placement.layer, placement.subject_id)
        if where in taken or placement.subject_id != context.subject_of(into).pk:
            rearranged.removes(placement)
            placement.delete()
        else:
            placement.seat, placement.seq = into, context.log.team_seq
            placement.save(update_fields=["seat", "seq"])
            rearranged.changes(placement)
    seats.merge(seat, into)
    return _gone(context, seat, rearranged, heard_by=into.pk)


# Looking up -------------------------------------------------------------------------------------


def named_seat(context: Context, seat_id: UUID) -> Seat:
    """A taken seat of this session."""
    taken = Seat.objects.taken().filter(session=context.session)
    seat = taken.select_related("session", "person", "partner").filter(pk=seat_id).first()
    if seat is None:
        raise Refused("unknown_seat")
    return seat


def _own_or_named(context: Context, seat_id: UUID | None) -> Seat:
    if context.viewer.seat is not None:
        if seat_id not in (None, context.viewer.seat):
            raise Refused("not_allowed")
        return context.own_seat()
    if seat_id is None:
        raise Refused("unknown_seat")
    return named_seat(context, seat_id)


def _chosen(context: Context, command: ChangeOrganisation, seat: Seat) -> tuple[Subject, Data]:
    """The organisation that was chosen, and what to tell when it was typed just now.

    A typed name belongs to the seat that typed it, so of those already there only one's own
    can be chosen again.
    """
    if command.subject is not None:
        subject = subject_on_table(context, command.subject)
        if subject.partner is None and subject.typed_by_id != seat.pk:
            raise Refused("unknown_subject")
        return subject, {}
    if command.name is None or has_name(context.session, command.name):
        raise Refused("already_there")
    Subject.objects.filter(typed_by=seat).update(typed_by=None)
    subject = add_typed(context.session, command.name, seat)
    return subject, {"subject": stored_subject(subject)}


def _places_of(seat: Seat) -> Any:
    return (
        Placement.objects.filter(seat=seat)
        .select_related("sheet")
        .prefetch_related("sheet__reveals")
    )


# Telling ----------------------------------------------------------------------------------------


def _gone(
    context: Context, seat: Seat, rearranged: Rearranged, heard_by: UUID | None = None
) -> Change:
    """The event of a seat that is no more; its phone's socket closes."""
    count_revocation([context.session.pk])
    return rearranged.told({"seat_gone": str(seat.pk)}, {}, heard_by)


def _filled(data: Data) -> Data:
    return {key: rows for key, rows in data.items() if rows}
