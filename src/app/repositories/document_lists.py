"""Lists of documents: from one partition or many, through an index or not, in one order with one position.

The position behind which a list goes on is a sort key, and the same for every partition that is merged into it.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.collection.layout import Layout, Slot
from app.repositories.attributes import encode_item, size_of
from app.repositories.document_items import Document, document_of, is_gone, not_gone
from app.repositories.document_keys import OWNER_INDEX, index_partitions_of, owner_partition, partitions_of
from app.repositories.dynamodb import DynamoDB, Values
from app.repositories.index_keys import BEHIND_IDS, NULL, VALUE, key_above, key_below
from app.repositories.operations import ALWAYS, Condition, Key, Query

MAX_READS: Final = 4
"""How often a list asks DynamoDB for one page, in each of its partitions."""

READ_WHEN_FILTERED: Final = 200
"""How many documents are looked at in one read when a filter drops some."""

MAX_PAGE_BYTES: Final = 4_000_000
"""How large the documents of a page may be on their way out of Lambda, which takes 6 MB (with JSON inside JSON)."""

_READ_AT_ONCE: Final = 25
_SMALL: Final = 4096


@dataclass(frozen=True, slots=True)
class Range:
    """Keys of an index between two texts, both included. Without bounds: all of them, null too."""

    low: str = VALUE
    high: str = NULL + BEHIND_IDS

    @property
    def is_empty(self) -> bool:
        """Whether nothing can lie in it."""
        return self.low > self.high


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which documents, in which order.

    Parameters
    ----------
    owner_id
        Whose; None for those of all owners.
    driver
        The index that they are read through; without one they are read by id.
    within
        The keys of that index.
    filters
        What other indexes' keys have to be.
    after
        The sort key behind which to begin.
    """

    collection: str
    owner_id: str | None
    limit: int
    descending: bool
    driver: Slot | None = None
    within: Range = Range()
    filters: Sequence[tuple[Slot, Range]] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some documents in order; `next_after` is the sort key behind which the list goes on, None at its end."""

    documents: list[Document]
    next_after: str | None


@dataclass(slots=True)
class _Stream:
    """One partition of a list: what has been read of it, and how far."""

    query: Query
    low: str | None
    high: str | None
    items: list[tuple[str, Values]] = field(default_factory=list)
    frontier: str | None = None
    is_done: bool = False


class DocumentLists:
    """Reads lists of documents."""

    def __init__(self, database: DynamoDB, table: str, layouts: Mapping[str, Layout]) -> None:
        self._database = database
        self._table = table
        self._layouts = layouts

    async def page(self, query: ListQuery) -> DocumentPage:
        """Read a page.

        One more than the limit is looked for, so that the last page knows it is the last. What is deleted, over or
        filtered out is passed over, and DynamoDB ends a read at 1 MB; what is missing is read on for, a few times, so
        that a page may still be short.
        """
        streams = self._streams(query)
        for _ in range(MAX_READS):
            lagging = _lagging(streams, query)
            if not lagging:
                break
            await asyncio.gather(*(self._read(stream, query) for stream in lagging))
        return _page(streams, query)

    def _streams(self, query: ListQuery) -> list[_Stream]:
        if query.within.is_empty or any(within.is_empty for _, within in query.filters):
            return []
        layout = self._layouts[query.collection]
        low: str | None = None
        high: str | None = None
        index = None
        if query.driver is not None:
            index, low, high = query.driver.table_index, query.within.low, query.within.high
            partitions = index_partitions_of(layout, query.driver, query.owner_id)
        elif layout.is_shared and query.owner_id is not None:
            index, partitions = OWNER_INDEX, (owner_partition(layout, query.owner_id),)
        else:
            partitions = partitions_of(layout, query.owner_id)
        drops = query.filters or (query.driver is not None and layout.is_shared and query.owner_id is not None)
        at_once = max(query.limit + 1, READ_WHEN_FILTERED if drops else 0)
        filtered = ALWAYS if index == OWNER_INDEX else _filter(query, layout)
        return [
            _Stream(
                Query(self._table, partition, at_once, descending=query.descending, index=index, filtered=filtered),
                low,
                high,
                frontier=query.after,
            )
            for partition in partitions
        ]

    async def _read(self, stream: _Stream, query: ListQuery) -> None:
        low, high = stream.low, stream.high
        if stream.frontier is not None:
            if query.descending:
                high = key_below(stream.frontier)
            else:
                low = key_above(stream.frontier)
        if low is not None and high is not None and low > high:
            stream.is_done = True
            return
        page = await self._database.query(replace(stream.query, low=low, high=high))
        name = stream.query.sort_key
        items = [(item[name], item) for item in page.items]
        if stream.query.index == OWNER_INDEX:
            items = await self._whole(items, query)
        stream.items += items
        stream.frontier = page.resume_after
        stream.is_done = page.resume_after is None

    async def _whole(self, keys: Sequence[tuple[str, Values]], query: ListQuery) -> list[tuple[str, Values]]:
        """Read the documents of which an index has told the keys, and filter them as DynamoDB would have."""
        wanted = {Key(self._table, item["pk"], item["sk"]): position for position, item in keys}
        found: dict[Key, Values] = {}
        pending = list(wanted)
        for start in range(0, len(pending), _READ_AT_ONCE):
            found |= await self._database.get_many(dict.fromkeys(pending[start : start + _READ_AT_ONCE], ()))
        return [
            (position, found[key])
            for key, position in wanted.items()
            if key in found
            and not is_gone(found[key])
            and all(
                within.low <= found[key].get(f"{slot.table_index}_sk", "") <= within.high
                for slot, within in query.filters
            )
        ]


def _filter(query: ListQuery, layout: Layout) -> Condition:
    """Return the filter: a document's keys in other indexes are attributes like any other."""
    there = not_gone()
    expression, names, values = there.expression, dict(there.names), dict(there.values)
    if layout.is_shared and query.owner_id is not None:
        expression += " AND owner_id = :owner"
        values[":owner"] = query.owner_id
    for slot, within in query.filters:
        name = slot.table_index
        expression += f" AND #{name} BETWEEN :{name}_low AND :{name}_high"
        names[f"#{name}"] = f"{name}_sk"
        values |= {f":{name}_low": within.low, f":{name}_high": within.high}
    return Condition(expression, names=names, values=values)


def _lagging(streams: Sequence[_Stream], query: ListQuery) -> list[_Stream]:
    """Return the partitions that have to be read on before the page can be said."""
    unfinished = [stream for stream in streams if not stream.is_done]
    keys = sorted((key for stream in streams for key, _ in stream.items), reverse=query.descending)
    if len(keys) <= query.limit:
        return unfinished
    needed = keys[query.limit]
    return [stream for stream in unfinished if stream.frontier is None or _is_before(stream.frontier, needed, query)]


def _is_before(key: str, other: str, query: ListQuery) -> bool:
    return key > other if query.descending else key < other


def _page(streams: Sequence[_Stream], query: ListQuery) -> DocumentPage:
    """Merge what was read, up to where every partition has been."""
    frontiers = [stream.frontier for stream in streams if not stream.is_done and stream.frontier is not None]
    end = None
    if frontiers:
        end = max(frontiers) if query.descending else min(frontiers)
    merged = sorted(
        (
            (key, item)
            for stream in streams
            for key, item in stream.items
            if end is None or not _is_before(end, key, query)
        ),
        key=lambda entry: entry[0],
        reverse=query.descending,
    )
    documents: list[Document] = []
    size = 0
    last: str | None = None
    for key, item in merged[: query.limit]:
        size += wire_size(item)
        if documents and size > MAX_PAGE_BYTES:
            return DocumentPage(documents, last)
        documents.append(document_of(item))
        last = key
    return DocumentPage(documents, last if len(merged) > query.limit else end)


def wire_size(item: Values) -> int:
    """Return how many bytes an item takes on its way out: a few escapes may make one byte seven."""
    data: Any = item["data"]
    stored = size_of(encode_item(data))
    if stored < _SMALL:
        return stored * 7
    return len(json.dumps(json.dumps(data, default=str, ensure_ascii=False), ensure_ascii=False).encode()) + 1000
