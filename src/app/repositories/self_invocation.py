"""Invocations of the events function by itself, for what one of them alone would take too long for.

One level deep: what is started here starts nothing, so Lambda's recursion detection has nothing to find.
"""

import json
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import ServiceUnavailable
from app.repositories.aws import Clients


class SelfInvocation:
    """Starts invocations and does not wait for them."""

    def __init__(self, clients: Clients, run: RunBlocking, function_arn: str) -> None:
        self._clients = clients
        self._run = run
        self._function_arn = function_arn

    async def start(self, frame: str, connection_ids: Sequence[str], posts_per_second: float) -> None:
        """Have a frame sent to these connections by another invocation."""
        broadcast = {"frame": frame, "connection_ids": list(connection_ids), "posts_per_second": posts_per_second}
        payload = json.dumps({"broadcast": broadcast}, ensure_ascii=False).encode()
        try:
            await self._run(
                lambda: self._clients.functions.invoke(
                    FunctionName=self._function_arn, InvocationType="Event", Payload=payload
                )
            )
        except (BotoCoreError, ClientError) as error:
            logs.warning("fan_out.refused", reason=type(error).__name__)
            raise ServiceUnavailable from error
