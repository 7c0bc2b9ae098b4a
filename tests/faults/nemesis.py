"""The nemesis: breaks things by a seed. Three lanes at once: processes, network, stores.

A lane draws its faults from a shuffled bag, so that each comes several times; every fault heals
itself. Pauses are part of the plan: they wait for nothing.
"""

import asyncio
import random
from collections import Counter
from pathlib import Path
from time import monotonic

from tests.faults.processes import Process
from tests.faults.proxy import Proxy
from tests.faults.witness import Witness

Lanes = tuple[tuple[str, ...], ...]

LANES: Lanes = (
    ("kill_one", "freeze_one", "kill_both"),
    ("cut_all", "stall", "duplicate", "cut_some", "delay"),
    ("stop_redis", "lock_log", "end_connections", "freeze_redis", "lose_announcements"),
)
LOCK_SECONDS = 2.0
# Before each fault of a lane; the lanes overlap all the same. Starting a server takes all there
# is of a small machine, so between those there must be time for work.
PAUSE_SECONDS = (0.5, 2.0)
PAUSE_BETWEEN_STARTS = (2.0, 4.0)


class Nemesis:
    """Breaks what it is given, lane by lane."""

    def __init__(
        self,
        servers: list[Process],
        proxies: list[Proxy],
        redis: Process,
        deaf: Path,
        witness: Witness,
        seed: int,
    ) -> None:
        self.done: Counter[str] = Counter()
        self.story: list[tuple[float, str]] = []
        self._servers = servers
        self._proxies = proxies
        self._redis = redis
        self._deaf = deaf
        self._witness = witness
        self._seed = seed

    async def rage(self, lanes: Lanes, seconds: float, rounds: int) -> None:
        """Break things for so long, and each of them at least so often. Heals everything."""
        async with asyncio.TaskGroup() as group:
            for number, faults in enumerate(lanes):
                chance = random.Random(f"{self._seed} lane {number}")
                group.create_task(self._lane(faults, chance, monotonic() + seconds, rounds))

    async def _lane(
        self, faults: tuple[str, ...], chance: random.Random, until: float, rounds: int
    ) -> None:
        least = rounds * len(faults)
        bag: list[str] = []
        while monotonic() < until or least > 0:
            bag = bag or chance.sample(faults, len(faults))
            fault = bag.pop()
            starts = fault in LANES[0]
            await asyncio.sleep(
                chance.uniform(*(PAUSE_BETWEEN_STARTS if starts else PAUSE_SECONDS))
            )
            self.story.append((monotonic(), fault))
            await getattr(self, fault)(chance)
            self.done[fault] += 1
            least -= 1

    # Processes

    async def kill_one(self, chance: random.Random) -> None:
        """kill -9 of one server, and a fresh one on its port."""
        await self._kill([chance.choice(self._servers)], chance)

    async def kill_both(self, chance: random.Random) -> None:
        """kill -9 of both."""
        await self._kill(self._servers, chance)

    async def _kill(self, servers: list[Process], chance: random.Random) -> None:
        for server in servers:
            server.kill()
        await asyncio.sleep(chance.uniform(0.1, 0.6))
        await asyncio.gather(*(server.start() for server in servers))

    async def freeze_one(self, chance: random.Random) -> None:
        """SIGSTOP, and 1 to 4 s later SIGCONT."""
        await self._freeze(chance.choice(self._servers), chance.uniform(1, 4))

    async def _freeze(self, process: Process, seconds: float) -> None:
        process.freeze()
        try:
            await asyncio.sleep(seconds)
        finally:
            process.thaw()

    # Network

    async def cut_all(self, _chance: random.Random) -> None:
        """Every connection breaks off."""
        for proxy in self._proxies:
            proxy.cut()

    async def cut_some(self, _chance: random.Random) -> None:
        """Half of them do."""
        for proxy in self._proxies:
            proxy.cut(0.5)

    async def stall(self, chance: random.Random) -> None:
        """Nothing comes through to one server, or from it; connections stay open."""
        proxy = chance.choice(self._proxies)
        proxy.stall()
        try:
            await asyncio.sleep(chance.uniform(0.5, 4))
        finally:
            proxy.resume()

    async def delay(self, chance: random.Random) -> None:
        """Everything comes late."""
        for proxy in self._proxies:
            proxy.delay = chance.uniform(0.02, 0.3)
        await asyncio.sleep(chance.uniform(1, 3))
        for proxy in self._proxies:
            proxy.delay = 0.0

    async def duplicate(self, chance: random.Random) -> None:
        """Half of the POST requests reach the server twice."""
        for proxy in self._proxies:
            proxy.twice = 0.5
        await asyncio.sleep(chance.uniform(1, 3))
        for proxy in self._proxies:
            proxy.twice = 0.0

    # Stores

    async def stop_redis(self, chance: random.Random) -> None:
        """Redis is gone, and comes back empty."""
        self._redis.kill()
        await asyncio.sleep(chance.uniform(0.5, 3))
        await self._redis.start()

    async def freeze_redis(self, chance: random.Random) -> None:
        """Redis takes connections and says nothing."""
        await self._freeze(self._redis, chance.uniform(1, 4))

    async def lose_announcements(self, chance: random.Random) -> None:
        """No announcement arrives anywhere, also not in the process that made it."""
        self._deaf.touch()
        await asyncio.sleep(chance.uniform(1.5, 3))
        self._deaf.unlink()

    async def end_connections(self, _chance: random.Random) -> None:
        """The database ends the servers' connections."""
        await self._witness.end_connections()

    async def lock_log(self, _chance: random.Random) -> None:
        """Somebody else holds the session's log row."""
        await self._witness.hold_log(LOCK_SECONDS)
