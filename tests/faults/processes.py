"""The processes that the harness starts, freezes and kills: two servers and a Redis of its own."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.server import ROOT, environment, free_port

START_SECONDS = 120
STOP_SECONDS = 60
# By which the servers' database connections are told from those of the tests.
APPLICATION = "faults"


@dataclass
class Process:
    """One child process on one port, started again and again with the same command."""

    command: list[str]
    port: int
    output: Path
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    running: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it, and return when it takes connections."""
        with self.output.open("ab") as output:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=output, stderr=subprocess.STDOUT
            )
        async with asyncio.timeout(START_SECONDS):
            while not await self._listens():
                if self.running.poll() is not None:
                    raise RuntimeError(f"{self.command} ended:\n{self.output.read_text()[-4000:]}")
                await asyncio.sleep(0.05)

    async def _listens(self) -> bool:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    def kill(self) -> None:
        """End it at once, as a crash does."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(STOP_SECONDS)
            self.running = None

    def freeze(self) -> None:
        """Let it stand still."""
        if self.running is not None:
            self.running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        if self.running is not None:
            self.running.send_signal(signal.SIGCONT)


def redis(folder: Path) -> Process:
    """A Redis of our own: stopping and freezing it harms nobody else."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise RuntimeError("the fault harness needs redis-server on the PATH: it stops its own")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return Process([binary, *options, "--dir", str(folder)], port, folder / "redis.log")


def server(folder: Path, redis_port: int, faults: dict[str, str]) -> Process:
    """One of the servers, with a data folder of its own on this run's database.

    `faults`: what tests/faults/server.py is told, as environment variables.
    """
    port = free_port()
    redis_url = f"redis://127.0.0.1:{redis_port}/0"
    env = environment(folder, REDIS_URL=redis_url, PGAPPNAME=APPLICATION, **faults)
    command = [sys.executable, "-m", "tests.faults.server", "--port", str(port)]
    return Process(command, port, folder / "server.log", env)
