"""The ASGI application: pages by Django, sockets by the board's door."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from boards.live.process import live_process  # noqa: E402 - needs the apps to be loaded
from boards.live.routes import sockets  # noqa: E402

MAX_BODY_BYTES = 1024 * 1024

_router = ProtocolTypeRouter({"http": pages, "websocket": sockets})


def limited(receive: Any) -> Any:
    """Stop reading a body beyond 1 MiB: Django would keep all of it on disk before it looks. What
    comes then is as if the sender had hung up.
    """
    taken = 0

    async def limited_receive() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > MAX_BODY_BYTES else message

    return limited_receive


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Every request and socket. The first one makes the live side, so that a process that only
    ever takes commands tells the other processes of them too.
    """
    live_process()
    if scope["type"] == "http":
        receive = limited(receive)
    await _router(scope, receive, send)
