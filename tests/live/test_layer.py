"""Between two processes: a channel layer that is down, doubles, or says nonsense."""

import asyncio
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

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def say(session: UUID, *messages: dict[str, Any]) -> None:
    """Send messages to the hubs of a session, as another process would."""

    async def send() -> None:
        layer: Any = get_channel_layer()
        for message in messages:
            await layer.group_send(group_of(session), message)
        await layer.flush()

    asyncio.run(send())


def test_without_redis_commands_are_as_fast_and_the_rest_comes_by_the_poll(
    live_db: None, table: Table, facilitator: User, tmp_path: Path
) -> None:
    server = start(environment(tmp_path, REDIS_URL=NOBODY_LISTENS))
    room = room_of(table, facilitator, [server])
    command, other = uuid4(), uuid4()

    with room.screen.listens(server) as ear:
        # Waiting for Redis takes a second, every time; the machine may be busy once.
        took = []
        for name in ("Eerst", "Daarna", "Nog eens"):
            started = monotonic()
            room.team.posts(server, "put_on_table", name=name)
            took.append(monotonic() - started)
        room.team.posts(server, "set_phase", id=command, phase="revealing")
        ear.event(command)
        table.team.sends("set_phase", id=other, phase="discussing")
        healed = ear.until(lambda message: "events" in message)
    server.stop()

    assert min(took) < 1
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
