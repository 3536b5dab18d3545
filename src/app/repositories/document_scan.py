"""The whole data table, page by page: for operators only, since it costs what reading every document costs."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any, Final

from app.repositories.attributes import encode_item
from app.repositories.document_items import Document, document_of, is_gone
from app.repositories.document_keys import CHANGES_ATTRIBUTES, INDEX_ATTRIBUTES, OWNER_INDEX
from app.repositories.dynamodb import Values
from app.repositories.operations import Key
from app.repositories.operator_database import OperatorDatabase

type Position = tuple[str, str]
"""The keys of the item behind which a scan goes on."""

PAGE_ITEMS: Final = 500
"""How many items are looked at in one read, of 1 MB at most."""

_MAX_FILTERED: Final = 100
"""How many collections a filter names: its text may have 4 KB."""


class NotTheDataTable(Exception):
    """The table is another one, of the same stack perhaps."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with what only its storage knows: its partition, mark and time of its last write, index attributes."""

    collection: str
    partition: str
    document: Document
    write: str
    changed_at: str
    entries: dict[str, str]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """Documents in no order. `looked_at` counts everything that was read for them."""

    documents: list[StoredDocument]
    looked_at: int
    resume_after: Position | None


class DocumentScan:
    """Reads the documents of the data table that are not gone, of collections declared or not."""

    def __init__(self, database: OperatorDatabase, table: str) -> None:
        self._database = database
        self._table = table

    async def approximate_count(self) -> int:
        """Return how many items the table had some hours ago.

        Raises
        ------
        NotTheDataTable
            It has not the indexes of a data table.
        """
        facts = await self._database.describe(self._table)
        if OWNER_INDEX not in facts.indexes:
            raise NotTheDataTable
        return facts.items

    async def pages(
        self, collections: Collection[str] | None = None, after: Position | None = None
    ) -> AsyncIterator[ScannedPage]:
        """Read the documents of these collections, None for all, strongly consistent.

        What is written meanwhile may be in a page or not; what is there all the time is in exactly one.
        """
        filtered = _filter(collections)
        start = after
        while True:
            begin = {} if start is None else {"ExclusiveStartKey": Key(self._table, *start).item()}
            page = await self._database.scan(self._table, Limit=PAGE_ITEMS, **filtered, **begin)
            documents = [stored for item in page.items if (stored := stored_document(item)) is not None]
            start = None if page.last is None else (page.last.pk, page.last.sk)
            yield ScannedPage(
                [stored for stored in documents if collections is None or stored.collection in collections],
                page.looked_at,
                start,
            )
            if start is None:
                return


def stored_document(item: Values) -> StoredDocument | None:
    """Return the document that an item holds; None for one that is gone, and for what is no document."""
    collection, separator, _ = item["pk"].partition("#")
    if not separator or is_gone(item) or "data" not in item:
        return None
    entries: dict[str, str] = {name: item[name] for name in (*INDEX_ATTRIBUTES, *CHANGES_ATTRIBUTES) if name in item}
    return StoredDocument(collection, item["pk"], document_of(item), item["write"], item["changed_at"], entries)


def _filter(collections: Collection[str] | None) -> dict[str, Any]:
    """Let DynamoDB leave out what is not wanted: it costs the same to read, but it does not travel."""
    if not collections or len(collections) > _MAX_FILTERED:
        return {}
    values = {f":c{number}": f"{name}#" for number, name in enumerate(sorted(collections))}
    return {
        "FilterExpression": " OR ".join(f"begins_with(pk, {value})" for value in values),
        "ExpressionAttributeValues": encode_item(values),
    }
