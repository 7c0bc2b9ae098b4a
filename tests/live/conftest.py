"""Servers for the tests of the live side: one on SQLite, two on PostgreSQL with Redis.

Every test runs with both ways of sending frames, raw and portable.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from deals.models import User
from tests.live import people
from tests.live.people import Person
from tests.live.server import Server, environment, start
from tests.table import Table


def has_both_stores() -> bool:
    """Whether this run has PostgreSQL and Redis, and so more than one server."""
    return connection.vendor == "postgresql" and bool(os.environ.get("REDIS_URL"))


@pytest.fixture(
    scope="session", params=["raw", pytest.param("portable", marks=pytest.mark.one_store)]
)
def servers(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: Any
) -> Iterator[list[Server]]:
    """The server processes, two where the stores allow it."""
    started = []
    for number in range(2 if has_both_stores() else 1):
        data = tmp_path_factory.mktemp(f"server-{request.param}-{number}")
        started.append(start(environment(data, LIVE_FANOUT=request.param)))
    yield started
    for server in started:
        server.stop()


@dataclass
class Room:
    """A session with people, at servers: commands go in at one, sockets hang at another."""

    table: Table
    posting: Server
    listening: Server
    team: Person
    screen: Person


@pytest.fixture
def room(live_db: None, table: Table, facilitator: User, servers: list[Server]) -> Room:
    """A session in which everything is open."""
    return room_of(table, facilitator, servers)


@pytest.fixture
def hidden_room(
    live_db: None, hidden_table: Table, facilitator: User, servers: list[Server]
) -> Room:
    """A session in which participants and facilitators place in private."""
    return room_of(hidden_table, facilitator, servers)


def room_of(table: Table, facilitator: User, servers: list[Server]) -> Room:
    """The people of a session, at the servers there are."""
    return Room(
        table,
        posting=servers[0],
        listening=servers[-1],
        team=people.team(table.session, facilitator),
        screen=people.screen(table.session),
    )
