"""Starting and stopping: one server per data, one sentence for what goes wrong, a good end."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from config import serve, uvicorn_protocol
from config.env import Env
from deals.models import User
from tests.live import people
from tests.live.server import ROOT, START_SECONDS, environment, free_port, start
from tests.table import Table


def refused(env: dict[str, str], port: int) -> str:
    """Start a server that cannot run; what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "config.serve", "--port", str(port)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
    assert ended.returncode == 1
    return ended.stderr


def without_redis(folder: Path) -> dict[str, str]:
    """An environment for one process alone."""
    return environment(folder, REDIS_URL="")


def test_a_second_server_on_the_same_data_is_refused(live_db: None, tmp_path: Path) -> None:
    server = start(without_redis(tmp_path))

    sentence = refused(without_redis(tmp_path), free_port())
    server.stop()

    assert sentence.startswith("Another server already runs on the data in ")
    assert sentence.count("\n") == 1


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = refused(without_redis(tmp_path), port)

    assert sentence == f"Cannot listen on 127.0.0.1 port {port}: Address already in use.\n"


def test_a_port_that_does_not_exist_gets_one_sentence(tmp_path: Path) -> None:
    sentence = refused(without_redis(tmp_path), 70000)

    assert sentence == "Port 70000 does not exist; choose one up to 65535.\n"


def test_stopping_tells_open_sockets_to_come_back(
    live_db: None, table: Table, facilitator: User, tmp_path: Path
) -> None:
    server = start(without_redis(tmp_path))

    with people.team(table.session, facilitator).listens(server) as ear:
        exit_code = server.stop()
        code, _last = ear.closed()

    assert code == 1012
    assert exit_code in (0, -15)


@pytest.mark.parametrize(
    ("fanout", "version", "wanted"),
    [
        ("raw", uvicorn_protocol.WRITTEN_FOR, uvicorn_protocol.LiveProtocol),
        ("raw", "99.0", "websockets-sansio"),
        ("portable", uvicorn_protocol.WRITTEN_FOR, "websockets-sansio"),
    ],
)
def test_raw_frames_only_on_the_uvicorn_they_were_written_for(
    monkeypatch: pytest.MonkeyPatch, fanout: str, version: str, wanted: object
) -> None:
    monkeypatch.setenv("LIVE_FANOUT", fanout)
    monkeypatch.setattr(uvicorn, "__version__", version)

    assert serve.websocket_protocol(Env()) == wanted


def test_the_uvicorn_that_is_installed_is_the_one_it_was_written_for() -> None:
    assert uvicorn.__version__ == uvicorn_protocol.WRITTEN_FOR


def test_frames_are_small_and_not_compressed() -> None:
    config = serve.configuration(Env())

    assert (config.ws_max_size, config.ws_per_message_deflate) == (16 * 1024, False)
    assert (config.access_log, config.server_header) == (False, False)
