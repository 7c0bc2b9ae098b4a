"""Drags in progress: newest position per post-it, to those who know it, never stored.

What came in during one turn of the event loop goes out at its end, without a timer. Only when the
process is more than half busy is there a gap, of about what a fan-out of this session costs.
"""

import asyncio
from collections.abc import Callable
from time import monotonic, thread_time

from boards.live.drags import Drag
from boards.live.frames import Frame, message
from boards.live.knowledge import Knowledge

SILENCE_SECONDS = 3.0
MAX_GAP_SECONDS = 0.033
BUSY = 0.5
# The writes themselves happen after the fan-out, at the end of the loop's turn: about as much.
WRITES = 2
SMOOTHING = 0.2

FanOut = Callable[[Frame, Frame | None], None]


class Weather:
    """The drags of one session in this process.

    `fan_out(team, room)` sends; `busy()` is the share of the last second that the process worked.
    """

    def __init__(self, knows: Knowledge, fan_out: FanOut, busy: Callable[[], float]) -> None:
        self._knows = knows
        self._fan_out = fan_out
        self._busy = busy
        self._loop = asyncio.get_running_loop()
        self._pending: dict[str, Drag] = {}
        self._seen: dict[str, tuple[str, float]] = {}
        self._flush: asyncio.Handle | None = None
        self._cost = 0.0
        self._flushed_at = 0.0

    def add(self, drag: Drag) -> bool:
        """Take in a drag; False when its drop has been heard already."""
        if self._knows.is_answered(drag):
            return False
        self._pending[drag["p"]] = drag
        if "end" in drag:
            self._seen.pop(drag["p"], None)
        else:
            self._seen[drag["p"]] = (drag["c"], monotonic())
        self._schedule()
        return True

    def settle(self) -> None:
        """Events were heard: forget the drags whose drops are among them."""
        for drag in list(self._pending.values()):
            if self._knows.is_answered(drag):
                del self._pending[drag["p"]]
        for placement, (command, _at) in list(self._seen.items()):
            if self._knows.is_answered(Drag(p=placement, c=command)):
                del self._seen[placement]

    def end_silent(self) -> None:
        """Let go of what nobody has moved for 3 s: its drag was cut off."""
        now = monotonic()
        for placement, (command, at) in list(self._seen.items()):
            if now - at > SILENCE_SECONDS:
                self.add(Drag(p=placement, c=command, end=True))

    def stop(self) -> None:
        """Send nothing any more."""
        if self._flush is not None:
            self._flush.cancel()
        self._pending.clear()

    def _schedule(self) -> None:
        if self._flush is not None:
            return
        gap = min(MAX_GAP_SECONDS, self._cost) if self._busy() > BUSY else 0.0
        wait = self._flushed_at + gap - monotonic()
        if wait <= 0:
            self._flush = self._loop.call_soon(self._send)
        else:
            self._flush = self._loop.call_later(wait, self._send)

    def _send(self) -> None:
        self._flush = None
        drags = list(self._pending.values())
        if not drags:
            return
        self._pending.clear()
        started = thread_time()
        known = [drag for drag in drags if self._knows.room_knows(drag)]
        team = message({"drags": drags})
        room = team if len(known) == len(drags) else message({"drags": known}) if known else None
        self._fan_out(team, room)
        cost = WRITES * (thread_time() - started)
        self._cost += SMOOTHING * (cost - self._cost)
        self._flushed_at = monotonic()
