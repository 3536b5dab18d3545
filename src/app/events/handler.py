"""Which event is for whom."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from app import request_context
from app.errors import AppError
from app.events import stream
from app.events.runtime import EventsRuntime
from app.ids import new_id


class EventsHandler:
    """A Lambda handler. What it raises, Lambda repeats."""

    def __init__(self, runtime: EventsRuntime) -> None:
        self._runtime = runtime
        self._loop = asyncio.new_event_loop()

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Handle one event.

        Raises
        ------
        ValueError
            Nobody here knows such events.
        """
        request_id = getattr(context, "aws_request_id", None) or new_id()
        request_context.enter(request_context.RequestContext(request_id))
        return self._loop.run_until_complete(self._handled(event))

    async def _handled(self, event: Mapping[str, Any]) -> dict[str, Any]:
        match event:
            case {"Records": [{"eventSource": "aws:dynamodb"}, *_] as records}:
                failed = await stream.handle(records, self._runtime)
                return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}
            case {"requestContext": {"routeKey": str(route), "connectionId": str(connection_id)}}:
                return {"statusCode": await self._socket(route, connection_id, event)}
            case {"broadcast": {"frame": str(frame), "connection_ids": list(connection_ids), "posts_per_second": rate}}:
                await self._runtime.publishing.send(frame, connection_ids, rate)
            case {"purge": str(user_id)}:
                await self._runtime.purging.step(user_id)
            case {"purge_leftovers": True}:
                await self._runtime.purging.step_of_each()
            case _:
                raise ValueError("this event is of no kind that is handled here")
        return {}

    async def _socket(self, route: str, connection_id: str, event: Mapping[str, Any]) -> int:
        """Handle an event of the WebSocket API, and return the status; on connecting, another than 200 refuses."""
        realtime = self._runtime.realtime
        try:
            match route:
                case "$connect":
                    ticket = (event.get("queryStringParameters") or {}).get("ticket")
                    await realtime.connect(connection_id, ticket)
                case "$disconnect":
                    await realtime.disconnected(connection_id)
                case _:
                    await realtime.received(connection_id, event.get("body") or "")
        except AppError as error:
            return error.status
        return HTTPStatus.OK
