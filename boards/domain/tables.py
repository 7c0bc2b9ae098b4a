"""What lies on the table: subjects added during a session."""

from boards.domain.context import Context, subjects_of
from boards.domain.log import Change
from boards.domain.projection import stored_subject
from boards.models import Payload, Subject
from boards.protocol import PutOnTable
from boards.refusals import Refused
from deals.models import Seat, Session


def put_on_table(context: Context, command: PutOnTable) -> Change:
    """Add a name that nobody listed. Refused when that name lies there already."""
    if has_name(context.session, command.name):
        raise Refused("already_there")
    added = {"subject": stored_subject(add_typed(context.session, command.name))}
    return Change("subject_added", team=added, room=added)


def has_name(session: Session, name: str) -> bool:
    """Whether something on the table has this name already, in any case."""
    return name.casefold() in {subject.name.casefold() for subject in subjects_of(session)}


def add_typed(session: Session, name: str, seat: Seat | None = None) -> Subject:
    """A subject whose name was typed by hand, by a participant or a facilitator."""
    typed = Payload.objects.create(session=session, text=name)
    return Subject.objects.create(session=session, typed=typed, typed_by=seat)
