"""The course of a session as commands: phases, the door, the end."""

from boards.content import content_of
from boards.domain.context import Context
from boards.domain.log import Change
from boards.protocol import CloseDoor, CloseSession, OpenDoor, SetPhase
from boards.refusals import Refused
from deals.domain import doors, sessions
from deals.models import Phase


def set_phase(context: Context, command: SetPhase) -> Change:
    """Bring everybody to another part. Leaving `preparing` for the first time opens the door."""
    session = context.session
    phase = Phase(command.phase)
    if phase == session.phase:
        raise Refused("wrong_phase")
    if phase == Phase.MEANING and not has_meaning_step(context):
        raise Refused("wrong_phase")
    starts = session.phase == Phase.PREPARING and doors.door_of(session) is None
    sessions.go_to_phase(session, phase)
    change = {"phase": phase.value}
    if starts:
        doors.open_door(session)
        change["door"] = "open"
    return Change("phase_changed", team=change, room=change)


def has_meaning_step(context: Context) -> bool:
    """Whether a sheet is filled in by agreeing first on what the elements mean."""
    sheets = context.session.sheets.all()
    return any("meaning" in content_of(s.content).filling(s.filling).steps for s in sheets)


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
    """Freeze the session, and close its door."""
    doors.close_door(context.session)
    sessions.close_session(context.session, context.viewer.user)
    closed = {"phase": Phase.CLOSED.value, "door": "closed"}
    return Change("session_closed", team=closed, room=closed)
