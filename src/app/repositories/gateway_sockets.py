"""WebSockets that API Gateway holds, by its management API."""

from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import ServiceUnavailable
from app.repositories.aws import Clients
from app.sockets import ConnectionGone


class GatewaySockets:
    """Sends to them and closes them."""

    def __init__(self, clients: Clients, run: RunBlocking) -> None:
        self._clients = clients
        self._run = run

    async def send(self, connection_id: str, frame: str) -> None:
        """Send a text frame; `ConnectionGone` where there is nobody, `ServiceUnavailable` where it cannot be sent."""
        data = frame.encode()
        try:
            await self._run(lambda: self._clients.sockets.post_to_connection(ConnectionId=connection_id, Data=data))
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == "GoneException":
                raise ConnectionGone from None
            logs.warning("socket.refused", reason=code)
            raise ServiceUnavailable from error
        except BotoCoreError as error:
            logs.warning("socket.refused", reason=type(error).__name__)
            raise ServiceUnavailable from error

    async def close(self, connection_id: str) -> None:
        """Close a connection; one that cannot be closed closes by itself within two hours."""
        try:
            await self._run(lambda: self._clients.sockets.delete_connection(ConnectionId=connection_id))
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code != "GoneException":
                logs.warning("socket.not_closed", reason=code)
        except BotoCoreError as error:
            logs.warning("socket.not_closed", reason=type(error).__name__)
