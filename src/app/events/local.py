"""Events under uvicorn: the tables' streams are read here, alarms ring and sockets are held in this process.

For the local stage alone. In a deployed stack the events function is called by AWS, and nobody polls.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app import clock, logs, request_context
from app.blocking import in_worker_thread
from app.collection import Collection
from app.events import stream
from app.events.local_sockets import LocalSockets
from app.events.runtime import EventsRuntime
from app.ids import new_id
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.repositories.table_stream import TableStream
from app.services.realtime import Realtime
from app.settings import Settings

POLL_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0


class LocalAlarm:
    """Rings by calling a function of this process; what was set is lost with it, and found again at the next start."""

    def __init__(self) -> None:
        self.answer: Callable[[str], Awaitable[None]] | None = None
        self._set: dict[tuple[str, int], asyncio.Task[None]] = {}

    async def ring(self, user_id: str, at: int) -> None:
        """Have it answered for a user at a time, seconds since 1970."""
        if (user_id, at) not in self._set:
            task = asyncio.create_task(self._ring(user_id, at))
            self._set[user_id, at] = task
            task.add_done_callback(lambda _: self._set.pop((user_id, at), None))

    async def _ring(self, user_id: str, at: int) -> None:
        await asyncio.sleep(max(0.0, at - clock.now()))
        if self.answer is not None:
            await _until_done("purge", lambda: self.answer(user_id))  # type: ignore[misc]

    def cancel(self) -> None:
        """Forget what is set."""
        for task in list(self._set.values()):
            task.cancel()


@dataclass(frozen=True, slots=True)
class LocalEvents:
    """What the WebSocket route needs of it."""

    realtime: Realtime
    sockets: LocalSockets


@asynccontextmanager
async def local_events(settings: Settings, collections: Mapping[str, Collection]) -> AsyncIterator[LocalEvents]:
    """Handle events for as long as the context lasts."""
    clients = Clients(settings)
    alarm, sockets = LocalAlarm(), LocalSockets()
    runtime = EventsRuntime(settings, collections, DynamoDB(clients, in_worker_thread), alarm, sockets)
    alarm.answer = runtime.purging.step
    tables = (settings.data_table, settings.sessions_table)
    streams = [TableStream(clients, in_worker_thread, table) for table in tables]
    tasks = [asyncio.create_task(_read(records, runtime)) for records in streams]
    try:
        yield LocalEvents(runtime.realtime, sockets)
    finally:
        alarm.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(records: TableStream, runtime: EventsRuntime) -> None:
    request_context.enter(request_context.RequestContext(new_id()))
    await _until_done("stream", records.open)
    await _until_done("purge", runtime.purging.step_of_each)  # what nobody was told of, the last process having ended
    while True:
        batch = await _until_done("stream", records.next)
        if batch:
            await _until_done("stream", lambda: _handled(batch, runtime))  # noqa: B023
        else:
            await asyncio.sleep(POLL_SECONDS)


async def _handled(batch: Sequence[stream.Record], runtime: EventsRuntime) -> None:
    failed = await stream.handle(batch, runtime)
    if failed:
        raise RuntimeError(f"the record {failed[0]} could not be handled")


async def _until_done[Result](what: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """Do it again until it succeeds, less and less often; the first failure is logged."""
    pause = POLL_SECONDS
    while True:
        try:
            return await work()
        except Exception as error:
            if pause == POLL_SECONDS:
                logs.warning(f"{what}.failed", reason=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
