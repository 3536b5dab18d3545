"""Layouts: where the documents of a collection lie, and which index holds which field.

What is stored must not depend on how a declaration is written, so `layout.lock.json` fixes it, and only grows. A
layout is what a lock says of one declared collection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.collection.declaration import Collection, CollectionError
from app.collection.indexes import Index, OrderedField
from app.collection.layout_lock import LOCK_FILE, Lock, extended

CHANGES: Final = "#changes"
"""The name of the index of changes among those of fields."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An index of a collection and the secondary index of the table that holds it.

    `generation` is 0 for an index as old as its collection. Any other was added to documents that were there, and is
    complete once `python -m app.cli reindex` has marked that generation as ready.
    """

    number: int
    index: Index
    field: OrderedField
    generation: int

    @property
    def table_index(self) -> str:
        """Its name in the template."""
        return f"gsi{self.number}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the documents of one collection lie.

    `shards` are (time in milliseconds, number): documents whose id has that time or a later one lie in so many shards.
    `sync_generation` is that of the index of changes, None where there is none.
    """

    name: str
    is_shared: bool
    shards: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]
    is_live: bool = False
    sync_generation: int | None = None

    @property
    def generations(self) -> dict[str, int]:
        """The generation of every index, by its name."""
        of_sync = {} if self.sync_generation is None else {CHANGES: self.sync_generation}
        return {**{slot.index.name: slot.generation for slot in self.slots}, **of_sync}

    @property
    def shard_count(self) -> int:
        """How many shards there may be documents in."""
        return max(count for _, count in self.shards)

    def slot(self, field: str, scope: str) -> Slot | None:
        """Return the slot of an index, by the field's name."""
        return next(
            (slot for slot in self.slots if slot.index == Index(field, "all" if scope == "all" else "owner")), None
        )


def layouts_of(collections: Mapping[str, Collection], lock: Lock | None = None) -> dict[str, Layout]:
    """Return the layout of every collection, as the lock has it.

    A collection or an index that the lock does not know yet is laid out as `make layout` would record it, so that
    trying something out needs no further step; deploying it does.

    Raises
    ------
    CollectionError
        A declaration contradicts the lock, so that documents would no longer be found.
    """
    recorded = extended(Lock.read(LOCK_FILE) if lock is None else lock, collections)
    if recorded.contradictions:
        raise CollectionError("\n".join(recorded.contradictions))
    return {name: _layout(collection, recorded.lock) for name, collection in collections.items()}


def _layout(collection: Collection, lock: Lock) -> Layout:
    entry = lock.collections[collection.name]
    slots = tuple(
        Slot(entry.indexes[index.name].slot, index, field, entry.indexes[index.name].generation)
        for index, field in collection.ordered
    )
    sync = entry.sync.generation if entry.sync is not None and collection.sync else None
    return Layout(collection.name, collection.is_shared, entry.shards, slots, collection.live, sync)
