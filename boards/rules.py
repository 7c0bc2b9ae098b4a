"""Phase × role × command, as one table; docs/protocol.md shows it and a test compares them."""

from boards.viewer import Viewer
from deals.models import Phase

BEFORE_CLOSE = frozenset(phase for phase in Phase if phase != Phase.CLOSED)

FACILITATOR: dict[str, frozenset[Phase]] = {
    "place": BEFORE_CLOSE,
    "take_back": BEFORE_CLOSE,
    "tidy_up": BEFORE_CLOSE,
    "put_on_table": BEFORE_CLOSE,
    "set_up": frozenset({Phase.PREPARING}),
    "write_note": BEFORE_CLOSE,
    "set_phase": BEFORE_CLOSE,
    "reveal_sheet": frozenset({Phase.REVEALING, Phase.DISCUSSING}),
    "show_sheet": BEFORE_CLOSE,
    "open_door": BEFORE_CLOSE,
    "close_door": BEFORE_CLOSE,
    "close_session": BEFORE_CLOSE,
    "change_organisation": BEFORE_CLOSE,
    "remove_seat": BEFORE_CLOSE,
    "take_phone_away": BEFORE_CLOSE,
    "merge_seats": BEFORE_CLOSE,
}
SEAT: dict[str, frozenset[Phase]] = {
    "place": frozenset({Phase.PLACING}),
    "say_unknown": frozenset({Phase.PLACING}),
    "take_back": frozenset({Phase.PLACING}),
    "change_organisation": BEFORE_CLOSE,
    "leave": BEFORE_CLOSE,
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
