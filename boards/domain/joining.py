"""Coming in by the door: a participant says who they are and gets a seat."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from boards.domain import log
from boards.domain.announce import announce
from boards.domain.context import seat_row, subjects_of
from boards.domain.projection import stored_subject
from boards.domain.tables import add_typed
from boards.models import Event, SessionLog, Subject
from boards.refusals import Refused
from deals.cleaning import clean_name
from deals.domain import doors, seats
from deals.models import Partner, Seat, Session
from deals.models.base import NAME_LENGTH
from deals.tokens import keyed

ACTOR = "door"


@dataclass(frozen=True)
class Joining:
    """What somebody at the door said: a partner of the deal, or a name typed by hand.

    `request`: a random id made by their page. It is the proof that a repeated request comes from
    the same phone, so it stands in no event: the log keeps an id that follows from it.
    """

    request: UUID
    partner: UUID | None = None
    name: str = ""

    @property
    def command(self) -> UUID:
        """The id under which the log keeps this joining: another choice is another joining."""
        return UUID(bytes=keyed("joining", self.request, self.partner, self.name)[:16])


def join(session: Session, joining: Joining) -> tuple[Seat, str]:
    """A seat for somebody at an open door, and the token for their phone.

    Sent twice it gives the same seat, with a fresh token: the first one never arrived.
    Raises Refused: closed, door_closed, unknown_subject, empty_name, too_long, already_there.
    """
    with transaction.atomic():
        session_log = log.lock(session.pk)
        known = _known(session_log, joining)
        if known is None:
            seat, token, event = _take_seat(session_log, joining)
            transaction.on_commit(partial(announce, session.pk, event.team_seq))
            return seat, token
        transaction.set_rollback(True)
    return known, seats.renew_token(known)


def _known(session_log: SessionLog, joining: Joining) -> Seat | None:
    event = Event.objects.filter(
        session=session_log.pk, actor=ACTOR, command=joining.command
    ).first()
    if event is None:
        return None
    return Seat.objects.select_related("session").get(pk=event.team["seat"]["id"])


def _take_seat(session_log: SessionLog, joining: Joining) -> tuple[Seat, str, Event]:
    session = session_log.session
    door = doors.door_of(session)
    if session.is_closed:
        raise Refused("closed")
    if door is None or not doors.is_open(door):
        raise Refused("door_closed")
    partner = _partner(session, joining)
    seat, token = seats.take_seat(session, partner)
    learned = (
        {"subject": stored_subject(add_typed(session, _name(session, joining), seat))}
        if (partner is None)
        else {}
    )
    joined = {"seat": seat_row(seat)}
    change = log.Change("seat_joined", team=joined | learned, room=learned or None)
    event = log.record(session_log, change, ACTOR, joining.command, b"")
    return seat, token, event


def _partner(session: Session, joining: Joining) -> Partner | None:
    if joining.partner is None:
        return None
    subject = Subject.objects.filter(session=session, partner=joining.partner).first()
    if subject is None:
        raise Refused("unknown_subject")
    return subject.partner


def _name(session: Session, joining: Joining) -> str:
    """The typed name. One that is on the list is refused: then they should choose it there."""
    if len(joining.name) > NAME_LENGTH:
        raise Refused("too_long")
    try:
        name = clean_name(joining.name)
    except ValueError as error:
        raise Refused("empty_name") from error
    partners = subjects_of(session).filter(partner__isnull=False)
    if name.casefold() in {subject.name.casefold() for subject in partners}:
        raise Refused("already_there")
    return name
