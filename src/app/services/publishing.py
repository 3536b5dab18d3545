"""From records of the data table's stream to frames on open connections.

A topic is an owner's part of a collection, or a whole shared one. Of the records of a batch each topic gets one frame,
in which each document is told once: as it was made of what was there before the batch, and is now.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from app import logs
from app.collection import Collection
from app.errors import AppError
from app.repositories.attributes import decode_item
from app.repositories.connections import Connections
from app.repositories.document_items import document_of, is_gone
from app.repositories.dynamodb import Values
from app.schemas.documents import models_of
from app.schemas.realtime import RealtimeChange, RealtimeChanges
from app.services.document_content import upgraded
from app.services.document_wire import readable
from app.sockets import ConnectionGone, Sockets

FRAME_BYTES: Final = 100_000
"""How large a frame may be; the gateway takes 128 KB. What does not fit in is told by id and version alone."""

FAN_OUT: Final = 500
"""How many connections one invocation sends to; the rest is given to others."""

LONGEST_SECONDS: Final = 40
"""How long an invocation may send: the function ends after a minute."""

AT_ONCE: Final = 32
_ATTEMPTS: Final = 3


class FanOut(Protocol):
    """Has frames sent elsewhere, so that one large topic holds up nothing."""

    async def start(self, frame: str, connection_ids: Sequence[str], posts_per_second: float) -> None:
        """Have `Publishing.send` called with these."""
        ...


@dataclass(slots=True)
class _Told:
    """What a batch says of one document: what was there before it, and what is there now."""

    collection: Collection
    before: Values | None
    after: Values | None


class Publishing:
    """Publishes.

    Parameters
    ----------
    fan_out
        None where all is sent by this process.
    posts_per_second
        How often the gateway may be called back: the account's other calls need their part of its quota, too.
    """

    def __init__(
        self,
        connections: Connections,
        sockets: Sockets,
        fan_out: FanOut | None,
        collections: Mapping[str, Collection],
        posts_per_second: float,
    ) -> None:
        self._connections = connections
        self._sockets = sockets
        self._fan_out = fan_out
        self._collections = collections
        self._posts_per_second = posts_per_second
        self._next_at = 0.0

    async def publish(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Tell who subscribed what changed. A connection that cannot be told is closed, so that it catches up."""
        for topic, told in self._by_topic(records).items():
            connection_ids = await self._subscribers(topic)
            frame = _frame(told) if connection_ids else ""
            if frame:
                await self._distribute(frame, connection_ids)

    async def send(self, frame: str, connection_ids: Sequence[str], posts_per_second: float | None = None) -> None:
        """Send a frame to connections, some at once, and not faster than may be."""
        free = asyncio.Semaphore(AT_ONCE)
        seconds_between = 1 / (posts_per_second or self._posts_per_second)

        async def when_free(connection_id: str) -> None:
            async with free:
                await self._send(frame, connection_id, seconds_between)

        # All come to an end before the first failure is told, or they would go on under the next event.
        outcomes = await asyncio.gather(*map(when_free, connection_ids), return_exceptions=True)
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if failures:
            raise failures[0]

    async def _subscribers(self, topic: str) -> list[str]:
        connection_ids: list[str] = []
        after: str | None = None
        while True:
            page = await self._connections.subscribers(topic, after)
            connection_ids += page.connection_ids
            after = page.next_after
            if after is None:
                return connection_ids

    async def _distribute(self, frame: str, connection_ids: Sequence[str]) -> None:
        if self._fan_out is None or len(connection_ids) <= FAN_OUT:
            await self.send(frame, connection_ids)
            return
        parts = [connection_ids[start : start + FAN_OUT] for start in range(0, len(connection_ids), FAN_OUT)]
        # All parts together keep to the rate, unless one of them would then take longer than an invocation may.
        rate = max(self._posts_per_second / len(parts), FAN_OUT / LONGEST_SECONDS)
        for part in parts:
            await self._fan_out.start(frame, part, rate)

    async def _send(self, frame: str, connection_id: str, seconds_between: float) -> None:
        for attempt in range(_ATTEMPTS):
            await self._my_turn(seconds_between)
            try:
                await self._sockets.send(connection_id, frame)
            except ConnectionGone:
                await self._connections.remove(connection_id)
                return
            except AppError as error:
                logs.warning("realtime.not_sent", reason=error.type, attempt=attempt)
                await asyncio.sleep(0.1 * 2**attempt)
            else:
                return
        await self._connections.remove(connection_id)
        await self._sockets.close(connection_id)

    async def _my_turn(self, seconds_between: float) -> None:
        """Wait until the next call may be made."""
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next_at)
        self._next_at = mine + seconds_between
        if mine > now:
            await asyncio.sleep(mine - now)

    def _by_topic(self, records: Sequence[Mapping[str, Any]]) -> dict[str, list[_Told]]:
        documents: dict[tuple[str, str], _Told] = {}
        for record in records:
            images = record["dynamodb"]
            key = decode_item(images["Keys"])
            collection = self._collections.get(key["pk"].partition("#")[0])
            if collection is None or not collection.live:
                continue
            before, after = (decode_item(images[name]) if name in images else None for name in ("OldImage", "NewImage"))
            told = documents.setdefault((key["pk"], key["sk"]), _Told(collection, before, after))
            told.after = after
        topics: dict[str, list[_Told]] = {}
        for (partition, _), told in documents.items():
            topics.setdefault(topic_of(told.collection, partition.partition("#")[2]), []).append(told)
        return topics


def topic_of(collection: Collection, owner_id: str) -> str:
    """Return the topic under which changes are told: of a shared collection there is one."""
    return collection.name if collection.is_shared else f"{collection.name}#{owner_id}"


def _content(collection: Collection, item: Values) -> dict[str, Any] | None:
    """Return a document as its readers get it; None for one that cannot be read, which must not hold up the others."""
    try:
        document = readable(upgraded(collection, document_of(item)), models_of(collection).read, collection.name)
    except Exception as error:  # in an `upgrade` of the application, say
        logs.failure("document.unreadable", error)
        return None
    if document is None:
        return None
    content: dict[str, Any] = json.loads(document.model_dump_json(by_alias=True))
    return content


def _frame(told: Sequence[_Told]) -> str:
    """Return the frame of a topic; empty where nothing that anybody could have seen has changed."""
    changes: list[RealtimeChange] = []
    size = 0
    for each in told:
        change = _change(each)
        if change is None:
            continue
        own = len(json.dumps(change.document, ensure_ascii=False).encode()) if change.document else 0
        if size + own > FRAME_BYTES:
            change.document, own = None, 0
        size += own + 200
        changes.append(change)
    if not changes:
        return ""
    return RealtimeChanges(type="changes", changes=changes).model_dump_json(exclude_none=True)


def _change(told: _Told) -> RealtimeChange | None:
    was_there = told.before is not None and "data" in told.before
    is_there = told.after is not None and not is_gone(told.after)
    item = told.after or told.before
    if item is None or not (was_there or is_there):
        return None
    name = told.collection.name
    if not is_there:
        version = item["version"] + (told.after is None)  # one that was removed left nothing to count on
        return RealtimeChange(collection=name, op="deleted", id=item["sk"], version=version)
    content = _content(told.collection, item)
    op = "updated" if was_there else "created"
    return RealtimeChange(collection=name, op=op, id=item["sk"], version=item["version"], document=content)
