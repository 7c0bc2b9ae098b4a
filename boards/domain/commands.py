"""The write pipeline: one function and one order of steps for every lasting change.

Parse · lock · credential · known id · phase and rights · the rule · numbers, state and event ·
commit · answer · announce. Every refusal rolls back, so it uses up no number and leaves nothing.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from boards import rules
from boards.access import still_valid
from boards.domain import (
    agreeing,
    course,
    doing,
    innovating,
    laying_out,
    log,
    notes,
    people,
    placements,
    revealing,
    scoring,
    seating,
    tables,
    tidying,
    undoing,
    voices,
)
from boards.domain.announce import announce
from boards.domain.context import Context
from boards.models import Event, EventSeat, SessionLog
from boards.protocol import Command, content_of, parse
from boards.refusals import Refused
from boards.viewer import Viewer

logger = structlog.get_logger(__name__)

HANDLERS: dict[str, Callable[[Context, Any], log.Change]] = {
    "place": placements.place,
    "say_unknown": placements.say_unknown,
    "take_back": placements.take_back,
    "tidy_up": tidying.tidy_up,
    "reveal_sheet": revealing.reveal_sheet,
    "put_on_table": tables.put_on_table,
    "set_up": laying_out.set_up,
    "write_note": notes.write_note,
    "set_phase": course.set_phase,
    "show_sheet": course.show_sheet,
    "open_door": course.open_door,
    "close_door": course.close_door,
    "close_session": course.close_session,
    "change_organisation": seating.change_organisation,
    "leave": seating.leave,
    "remove_seat": seating.remove_seat,
    "take_phone_away": seating.take_phone_away,
    "merge_seats": seating.merge_seats,
    "add_seat": seating.add_seat,
    "introduce": people.introduce,
    "undo": undoing.undo,
    "share_note": notes.share_note,
    "ask": course.ask,
    "set_timer": course.set_timer,
    "pause_placing": course.pause_placing,
    "hide_names": course.hide_names,
    "open_check": course.open_check,
    "answer_check": voices.answer_check,
    "say_ready": voices.say_ready,
    "choose_board": voices.choose_board,
    "add_action": agreeing.add_action,
    "change_action": agreeing.change_action,
    "finish_action": agreeing.finish_action,
    "give_score": scoring.give_score,
    "circle": scoring.circle,
    "name_doer": doing.name_doer,
    "add_innovation": innovating.add_innovation,
    "merge_innovations": innovating.merge_innovations,
    "drop_innovation": innovating.drop_innovation,
}


@dataclass(frozen=True)
class Answer:
    """What the sender hears: accepted with their own numbers, or refused with code and sentence."""

    status: int
    body: dict[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the command was carried out, now or when it was first sent."""
        return self.status == 200

    @classmethod
    def refusing(cls, refused: Refused, command: str | None = None) -> "Answer":
        """The answer that goes with a refusal."""
        refusal = {"code": refused.code, "sentence": refused.sentence} | refused.extra
        return cls(refused.status, {"refused": refusal, "id": command})


class _Known(Exception):
    def __init__(self, event: Event) -> None:
        self.event = event


def execute(viewer: Viewer, body: bytes) -> Answer:
    """Carry out one command, as JSON, of one viewer. Never raises on bad input."""
    try:
        command = parse(body)
    except Refused as refused:
        logger.info("command.refused", code=refused.code, actor=viewer.actor)
        return Answer.refusing(refused)
    return execute_command(viewer, command)


def execute_command(viewer: Viewer, command: Command) -> Answer:
    """Carry out one parsed command of one viewer."""
    try:
        with transaction.atomic():
            event = _carry_out(viewer, command)
            transaction.on_commit(partial(announce, viewer.session, event.team_seq))
    except _Known as known:
        event = known.event
    except ProtectedError:
        # What was to go is pointed at by something that stays.
        return Answer.refusing(Refused("in_use"), str(command.id))
    except IntegrityError:
        # The same new id at the same moment in another session: as if it had come later.
        return Answer.refusing(Refused("id_reused"), str(command.id))
    except Refused as refused:
        logger.info("command.refused", command=command.kind, code=refused.code, actor=viewer.actor)
        return Answer.refusing(refused, str(command.id))
    return Answer(200, {"accepted": numbers_for(viewer, event), "id": str(command.id)})


def _carry_out(viewer: Viewer, command: Command) -> Event:
    content = content_of(command)
    session_log = log.lock(viewer.session)
    if not still_valid(viewer):
        raise Refused("gone")
    _raise_if_known(session_log, viewer, command.id, content)
    if session_log.session.is_closed:
        raise Refused("closed")
    if not rules.may_ever(viewer, command.kind):
        raise Refused("not_allowed")
    if not rules.may_now(viewer, command.kind, session_log.session.phase):
        raise Refused("not_now", {"phase": session_log.session.phase})
    change = HANDLERS[command.kind](Context(viewer, session_log), command)
    return log.record(session_log, change, viewer.actor, command.id, content)


def _raise_if_known(session_log: SessionLog, viewer: Viewer, command: UUID, content: bytes) -> None:
    """A repeated command gets its old answer, in any phase; other content under its id does not."""
    event = Event.objects.filter(
        session=session_log.pk, actor=viewer.actor, command=command
    ).first()
    if event is None:
        return
    if not hmac.compare_digest(event.content_mark, log.mark_of(session_log, content)):
        raise Refused("id_reused")
    raise _Known(event)


def numbers_for(viewer: Viewer, event: Event) -> dict[str, int | None]:
    """The numbers of an event that its sender may know: only those of their own audience."""
    if viewer.seat is None:
        return {"team": event.team_seq}
    part = EventSeat.objects.filter(event=event, seat=viewer.seat).first()
    return {"room": event.room_seq, "seat": None if part is None else part.seat_seq}
