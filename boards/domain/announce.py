"""Telling the live side that something was committed: a session and a number, never content.

The live side registers itself at the start of a server (boards/live/hub.py). Without it, in a
management command say, nothing is told and the poll heals it.
"""

from collections.abc import Callable
from uuid import UUID

Listener = Callable[[UUID, int], None]
_listeners: list[Listener] = []


def announce(session_id: UUID, team_seq: int) -> None:
    """Say that a session's log has reached a number. Returns at once; may be lost."""
    for listener in _listeners:
        listener(session_id, team_seq)


def listen(listener: Listener) -> None:
    """Be told of every committed change in this process."""
    if listener not in _listeners:
        _listeners.append(listener)
