"""What goes out through open WebSockets, however they are held: by API Gateway, or by this process under uvicorn."""

from typing import Protocol


class ConnectionGone(Exception):
    """The other side has closed the connection."""


class Sockets(Protocol):
    """Open WebSockets by their ids."""

    async def send(self, connection_id: str, frame: str) -> None:
        """Send a text frame.

        Raises
        ------
        ConnectionGone
            There is nobody there any more.
        ServiceUnavailable
            It could not be sent now.
        """
        ...

    async def close(self, connection_id: str) -> None:
        """Close a connection; one that has closed is no error."""
        ...
