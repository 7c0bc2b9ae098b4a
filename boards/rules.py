"""Phase × role × command, as one table; docs/protocol.md shows it and a test compares them."""

from django.contrib.auth.models import AnonymousUser

from boards.viewer import Viewer
from deals.models import Phase, TeamMember, User

BEFORE_CLOSE = frozenset(phase for phase in Phase if phase != Phase.CLOSED)
IN_THE_ROOM = BEFORE_CLOSE - {Phase.PREPARING}
# The conversation goes on by now about what was placed.
IN_TALK = frozenset({Phase.REVEALING, Phase.DISCUSSING})

FACILITATOR: dict[str, frozenset[Phase]] = {
    "place": BEFORE_CLOSE,
    "take_back": BEFORE_CLOSE,
    "tidy_up": BEFORE_CLOSE,
    "put_on_table": BEFORE_CLOSE,
    "set_up": frozenset({Phase.PREPARING}),
    "write_note": BEFORE_CLOSE,
    "set_phase": BEFORE_CLOSE,
    "reveal_sheet": IN_TALK,
    "show_sheet": BEFORE_CLOSE,
    "open_door": BEFORE_CLOSE,
    "close_door": BEFORE_CLOSE,
    "close_session": BEFORE_CLOSE,
    "change_organisation": BEFORE_CLOSE,
    "remove_seat": BEFORE_CLOSE,
    "take_phone_away": BEFORE_CLOSE,
    "merge_seats": BEFORE_CLOSE,
    "add_seat": BEFORE_CLOSE,
    "introduce": BEFORE_CLOSE,
    "undo": BEFORE_CLOSE,
    "share_note": BEFORE_CLOSE,
    "ask": BEFORE_CLOSE,
    "set_timer": BEFORE_CLOSE,
    "pause_placing": IN_THE_ROOM,
    "hide_names": BEFORE_CLOSE,
    "open_check": IN_THE_ROOM,
    "add_action": BEFORE_CLOSE,
    "change_action": BEFORE_CLOSE,
    "finish_action": BEFORE_CLOSE,
    "give_score": BEFORE_CLOSE,
    "circle": BEFORE_CLOSE,
    "name_doer": BEFORE_CLOSE,
    "add_innovation": BEFORE_CLOSE,
    "merge_innovations": BEFORE_CLOSE,
    "drop_innovation": BEFORE_CLOSE,
}
SEAT: dict[str, frozenset[Phase]] = {
    "place": frozenset({Phase.PLACING}),
    "say_unknown": frozenset({Phase.PLACING}),
    "take_back": frozenset({Phase.PLACING}),
    "change_organisation": BEFORE_CLOSE,
    "leave": BEFORE_CLOSE,
    "introduce": BEFORE_CLOSE,
    "undo": frozenset({Phase.PLACING}),
    "write_note": IN_THE_ROOM,
    "say_ready": IN_THE_ROOM,
    "choose_board": IN_THE_ROOM,
    "answer_check": IN_THE_ROOM,
    "give_score": frozenset({Phase.PLACING}),
    "add_innovation": IN_THE_ROOM,
}


def commands_of(viewer: Viewer) -> dict[str, frozenset[Phase]]:
    """The commands of this viewer, and the phases in which each is possible."""
    if viewer.role == "seat":
        return SEAT
    return FACILITATOR if viewer.role == "control" and viewer.facilitates else {}


def may_ever(viewer: Viewer, kind: str) -> bool:
    """Whether this viewer may give this command in any phase."""
    return kind in commands_of(viewer)


def may_now(viewer: Viewer, kind: str, phase: str) -> bool:
    """Whether this viewer may give this command in this phase."""
    return phase in commands_of(viewer).get(kind, frozenset())


def may_change_texts(user: User) -> bool:
    """Change the texts of boards, for all deals: staff of Agenda Stad."""
    return user.is_agenda_stad


def may_print_boards(user: User | AnonymousUser) -> bool:
    """Print a board to fill in by hand: who is in a team, and staff of Agenda Stad."""
    if not isinstance(user, User):
        return False
    return user.is_agenda_stad or TeamMember.objects.filter(user=user).exists()
