"""Which event is for whom."""

import asyncio
from collections.abc import Mapping
from typing import Any

from app import request_context
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
            case {"purge": str(user_id)}:
                await self._runtime.purging.step(user_id)
            case {"purge_leftovers": True}:
                await self._runtime.purging.step_of_each()
            case _:
                raise ValueError("this event is of no kind that is handled here")
        return {}
