"""Readers: what static/js/board/sync.js does, with every event kept as the bytes it came in.

By socket, after a gap by GET, without a socket by polling; numbers decide, nothing else.
"""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from tests.faults.line import Line, back_off

Data = dict[str, Any]

DEAD_AFTER = 12.0
BEHIND_FOR = 3.0
FIRST_POLL, POLL_GROWTH, SLOWEST_POLL = 2.0, 1.25, 5.0
LONGEST_RETRY = 15.0
# As in state.js: a seat's own part has a room number too, but is counted by its own.
COUNTERS = ("team", "seat", "room")
OF_ROLE = {"control": ("team",), "screen": ("room",), "seat": ("room", "seat")}

_decoder = json.JSONDecoder()
_OPENING = '"events":['


def events_in(text: str) -> Iterator[tuple[Data, str]]:
    """The events of a frame or an answer, each with the very text that it stood in."""
    at = text.find(_OPENING)
    if at < 0:
        return
    at += len(_OPENING)
    while text[at] != "]":
        event, end = _decoder.raw_decode(text, at)
        yield event, text[at:end]
        at = end + (text[end] == ",")


class Reader:
    """One open page. `history`: per counter the texts of its events, number 1 first."""

    def __init__(
        self, name: str, line: Line, epoch: str, chance: random.Random, sockets: bool = True
    ) -> None:
        self.name = name
        self.line = line
        self.role = line.person.role
        self.history: dict[str, list[str]] = {counter: [] for counter in OF_ROLE[self.role]}
        self.texts: list[str] = []
        self.complaints: list[tuple[str, str]] = []
        self.connected = 0
        self.fetched = 0
        self._epoch = epoch
        self._chance = chance
        self._sockets = sockets
        self._live = False
        self._offline = False
        self._failures = 0
        self._poll_every = FIRST_POLL
        self._behind = asyncio.Event()
        self._is_back = asyncio.Event()
        self._wanted: Data | None = None

    @property
    def heads(self) -> dict[str, int]:
        """How far it has come."""
        return {counter: len(events) for counter, events in self.history.items()}

    @property
    def status(self) -> str:
        """For whoever wonders why it is behind."""
        line = "live" if self._live else "offline" if self._offline else "polling"
        return f"{self.name} {line} at {self.heads}, {self._failures} failures"

    async def read(self) -> None:
        """Stay up to date until cancelled."""
        self._behind.set()
        tasks = [self._catch_up(), self._poll()] + ([self._listen()] if self._sockets else [])
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(task)

    # The socket

    async def _listen(self) -> None:
        while True:
            with suppress(OSError, TimeoutError, WebSocketException):
                await self._one_socket()
            self._live = False
            self._failures += 1
            self._behind.set()
            self._is_back.clear()
            await _heard(self._is_back, back_off(self._failures, LONGEST_RETRY, self._chance))

    async def _one_socket(self) -> None:
        address, origin = self.line.socket()
        socket = await connect(
            address,
            origin=Origin(origin),
            additional_headers={"Cookie": self.line.person.header},
            compression=None,
            proxy=None,
            ping_interval=None,
            open_timeout=DEAD_AFTER,
        )
        self.connected += 1
        try:
            await self._hear_all(socket)
        finally:
            # Like a page that drops its socket: no waiting for the other side.
            socket.transport.abort()
            await socket.wait_closed()

    async def _hear_all(self, socket: ClientConnection) -> None:
        """Take in frames until nothing is heard for 12 s."""
        last: dict[str, int] = {}
        while True:
            async with asyncio.timeout(DEAD_AFTER):
                text = await socket.recv()
            assert isinstance(text, str)
            self.texts.append(text)
            self._check_order(text, last)
            self._receive(text)
            frame = json.loads(text)
            if "heads" in frame:
                self._hear_heartbeat(frame)
            if "bye" in frame:
                return

    def _check_order(self, text: str, last: dict[str, int]) -> None:
        """One socket never skips a number, and never says one twice."""
        for event, _text in events_in(text):
            counter, number = numbered(event)
            if counter in last and number != last[counter] + 1:
                self._complain("order", f"one socket said {counter} {last[counter]}, {number}")
            last[counter] = number

    def _hear_heartbeat(self, frame: Data) -> None:
        is_first, self._live = not self._live, True
        if not is_first:
            self._failures = 0
        if frame["epoch"] != self._epoch:
            self._complain("state", "another epoch")
        behind = self._is_behind(frame["heads"])
        if behind and is_first:
            self._behind.set()
        elif behind and self._wanted is None:
            self._wanted = frame["heads"]
            asyncio.get_running_loop().call_later(BEHIND_FOR, self._still_behind)

    def _still_behind(self) -> None:
        if self._wanted is not None and self._is_behind(self._wanted):
            self._behind.set()
        self._wanted = None

    def _is_behind(self, heads: Data) -> bool:
        return any(heads[counter] > mine for counter, mine in self.heads.items())

    # The GET

    async def _catch_up(self) -> None:
        """One request at a time; asked meanwhile, it fetches once more."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            if await self._fetch():
                if self._offline:
                    self._offline, self._failures = False, 0
                    self._is_back.set()
            else:
                self._offline = not self._live
                self._failures += 1
                await _heard(self._behind, back_off(self._failures, LONGEST_RETRY, self._chance))
                self._behind.set()

    async def _fetch(self) -> bool:
        heads = self.heads
        cursor = heads if self.role == "seat" else {"since": next(iter(heads.values()))}
        response = await self.line.get(**cursor, epoch=self._epoch)
        if response is None:
            return False
        self.fetched += 1
        self.texts.append(response.text)
        if response.status_code != 200:
            self._complain("state", f"GET answered {response.status_code}")
        elif '"events":[' not in response.text:
            self._complain("state", f"a whole state instead of events, at {heads}")
        self._receive(response.text)
        return True

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._poll_every * (0.8 + 0.4 * self._chance.random()))
            self._poll_every = min(self._poll_every * POLL_GROWTH, SLOWEST_POLL)
            if not self._live:
                self._behind.set()

    # Numbers

    def _receive(self, text: str) -> None:
        """Take in `last + 1`, ignore what is lower, and stop at a gap to ask by GET."""
        for event, said in events_in(text):
            counter, number = numbered(event)
            history = self.history[counter]
            if number > len(history) + 1:
                self._behind.set()
                return
            if number == len(history) + 1:
                history.append(said)
                self._poll_every = FIRST_POLL
            elif history[number - 1] != said:
                self._complain("history", f"{counter} {number} said differently a second time")

    def _complain(self, kind: str, text: str) -> None:
        self.complaints.append((kind, f"{self.name}: {text}"))


async def _heard(event: asyncio.Event, seconds: float) -> None:
    """Wait for something to happen, but not longer than this."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def numbered(event: Data) -> tuple[str, int]:
    """The counter that numbers an event, and its number."""
    counter = next(name for name in COUNTERS if name in event)
    return counter, event[counter]
