"""The network between people and one server: can be cut, stalled, slow, and say things twice."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any

CHUNK = 64 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


class Proxy:
    """Passes connections on to a server's port.

    `delay`: seconds that each piece waits. `twice`: the share of POST requests that reach the
    server once more, over another connection, as from a network that says things twice.
    """

    def __init__(self, upstream: int, chance: random.Random) -> None:
        self.port = 0
        self.delay = 0.0
        self.twice = 0.0
        self.duplicated = 0
        self._upstream = upstream
        self._chance = chance
        self._flows = asyncio.Event()
        self._flows.set()
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and cut what is left."""
        if self._server is not None:
            self._server.close()
        self.resume()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self, share: float = 1.0) -> None:
        """Break connections off."""
        for pair in list(self._pairs):
            if self._chance.random() < share:
                for writer in pair:
                    writer.transport.abort()

    def stall(self) -> None:
        """Let nothing through; connections stay open."""
        self._flows.clear()

    def resume(self) -> None:
        """Let everything through again."""
        self._flows.set()

    # Private

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._flows.wait()
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._upstream)
        pair = (writer, to_server)
        self._pairs.add(pair)
        pumps = [
            asyncio.create_task(self._pump(self._asked(reader), to_server)),
            asyncio.create_task(self._pump(_pieces(from_server), writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._pairs.discard(pair)
            to_server.close()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, pieces: AsyncIterator[bytes], to: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            async for piece in pieces:
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._flows.wait()
                to.write(piece)
                await to.drain()

    async def _asked(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        """Whole requests, until the connection becomes a websocket."""
        while True:
            head = await reader.readuntil(_HEAD_END)
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            yield head + body
            if head.startswith(b"POST ") and self._chance.random() < self.twice:
                self._spawn(self._say_again(head + body))
            if b"\r\nupgrade: websocket" in head.lower():
                break
        async for piece in _pieces(reader):
            yield piece

    async def _say_again(self, request: bytes) -> None:
        await asyncio.sleep(self._chance.choice((0.0, 0.02, 0.3)))
        with suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
            try:
                writer.write(request)
                async with asyncio.timeout(5):
                    await reader.read(CHUNK)
                self.duplicated += 1
            finally:
                writer.transport.abort()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await reader.read(CHUNK):
        yield piece
