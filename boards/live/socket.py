"""The door of a socket: who are you, come in, pass on what you drag, goodbye.

A bare ASGI coroutine instead of a consumer class: Channels makes a thread hop for every message
that a consumer dispatches.
"""

import asyncio
from typing import Any, cast
from uuid import UUID

import structlog
from django.http.cookie import parse_cookie

from boards.live import hub as hubs
from boards.live import reads
from boards.live.drags import drag_in
from boards.live.hub import Hub
from boards.live.members import TOLERATED_NONSENSE, Member
from boards.live.outlets import RAW, PortableOutlet, RawOutlet, RawSocket, Send
from boards.live.process import live_process
from boards.viewer import Role

logger = structlog.get_logger(__name__)

NONSENSE, BROKEN = 4400, 1011

Scope = dict[str, Any]


async def board_socket(scope: Scope, receive: Any, send: Send) -> None:
    """One socket of one role of a session, from its opening to its end."""
    await receive()
    arguments = scope["url_route"]["kwargs"]
    role, session_id = cast(Role, arguments["role"]), arguments["session_id"]
    say = logger.bind(session=str(session_id), role=role, ip=(scope.get("client") or [None])[0])
    await send({"type": "websocket.accept"})
    try:
        let_in = await _let_in(role, session_id, cookies_of(scope))
    except Exception:
        say.exception("socket.broken")
        await _refuse(send, BROKEN, "try again")
        return
    if isinstance(let_in, int):
        say.info("socket.refused", code=let_in)
        await _refuse(send, let_in, _REASONS[let_in])
        return
    await _serve(let_in, scope, receive, send, say)


_REASONS = {
    hubs.NOT_YOURS: "not yours",
    hubs.CLOSED: "closed",
    hubs.TOO_MANY: "too many sockets",
}


async def _let_in(
    role: Role, session_id: UUID, cookies: dict[str, str]
) -> tuple[Hub, reads.Admission] | int:
    """The hub and who comes in, or the code with which they are refused.

    Asked again while the hub has heard of a revocation that the admission had not: nothing is
    awaited between the last answer and the joining.
    """
    while True:
        admission = await reads.in_thread(reads.admit, role, session_id, cookies)
        if admission is None:
            return hubs.NOT_YOURS
        if admission.is_closed and role != "control":
            return hubs.CLOSED
        hub = await live_process().hub(session_id)
        if not hub.has_ended and admission.revocations >= hub.revocations:
            break
    if hub.is_closed and role != "control":
        return hubs.CLOSED
    if not hub.has_place_for(admission.viewer):
        return hubs.TOO_MANY
    return hub, admission


async def _serve(
    let_in: tuple[Hub, reads.Admission], scope: Scope, receive: Any, send: Send, say: Any
) -> None:
    hub, admission = let_in
    raw: RawSocket | None = (scope.get("extensions") or {}).get(RAW)
    outlet = PortableOutlet(send) if raw is None else RawOutlet(raw, send)
    member = Member(admission.viewer, outlet, admission.subject)

    def take(text: bytes | str) -> None:
        hear(hub, member, text)

    if raw is not None:
        raw.on_text(take)
    if member.viewer.role != "screen":
        say = say.bind(who=member.viewer.actor)
    hub.join(member, admission.seat_seq)
    say.info("socket.joined")
    try:
        while (message := await receive())["type"] != "websocket.disconnect":
            take(message.get("text") or b"")
    except asyncio.CancelledError:
        if not isinstance(outlet, PortableOutlet) or not outlet.was_cut:
            raise
    finally:
        hub.leave(member)
        outlet.end()
        say.info("socket.left")


def hear(hub: Hub, member: Member, text: bytes | str) -> None:
    """Take in one message: a drag, or nonsense, of which a browser that is ours sends none."""
    if not member.may_speak():
        return
    drag = drag_in(text)
    if drag is not None:
        hub.drag(member, drag)
        return
    member.nonsense += 1
    if member.nonsense == TOLERATED_NONSENSE:
        hub.dismiss(member, NONSENSE, "nonsense")


async def _refuse(send: Send, code: int, reason: str) -> None:
    await send({"type": "websocket.close", "code": code, "reason": reason})


def cookies_of(scope: Scope) -> dict[str, str]:
    """The cookies that a browser sends along."""
    headers = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    return parse_cookie(headers.decode("latin-1"))
