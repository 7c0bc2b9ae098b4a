"""Real server processes for tests: `python -m config.serve` on a free port."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
# A busy machine takes its time to start Django, and to end it.
START_SECONDS = 120
STOP_SECONDS = 60


@dataclass
class Server:
    """A running server process."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Its address, also the Origin of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sockets(self) -> str:
        """The address of its sockets."""
        return f"ws://127.0.0.1:{self.port}"

    def stop(self) -> int:
        """End it in good order; its exit code."""
        self.process.terminate()
        return self.process.wait(STOP_SECONDS)


def environment(data_dir: Path, **extra: str) -> dict[str, str]:
    """The environment of a server on this test run's database, with a data folder of its own."""
    data_dir.mkdir(parents=True, exist_ok=True)
    static = data_dir / "static"
    if not static.exists() and settings.STATIC_ROOT.exists():
        static.symlink_to(settings.STATIC_ROOT)
    return os.environ | {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "LANGUAGE_CODE": settings.LANGUAGE_CODE,
        **extra,
    }


def database_url() -> str:
    """The test database, as another process names it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = (
        f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    )
    return f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(env: dict[str, str], port: int = 0) -> Server:
    """Start a server, and return when it takes connections."""
    port = port or free_port()
    log = Path(env["DATA_DIR"]) / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, log)
    _await_listening(server)
    return server


def _await_listening(server: Server) -> None:
    for _attempt in range(START_SECONDS * 20):
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
            return
        except OSError:
            # A pause that ends at once when there is nothing to wait for any more.
            try:
                server.process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
    server.process.kill()
    raise RuntimeError(f"the server did not start:\n{server.log.read_text()}")
