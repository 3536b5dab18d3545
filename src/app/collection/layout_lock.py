"""The layout lock: a committed file that remembers how every collection there ever was is stored.

It only grows. What a declaration adds is recorded by `make layout`; what contradicts the lock is refused, because
documents that are there would no longer be found.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from app.collection.declaration import Collection
from app.collection.indexes import MAX_INDEXES

LOCK_FILE: Final = Path(__file__).parent.parent / "collections" / "layout.lock.json"

SHARDS_AFTER_SECONDS: Final = 86400
"""How long after `make layout` new documents go to another number of shards: by then it has to be deployed."""

type Partitions = Literal["owner", "shards"]


@dataclass(frozen=True, slots=True)
class LockedIndex:
    """An index as recorded: its slot, how its values are encoded, and how often it was begun anew."""

    slot: int
    encoding: str
    generation: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LockedSync:
    """The index of changes of a collection, as recorded: how often it was begun anew."""

    generation: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LockedCollection:
    """A collection as recorded. `personal`: people write it, so what is a user's goes when the user does."""

    partitions: Partitions
    shards: tuple[tuple[int, int], ...]
    indexes: Mapping[str, LockedIndex] = field(default_factory=dict)
    personal: bool = True
    sync: LockedSync | None = None

    @property
    def keeps_tombstones(self) -> bool:
        """Whether others are told of what was deleted, so that it is not simply removed."""
        return self.sync is not None and not self.sync.retired


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that is recorded."""

    collections: Mapping[str, LockedCollection]

    @classmethod
    def read(cls, path: Path) -> "Lock":
        """Read a lock; there is none before the first `make layout`."""
        if not path.exists():
            return cls({})
        return cls({name: _locked(entry) for name, entry in json.loads(path.read_text("utf-8")).items()})

    def write(self, path: Path) -> None:
        """Write the lock, in an order that makes small differences."""
        entries = {name: asdict(entry) for name, entry in self.collections.items()}
        path.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Extension:
    """A lock with what declarations add to it; `additions` and `contradictions` are sentences."""

    lock: Lock
    additions: tuple[str, ...]
    contradictions: tuple[str, ...]


def extended(lock: Lock, collections: Mapping[str, Collection], now: float | None = None) -> Extension:
    """Return the lock with everything that the collections add to it.

    Parameters
    ----------
    now
        Seconds since 1970, for the day from which on another number of shards is used. Without it shards stay as they
        are: the application itself waits for the lock.
    """
    entries = dict(lock.collections)
    additions: list[str] = []
    contradictions: list[str] = []
    for name, collection in sorted(collections.items()):
        partitions: Partitions = "shards" if collection.is_shared else "owner"
        known = entries.get(name)
        if known is None:
            known = LockedCollection(partitions, ((0, collection.shards),), personal=collection.is_personal)
            sync = LockedSync() if collection.sync else None
            entries[name] = replace(known, indexes=_indexes(known, collection, 0, []), sync=sync)
            additions.append(f"{name}: a new collection")
        elif known.partitions != partitions:
            contradictions.append(_contradiction(collection, known))
        else:
            indexes = _indexes(known, collection, 1, additions)
            shards = known.shards if now is None else _shards(known, collection, now, additions)
            if known.personal != collection.is_personal:
                whose = "stays" if known.personal else "goes"
                additions.append(f"{name}: what a user wrote now {whose} when the user's account is deleted")
            sync = _sync(known, collection, additions)
            entries[name] = replace(known, indexes=indexes, shards=shards, personal=collection.is_personal, sync=sync)
    return Extension(Lock(entries), tuple(additions), tuple(contradictions))


def _indexes(
    known: LockedCollection, collection: Collection, first: int, additions: list[str]
) -> dict[str, LockedIndex]:
    """Give every declared index a slot. The names decide, so that the order of a declaration does not."""
    declared = {index.name: described.encoding for index, described in collection.ordered}
    indexes = dict(known.indexes)
    for name, locked in known.indexes.items():
        if name not in declared and not locked.retired:
            indexes[name] = replace(locked, retired=True)
            additions.append(f"{collection.name}: the index {name} is no longer used")
    for name, encoding in sorted(declared.items()):
        before = indexes.get(name)
        if before is not None and not before.retired and before.encoding == encoding:
            continue
        generation = first if before is None else before.generation + 1
        indexes.pop(name, None)
        slot = _free_slot(indexes, preferred=None if before is None else before.slot)
        indexes[name] = LockedIndex(slot, encoding, generation)
        additions.append(
            f"{collection.name}: the index {name} is new to documents that may be there; once this is deployed, run "
            f"`python -m app.cli reindex {collection.name}`, and until then lists by it are answered with 503"
        )
    return indexes


def _sync(known: LockedCollection, collection: Collection, additions: list[str]) -> LockedSync | None:
    if collection.sync == known.keeps_tombstones:
        return known.sync
    if not collection.sync:
        additions.append(f"{collection.name}: changes are no longer told")
        return known.sync and replace(known.sync, retired=True)
    additions.append(
        f"{collection.name}: changes are new to documents that may be there; once this is deployed, run `python -m "
        f"app.cli reindex {collection.name}`, and until then /data/{collection.name}/changes is answered with 503"
    )
    return LockedSync(known.sync.generation + 1 if known.sync else 1)


def _free_slot(indexes: Mapping[str, LockedIndex], preferred: int | None) -> int:
    in_use = {locked.slot for locked in indexes.values() if not locked.retired}
    once_used = {locked.slot for locked in indexes.values()}
    slots = range(1, MAX_INDEXES + 1)
    if preferred is not None and preferred not in in_use:
        return preferred
    # A slot that was used holds old entries, under another field's name: they are in nobody's way, but are paid for.
    return min((slot for slot in slots if slot not in in_use), key=lambda slot: (slot in once_used, slot))


def _shards(
    known: LockedCollection, collection: Collection, now: float, additions: list[str]
) -> tuple[tuple[int, int], ...]:
    if known.shards[-1][1] == collection.shards:
        return known.shards
    begun = tuple(entry for entry in known.shards if entry[0] <= now * 1000)
    if begun[-1][1] == collection.shards:
        additions.append(f"{collection.name}: the change to {known.shards[-1][1]} shards is taken back")
        return begun
    start = now + SHARDS_AFTER_SECONDS
    day = datetime.fromtimestamp(start, UTC).isoformat(timespec="minutes").removesuffix("+00:00")
    additions.append(
        f"{collection.name}: documents made from {day} UTC on go to {collection.shards} shards; deploy this before then"
    )
    return (*begun, (int(start * 1000), collection.shards))


def _contradiction(collection: Collection, known: LockedCollection) -> str:
    stored, wanted = "one partition an owner", "partitions that all owners share"
    if known.partitions == "shards":
        stored, wanted = wanted, stored
    return (
        f"Collection {collection.name!r}: its documents are stored in {stored}, and read={collection.read!r} would "
        f"look for them in {wanted}. Declare it under a new name, and move the documents with `python -m app.cli "
        f"export {collection.name}` and `import --into`."
    )


def _locked(entry: dict[str, Any]) -> LockedCollection:
    return LockedCollection(
        entry["partitions"],
        tuple((start, count) for start, count in entry["shards"]),
        {name: LockedIndex(**index) for name, index in entry["indexes"].items()},
        entry.get("personal", True),
        LockedSync(**entry["sync"]) if entry.get("sync") else None,
    )
