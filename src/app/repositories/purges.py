"""Purges: what is still to be removed of users whose account is gone.

The marker of a purge lies in the data table, because that table's stream wakes who does it. It is written in the
transaction that removes the account, and goes when nothing is left.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app import clock
from app.repositories.document_items import SYNC_TOMBSTONE_SECONDS
from app.repositories.document_keys import INDEX_ATTRIBUTES, OWNER_INDEX, change_position
from app.repositories.dynamodb import ConditionFailed, DynamoDB, Values
from app.repositories.operations import ALWAYS, Condition, Key, Put, Query, Update, Write

PARTITION: Final = "PURGE"
"""Markers lie in one partition, so that they can be listed."""

_PAGE: Final = 250
"""How many items are looked for at once: ten calls to remove them."""


@dataclass(frozen=True, slots=True)
class Purge:
    """A user of whom nothing shall be left. `email` is the canonical address that the account had.

    `sweep_at`, in seconds since 1970, is when nobody can write in the user's name any more, so that a pass which begins
    then is the last one.
    """

    user_id: str
    email: str
    sweep_at: int


class Purges:
    """Markers, and the removal of what they are about."""

    def __init__(self, database: DynamoDB, data_table: str) -> None:
        self._database = database
        self._table = data_table

    def begun(self, purge: Purge) -> Write:
        """Return the write of a marker, for the transaction that removes the account."""
        key = self._key(purge.user_id)
        item = {"pk": key.pk, "sk": key.sk, "email": purge.email, "sweep_at": purge.sweep_at, "steps": 0}
        return Put(self._table, item, ALWAYS)

    async def of(self, user_id: str) -> Purge | None:
        """Return what is to be done for a user; None when it is done."""
        item = await self._database.get(self._key(user_id))
        return None if item is None else _purge_of(item)

    async def all(self) -> list[Purge]:
        """Return all that is not done, a thousand at most."""
        page = await self._database.query(Query(self._table, PARTITION, 1000))
        return [_purge_of(item) for item in page.items]

    async def go_on(self, purge: Purge) -> None:
        """Wake who does it once more, behind what else is in the stream by now."""
        step = Update(
            self._key(purge.user_id), "SET steps = steps + :one", {":one": 1}, Condition("attribute_exists(pk)")
        )
        await self._database.update(step)

    async def finish(self, purge: Purge) -> None:
        """Remove the marker."""
        await self._database.delete(self._key(purge.user_id))

    async def remove_some(self, table: str, partition: str) -> bool:
        """Remove items of a partition; True when there are none left."""
        page = await self._database.query(Query(table, partition, _PAGE, keys_only=True))
        await self._database.delete_many(Key(table, item["pk"], item["sk"]) for item in page.items)
        return page.resume_after is None

    async def remove_some_of_owner(self, partition: str, after: str | None, *, buries: bool) -> str | None:
        """Remove documents of a shared collection that the owner index lists in a partition, from `after` on.

        `buries` leaves tombstones, without a word of whose they were, by which others are told. Returns where it goes
        on; None at the end. The index lags, so what it lists may be gone already.
        """
        page = await self._database.query(
            Query(self._table, partition, _PAGE, low=after, index=OWNER_INDEX, keys_only=True)
        )
        if buries:
            for item in page.items:
                await self._bury(Key(self._table, item["pk"], item["sk"]))
        else:
            await self._database.delete_many(self._keys_of(page.items))
        return page.resume_after

    async def _bury(self, key: Key) -> None:
        changed_at = clock.timestamp(clock.now())
        dropped = ("#data", "owner_id", "author_id", "created_at", "updated_at", *INDEX_ATTRIBUTES)
        burial = Update(
            key,
            "SET deleted_at = :at, changed_at = :at, changes_sk = :position, version = version + :one, #ttl = :until "
            f"REMOVE {', '.join(dropped)}",
            {
                ":at": changed_at,
                ":position": change_position(changed_at, key.sk),
                ":one": 1,
                ":until": clock.seconds() + SYNC_TOMBSTONE_SECONDS,
            },
            Condition("attribute_exists(#data)"),
            names={"#data": "data", "#ttl": "ttl"},
        )
        with suppress(ConditionFailed):  # it is gone already
            await self._database.update(burial)

    def _keys_of(self, items: Sequence[Values]) -> list[Key]:
        return [Key(self._table, item["pk"], item["sk"]) for item in items]

    def _key(self, user_id: str) -> Key:
        return Key(self._table, PARTITION, user_id)


def _purge_of(item: Values) -> Purge:
    return Purge(item["sk"], item["email"], int(item["sweep_at"]))
