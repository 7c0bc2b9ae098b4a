"""The ASGI application: pages by Django, sockets by the board's door."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from boards.live.process import live_process  # noqa: E402 - needs the apps to be loaded
from boards.live.reads import in_thread, user_of  # noqa: E402
from boards.live.routes import sockets  # noqa: E402
from boards.live.socket import cookies_of  # noqa: E402

MAX_BODY_BYTES = 1024 * 1024
# The addresses that take a file, by how they end, and what a request there may have: a list of
# partners of at most 5 MB (deals/views/imports.py), a photo of at most 15 MB
# (boards/views/uploads.py), a whole deal of at most 32 MB (deals/views/archive.py).
FILES = {
    "/partners/import/": 6 * 1024 * 1024,
    "/paper/new/": 16 * 1024 * 1024,
    "/photos/": 16 * 1024 * 1024,
    "/deals/import/": 33 * 1024 * 1024,
}

_router = ProtocolTypeRouter({"http": pages, "websocket": sockets})


def limited(receive: Any, most: int) -> Any:
    """Stop reading a body beyond `most` bytes: Django would keep all of it on disk before it looks.
    What comes then is as if the sender had hung up.
    """
    taken = 0

    async def limited_receive() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > most else message

    return limited_receive


def unread(receive: Any) -> Any:
    """An empty body in place of one that is too large: it flows past, and the page, which sees how
    large it said to be, can answer with a sentence.
    """
    told = False

    async def empty_receive() -> Any:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    return empty_receive


def bounded(scope: Any, receive: Any, *, is_known: bool) -> Any:
    """What a request's body is read through. `is_known`: somebody who is logged in sends it; from
    anybody else no address takes a file.
    """
    most = _most_of_a_file(scope)
    if most is None:
        return limited(receive, MAX_BODY_BYTES)
    if not is_known:
        most = MAX_BODY_BYTES
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if length.isdigit() and int(length) > most:
        return unread(receive)
    return limited(receive, most)


def _most_of_a_file(scope: Any) -> int | None:
    """How large a body may be at an address that takes a file; None at every other one."""
    return next((most for end, most in FILES.items() if scope["path"].endswith(end)), None)


async def _is_known(scope: Any) -> bool:
    """Whether somebody who is logged in sends a file: asked of the database for that alone."""
    if scope["method"] != "POST" or _most_of_a_file(scope) is None:
        return False
    user = await in_thread(user_of, cookies_of(scope))
    return user.is_authenticated


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Every request and socket. The first one makes the live side, so that a process that only
    ever takes commands tells the other processes of them too.
    """
    live_process()
    if scope["type"] == "http":
        receive = bounded(scope, receive, is_known=await _is_known(scope))
    await _router(scope, receive, send)
