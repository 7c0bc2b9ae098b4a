"""Folding events into a state. The same steps stand in static/js/board/state.js for the browser.

`fold` of all events of an audience equals `snapshot.state_of` for a viewer of it: rule LOG1 of
docs/protocol.md, held by a test over random sequences.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from boards.domain.course_state import COURSE, OF_SHEETS
from boards.domain.projection import NOTHING_SAID
from boards.models import Layer

Data = dict[str, Any]


# What stands single in an event, and among which rows of the state it goes. A person who comes
# along with a seat is a subject like any other.
ROWS = {
    "subject": "subjects",
    "person": "subjects",
    "placement": "placements",
    "seat": "seats",
    "note": "notes",
    "score": "scores",
    "doer": "doers",
}
COURSE_EVENTS = {
    "prepared",
    "phase_changed",
    "door_changed",
    "sheet_shown",
    "question_asked",
    "timer_set",
    "placing_paused",
    "names_hidden",
    "check_opened",
    "session_closed",
}


def empty_state() -> Data:
    """The state before the first event."""
    return {
        "phase": None,
        "door": "closed",
        "sheets": {},
        "subjects": {},
        "placements": {},
        "notes": {},
        "scores": {},
        "doers": {},
        "mine": NOTHING_SAID,
    } | COURSE


def fold(events: Iterable[Data]) -> Data:
    """The state after these events of one audience, in order."""
    state = empty_state()
    for event in events:
        apply(state, event)
    return state


def apply(state: Data, event: Data) -> None:
    """Carry out one event of an audience on that audience's state."""
    data = deepcopy(event["data"])
    for single, many in ROWS.items():
        row = data.get(single)
        if isinstance(row, dict):
            state.setdefault(many, {})[row["id"]] = row
    match event["kind"]:
        case kind if kind in COURSE_EVENTS:
            state |= data
            return
        case "set_up" if "sheets" in data:  # not in what a phone keeps of its own
            _lay_out(state, data)
        case "taken_back":
            state["placements"].pop(data["placement"], None)
        case "revealed":
            _open_layer(state["sheets"][data["sheet"]], data["layer"])
    state["placements"] |= {row["id"]: row for row in data.get("placements", ())}
    for many in ("notes", "scores", "doers"):
        state[many] |= {row["id"]: row for row in data.get(many, ())}
    for gone in data.get("removed", ()):
        state["placements"].pop(gone, None)
        state["scores"].pop(gone, None)
    state.get("seats", {}).pop(data.get("seat_gone"), None)
    if "mine" in data:
        state["mine"] = data["mine"]


def _lay_out(state: Data, data: Data) -> None:
    state["sheets"] = data["sheets"]
    state |= {name: COURSE[name] for name in OF_SHEETS}
    state["subjects"] |= {row["id"]: row for row in data["subjects"]}
    for gone in data["subjects_gone"]:
        state["subjects"].pop(gone, None)
    for many in ("notes", "scores", "doers"):
        rows = state[many].items()
        state[many] = {key: row for key, row in rows if row["sheet"] in state["sheets"]}


def _open_layer(sheet: Data, layer: str) -> None:
    sheet["open"] = [name for name in Layer.values if name in sheet["open"] or name == layer]
