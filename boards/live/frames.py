"""What goes over a socket, made once for everyone who receives it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import orjson

_TEXT_FRAME = 0x81
_SHORT, _MEDIUM = 126, 65536


class Frame:
    """One message: as text for ASGI, or as the bytes of a whole websocket frame."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload

    @cached_property
    def text(self) -> str:
        """The message for an ASGI `websocket.send`."""
        return self.payload.decode()

    @cached_property
    def raw(self) -> bytes:
        """The message as one unmasked websocket text frame (RFC 6455, section 5.2)."""
        size = len(self.payload)
        if size < _SHORT:
            return bytes((_TEXT_FRAME, size)) + self.payload
        if size < _MEDIUM:
            return bytes((_TEXT_FRAME, 126)) + size.to_bytes(2, "big") + self.payload
        return bytes((_TEXT_FRAME, 127)) + size.to_bytes(8, "big") + self.payload


def events_frame(parts: Iterable[bytes]) -> Frame:
    """Numbered events, as `boards.domain.feed` encoded them."""
    return Frame(b'{"events":[' + b",".join(parts) + b"]}")


def message(data: dict[str, Any]) -> Frame:
    """Anything that is not a numbered event: heartbeat, weather, goodbye."""
    return Frame(orjson.dumps(data))
