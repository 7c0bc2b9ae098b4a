"""Between two processes: a channel layer that is down, doubles, or says nonsense."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pytest
from channels.layers import get_channel_layer

from boards.live.layer import group_of
from deals.models import User
from tests.live.conftest import Room, room_of
from tests.live.server import environment, start
from tests.table import Table

# How often the machine may be busy with something else.
ATTEMPTS = 30


@pytest.fixture
def silent_redis() -> Iterator[str]:
    """The address of a Redis that takes connections and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1000)
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def say(session: UUID, *messages: dict[str, Any]) -> None:
    """Send messages to the hubs of a session, as another process would."""

    async def send() -> None:
        layer: Any = get_channel_layer()
        for message in messages:
            await layer.group_send(group_of(session), message)
        await layer.flush()

    asyncio.run(send())


def test_without_redis_commands_are_as_fast_and_the_rest_comes_by_the_poll(
    live_db: None, table: Table, facilitator: User, tmp_path: Path, silent_redis: str
) -> None:
    server = start(environment(tmp_path, REDIS_URL=silent_redis))
    room = room_of(table, facilitator, [server])
    command, other = uuid4(), uuid4()

    def is_soon_answered(number: int) -> bool:
        """Within the second that waiting for Redis takes, every time."""
        started = monotonic()
        room.team.posts(server, "put_on_table", name=f"Naam {number}")
        return monotonic() - started < 1

    with room.screen.listens(server) as ear:
        is_fast = any(is_soon_answered(number) for number in range(ATTEMPTS))
        room.team.posts(server, "set_phase", id=command, phase="revealing")
        ear.event(command)
        table.team.sends("set_phase", id=other, phase="discussing")
        healed = ear.until(lambda message: "events" in message)
    server.stop()

    assert is_fast
    assert healed["events"][0]["id"] == str(other)


@pytest.mark.postgres
def test_doubled_and_forged_messages_double_nothing(room: Room) -> None:
    session, command = room.table.session.pk, uuid4()

    with room.team.listens(room.listening) as ear:
        answer = room.team.posts(room.posting, "set_phase", phase="revealing")
        number = answer["accepted"]["team"]
        say(
            session,
            *[{"type": "announced", "seq": number}] * 3,
            {"type": "announced", "seq": 2**63},
            {"type": "announced", "seq": None},
            {"type": "announced", "seq": "x" * 2**20},
            {"nothing": "known"},
            {"type": "drags", "drags": [{"p": 1}], "from": "x"},
        )
        room.team.posts(room.posting, "set_phase", id=command, phase="discussing")
        ear.event(command)

    assert [event["team"] for event in ear.events()] == [number, number + 1]
