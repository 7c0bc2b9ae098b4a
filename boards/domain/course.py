"""The course of a session as commands: phases, the door, what the room looks at, the end."""

from datetime import timedelta
from uuid import UUID

from boards.content import content_of
from boards.domain.context import Context
from boards.domain.course_state import course_of, set_course
from boards.domain.log import Change
from boards.domain.notes import has_meaning_step
from boards.domain.placements import sheet_on_table, subject_on_table
from boards.models import Sheet
from boards.protocol import (
    Ask,
    CloseDoor,
    CloseSession,
    HideNames,
    OpenCheck,
    OpenDoor,
    PausePlacing,
    SetPhase,
    SetTimer,
    ShowSheet,
)
from boards.refusals import Refused
from deals import clock
from deals.domain import doors, sessions
from deals.models import Phase, Purpose


def set_phase(context: Context, command: SetPhase) -> Change:
    """Bring everybody to another part. Leaving `preparing` for the first time opens the door, but
    for an overview by the team, to which nobody comes with a phone. What was held on paper has one
    part: what was agreed is written down.
    """
    session = context.session
    phase = Phase(command.phase)
    if session.paper and phase != Phase.DISCUSSING:
        raise Refused("on_paper")
    if phase == session.phase:
        raise Refused("wrong_phase")
    if phase == Phase.MEANING and not any(map(has_meaning_step, session.sheets.all())):
        raise Refused("wrong_phase")
    starts = session.phase == Phase.PREPARING and doors.door_of(session) is None
    starts = starts and session.purpose == Purpose.CONVERSATION
    sessions.go_to_phase(session, phase)
    change: dict[str, object] = {"phase": phase.value}
    if context.log.course.get("paused"):
        change |= set_course(context.log, {"paused": False})
    if starts:
        doors.open_door(session)
        change["door"] = "open"
    return Change("phase_changed", team=change, room=change)


def show_sheet(context: Context, command: ShowSheet) -> Change:
    """Show one board large on the shared screen, or all side by side again; if asked, with another
    way of filling it in on the same picture, with one element filling the screen, with the sheet of
    one innovation, or with all phones at that board.
    """
    shown: dict[str, object] = dict.fromkeys(("shown", "beside", "zoomed", "about", "gathered"))
    if command.sheet is not None:
        sheet = sheet_on_table(context, command.sheet)
        shown["shown"] = str(sheet.pk)
        if command.beside is not None:
            beside = sheet_on_table(context, command.beside)
            if not can_be_compared(sheet, beside):
                raise Refused("not_comparable")
            shown["beside"] = str(beside.pk)
        if command.element is not None:
            if command.element not in content_of(sheet.content).by_id:
                raise Refused("unknown_element")
            shown["zoomed"] = command.element
        if command.subject is not None:
            shown["about"] = _about(context, sheet, command.subject)
        if command.everyone:
            shown["gathered"] = str(sheet.pk)
    return _set(context, "sheet_shown", shown)


def _about(context: Context, sheet: Sheet, subject_id: UUID) -> str:
    """The subject that a sheet is shown of: only where each has a sheet of its own."""
    subject = subject_on_table(context, subject_id)
    content = content_of(sheet.content)
    if content.kind == "zones" or subject.what != content.filling(sheet.filling).places:
        raise Refused("not_on_this_board")
    return str(subject.pk)


def can_be_compared(sheet: Sheet, other: Sheet) -> bool:
    """Whether the board says that these two ways of filling it in go on one picture."""
    pairs = content_of(sheet.content).pairs
    named = {(pair.first, pair.second) for pair in pairs}
    fillings = (sheet.filling, other.filling)
    return sheet.board == other.board and bool({fillings, fillings[::-1]} & named)


def ask(context: Context, command: Ask) -> Change:
    """Put a question of a board on the screen and the phones, or take it away."""
    if command.sheet is None or command.question is None:
        return _set(context, "question_asked", {"asked": None})
    sheet = sheet_on_table(context, command.sheet)
    if command.question not in content_of(sheet.content).questions_by_id:
        raise Refused("unknown_question")
    asked = {"sheet": str(sheet.pk), "question": command.question}
    return _set(context, "question_asked", {"asked": asked})


def set_timer(context: Context, command: SetTimer) -> Change:
    """Start a timer that everyone sees; it cuts nothing off."""
    timer = None
    if command.seconds:
        ends = clock.now() + timedelta(seconds=command.seconds)
        timer = {"ends_at": ends.isoformat(timespec="milliseconds"), "seconds": command.seconds}
    return _set(context, "timer_set", {"timer": timer})


def pause_placing(context: Context, command: PausePlacing) -> Change:
    """Let phones place nothing for a moment, or again."""
    return _set(context, "placing_paused", {"paused": command.paused})


def hide_names(context: Context, command: HideNames) -> Change:
    """Leave the names off the post-its on the screen, or show them."""
    return _set(context, "names_hidden", {"names_hidden": command.hidden})


def open_check(context: Context, _command: OpenCheck) -> Change:
    """Ask on the phones whether everybody could say enough."""
    return _set(context, "check_opened", {"checking": True})


def _set(context: Context, kind: str, change: dict[str, object]) -> Change:
    """One thing of the course for the whole room; refused when it is so already, so that two
    facilitators who press at once do it once. Another timer is always another one.
    """
    if change.items() <= course_of(context.log).items() and not change.get("gathered"):
        raise Refused("already_so")
    set_course(context.log, change)
    return Change(kind, team=change, room=change)


def open_door(context: Context, _command: OpenDoor) -> Change:
    """Let people in, with a fresh code when the door had been closed."""
    if context.session.paper:
        raise Refused("on_paper")
    door = doors.door_of(context.session)
    if door is not None and doors.is_open(door):
        raise Refused("already_open")
    doors.open_door(context.session)
    return _door("open")


def close_door(context: Context, _command: CloseDoor) -> Change:
    """Let nobody else in."""
    doors.close_door(context.session)
    return _door("closed")


def _door(state: str) -> Change:
    return Change("door_changed", team={"door": state}, room={"door": state})


def close_session(context: Context, _command: CloseSession) -> Change:
    """Freeze the session, and close its door; nothing is asked any more. A try-out is no history:
    it is thrown away.
    """
    if context.session.trial:
        raise Refused("trial")
    asks = course_of(context.log)["asked"] is not None
    silent = set_course(context.log, {"asked": None}) if asks else {}
    doors.close_door(context.session)
    sessions.close_session(context.session, context.viewer.user)
    closed = {"phase": Phase.CLOSED.value, "door": "closed"} | silent
    return Change("session_closed", team=closed, room=closed)
