"""The load: people with a socket each, some of whom drag, and drops by POST.

Prints one JSON object. One process, one thread, picows and uvloop, so that it is faster than what
it measures. Latency is from just before the sender's write until the receiving client's callback,
on one clock.
"""

import argparse
import asyncio
import gc
import json
import os
import re
import resource
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import procstat
import uvloop
from picows import WSListener, WSMsgType, ws_connect

WARM_UP_SECONDS = 1.0
QUIET_SECONDS = 0.5
DRAIN_SECONDS = 5.0
SETTLE_SECONDS = 2.0
CONNECTING_AT_ONCE = 20
MOVE = re.compile(rb'"x":(\d+),"y":(\d+)')
CSRF = "b" * 32
now = time.monotonic_ns


class Person(WSListener):
    """One socket, which keeps everything it receives, with the time."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.closed = False
        self.heard: list[tuple[int, bytes]] = []

    def on_ws_connected(self, transport: Any) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: Any, frame: Any) -> None:
        arrived = now()
        if frame.msg_type == WSMsgType.TEXT:
            self.heard.append((arrived, frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: Any) -> None:
        self.closed = True


class Load:
    """One measurement against one server."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.plan = json.loads(Path(options.plan).read_text())
        self.people = [Person() for _ in range(options.people)]
        self.sent: list[list[int]] = [[] for _ in range(options.movers)]
        self.pids = [options.pid]

    # Connecting ---------------------------------------------------------------------------------

    def address(self, number: int) -> tuple[str, dict[str, str]]:
        """Where a person connects, and with which headers: the first ones are the movers."""
        base = f"ws://127.0.0.1:{self.options.port}"
        if self.options.floor:
            return f"{base}/ws/board/", {}
        movers = self.plan["movers"]
        is_mover = number < self.options.movers
        role = "control" if is_mover else "seat"
        cookie = movers[number] if is_mover else self.plan["seats"][number - self.options.movers]
        headers = {"Origin": f"http://127.0.0.1:{self.options.port}", "Cookie": cookie}
        return f"{base}/ws/sessions/{self.plan['session']}/{role}/", headers

    async def connect(self) -> dict[str, float]:
        """Connect everybody; what an idle connection costs in memory.

        A quarter comes first, unmeasured: a server that has served nobody is not warm.
        """
        people = self.options.people
        first = people // 4
        started = time.monotonic()
        await self._connect_some(range(first))
        before = procstat.rss_bytes(self.pids)
        await self._connect_some(range(first, people))
        took = time.monotonic() - started - 2 * SETTLE_SECONDS
        grown = procstat.rss_bytes(self.pids) - before
        return {
            "connect_s": round(took, 2),
            "kib_per_connection": round(grown / 1024 / (people - first), 1),
        }

    async def _connect_some(self, numbers: range) -> None:
        slots = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def one(number: int) -> None:
            async with slots:
                await self._connect_one(number)

        await asyncio.gather(*(one(number) for number in numbers))
        await asyncio.sleep(SETTLE_SECONDS)

    async def _connect_one(self, number: int) -> None:
        url, headers = self.address(number)
        person = Person()
        await ws_connect(lambda: person, url, extra_headers=headers or None)
        while not self.options.floor and not person.heard:
            await asyncio.sleep(0.01)
        self.people[number] = person

    # Moving -------------------------------------------------------------------------------------

    async def move(self, seconds: float) -> None:
        """Let the movers drag, each at its own point in the period."""
        period = 1 / self.options.rate
        start = asyncio.get_running_loop().time() + 0.05
        movers = range(self.options.movers)
        await asyncio.gather(
            *(self._drag(n, start + n * period / len(movers), period, seconds) for n in movers)
        )

    async def _drag(self, mover: int, due: float, period: float, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        placement, command = self.plan["placements"][mover], str(uuid4())
        send = self.people[mover].transport.send
        sent = self.sent[mover]
        for _ in range(round(seconds / period)):
            await asyncio.sleep(due - loop.time())
            drag = placement | {"x": len(sent), "y": mover, "c": command}
            text = json.dumps({"drag": drag}, separators=(",", ":")).encode()
            sent.append(now())
            send(WSMsgType.TEXT, text)
            due += period

    async def drain(self) -> None:
        """Wait until nothing arrives any more."""
        for _ in range(int(DRAIN_SECONDS / QUIET_SECONDS)):
            before = sum(len(p.heard) for p in self.people)
            await asyncio.sleep(QUIET_SECONDS)
            if sum(len(p.heard) for p in self.people) - before < len(self.people) + 1:
                return

    async def measure_moves(self) -> dict[str, Any]:
        """Drag for a while; the server's work, and how long each move took to each other person."""
        await self.move(WARM_UP_SECONDS)
        first = [len(sent) for sent in self.sent]
        busy, started = procstat.cpu_seconds(self.pids), time.monotonic()
        own = time.process_time()
        waited = procstat.waited_seconds([*self.pids, os.getpid()])
        await self.move(self.options.seconds)
        waited = procstat.waited_seconds([*self.pids, os.getpid()]) - waited
        cpu = procstat.cpu_seconds(self.pids) - busy
        own = time.process_time() - own
        span = time.monotonic() - started
        await self.drain()
        result = self._moves(first)
        return result | {
            "cpu_us_per_delivery": round(cpu / result["deliveries"] * 1e6, 2),
            "server_busy": round(cpu / span, 3),
            "generator_busy": round(own / span, 3),
            "waited": round(waited / span, 3),
        }

    def _moves(self, first: list[int]) -> dict[str, Any]:
        """A position that a newer one replaced counts as delivered when that one arrives."""
        known: dict[bytes, list[tuple[int, int]]] = {}
        latencies: list[int] = []
        lost = doubled = replaced = deliveries = 0
        for number, person in enumerate(self.people):
            following = dict(enumerate(first))
            for arrived, text in person.heard:
                if not text.startswith(b'{"drag'):
                    continue
                moves = known.get(text)
                if moves is None:
                    moves = known[text] = [(int(y), int(x)) for x, y in MOVE.findall(text)]
                for mover, position in moves:
                    if position < first[mover]:
                        continue
                    deliveries += 1
                    if mover == number:
                        continue
                    expected = following[mover]
                    if position < expected:
                        doubled += 1
                        continue
                    replaced += position - expected
                    sent = self.sent[mover]
                    latencies += [arrived - sent[p] for p in range(expected, position + 1)]
                    following[mover] = position + 1
            lost += sum(
                len(self.sent[mover]) - following[mover] for mover in following if mover != number
            )
        return {
            "expected": len(latencies) + lost,
            "lost": lost,
            "doubled": doubled,
            "replaced": replaced,
            "deliveries": deliveries,
            **percentiles(latencies),
        }

    # Dropping -----------------------------------------------------------------------------------

    async def measure_drops(self) -> dict[str, Any]:
        """Drop by POST while the movers drag on; how long until each other person has the event."""
        dragging = asyncio.create_task(self.move(self.options.drops / self.options.drop_rate))
        sent: dict[str, int] = {}
        answered: list[int] = []
        reader, writer = await asyncio.open_connection("127.0.0.1", self.options.port)
        for number in range(self.options.drops):
            due = time.monotonic() + 1 / self.options.drop_rate
            command, request = self._drop(number)
            sent[command] = now()
            writer.write(request)
            status = await answer_of(reader)
            if status != 200:
                raise SystemExit(f"a drop was answered with {status}")
            answered.append(now() - sent[command])
            await asyncio.sleep(max(0, due - time.monotonic()))
        await dragging
        await self.drain()
        writer.close()
        return self._drops(sent) | {f"answer_{k}": v for k, v in percentiles(answered).items()}

    def _drop(self, number: int) -> tuple[str, bytes]:
        placements = self.plan["placements"]
        placement = placements[self.options.movers + number % (len(placements) - 10)]
        command = str(uuid4())
        body = json.dumps(
            {
                "id": command,
                "kind": "place",
                "placement": placement["p"],
                "sheet": placement["sh"],
                "subject": placement["s"],
                "layer": placement["l"],
                "x": 10 + number % 400,
                "y": 10 + number % 270,
                "visibility": "open",
            }
        )
        cookies = f"{self.plan['movers'][0]}; {self.plan['csrf_cookie']}={CSRF}"
        head = [
            f"POST /sessions/{self.plan['session']}/control/commands/ HTTP/1.1",
            f"Host: 127.0.0.1:{self.options.port}",
            f"Cookie: {cookies}",
            f"X-CSRFToken: {CSRF}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return command, ("\r\n".join([*head, "", ""]) + body).encode()

    def _drops(self, sent: dict[str, int]) -> dict[str, Any]:
        latencies: list[int] = []
        lost = doubled = 0
        for person in self.people[1:]:
            seen: set[str] = set()
            for arrived, text in person.heard:
                if text.startswith(b'{"events'):
                    for event in json.loads(text)["events"]:
                        if event["id"] in seen:
                            doubled += 1
                        elif event["id"] in sent:
                            seen.add(event["id"])
                            latencies.append(arrived - sent[event["id"]])
            lost += len(sent) - len(seen)
        return {"lost": lost, "doubled": doubled, "drops": len(sent), **percentiles(latencies)}


async def answer_of(reader: asyncio.StreamReader) -> int:
    """Read one HTTP answer; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1])


def percentiles(nanoseconds: list[int]) -> dict[str, float]:
    """The usual percentiles, in milliseconds."""
    values = np.percentile(np.array(nanoseconds or [0]) / 1e6, [50, 95, 99, 100])
    return {
        n: round(float(v), 2) for n, v in zip(("p50", "p95", "p99", "max"), values, strict=True)
    }


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """One measurement."""
    load = Load(options)
    result: dict[str, Any] = {"idle": await load.connect()}
    gc.collect()
    gc.freeze()
    gc.disable()
    result["moves"] = await load.measure_moves()
    if options.drops:
        result["drops"] = await load.measure_drops()
    result["disconnected"] = sum(person.closed for person in load.people)
    return result


def main() -> None:
    """Run it and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True, help="of the server")
    parser.add_argument("--plan", required=True, help="what seed.py printed")
    parser.add_argument("--floor", action="store_true", help="the server only relays")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--movers", type=int, default=5)
    parser.add_argument("--rate", type=float, default=30.0, help="moves per second and mover")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--drops", type=int, default=0)
    parser.add_argument("--drop-rate", type=float, default=4.0)
    options = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(uvloop.run(run(options))), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
