"""Which indexes are complete: one that was added to documents already there is so once it has been backfilled.

The record is in the data table, since it is true of one deployment and not of another: `LAYOUT` / collection.
"""

from typing import Final

from app import clock
from app.collection.layout import Layout
from app.repositories.dynamodb import DynamoDB
from app.repositories.operations import Key, Update

ASK_AGAIN_SECONDS: Final = 5
"""How long an index that was not ready is believed not to be."""

PARTITION: Final = "LAYOUT"


class IndexReadiness:
    """Tells whether an index may be read, and remembers that it may."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table
        self._ready: dict[str, dict[str, int]] = {}
        self._asked: dict[str, float] = {}

    async def is_ready(self, layout: Layout, index: str) -> bool:
        """Tell whether every document of the collection is in an index of it."""
        if layout.generations[index] == 0 or self._is_known(layout, index):
            return True
        if clock.now() - self._asked.get(layout.name, float("-inf")) < ASK_AGAIN_SECONDS:
            return False
        item = await self._database.get(Key(self._table, PARTITION, layout.name))
        self._asked[layout.name] = clock.now()
        self._ready[layout.name] = {} if item is None else item["ready"]
        return self._is_known(layout, index)

    async def mark_ready(self, layout: Layout, ready: dict[str, int]) -> None:
        """Record the generations of the collection's indexes that are complete now."""
        await self._database.update(
            Update(
                Key(self._table, PARTITION, layout.name),
                "SET #ready = :ready",
                {":ready": ready},
                names={"#ready": "ready"},
            )
        )
        self._ready[layout.name] = ready

    def _is_known(self, layout: Layout, index: str) -> bool:
        return self._ready.get(layout.name, {}).get(index) == layout.generations[index]
