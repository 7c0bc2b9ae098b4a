"""What lies on the table: partners of the deal, and names typed by hand."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from boards.domain.context import Context, subjects_of
from boards.domain.log import Change
from boards.domain.people import add_person, person_called
from boards.domain.projection import stored_subject
from boards.models import Payload, Subject
from boards.protocol import PutOnTable
from boards.refusals import Refused
from deals import clock
from deals.domain.partners import note_missing
from deals.domain.records import RecordsRefused
from deals.models import Deal, Partner, Relation, Seat, Session


def put_on_table(context: Context, command: PutOnTable) -> Change:
    """Add a name that nobody listed; a partner of the deal that was left off comes as itself.

    A person comes beside their organisation. A missing party also goes on the deal's list of
    missing partners, but for a try-out, of which nothing stays. Refused when that name lies there
    already.
    """
    session = context.session
    if command.of is not None:
        return _told(_add_person(context, command.of, command.name))
    if has_name(session, command.name):
        raise Refused("already_there")
    partner = _partner_called(session, command.name)
    if partner is None and command.missing and not session.trial:
        partner = _noted(session, command.name)
    if partner is None:
        subject = add_typed(session, command.name)
        subject.missing = command.missing
    else:
        subject = subject_for(session, partner)
    subject.save()
    return _told(subject)


def _noted(session: Session, name: str) -> Partner:
    """The missing party on the deal's list, since the day of the session: one that was prepared for
    a later day is held today.
    """
    since = min(session.planned_on, timezone.localdate(clock.now()))
    try:
        return note_missing(session, name, since)
    except RecordsRefused as refused:  # named or merged by somebody else at this moment
        raise Refused("table_changed") from refused


def _told(subject: Subject) -> Change:
    added = {"subject": stored_subject(subject)}
    return Change("subject_added", team=added, room=added)


def _add_person(context: Context, organisation_id: UUID, name: str) -> Subject:
    organisations = context.subjects().filter(of__isnull=True, innovation__isnull=True)
    organisation = organisations.filter(pk=organisation_id).first()
    if organisation is None:
        raise Refused("unknown_subject")
    if person_called(organisation, name) is not None:
        raise Refused("already_there")
    return add_person(organisation, name)


def has_name(session: Session, name: str) -> bool:
    """Whether an organisation on the table has this name already, in any case."""
    there = subjects_of(session).filter(of__isnull=True, innovation__isnull=True)
    return name.casefold() in {subject.name.casefold() for subject in there}


def add_typed(session: Session, name: str, seat: Seat | None = None) -> Subject:
    """A subject whose name was typed by hand, by a participant or a facilitator."""
    typed = Payload.objects.create(session=session, text=name)
    return Subject.objects.create(session=session, typed=typed, typed_by=seat)


def partners_for_table(deal: Deal, on: date | None = None) -> QuerySet[Partner]:
    """The partners of a deal that can be put on a table, today or as it was on a day. Locked where
    rows can be: a partner that is deleted at this moment must not end up on a table.
    """
    partners = Partner.objects.taking_part(on).filter(deal=deal)
    found = partners.select_related("organisation__merged_into")
    return found.select_for_update(of=("self",), no_key=True)


def subject_for(session: Session, partner: Partner) -> Subject:
    """A partner as it is put on the table now, not saved yet: with the name, kind and mark that
    it has today.
    """
    organisation = partner.organisation.current
    return Subject(
        session=session,
        partner=partner,
        label=organisation.name,
        kind=organisation.kind,
        missing=partner.relation == Relation.MISSING,
    )


def _partner_called(session: Session, name: str) -> Partner | None:
    """The partner of the deal with this name, in any case, that is not on the table."""
    on_table = session.subjects.filter(partner__isnull=False).values("partner")
    day = session.planned_on if session.paper else None
    for partner in partners_for_table(session.deal, day).exclude(pk__in=on_table):
        if str(partner).casefold() == name.casefold():
            return partner
    return None
