"""The course of a session as commands: phases, the door, the end."""

from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.notes import has_meaning_step
from boards.domain.placements import sheet_on_table
from boards.protocol import CloseDoor, CloseSession, OpenDoor, SetPhase, ShowSheet
from boards.refusals import Refused
from deals.domain import doors, sessions
from deals.models import Phase, Purpose


def set_phase(context: Context, command: SetPhase) -> Change:
    """Bring everybody to another part. Leaving `preparing` for the first time opens the door, but
    for an overview by the team, to which nobody comes with a phone.
    """
    session = context.session
    phase = Phase(command.phase)
    if phase == session.phase:
        raise Refused("wrong_phase")
    if phase == Phase.MEANING and not any(map(has_meaning_step, session.sheets.all())):
        raise Refused("wrong_phase")
    starts = session.phase == Phase.PREPARING and doors.door_of(session) is None
    starts = starts and session.purpose == Purpose.CONVERSATION
    sessions.go_to_phase(session, phase)
    change = {"phase": phase.value}
    if starts:
        doors.open_door(session)
        change["door"] = "open"
    return Change("phase_changed", team=change, room=change)


def show_sheet(context: Context, command: ShowSheet) -> Change:
    """Show one board large on the shared screen, or all side by side again."""
    if command.sheet is not None:
        sheet_on_table(context, command.sheet)
    context.log.shown = command.sheet
    context.log.save(update_fields=["shown"])
    shown = {"shown": None if command.sheet is None else str(command.sheet)}
    return Change("sheet_shown", team=shown, room=shown)


def open_door(context: Context, _command: OpenDoor) -> Change:
    """Let people in, with a fresh code when the door had been closed."""
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
    """Freeze the session, and close its door. A try-out is no history: it is thrown away."""
    if context.session.trial:
        raise Refused("trial")
    doors.close_door(context.session)
    sessions.close_session(context.session, context.viewer.user)
    closed = {"phase": Phase.CLOSED.value, "door": "closed"}
    return Change("session_closed", team=closed, room=closed)
