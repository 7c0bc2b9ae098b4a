"""Between processes: announcements, weather and presence over the channel layer. Never content.

All of it may be lost, doubled or forged: a number only makes a hub look at the log, and what a hub
hears of drags it sends on by its own knowledge of who may see them.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import structlog
from channels.layers import InMemoryChannelLayer, get_channel_layer

from boards.live.drags import Drag

logger = structlog.get_logger(__name__)

SECONDS = 1.0
RETRY_SECONDS = 2.0

# By which a process knows its own messages again.
PROCESS = uuid4().hex

Message = dict[str, Any]


def group_of(session_id: UUID) -> str:
    """The group of a session's hubs."""
    return f"hub.{session_id.hex}"


class Courier:
    """Sends what other processes should know: newest first to go, one at a time, 1 s each.

    With the in-memory layer there are no other processes, and nothing is sent.
    """

    def __init__(self) -> None:
        layer = get_channel_layer()
        self._layer: Any = None if isinstance(layer, InMemoryChannelLayer) else layer
        self._messages: dict[tuple[UUID, str], Message] = {}
        self._drags: dict[UUID, dict[str, Drag]] = {}
        self._sending: asyncio.Task[None] | None = None
        self._failing = False

    @property
    def has_others(self) -> bool:
        """Whether other processes can be reached at all."""
        return self._layer is not None

    def announce(self, session_id: UUID, team_seq: int) -> None:
        """Say that a session's log has reached a number."""
        self._put(session_id, {"type": "announced", "seq": team_seq})

    def presence(self, session_id: UUID, seats: int) -> None:
        """Say how many participants are connected to this process."""
        self._put(session_id, {"type": "presence", "seats": seats})

    def drag(self, session_id: UUID, drag: Drag) -> None:
        """Pass on the newest position of a post-it."""
        if self.has_others:
            self._drags.setdefault(session_id, {})[drag["p"]] = drag
            self._start()

    def subscribe(self, session_id: UUID, hear: Callable[[Message], None]) -> asyncio.Task[None]:
        """Pass what other processes say of a session to `hear`, until the task is cancelled."""
        return asyncio.create_task(self._listen(group_of(session_id), hear))

    def _put(self, session_id: UUID, message: Message) -> None:
        if self.has_others:
            self._messages[session_id, message["type"]] = message
            self._start()

    def _start(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._messages or self._drags:
            if self._messages:
                key = next(iter(self._messages))
                session_id, message = key[0], self._messages.pop(key)
            else:
                session_id, drags = self._drags.popitem()
                message = {"type": "drags", "drags": list(drags.values())}
            await self._send(group_of(session_id), message | {"from": PROCESS})

    async def _send(self, group: str, message: Message) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._layer.group_send(group, message)
        except Exception as error:  # the poll heals it, whatever failed
            if not self._failing:
                logger.warning("layer.unreachable", error=repr(error))
            self._failing = True
        else:
            self._failing = False

    async def _listen(self, group: str, hear: Callable[[Message], None]) -> None:
        while True:
            channel = None
            try:
                async with asyncio.timeout(SECONDS):
                    channel = await self._layer.new_channel()
                    await self._layer.group_add(group, channel)
                while True:
                    await self._hear_one(channel, hear)
            except asyncio.CancelledError:
                await self._leave(group, channel)
                raise
            except Exception as error:  # without the layer the poll does it
                logger.warning("layer.lost", error=repr(error))
                await self._leave(group, channel)
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear_one(self, channel: str, hear: Callable[[Message], None]) -> None:
        """Take in one message; nonsense on the layer is nobody's problem but its sender's."""
        message = await self._layer.receive(channel)
        if isinstance(message, dict) and message.get("from") != PROCESS:
            hear(message)

    async def _leave(self, group: str, channel: str | None) -> None:
        if channel is not None:
            with suppress(Exception):
                async with asyncio.timeout(SECONDS):
                    await self._layer.group_discard(group, channel)
