"""Addresses of sockets: the address names the role, as in boards/urls.py."""

from typing import Any, cast

from channels.routing import URLRouter
from django.urls import path, re_path

from boards.live.origin import own_origin
from boards.live.socket import board_socket


async def nothing_here(_scope: Any, _receive: Any, send: Any) -> None:
    """An address that no page of ours has."""
    await send({"type": "websocket.close"})


def _socket_of(role: str) -> Any:
    # Any: Django's types know routes to views only.
    endpoint: Any = board_socket
    return path(f"ws/sessions/<uuid:session_id>/{role}/", endpoint, {"role": role})


_no_route: Any = nothing_here
sockets = own_origin(
    URLRouter(
        [
            _socket_of("control"),
            _socket_of("screen"),
            _socket_of("seat"),
            cast(Any, re_path("", _no_route)),
        ]
    )
)
