"""A database connection of the harness's own: sees what is committed, and holds what others need.

It touches nothing but this run's session, and the connections of this run's servers.
"""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.faults.processes import APPLICATION

# Longer than a frozen server may hold the row before the database ends its transaction.
LOCK_TIMEOUT = sql.SQL("SET LOCAL lock_timeout = '8s'")


class Witness:
    """Reads the log while everything is under way; asked from one event loop."""

    def __init__(self, url: str, session: UUID) -> None:
        self._url = url
        self._session = session
        self._reading = asyncio.Lock()
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def start(self) -> None:
        """Connect."""
        self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()

    async def heads(self, seats: list[UUID]) -> dict[str, dict[str, int]]:
        """How far the log is, for the team, the screen and each of these seats."""
        team, room = (
            await self._rows(
                "SELECT team_seq, room_seq FROM boards_sessionlog WHERE session_id = %s",
                self._session,
            )
        )[0]
        own = dict(
            await self._rows(
                "SELECT seat_id, seat_seq FROM boards_seatlog WHERE seat_id = ANY(%s)", seats
            )
        )
        heads = {"control": {"team": team}, "screen": {"room": room}}
        return heads | {str(s): {"room": room, "seat": own.get(s, 0)} for s in seats}

    async def commands(self) -> list[tuple[str, str]]:
        """The actor and id of every event."""
        rows = await self._rows(
            "SELECT actor, command FROM boards_event WHERE session_id = %s", self._session
        )
        return [(actor, str(command)) for actor, command in rows]

    async def end_connections(self) -> None:
        """End the servers' connections to this database."""
        await self._rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            APPLICATION,
        )

    async def hold_log(self, seconds: float) -> None:
        """Keep the session's log row locked."""
        async with await psycopg.AsyncConnection.connect(self._url) as connection:
            with suppress(psycopg.errors.LockNotAvailable):
                await connection.execute(LOCK_TIMEOUT)
                await connection.execute(
                    "SELECT 1 FROM boards_sessionlog WHERE session_id = %s FOR UPDATE",
                    [self._session],
                )
                await asyncio.sleep(seconds)
            await connection.rollback()

    async def _rows(self, query: Any, *parameters: Any) -> list[tuple[Any, ...]]:
        assert self._connection is not None
        async with self._reading:
            cursor = await self._connection.execute(query, list(parameters))
            return await cursor.fetchall()
