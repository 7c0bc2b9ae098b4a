"""People at real servers: each with the cookies of one role, a socket and an HTTP client."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from boards.access import screen_cookie, screen_token, seat_cookie
from boards.domain.joining import Joining, join
from deals.models import Seat, Session, User
from tests.live.server import Server
from tests.table import Table

Data = dict[str, Any]
# How long a test waits for what must come; on a busy machine a first page takes some seconds.
SECONDS = 60
CSRF = "a" * 32


@dataclass
class Ear:
    """A socket, with every byte it ever received."""

    connection: ClientConnection
    texts: list[str] = field(default_factory=list)

    def next(self, seconds: float = SECONDS) -> Data:
        """The next message; TimeoutError when none comes."""
        text = self.connection.recv(timeout=seconds)
        assert isinstance(text, str)
        self.texts.append(text)
        message: Data = json.loads(text)
        return message

    def until(self, holds: Callable[[Data], bool], seconds: float = SECONDS) -> Data:
        """The first message for which this holds."""
        while not holds(message := self.next(seconds)):
            pass
        return message

    def event(self, command: object) -> Data:
        """The event of this command."""
        found = self.until(lambda m: any(e["id"] == str(command) for e in m.get("events", [])))
        event: Data = next(e for e in found["events"] if e["id"] == str(command))
        return event

    def drags(self, placement: object) -> Data:
        """The next weather of this placement."""
        found = self.until(lambda m: any(d["p"] == str(placement) for d in m.get("drags", [])))
        drag: Data = next(d for d in found["drags"] if d["p"] == str(placement))
        return drag

    def events(self) -> list[Data]:
        """All events received so far, in the order of arrival."""
        return [event for text in self.texts for event in json.loads(text).get("events", [])]

    def everything(self) -> str:
        """Every byte received so far."""
        return "\n".join(self.texts)

    def says(self, drag: Data) -> None:
        """Send a drag."""
        self.connection.send(json.dumps({"drag": drag}, default=str))

    def closed(self) -> tuple[int, str]:
        """Read on until the server closes; the code and the last message before it."""
        with pytest.raises(ConnectionClosed) as closed:
            self.until(lambda _message: False)
        assert closed.value.rcvd is not None, "the connection was cut"
        return closed.value.rcvd.code, self.texts[-1] if self.texts else ""


@dataclass
class Person:
    """Somebody with the cookie of one role in one session."""

    session: UUID
    role: str
    cookies: dict[str, str]
    seat: Seat | None = None

    @property
    def header(self) -> str:
        """The cookies as a browser sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @contextmanager
    def listens(self, server: Server, **options: Any) -> Iterator[Ear]:
        """A socket at a server, from its first message on."""
        with self.connects(server, **options) as ear:
            assert "heads" in ear.next()
            yield ear

    @contextmanager
    def connects(self, server: Server, role: str = "", **options: Any) -> Iterator[Ear]:
        """A socket at a server, whatever comes of it."""
        address = f"{server.sockets}/ws/sessions/{self.session}/{role or self.role}/"
        settings_ = {"origin": server.url, "additional_headers": {"Cookie": self.header}} | options
        # No pings of its own: what a test does not read for a while is no lost connection.
        patience: Data = {"open_timeout": SECONDS, "ping_interval": None}
        with connect(address, compression=None, **patience, **settings_) as connection:
            yield Ear(connection)

    def posts(self, server: Server, kind: str, **fields: Any) -> Data:
        """Send one command by POST; the answer. As a page does: under the same id once more when
        the server could not now, since many were before it.
        """
        command = {"id": uuid4(), "kind": kind} | fields
        until = monotonic() + SECONDS
        while (answer := self._posts(server, command)).status_code >= 500 and monotonic() < until:
            pass
        body: Data = answer.json()
        return body

    def _posts(self, server: Server, command: Data) -> httpx.Response:
        return httpx.post(
            f"{server.url}/sessions/{self.session}/{self.role}/commands/",
            content=json.dumps(command, default=str),
            cookies=self.cookies | {settings.CSRF_COOKIE_NAME: CSRF},
            headers={"X-CSRFToken": CSRF, "Content-Type": "application/json"},
            timeout=SECONDS,
        )

    def gets(self, server: Server, **query: Any) -> httpx.Response:
        """Catch up by GET."""
        return httpx.get(
            f"{server.url}/sessions/{self.session}/{self.role}/events/",
            params=query,
            cookies=self.cookies,
            timeout=SECONDS,
        )


def team(session: Session, user: User) -> Person:
    """A team member, logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return Person(session.pk, "control", {settings.SESSION_COOKIE_NAME: store.session_key or ""})


def screen(session: Session) -> Person:
    """The shared screen, opened by the first of the team."""
    opener = session.deal.team.order_by("since").values_list("user", flat=True)[0]
    token = screen_token(session.pk, opener)
    return Person(session.pk, "screen", {screen_cookie(session.pk): token})


def participant(table: Table, name: str) -> Person:
    """Somebody of this partner, who joined with their phone."""
    partner = table.subject(name).partner
    assert partner is not None
    seat, token = join(table.session, Joining(uuid4(), partner=partner.pk))
    return Person(table.session.pk, "seat", {seat_cookie(table.session.pk): token}, seat)
