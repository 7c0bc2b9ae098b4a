"""What the live side asks the database, each in a thread of its own small pool.

Not the one thread that Django shares among all sockets of a process: one slow query there would
hold up every frame.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import Http404, HttpRequest

from boards.access import Cookies, still_valid, viewer_of
from boards.domain import feed
from boards.domain.context import subject_of
from boards.domain.snapshot import counts_of
from boards.live.knowledge import Knowledge, Known
from boards.models import Placement, SessionLog, Sheet
from boards.viewer import Role, Viewer
from deals.domain.doors import keep_open
from deals.models import Seat, Session, User

THREADS = 4
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")

Answer = TypeVar("Answer")
Numbers = dict[UUID, "Head"]


async def in_thread(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Run something that queries, without holding up the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, _with_connection, function, arguments)


def _with_connection(function: Callable[..., Answer], arguments: tuple[Any, ...]) -> Answer:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


@dataclass(frozen=True)
class Head:
    """How far a session's log is, and the versions beside it."""

    team: int
    room: int
    epoch: UUID
    revocations: int


@dataclass(frozen=True)
class Start:
    """What a hub starts from. The numbers were read first: what came since is applied twice."""

    head: Head
    knows: Knowledge
    counts: dict[str, Any]


@dataclass(frozen=True)
class News:
    """What happened since a number. The versions were read last: they are never older."""

    events: list[feed.Encoded]
    head: Head | None


@dataclass(frozen=True)
class Admission:
    """Somebody whose credential holds, with the revocations that had been heard before that."""

    viewer: Viewer
    revocations: int
    is_closed: bool
    subject: str | None = None
    seat_seq: int = 0


def heads(sessions: Iterable[UUID]) -> Numbers:
    """How far each of these sessions is: one query for all that live in this process."""
    return {pk: Head(*rest) for pk, *rest in _heads().filter(pk__in=list(sessions))}


def _heads() -> Any:
    return SessionLog.objects.values_list("pk", "team_seq", "room_seq", "epoch", "revocations")


def start(session_id: UUID) -> Start:
    """Everything that a hub needs to begin; SessionLog.DoesNotExist without such a session."""
    _pk, *head = _heads().get(pk=session_id)
    phase = Session.objects.values_list("phase", flat=True).get(pk=session_id)
    sheets = list(Sheet.objects.filter(session=session_id).prefetch_related("reveals"))
    layers = {str(s.pk): set(s.open_layers) for s in sheets}
    knows = Knowledge(phase, _placements(sheets), layers)
    return Start(Head(*head), knows, counts_of(session_id))


def _placements(sheets: list[Sheet]) -> dict[str, Known]:
    by_id = {sheet.pk: sheet for sheet in sheets}
    return {
        str(placement.pk): Known(
            sheet=str(placement.sheet_id),
            subject=str(placement.subject_id),
            layer=placement.layer,
            seat=None if placement.seat_id is None else str(placement.seat_id),
            open=by_id[placement.sheet_id].is_open(placement.layer),
        )
        for placement in Placement.objects.filter(sheet__in=by_id)
    }


def news(session_id: UUID, after: int) -> News:
    """What happened in a session after a team number."""
    events = feed.tail(session_id, after)
    return News(events, heads([session_id]).get(session_id))


def no_longer_valid(viewers: Iterable[Viewer]) -> set[Viewer]:
    """Those of these viewers whose credential has gone."""
    return {viewer for viewer in viewers if not still_valid(viewer)}


def admit(role: Role, session_id: UUID, cookies: Cookies) -> Admission | None:
    """Who asks at a socket, by the credential of the role in the address; None for a stranger."""
    log = SessionLog.objects.select_related("session").filter(pk=session_id).first()
    if log is None:
        return None
    user = user_of(cookies) if role == "control" else AnonymousUser()
    try:
        viewer = viewer_of(role, session_id, user, cookies)
    except Http404:
        return None
    if viewer.seat is None:
        return Admission(viewer, log.revocations, log.session.is_closed)
    subject = subject_of(Seat.objects.select_related("session").get(pk=viewer.seat))
    _log, numbers = feed.heads_of(viewer)
    return Admission(
        viewer, log.revocations, log.session.is_closed, str(subject.pk), numbers["seat"]
    )


def user_of(cookies: Cookies) -> User | AnonymousUser:
    """Who is logged in, as Django's own middleware finds it."""
    request = HttpRequest()
    request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    return get_user(request)


def keep_door_open(session_id: UUID) -> None:
    """Somebody has the control or screen view open."""
    keep_open(Session.objects.get(pk=session_id))
