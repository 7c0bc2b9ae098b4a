"""The way out to one browser. Writing never waits: who does not read is found by `waiting`.

Raw: whole frames straight onto the transport, what `config.uvicorn_protocol` shows in the scope.
Portable: plain ASGI sends, on any server. Chosen by what the scope has; both mean the same.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from boards.live.frames import Frame

RAW = "praatplaten.raw"
CLOSE_SECONDS = 5.0

Send = Callable[[dict[str, Any]], Awaitable[None]]
OnText = Callable[[bytes], None]


@dataclass(frozen=True)
class RawSocket:
    """What a server protocol shows beyond ASGI: its transport, and a hook for incoming texts."""

    transport: asyncio.Transport
    on_text: Callable[[OnText], None]


class Outlet(Protocol):
    """Sends to one browser."""

    def write(self, frame: Frame) -> None:
        """Send, or queue when the browser does not keep up. Never waits, never fails."""

    @property
    def waiting(self) -> int:
        """How many bytes the browser has not taken yet."""

    @property
    def is_closing(self) -> bool:
        """Whether the connection is over, though its handler may not have heard so."""

    async def close(self, code: int, reason: str) -> None:
        """Close in good order within 5 s, else cut the connection."""

    def cut(self) -> None:
        """End the connection without a word."""

    def end(self) -> None:
        """The browser left: tidy up."""


class RawOutlet:
    """Frames straight onto the transport."""

    def __init__(self, raw: RawSocket, send: Send) -> None:
        self._transport = raw.transport
        self._send = send

    def write(self, frame: Frame) -> None:
        """Send a frame; whole frames may go between the server's own.

        A transport that is closing may be gone, and then raises: in the midst of sending to all.
        """
        if not self._transport.is_closing():
            self._transport.write(frame.raw)

    @property
    def waiting(self) -> int:
        """How many bytes the transport holds."""
        return self._transport.get_write_buffer_size()

    @property
    def is_closing(self) -> bool:
        """Whether the server has given the connection up, though it may still hold it."""
        return self._transport.is_closing()

    async def close(self, code: int, reason: str) -> None:
        """Close by the server, which knows that nothing may follow a close frame."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except Exception:  # whatever went wrong, the socket must go
            self.cut()
        else:
            # A closed transport still waits for a browser that does not read.
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, self.cut)

    def cut(self) -> None:
        """Drop the transport and what it still holds."""
        self._transport.abort()

    def end(self) -> None:
        """Nothing of its own to tidy up."""


class PortableOutlet:
    """ASGI sends by a task of its own, so that one slow browser holds up nobody."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._handler = asyncio.current_task()
        self._queue: deque[Frame] = deque()
        self._queued = asyncio.Event()
        self._closing: dict[str, Any] | None = None
        self._writer = asyncio.create_task(self._write_all())
        self.waiting = 0
        self.was_cut = False

    def write(self, frame: Frame) -> None:
        """Queue a frame for the writer."""
        self._queue.append(frame)
        self.waiting += len(frame.payload)
        self._queued.set()

    @property
    def is_closing(self) -> bool:
        """Never known here: the server tells the handler."""
        return False

    async def close(self, code: int, reason: str) -> None:
        """Close after what is queued."""
        self._closing = {"type": "websocket.close", "code": code, "reason": reason}
        self._queued.set()
        _done, late = await asyncio.wait([self._writer], timeout=CLOSE_SECONDS)
        if late:
            self.cut()

    def cut(self) -> None:
        """End the socket's handler; the server then drops the connection."""
        self.was_cut = True
        self._writer.cancel()
        if self._handler is not None:
            self._handler.cancel()

    def end(self) -> None:
        """The browser left: nothing will be written any more."""
        self._writer.cancel()

    async def _write_all(self) -> None:
        try:
            while self._closing is None:
                await self._queued.wait()
                self._queued.clear()
                while self._queue:
                    frame = self._queue.popleft()
                    await self._send({"type": "websocket.send", "text": frame.text})
                    self.waiting -= len(frame.payload)
            await self._send(self._closing)
        except Exception:  # the browser is gone, and its handler hears that too
            self._queue.clear()
