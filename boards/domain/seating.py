"""Who sits where, as commands: another organisation, leaving, merging, taking a phone away.

Each is one event of the kind `seat_changed`. Placements that change along stand in it, for each
audience that could see them; what was placed before stays in the log as it was.
"""

from typing import Any
from uuid import UUID

from boards.domain import people
from boards.domain.context import Context, log_of, mine, own_subjects, seat_row, subject_of
from boards.domain.hearing import Moves
from boards.domain.log import Change
from boards.domain.placements import subject_on_table
from boards.domain.projection import stored_note, stored_subject
from boards.domain.revocations import count_revocation
from boards.domain.tables import add_typed, has_name
from boards.domain.two_steps import is_split
from boards.models import Note, NoteAudience, Placement, Score, SeatLog, Subject
from boards.protocol import (
    AddSeat,
    ChangeOrganisation,
    Leave,
    MergeSeats,
    RemoveSeat,
    TakePhoneAway,
)
from boards.refusals import Refused
from deals.domain import seats
from deals.models import Seat

Data = dict[str, Any]


def change_organisation(context: Context, command: ChangeOrganisation) -> Change:
    """A seat speaks for another organisation, on the list or typed; its places go with it."""
    seat = context.own_or_named_seat(command.seat)
    before = subject_of(seat)
    subject, added = _chosen(context, command, seat)
    moves = Moves()
    people.forget_what_was_shown(seat, moves)
    seat.partner = subject.partner
    seat.save(update_fields=["partner"])
    for placement in _places_of(seat).filter(subject=before):
        placement.subject, placement.seq = subject, context.log.team_seq
        placement.save(update_fields=["subject", "seq"])
        moves.changes(placement)
    for score in _scores_of(seat).filter(subject=before):
        _goes_over(context, score, moves, subject=subject)
    learned = added | _takes_its_person_along(context, seat, subject, moves)
    return moves.told(
        "seat_changed", {"seat": seat_row(seat)} | learned, learned, {seat.pk: {"mine": mine(seat)}}
    )


def _takes_its_person_along(
    context: Context, seat: Seat, organisation: Subject, moves: Moves
) -> Data:
    """The same person speaks for the other organisation; what the room learns by that."""
    person = people.person_under(seat, organisation)
    if person is None:
        return {}
    people.become(context, seat, person, moves)
    return {"person": stored_subject(person)}


def leave(context: Context, _command: Leave) -> Change:
    """A participant goes; what they placed stays on the board."""
    seat = context.own_seat()
    seats.leave(seat)
    return _gone(context, seat, Moves())


def remove_seat(context: Context, command: RemoveSeat) -> Change:
    """A facilitator takes a seat away, with its places: somebody who should not be here."""
    seat = context.named_seat(command.seat)
    moves = Moves()
    for row in (*_places_of(seat), *_scores_of(seat)):
        moves.removes(row)
        row.delete()
    seats.remove(seat)
    return _gone(context, seat, moves)


def take_phone_away(context: Context, command: TakePhoneAway) -> Change:
    """The seat stays with its places, its phone is out: a lost phone, say."""
    seat = context.named_seat(command.seat)
    seats.take_phone_away(seat)
    count_revocation([context.session.pk])
    return Change("seat_changed", team={"seat": seat_row(seat)})


def add_seat(context: Context, command: AddSeat) -> Change:
    """Somebody without a phone sits down: an organisation on the table, or a name typed now."""
    if command.subject is not None:
        subject = subject_on_table(context, command.subject)
        if subject.partner is None:
            raise Refused("unknown_subject")
        seat = seats.add_seat(context.session, subject.partner)
        return Change("seat_joined", team={"seat": seat_row(seat)})
    if command.name is None or has_name(context.session, command.name):
        raise Refused("already_there")
    seat = seats.add_seat(context.session, None)
    learned = {"subject": stored_subject(add_typed(context.session, command.name, seat))}
    return Change("seat_joined", team={"seat": seat_row(seat)} | learned, room=learned)


def merge_seats(context: Context, command: MergeSeats) -> Change:
    """Two seats are one person: both phones sit on the second one.

    Its own places stay; the first one's go over where it has none, if they are of the same
    organisation, and otherwise off the board. So do what it wrote and said, which is never lost.
    """
    seat, into = context.named_seat(command.seat), context.named_seat(command.into)
    if seat.pk == into.pk:
        raise Refused("unknown_seat")
    moves = Moves()
    _becomes_the_same_person(context, seat, into, moves)
    own = own_subjects(into)
    _take_over_places(context, seat, into, own, moves)
    if any(map(is_split, context.session.sheets.all())):
        raise Refused("other_group")
    _take_over_scores(context, seat, into, own, moves)
    notes = [stored_note(note) for note in _take_over_notes(seat, into)]
    _take_over_words(seat, into)
    seats.merge(seat, into)
    count_revocation([context.session.pk])
    for_room = [note for note in notes if note["audience"] == NoteAudience.ROOM]
    return moves.told(
        "seat_changed",
        {"seat": seat_row(into), "seat_gone": str(seat.pk)} | _some(notes),
        _some(for_room),
        {into.pk: {"mine": mine(into)} | _some([n for n in notes if n not in for_room])},
    )


def _take_over_places(
    context: Context, seat: Seat, into: Seat, own: set[UUID], moves: Moves
) -> None:
    taken = set(_places_of(into).values_list("sheet", "layer", "subject"))
    for placement in _places_of(seat).order_by("seq", "pk"):
        where = (placement.sheet_id, placement.layer, placement.subject_id)
        if where in taken or not _may_keep(placement, own):
            moves.removes(placement)
            placement.delete()
        else:
            placement.seat, placement.seq = into, context.log.team_seq
            placement.save(update_fields=["seat", "seq"])
            moves.changes(placement)


def _take_over_scores(
    context: Context, seat: Seat, into: Seat, own: set[UUID], moves: Moves
) -> None:
    for score in _scores_of(seat):
        if _may_keep(score, own):
            _goes_over(context, score, moves, seat=into, subject=score.subject)
        else:
            moves.removes(score)
            score.delete()


def _may_keep(row: Placement | Score, own: set[UUID]) -> bool:
    """Whether it is about what the other seat stands for too, or an innovation."""
    return row.subject_id in own or row.subject.innovation_id is not None


def _goes_over(
    context: Context,
    score: Score,
    moves: Moves,
    *,
    subject: Subject,
    seat: Seat | None = None,
) -> None:
    """A score is of another organisation, or of another seat, from now on. Where one lies already,
    that stays.
    """
    score.subject, score.seat = subject, seat or score.seat
    score.set_key()
    there = Score.objects.filter(sheet=score.sheet_id, key=score.key).exclude(pk=score.pk).first()
    if there is not None and there.value is not None:
        moves.removes(score)
        score.delete()
        return
    if there is not None:
        moves.removes(there)
        there.delete()
    score.seq = context.log.team_seq
    score.save(update_fields=["subject", "seat", "key", "seq"])
    moves.scores(score)


def _some(notes: list[Data]) -> Data:
    return {"notes": notes} if notes else {}


def _take_over_notes(seat: Seat, into: Seat) -> list[Note]:
    """What was written on the first phone, where the second has nothing: one who is two sits down
    with all their words. Where both wrote, the team keeps reading both.
    """
    taken = set(Note.objects.filter(seat=into).values_list("sheet", "key"))
    moved = []
    for note in Note.objects.filter(seat=seat).select_related("text"):
        key = note.key.replace(str(seat.pk), str(into.pk))
        if (note.sheet_id, key) not in taken:
            note.seat, note.key = into, key
            note.save(update_fields=["seat", "key"])
            moved.append(note)
    return moved


def _take_over_words(seat: Seat, into: Seat) -> None:
    """What was said beside placing on the first phone, where the second said nothing."""
    said, there = log_of(seat), log_of(into)
    SeatLog.objects.update_or_create(
        pk=into.pk,
        defaults={
            "ready_in": there.ready_in or said.ready_in,
            "favourite": there.favourite or said.favourite,
            "enough": there.enough or said.enough,
        },
    )


def _becomes_the_same_person(context: Context, seat: Seat, into: Seat, moves: Moves) -> None:
    """Who said on the first phone alone who they are, need not say it again."""
    person = log_of(seat).person
    if person is None or log_of(into).person_id is not None:
        return
    if person.of_id == subject_of(into).pk:
        people.become(context, into, person, moves)


# Looking up -------------------------------------------------------------------------------------


def _chosen(context: Context, command: ChangeOrganisation, seat: Seat) -> tuple[Subject, Data]:
    """The organisation that was chosen, and what to tell when it was typed just now.

    A typed name belongs to the seat that typed it, so of those already there only one's own
    can be chosen again.
    """
    if command.subject is not None:
        subject = subject_on_table(context, command.subject)
        is_own = subject.typed_by_id == seat.pk and not subject.is_person
        if subject.partner is None and not is_own:
            raise Refused("unknown_subject")
        return subject, {}
    if command.name is None or has_name(context.session, command.name):
        raise Refused("already_there")
    Subject.objects.filter(typed_by=seat, of__isnull=True).update(typed_by=None)
    subject = add_typed(context.session, command.name, seat)
    return subject, {"subject": stored_subject(subject)}


def _places_of(seat: Seat) -> Any:
    return (
        Placement.objects.filter(seat=seat)
        .select_related("sheet", "subject")
        .prefetch_related("sheet__reveals")
    )


def _scores_of(seat: Seat) -> Any:
    return (
        Score.objects.filter(seat=seat)
        .select_related("sheet", "subject", "seat")
        .prefetch_related("sheet__reveals")
    )


# Telling ----------------------------------------------------------------------------------------


def _gone(context: Context, seat: Seat, moves: Moves) -> Change:
    """The event of a seat that is no more; its phone's socket closes."""
    count_revocation([context.session.pk])
    return moves.told("seat_changed", {"seat_gone": str(seat.pk)})
