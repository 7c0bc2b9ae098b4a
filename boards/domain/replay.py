"""Folding events into a state. The same steps stand in static/js/board/state.js for the browser.

`fold` of all events of an audience equals `snapshot.state_of` for a viewer of it: rule LOG1 of
docs/protocol.md, held by a test over random sequences.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

Data = dict[str, Any]


ROWS = {"subject": "subjects", "placement": "placements", "seat": "seats", "note": "notes"}


def empty_state() -> Data:
    """The state before the first event."""
    return {
        "phase": None,
        "door": "closed",
        "sheets": {},
        "subjects": {},
        "placements": {},
        "notes": {},
        "shown": None,
    }


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
        case "prepared":
            state |= data
        case "phase_changed" | "door_changed" | "sheet_shown" | "session_closed":
            state |= data
        case "set_up" if "sheets" in data:  # not in what a phone keeps of its own
            _lay_out(state, data)
        case "taken_back":
            state["placements"].pop(data["placement"], None)
        case "revealed":
            _open_layer(state["sheets"][data["sheet"]], data["layer"])
    if event["kind"] in ("revealed", "tidied", "seat_changed", "set_up"):
        state["placements"] |= {row["id"]: row for row in data.get("placements", ())}
        for gone in data.get("removed", ()):
            state["placements"].pop(gone, None)
        state.get("seats", {}).pop(data.get("seat_gone"), None)


def _lay_out(state: Data, data: Data) -> None:
    state["sheets"], state["shown"] = data["sheets"], None
    state["subjects"] |= {row["id"]: row for row in data["subjects"]}
    for gone in data["subjects_gone"]:
        state["subjects"].pop(gone, None)
    kept = {key: note for key, note in state["notes"].items() if note["sheet"] in state["sheets"]}
    state["notes"] = kept


LAYER_ORDER = ["self", "team", "agreed"]


def _open_layer(sheet: Data, layer: str) -> None:
    sheet["open"] = [name for name in LAYER_ORDER if name in sheet["open"] or name == layer]
