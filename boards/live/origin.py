"""Which pages may open a socket: those of this site, by scheme, host and port.

Browsers send cookies along with sockets that other sites open, and no CSRF token. Channels' own
validator takes subdomains for the site and stumbles over odd ports, so this one compares whole.
"""

from typing import Any

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

logger = structlog.get_logger(__name__)

Scope = dict[str, Any]


def own_origin(application: Any) -> Any:
    """The application for sockets of this site's pages; all others get 403 before anything."""

    async def checked(scope: Scope, receive: Any, send: Any) -> None:
        if is_own(scope):
            await application(scope, receive, send)
        else:
            logger.warning(
                "socket.foreign_origin",
                origin=header(scope, b"origin"),
                path=scope["path"],
                ip=(scope.get("client") or [None])[0],
            )
            await send({"type": "websocket.close"})

    return checked


def is_own(scope: Scope) -> bool:
    """Whether the socket was opened by a page of this site."""
    origin = header(scope, b"origin")
    if not origin or origin == "null":
        return False
    if settings.CSRF_TRUSTED_ORIGINS:
        return origin in settings.CSRF_TRUSTED_ORIGINS
    # Without a list, what the browser asked for; a host name that is not ours does not count.
    host = header(scope, b"host")
    scheme = "https" if scope["scheme"] == "wss" else "http"
    return is_our_host(host) and origin == f"{scheme}://{host}"


def is_our_host(host: str) -> bool:
    """Whether a Host header names this installation."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def header(scope: Scope, name: bytes) -> str:
    """A header of the request, empty when it is missing or given twice."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1").lower() if len(values) == 1 else ""
