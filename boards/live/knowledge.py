"""What a hub knows of the table from the log: enough to say who may drag what, and who may see it.

Read once at the start and kept up from the events; never the other way round.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from boards import rules
from boards.domain.feed import Encoded
from boards.live.drags import Drag
from boards.viewer import Viewer

Data = dict[str, Any]

# Ids of commands of which the drop has been heard: weather under such an id is late.
REMEMBERED_COMMANDS = 2000


@dataclass(slots=True)
class Known:
    """One placement: what it is of, and whether the room sees it."""

    sheet: str
    subject: str
    layer: str
    seat: str | None
    open: bool


class Knowledge:
    """The phase, the placements and the latest commands of one session."""

    def __init__(
        self, phase: str, placements: dict[str, Known], layers: dict[str, set[str]]
    ) -> None:
        self.phase = phase
        self._placements = placements
        self._layers = layers  # those that the room sees, per sheet
        self._answered: OrderedDict[str, None] = OrderedDict()

    def learn(self, event: Encoded) -> None:
        """Take in one event of the log."""
        self._answered[event.command] = None
        if len(self._answered) > REMEMBERED_COMMANDS:
            self._answered.popitem(last=False)
        data = event.data
        match event.kind:
            case "placed":
                for placement in (data["placement"], *data.get("placements", ())):
                    self._put(placement, is_open=event.room is not None)
            case "taken_back":
                self._placements.pop(data["placement"], None)
            case "revealed":
                self._layers.setdefault(data["sheet"], set()).add(data["layer"])
                for placement in data["placements"]:
                    self._put(placement, is_open=event.room is not None)
            case "seat_changed" | "undone" | "innovations_merged":
                for placement in data.get("placements", ()):
                    self._put(placement, is_open=self._is_open(placement))
                for gone in data.get("removed", ()):
                    self._placements.pop(gone, None)
            case "set_up":
                self._lay_out(data["sheets"])
            case "phase_changed" | "session_closed":
                self.phase = data["phase"]

    def is_answered(self, drag: Drag) -> bool:
        """Whether the drop of this drag has been heard already."""
        return drag["c"] in self._answered

    def may_drag(self, viewer: Viewer, own_subject: str | None, drag: Drag) -> bool:
        """Whether a viewer may drag this now: a participant only their own post-it."""
        if not rules.may_now(viewer, "place", self.phase):
            return False
        if viewer.seat is None:
            return True
        known = self._placements.get(drag["p"])
        if known is not None and known.seat != str(viewer.seat):
            return False
        return "end" in drag or (drag["l"] == "self" and drag["s"] == own_subject)

    def room_knows(self, drag: Drag) -> bool:
        """Whether everyone in the room sees this very placement; a new one, nobody yet."""
        known = self._placements.get(drag["p"])
        if known is None or not known.open:
            return False
        same = (known.sheet, known.subject, known.layer)
        return "end" in drag or same == (drag["sh"], drag["s"], drag["l"])

    def _lay_out(self, sheets: Data) -> None:
        """Layers may have been opened or hidden, and sheets taken off."""
        self._layers = {key: set(sheet["open"]) for key, sheet in sheets.items()}
        for key, known in list(self._placements.items()):
            if known.sheet in sheets:
                known.open = known.layer in sheets[known.sheet]["open"]
            else:
                del self._placements[key]

    def _is_open(self, placement: Data) -> bool:
        return placement["layer"] in self._layers.get(placement["sheet"], ())

    def _put(self, placement: Data, is_open: bool) -> None:
        self._placements[placement["id"]] = Known(
            sheet=placement["sheet"],
            subject=placement["subject"],
            layer=placement["layer"],
            seat=placement["seat"],
            open=is_open,
        )
