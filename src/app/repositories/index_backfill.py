"""Putting documents that are there into indexes that are new, and how far that has got.

The checkpoint lies beside the record of the indexes that are ready: `LAYOUT` / `REINDEX`. Collections are in lower
case, so none is in its place.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from app.repositories.document_keys import CHANGES_ATTRIBUTES, INDEX_ATTRIBUTES
from app.repositories.document_scan import Position, StoredDocument, stored_document
from app.repositories.documents import DocumentChanged
from app.repositories.dynamodb import ConditionFailed, DynamoDB
from app.repositories.index_readiness import PARTITION
from app.repositories.operations import ALWAYS, Condition, Key, Put, Update

CHECKPOINT: Final = "REINDEX"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a reindexing has got.

    `wanted` are the generations of the indexes of every collection it is about; `misfits` counts the documents, by
    collection, that could not be put into an index.
    """

    wanted: dict[str, dict[str, int]]
    after: Position | None = None
    looked_at: int = 0
    documents: int = 0
    changed: int = 0
    misfits: dict[str, int] = field(default_factory=dict)


class IndexBackfill:
    """Writes the index attributes of documents, and the checkpoint."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def write(self, stored: StoredDocument, entries: Mapping[str, str]) -> None:
        """Let a document have these index attributes and no others. Its version stays.

        Raises
        ------
        DocumentChanged
            It is not as it was read.
        BodyTooLarge
            With them it would have more than 400 KB.
        """
        changes = [f"SET {', '.join(f'{name} = :{name}' for name in entries)}"] if entries else []
        dropped = [name for name in (*INDEX_ATTRIBUTES, *CHANGES_ATTRIBUTES) if name not in entries]
        if dropped:
            changes.append(f"REMOVE {', '.join(dropped)}")
        unchanged = Condition(
            "version = :version AND #write = :write",
            names={"#write": "write"},
            values={":version": stored.document.version, ":write": stored.write},
        )
        values = {f":{name}": key for name, key in entries.items()}
        try:
            await self._database.update(Update(self._key(stored), " ".join(changes), values, unchanged))
        except ConditionFailed:
            raise DocumentChanged from None

    async def again(self, stored: StoredDocument) -> StoredDocument | None:
        """Read a document again; None if it is gone."""
        item = await self._database.get(self._key(stored))
        return None if item is None else stored_document(item)

    async def checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint of a reindexing that was interrupted."""
        item = await self._database.get(Key(self._table, PARTITION, CHECKPOINT))
        if item is None:
            return None
        after = None if item["after"] is None else (item["after"][0], item["after"][1])
        return Checkpoint(item["wanted"], after, item["looked_at"], item["documents"], item["changed"], item["misfits"])

    async def save(self, checkpoint: Checkpoint) -> None:
        """Write the checkpoint, over any other."""
        item = {"pk": PARTITION, "sk": CHECKPOINT, **asdict(checkpoint)}
        await self._database.put(Put(self._table, item, ALWAYS))

    async def finish(self) -> None:
        """Remove the checkpoint."""
        await self._database.delete(Key(self._table, PARTITION, CHECKPOINT))

    def _key(self, stored: StoredDocument) -> Key:
        return Key(self._table, stored.partition, stored.document.id)
