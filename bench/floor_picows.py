"""The floor: what relaying a message to everyone costs at least in Python. Takes the port.

From the benchmark that the project started from; picows and uvloop, and nothing else.
"""

import sys
from typing import Any

import uvloop
from picows import WSListener, WSMsgType, ws_create_server

BACKLOG = 2048
transports: set[Any] = set()


class Peer(WSListener):
    """A client that everything is sent to, and whose messages go to everyone."""

    def on_ws_connected(self, transport: Any) -> None:
        transports.add(transport)
        self.transport = transport

    def on_ws_frame(self, transport: Any, frame: Any) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            text = frame.get_payload_as_bytes()
            for other in transports:
                other.send(WSMsgType.TEXT, text)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: Any) -> None:
        transports.discard(transport)


async def main() -> None:
    """Serve until killed."""
    port = int(sys.argv[1])
    server = await ws_create_server(lambda _request: Peer(), "127.0.0.1", port, backlog=BACKLOG)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
