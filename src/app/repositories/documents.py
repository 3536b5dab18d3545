"""The data table: documents of every collection.

A deleted document leaves a tombstone in its place for a while, so that a version never comes twice: not by an old ETag
after the deletion, and not after another creation under the same id.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from app import clock
from app.collection.layout import Layout
from app.numbers import EXACT
from app.repositories.document_items import (
    NOT_GONE,
    SYNC_TOMBSTONE_SECONDS,
    TOMBSTONE_SECONDS,
    Document,
    Place,
    place_of,
)
from app.repositories.document_keys import INDEX_ATTRIBUTES, change_entries, index_entries, places_of
from app.repositories.document_limits import require_small_enough, require_storable
from app.repositories.dynamodb import ConditionFailed, DynamoDB, TransactionRefused
from app.repositories.operations import ABSENT, Condition, Key, Put, Update, Write

_READ_AT_ONCE: Final = 25
"""How many documents are asked for in one call: 25 of 400 KB are within the 16 MB of an answer."""


class DocumentChanged(Exception):
    """A document is not as it was when it was read: it has another version, was deleted, or was made.

    `positions` are those of the writes that met one.
    """

    def __init__(self, positions: Sequence[int] = (0,)) -> None:
        super().__init__()
        self.positions = tuple(positions)


@dataclass(frozen=True, slots=True)
class Increment:
    """What to add to a counter, and between which values it may stay, both included.

    `default` is what a document has that is older than the counter. `expecting` are other fields as they have to be
    stored; `version` is the one that the document has to have, None for any.
    """

    counter: str
    by: int | Decimal
    minimum: int | Decimal
    maximum: int | Decimal
    default: int | Decimal | None = None
    expecting: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def bounds_before(self) -> tuple[Decimal, Decimal]:
        """Return between which values the counter has to be, so that it stays within its bounds."""
        by = Decimal(self.by)
        return EXACT.subtract(Decimal(self.minimum), by), EXACT.subtract(Decimal(self.maximum), by)


class Documents:
    """Documents of all collections: what is read, and the writes that change them."""

    def __init__(self, database: DynamoDB, table: str, layouts: Mapping[str, Layout]) -> None:
        self._database = database
        self._table = table
        self._layouts = layouts

    def nowhere(self, collection: str, owner_id: str, document_id: str) -> Place:
        """Return the place of a document that is not there yet, without looking."""
        return Place(collection, document_id, places_of(self._layouts[collection], owner_id, document_id)[0])

    async def at(self, collection: str, owner_id: str, document_id: str) -> Place:
        """Read what is under an id, strongly consistent; `owner_id` counts where owners have their own partitions."""
        for partition in places_of(self._layouts[collection], owner_id, document_id):
            item = await self._database.get(Key(self._table, partition, document_id))
            if item is not None:
                return place_of(collection, item)
        return self.nowhere(collection, owner_id, document_id)

    async def at_many(self, wanted: Sequence[tuple[str, str, str]]) -> list[Place]:
        """Read what is under several ids, each a collection, an owner and an id."""
        keys = {
            Key(self._table, partition, document_id): (collection, document_id)
            for collection, owner_id, document_id in wanted
            for partition in places_of(self._layouts[collection], owner_id, document_id)
        }
        found: dict[tuple[str, str], Place] = {}
        pending = list(keys)
        for start in range(0, len(pending), _READ_AT_ONCE):
            some = pending[start : start + _READ_AT_ONCE]
            for key, item in (await self._database.get_many(dict.fromkeys(some, ()))).items():
                found[keys[key]] = place_of(keys[key][0], item)
        return [
            found.get((collection, document_id)) or self.nowhere(collection, owner_id, document_id)
            for collection, owner_id, document_id in wanted
        ]

    def writing(self, place: Place, document: Document) -> Put:
        """Return the write of a document where `place` was read; its version has to be greater than the one there.

        Raises
        ------
        BodyTooLarge, ValidationFailed
            DynamoDB could not hold it.
        """
        layout = self._layouts[place.collection]
        changed_at = clock.timestamp(clock.now())
        item = {
            "pk": place.partition,
            "sk": document.id,
            "owner_id": document.owner_id,
            "author_id": document.author_id,
            "version": document.version,
            "created_at": document.created_at,
            "updated_at": document.updated_at,
            "changed_at": changed_at,
            "write": _new_write(),
            "data": document.data,
            **({"live": True} if layout.is_live else {}),
            **change_entries(layout, place.partition, document.id, changed_at),
            **index_entries(layout, place.partition, document.owner_id, document.id, document.data),
        }
        if document.expires_at is not None:
            item["ttl"] = document.expires_at
        require_storable(item)
        unchanged = Condition("version = :over", values={":over": place.version}) if place.version else ABSENT
        return Put(self._table, item, unchanged)

    def burial(self, place: Place) -> Update:
        """Return the write that turns the document into a tombstone."""
        layout, now = self._layouts[place.collection], clock.now()
        seconds = TOMBSTONE_SECONDS if layout.sync_generation is None else SYNC_TOMBSTONE_SECONDS
        told, values = _told(layout, place, clock.timestamp(now))
        dropped = ("#data", "owner_id", "author_id", "created_at", "updated_at", *INDEX_ATTRIBUTES)
        return Update(
            Key(self._table, place.partition, place.document_id),
            "SET deleted_at = :deleted_at, changed_at = :deleted_at, #write = :write, version = version + :one, "
            f"#ttl = :until{told} REMOVE {', '.join(dropped)}",
            {
                ":deleted_at": clock.timestamp(now),
                ":write": _new_write(),
                ":one": 1,
                ":until": int(now) + seconds,
                **values,
            },
            Condition("version = :over", values={":over": place.version}),
            names={"#ttl": "ttl", "#data": "data", "#write": "write"},
        )

    def incrementing(self, place: Place, change: Increment) -> Update:
        """Return the write that adds to a counter, whoever else does: bounds are its condition, the version is not."""
        now = clock.now()
        least, greatest = change.bounds_before()
        within = "#data.#field BETWEEN :least AND :greatest"
        values: dict[str, object] = {":now": int(now), ":least": least, ":greatest": greatest}
        told, telling = _told(self._layouts[place.collection], place, clock.timestamp(now))
        added = {":by": change.by, ":one": 1, ":at": clock.timestamp(now), ":write": _new_write(), **telling}
        before = "#data.#field"
        if change.default is not None:
            before = "if_not_exists(#data.#field, :default)"
            added[":default"] = change.default
            if least <= change.default <= greatest:
                within = f"(attribute_not_exists(#data.#field) OR {within})"
        names = {"#data": "data", "#field": change.counter, "#ttl": "ttl"}
        for number, (name, value) in enumerate(change.expecting.items()):
            within += f" AND #data.#e{number} = :e{number}"
            names[f"#e{number}"] = name
            values[f":e{number}"] = value
        if change.version is not None:
            within += " AND version = :over"
            values[":over"] = change.version
        return Update(
            Key(self._table, place.partition, place.document_id),
            f"SET #data.#field = {before} + :by, version = version + :one, updated_at = :at, changed_at = :at, "
            f"#write = :write{told}",
            added,
            Condition(f"attribute_exists(pk) AND {NOT_GONE} AND {within}", names=names, values=values),
            names={"#write": "write"},
        )

    async def do(self, writes: Sequence[Write]) -> None:
        """Do the writes, all or nothing.

        Raises
        ------
        DocumentChanged
            A document is not as it was when its write was made.
        """
        match writes:
            case [Put() as put]:
                await self._put(put)
            case [Update() as update] if update.expression.startswith("SET deleted_at"):
                await self._bury(update)
            case _:
                # Also a single increment: only a transaction knows its own repetition when others came in between.
                require_small_enough([write.item for write in writes if isinstance(write, Put)])
                try:
                    await self._database.transact(writes)
                except TransactionRefused as refused:
                    raise DocumentChanged(refused.failed) from None

    async def _put(self, put: Put) -> None:
        try:
            await self._database.put(put)
        except ConditionFailed:
            raise DocumentChanged from None

    async def _bury(self, burial: Update) -> None:
        try:
            await self._database.update(burial)
        except ConditionFailed as failed:
            # It may be our own first attempt, whose answer was lost.
            if failed.item is None or failed.item.get("write") != burial.values[":write"]:
                raise DocumentChanged from None


def _told(layout: Layout, place: Place, changed_at: str) -> tuple[str, dict[str, object]]:
    """Return what an update sets beside its own, so that others learn of it, and the values of that."""
    values: dict[str, object] = {":live": True} if layout.is_live else {}
    entries = change_entries(layout, place.partition, place.document_id, changed_at)
    values |= {f":{name}": key for name, key in entries.items()}
    return "".join(f", {name.removeprefix(':')} = {name}" for name in values), values


def _new_write() -> str:
    """Return a mark of a write of ours.

    When it is repeated because its answer was lost, the mark tells it from anybody else's that did the same in the same
    millisecond.
    """
    return secrets.token_urlsafe(6)
