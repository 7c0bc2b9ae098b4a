"""A seat moves to a new phone: the last word on who holds it, under the session's lock."""

from functools import partial
from uuid import uuid4

from django.db import transaction

from boards.domain import log
from boards.domain.announce import announce
from boards.domain.context import seat_row
from boards.domain.revocations import count_revocation
from boards.refusals import Refused
from deals.domain import seats
from deals.models import Seat

ACTOR = "door"


def take_over(offered: str) -> tuple[Seat, str]:
    """Use the token of a hand-over: its seat, and the new token for the phone that showed it.

    The phones that sat there are out, also on open sockets (rules SEAT3 and SEAT5).
    Raises Refused: hand_over_gone, closed, on_paper.
    """
    with transaction.atomic():
        found = seats.take_over(offered)
        if found is None:
            raise Refused("hand_over_gone")
        session_log = log.lock(found.session_id)
        if session_log.session.is_closed:
            raise Refused("closed")
        if session_log.session.paper:
            raise Refused("on_paper")
        seat = _still_taken(found)
        seats.take_phone_away(seat)
        token = seats.renew_token(seat)
        count_revocation([seat.session_id])
        change = log.Change("seat_changed", team={"seat": seat_row(seat)})
        event = log.record(session_log, change, ACTOR, uuid4(), b"")
        transaction.on_commit(partial(announce, seat.session_id, event.team_seq))
    return seat, token


def _still_taken(found: Seat) -> Seat:
    """The seat, read again under the lock: it may have been removed or merged just now."""
    taken = Seat.objects.taken().select_related("session", "person", "partner")
    seat = taken.filter(pk=found.pk).first()
    if seat is None:
        raise Refused("hand_over_gone")
    return seat
