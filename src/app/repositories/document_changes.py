"""The index of changes: documents and tombstones of a collection by the time of their last change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from app.collection.layout import Layout
from app.repositories.document_items import Document, document_of, is_gone
from app.repositories.document_keys import CHANGES_INDEX, partitions_of
from app.repositories.document_lists import MAX_PAGE_BYTES, wire_size
from app.repositories.dynamodb import DynamoDB, Page, Values
from app.repositories.index_keys import key_above
from app.repositories.operations import Query


@dataclass(frozen=True, slots=True)
class StoredChange:
    """The last change of a document: where it is in the index, and what is there now, None where it was deleted."""

    position: str
    document_id: str
    version: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes, oldest first, and whether there are more behind them."""

    changes: list[StoredChange]
    has_more: bool


class DocumentChanges:
    """Reads the index, eventually consistent."""

    def __init__(self, database: DynamoDB, table: str, layouts: Mapping[str, Layout]) -> None:
        self._database = database
        self._table = table
        self._layouts = layouts

    async def page(self, collection: str, owner_id: str | None, *, limit: int, after: str) -> ChangePage:
        """Read a page of all partitions, merged. A page ends where one of them was not read further."""
        partitions = partitions_of(self._layouts[collection], owner_id)
        pages = await asyncio.gather(*(self._read(partition, limit + 1, after) for partition in partitions))
        ends = [page.resume_after for page in pages if page.resume_after is not None]
        end = min(ends) if ends else None
        items = sorted((item for page in pages for item in page.items), key=_position)
        changes: list[StoredChange] = []
        size = 0
        for item in items:
            if len(changes) == limit or (end is not None and _position(item) > end):
                return ChangePage(changes, has_more=True)
            size += wire_size(item) if "data" in item else 0
            if changes and size > MAX_PAGE_BYTES:
                return ChangePage(changes, has_more=True)
            changes.append(_change_of(item))
        return ChangePage(changes, has_more=end is not None)

    async def _read(self, partition: str, count: int, after: str) -> Page:
        low = key_above(after) if after else None
        return await self._database.query(Query(self._table, partition, count, low=low, index=CHANGES_INDEX))


def _position(item: Values) -> str:
    position: str = item["changes_sk"]
    return position


def _change_of(item: Values) -> StoredChange:
    document = None if is_gone(item) else document_of(item)
    # What is over by itself was not written again, and has to count as newer than what clients have.
    version = item["version"] + (document is None and "data" in item)
    return StoredChange(_position(item), item["sk"], version, document)
