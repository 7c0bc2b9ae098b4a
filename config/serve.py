"""Serve the application: `python -m config.serve [--host H] [--port N]`."""

import argparse
import asyncio
import fcntl
import gc
import os
import socket
import sys
from typing import IO, NoReturn

import structlog
import uvicorn

from config.env import Env

logger = structlog.get_logger(__name__)

MAX_FRAME_BYTES = 16 * 1024
SHUTDOWN_SECONDS = 3
BACKLOG = 2048
MAX_PORT = 65535
# What waits for a slow network is to wait where the live side sees it (boards/live/members.py),
# and skips it; the kernel alone would keep megabytes of post-its that have long moved on.
UNSENT_BYTES = 32 * 1024


class Server(uvicorn.Server):
    """uvicorn, which after its start takes what is loaded out of the garbage collector's way."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then freeze: no collection walks through the loaded code again."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()


def main() -> None:
    """Start the server and stay until it is told to stop."""
    parser = argparse.ArgumentParser(prog="config.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    options = parser.parse_args()

    env = Env()
    lock = alone_on_this_data(env)
    listening = bound(options.host, options.port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    Server(configuration(env)).run(sockets=[listening])
    if lock is not None:
        lock.close()


def alone_on_this_data(env: Env) -> IO[str] | None:
    """The lock that says so, held until the process ends; none is needed with both stores.

    Without Redis two processes hear each other only by the poll, and SQLite is for one process.
    """
    if env.redis_url and not env.uses_sqlite:
        return None
    env.data_dir.mkdir(parents=True, exist_ok=True)
    lock = (env.data_dir / "server.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail(
            f"Another server already runs on the data in {env.data_dir}. Stop that one first;"
            " for several at once, set DATABASE_URL to PostgreSQL and REDIS_URL."
        )
    return lock


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there, or one sentence why that cannot be."""
    if not 0 <= port <= MAX_PORT:
        fail(f"Port {port} does not exist; choose one up to {MAX_PORT}.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Taken over by every connection that is accepted.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listening.bind(address)
    except OSError as error:
        fail(f"Cannot listen on {host} port {port}: {error.strerror or error}.")
    return listening


def configuration(env: Env) -> uvicorn.Config:
    """How uvicorn serves: no compression (2.7 times the work), small frames, no log of its own."""
    return uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http="httptools",
        ws=websocket_protocol(env),
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="off",
        backlog=BACKLOG,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        proxy_headers=bool(env.trusted_proxies),
        forwarded_allow_ips=env.trusted_proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
    )


def websocket_protocol(env: Env) -> type[asyncio.Protocol] | str:
    """Ours, which writes frames itself, if uvicorn is what it was written for."""
    # Imported late: the live side needs Django, and a taken port should be said at once.
    from config import uvicorn_protocol

    if env.live_fanout == "portable":
        return "websockets-sansio"
    if uvicorn.__version__ != uvicorn_protocol.WRITTEN_FOR:
        logger.warning(
            "serve.portable_fanout",
            uvicorn=uvicorn.__version__,
            wanted=uvicorn_protocol.WRITTEN_FOR,
        )
        return "websockets-sansio"
    return uvicorn_protocol.LiveProtocol


def fail(sentence: str) -> NoReturn:
    """Stop with one sentence and exit code 1."""
    sys.exit(sentence)


if __name__ == "__main__":
    main()
