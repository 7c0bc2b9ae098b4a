"""What lies on the table: partners of the deal, and names typed by hand."""

from boards.domain.context import Context, subjects_of
from boards.domain.log import Change
from boards.domain.projection import stored_subject
from boards.models import Payload, Subject
from boards.protocol import PutOnTable
from boards.refusals import Refused
from deals.models import Partner, Relation, Seat, Session


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
    partners = Partner.objects.taking_part().filter(deal=session.deal_id)
    partners = partners.exclude(pk__in=session.subjects.values("partner"))
    for partner in partners.select_related("organisation__merged_into"):
        if str(partner).casefold() == name.casefold():
            return partner
    return None
