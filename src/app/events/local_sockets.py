"""WebSockets that this process holds under uvicorn, and the route that opens them."""

from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app import request_context
from app.errors import AppError
from app.ids import new_id
from app.sockets import ConnectionGone

if TYPE_CHECKING:
    from app.services.realtime import Realtime


class LocalSockets:
    """Sends to the sockets of this process and closes them."""

    def __init__(self) -> None:
        self._open: dict[str, WebSocket] = {}

    async def serve(self, socket: WebSocket, realtime: "Realtime") -> None:
        """Serve a socket for as long as it is open: the protocol of docs/realtime.md, as behind the gateway."""
        connection_id = new_id()
        request_context.enter(request_context.RequestContext(connection_id))
        try:
            await realtime.connect(connection_id, socket.query_params.get("ticket"))
        except AppError:
            await socket.close()  # before it was accepted: the handshake is answered with 403
            return
        await socket.accept()
        self._open[connection_id] = socket
        try:
            while True:
                text = await socket.receive_text()
                with suppress(AppError):  # as behind the gateway, where the connection stays too
                    await realtime.received(connection_id, text)
        except (WebSocketDisconnect, RuntimeError, KeyError):  # closed by either side, or not text
            pass
        finally:
            self._open.pop(connection_id, None)
            await realtime.disconnected(connection_id)

    async def send(self, connection_id: str, frame: str) -> None:
        """Send a text frame; `ConnectionGone` where this process holds no such socket."""
        socket = self._open.get(connection_id)
        if socket is None:
            raise ConnectionGone
        try:
            await socket.send_text(frame)
        except (RuntimeError, WebSocketDisconnect):
            raise ConnectionGone from None

    async def close(self, connection_id: str) -> None:
        """Close a socket; one that is not there is no error."""
        socket = self._open.pop(connection_id, None)
        if socket is not None and socket.application_state is WebSocketState.CONNECTED:
            await socket.close()
