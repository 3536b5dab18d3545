"""Every item of every table, and those beside it: for operators only, since it costs what reading everything costs."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.repositories.dynamodb import Values
from app.repositories.operations import Key
from app.repositories.operator_database import OperatorDatabase

PAGE_ITEMS: Final = 500
"""How many items are read at once, of 1 MB at most."""

_BESIDE_AT_ONCE: Final = 100

_WANTED: Final[Mapping[str, tuple[str, ...]]] = {
    "users": ("user_id", "email", "roles", "disabled", "session_generation"),
    "sessions": ("pk",),
    "data": ("pk",),
}
"""What is read of an item that stands beside another: never content, of which a hundred would be too much at once."""


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """Items of one table, in no order; `looked_at` is how many there were."""

    items: list[Values]
    looked_at: int


class OperatorItems:
    """Reads items, strongly consistent. Raises `TableRefused` when DynamoDB refuses.

    In keys, a table is `users`, `sessions` or `data`, whatever it is called in this deployment.
    """

    def __init__(self, database: OperatorDatabase, *, users: str, sessions: str, data: str) -> None:
        self._database = database
        self._names = {"users": users, "sessions": sessions, "data": data}
        self._tables = {name: table for table, name in self._names.items()}

    async def pages(self, table: str) -> AsyncIterator[ItemsPage]:
        """Read a table. What is written meanwhile may be in a page or not; what is there all the time is in one."""
        begin: dict[str, Any] = {}
        while True:
            page = await self._database.scan(self._names[table], Limit=PAGE_ITEMS, **begin)
            yield ItemsPage(page.items, page.looked_at)
            if page.last is None:
                return
            begin = {"ExclusiveStartKey": page.last.item()}

    async def at(self, key: Key) -> Values | None:
        """Read one item whole."""
        return await self._database.get(self._named(key))

    async def beside(self, keys: Collection[Key]) -> dict[Key, Values]:
        """Read, of those items that are there, what others depend on."""
        wanted = list(keys)
        found: dict[Key, Values] = {}
        for start in range(0, len(wanted), _BESIDE_AT_ONCE):
            some = {self._named(key): _WANTED[key.table] for key in wanted[start : start + _BESIDE_AT_ONCE]}
            for key, item in (await self._database.get_many(some)).items():
                found[replace(key, table=self._tables[key.table])] = item
        return found

    def _named(self, key: Key) -> Key:
        return replace(key, table=self._names[key.table])
