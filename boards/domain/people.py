"""Persons on the table: contact persons of the organisations, and who participants say they are."""

from typing import Any

from boards.content import filling_of
from boards.domain.context import Context, log_of, mine, own_subjects, seat_row, subject_of
from boards.domain.hearing import Moves
from boards.domain.log import Change
from boards.domain.projection import stored_subject
from boards.models import Layer, Payload, Placement, Reveal, SeatLog, Subject
from boards.protocol import Introduce
from boards.refusals import Refused
from deals.models import Person, Seat, Session

Data = dict[str, Any]


def follow_organisations(session: Session) -> tuple[list[Subject], list[str]]:
    """Put the contact persons of the partners on the table beside them, where a board places
    persons; without such a board take them off, but for those that somebody says they are, or that
    something was placed or written of. What came, and the ids of what went.
    """
    if not any(filling_of(sheet).places_people for sheet in session.sheets.all()):
        taken = SeatLog.objects.filter(seat__session=session, person__isnull=False)
        went = session.subjects.filter(
            person__isnull=False, placements__isnull=True, notes__isnull=True
        ).exclude(pk__in=taken.values("person"))
        gone = [str(pk) for pk in went.values_list("pk", flat=True)]
        Subject.objects.filter(pk__in=gone).delete()
        return [], gone
    organisations = {s.partner_id: s for s in session.subjects.filter(partner__isnull=False)}
    there = session.subjects.filter(person__isnull=False).values("person")
    day = session.planned_on if session.paper else None
    people = Person.objects.speaking(day).filter(partner__in=organisations).exclude(pk__in=there)
    came = [
        add_person(organisations[person.partner_id], str(person), person=person)
        for person in people.order_by("name", "pk")
    ]
    return came, []


def of_these(organisations: list[Subject]) -> list[Subject]:
    """The persons on the table who speak for these organisations."""
    return list(Subject.objects.filter(of__in=organisations))


def add_person(
    organisation: Subject, name: str, *, person: Person | None = None, typed_by: Seat | None = None
) -> Subject:
    """A person on the table, who speaks for this organisation. The name is kept so that it can be
    erased.
    """
    return Subject.objects.create(
        session_id=organisation.session_id,
        of=organisation,
        person=None if person is None else person.pk,
        typed=Payload.objects.create(session_id=organisation.session_id, text=name),
        typed_by=typed_by,
        kind=organisation.kind,
    )


def person_called(organisation: Subject, name: str) -> Subject | None:
    """The person of this organisation on the table with this name, in any case."""
    for person in organisation.people.select_related("typed"):
        if person.name.casefold() == name.casefold():
            return person
    return None


def introduce(context: Context, command: Introduce) -> Change:
    """Say who a participant is: somebody of their organisation on the table, or a name typed now.
    What they placed of themselves goes along.
    """
    seat = context.own_or_named_seat(command.seat)
    organisation = subject_of(seat)
    if command.name is not None:
        person = person_called(organisation, command.name)
        added = person is None
        person = person or add_person(organisation, command.name, typed_by=seat)
    else:
        person = organisation.people.filter(pk=str(command.subject)).select_related("typed").first()
        added = False
        if person is None:
            raise Refused("unknown_subject")
    moves = Moves()
    become(context, seat, person, moves)
    learned = {"subject": stored_subject(person)} if added else {}
    return moves.told(
        "seat_changed",
        {"seat": seat_row(seat)} | learned,
        learned,
        {seat.pk: {"mine": mine(seat)}},
    )


def become(context: Context, seat: Seat, person: Subject, moves: Moves) -> None:
    """Have a seat stand for this person; its places of itself go along. What was shown to it alone
    is hidden again: it was of somebody else.
    """
    before = log_of(seat).person_id
    if before == person.pk:
        return
    forget_what_was_shown(seat, moves)
    SeatLog.objects.update_or_create(
        pk=seat.pk, defaults={"person": person}, create_defaults={"seat": seat, "person": person}
    )
    contact = person.person
    seat.person = None if contact is None else Person.objects.filter(pk=contact).first()
    seat.save(update_fields=["person"])
    own = Placement.objects.filter(seat=seat, subject=before).select_related("sheet", "subject")
    for placement in own.prefetch_related("sheet__reveals"):
        placement.subject, placement.seq = person, context.log.team_seq
        placement.save(update_fields=["subject", "seq"])
        moves.changes(placement)


def forget_what_was_shown(seat: Seat, moves: Moves) -> None:
    """Hide from this seat again what was shown to it alone: it stands for somebody else now."""
    shown = (
        Reveal.objects.filter(seat=seat).select_related("sheet").prefetch_related("sheet__reveals")
    )
    for reveal in shown:
        if reveal.sheet.is_open(Layer.TEAM):
            continue
        theirs = reveal.sheet.placements.filter(layer=Layer.TEAM, subject__in=own_subjects(seat))
        scored = reveal.sheet.scores.filter(layer=Layer.TEAM, subject__in=own_subjects(seat))
        for placement in theirs.select_related("sheet"):
            moves.hides(placement, seat.pk)
        for score in scored.select_related("sheet"):
            moves.hides(score, seat.pk)
    shown.delete()


def person_under(seat: Seat, organisation: Subject) -> Subject | None:
    """The same person of another organisation: as they are on the table there, or by their name."""
    said = log_of(seat).person
    if said is None:
        return None
    there = person_called(organisation, said.name)
    return there or add_person(organisation, said.name, typed_by=seat)
