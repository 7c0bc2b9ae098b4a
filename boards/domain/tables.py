"""What lies on the table: partners of the deal, and names typed by hand."""

from django.db.models import QuerySet

from boards.domain.context import Context, subjects_of
from boards.domain.log import Change
from boards.domain.projection import stored_subject
from boards.models import Payload, Subject
from boards.protocol import PutOnTable
from boards.refusals import Refused
from deals.models import Deal, Partner, Relation, Seat, Session


def put_on_table(context: Context, command: PutOnTable) -> Change:
    """Add a name that nobody listed; a partner of the deal that was left off comes as itself.

    Refused when that name lies there already.
    """
    session = context.session
    if has_name(session, command.name):
        raise Refused("already_there")
    partner = _partner_called(session, command.name)
    if partner is None:
        subject = add_typed(session, command.name)
    else:
        subject = subject_for(session, partner)
        subject.save()
    added = {"subject": stored_subject(subject)}
    return Change("subject_added", team=added, room=added)


def has_name(session: Session, name: str) -> bool:
    """Whether something on the table has this name already, in any case."""
    return name.casefold() in {subject.name.casefold() for subject in subjects_of(session)}


def add_typed(session: Session, name: str, seat: Seat | None = None) -> Subject:
    """A subject whose name was typed by hand, by a participant or a facilitator."""
    typed = Payload.objects.create(session=session, text=name)
    return Subject.objects.create(session=session, typed=typed, typed_by=seat)


def partners_for_table(deal: Deal) -> QuerySet[Partner]:
    """The partners of a deal that can be put on a table. Locked where rows can be: a partner that
    is deleted at this moment must not end up on a table.
    """
    partners = Partner.objects.taking_part().filter(deal=deal)
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
    for partner in partners_for_table(session.deal).exclude(pk__in=on_table):
        if str(partner).casefold() == name.casefold():
            return partner
    return None
