"""uvicorn's websocket protocol, showing its transport to the live side (boards/live/outlets.py).

A frame for two hundred people is then encoded once and written two hundred times, and a drag goes
from the socket to the hub without a queue and a task in between. It leans on uvicorn's inside, so
`config.serve` uses it only with the version it was written for.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from boards.live.outlets import RAW, OnText, RawSocket

WRITTEN_FOR = "0.54.0"


class LiveProtocol(WebSocketsSansIOProtocol):
    """Adds one extension to the scope, and a hook for incoming texts."""

    _on_text: OnText | None = None

    async def run_asgi(self) -> None:
        """Show the transport: a whole frame may be written between two of uvicorn's own."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[RAW] = RawSocket(self.transport, self._hook)
        await super().run_asgi()

    def send_receive_event_to_app(self) -> None:
        """Give an incoming text to the hook instead of the application's queue."""
        if self._on_text is None or self.curr_msg_data_type != "text" or self.close_sent:
            super().send_receive_event_to_app()
            return
        text, self.frames = b"".join(self.frames), []
        self._on_text(text)

    def _hook(self, on_text: OnText) -> None:
        self._on_text = on_text
