"""What participants say beside placing: ready, the board that speaks to them, enough said."""

from collections import Counter
from typing import Any

from boards.domain.context import Context, mine, seat_row
from boards.domain.course_state import course_of
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table
from boards.models import Enough, SeatLog
from boards.protocol import AnswerCheck, ChooseBoard, SayReady
from boards.refusals import Refused
from deals.models import Seat, Session


def say_ready(context: Context, command: SayReady) -> Change:
    """Ready with this part of the session, or not after all; in another part it says nothing."""
    return _said(context, ready_in=context.session.phase if command.ready else "")


def choose_board(context: Context, command: ChooseBoard) -> Change:
    """Which board speaks to this participant most; chosen again is another choice."""
    return _said(context, favourite=sheet_on_table(context, command.sheet))


def answer_check(context: Context, command: AnswerCheck) -> Change:
    """Whether this participant could say enough; only once it was asked."""
    if not course_of(context.log)["checking"]:
        raise Refused("not_now", {"phase": context.session.phase})
    return _said(context, enough=command.enough)


def enough_said(session: Session) -> dict[str, int]:
    """How many participants could say enough, partly or not; `waiting`: who did not answer."""
    seats = Seat.objects.taken().filter(session=session)
    there = list(seats.values_list("pk", flat=True))
    logs = SeatLog.objects.filter(seat__in=there).values_list("enough", flat=True)
    said = Counter(enough for enough in logs if enough)
    answers = {answer: said[answer] for answer in Enough.values}
    return answers | {"waiting": len(there) - said.total()}


def _said(context: Context, **said: Any) -> Change:
    """The team hears it, and the phone that said it."""
    seat = context.own_seat()
    SeatLog.objects.update_or_create(
        pk=seat.pk, defaults=said, create_defaults={"seat": seat} | said
    )
    return Change("seat_said", team={"seat": seat_row(seat)}, seats={seat.pk: {"mine": mine(seat)}})
