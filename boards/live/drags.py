"""A drag in progress: what may come in over a socket, as one closed and typed message."""

import re
from typing import Any, Literal, TypedDict, cast

import orjson

from boards.models import Layer


class Drag(TypedDict, total=False):
    """A post-it (`p`) under way for a command (`c`): of what (`s`), where; or let go (`end`)."""

    p: str
    c: str
    s: str
    sh: str
    l: str  # noqa: E741
    x: float
    y: float
    end: Literal[True]


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOVE = {"p", "c", "s", "sh", "l", "x", "y"}
_END = {"p", "c", "end"}
_LAYERS = frozenset(Layer.values)
# A post-it may be dragged off the board's edge, not to the other side of the world.
_REACH_MM = 1000


def drag_in(text: bytes | str) -> Drag | None:
    """The drag in a client's message, or None when it is anything else."""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return checked(data["drag"]) if isinstance(data, dict) and data.keys() == {"drag"} else None


def checked(drag: Any) -> Drag | None:
    """A drag with exactly the fields that a drag has, or None."""
    if not isinstance(drag, dict):
        return None
    if drag.keys() == _END and drag["end"] is True:
        return Drag(p=drag["p"], c=drag["c"], end=True) if _ids(drag, "p", "c") else None
    if drag.keys() != _MOVE or not _ids(drag, "p", "c", "s", "sh"):
        return None
    if not (isinstance(drag["l"], str) and drag["l"] in _LAYERS):
        return None
    if not (_within_reach(drag["x"]) and _within_reach(drag["y"])):
        return None
    return cast(Drag, drag)


def _ids(drag: dict[str, Any], *names: str) -> bool:
    return all(isinstance(drag[name], str) and _UUID.fullmatch(drag[name]) for name in names)


def _within_reach(value: Any) -> bool:
    return type(value) in (int, float) and -_REACH_MM <= value <= _REACH_MM
