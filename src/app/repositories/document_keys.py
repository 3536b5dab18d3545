"""Keys of documents: their partition, and their entries in the indexes that their collection has."""

from collections.abc import Mapping
from typing import Any, Final
from zlib import crc32

from app.collection.layout import Layout, Slot
from app.ids import milliseconds_of
from app.repositories.index_keys import encode_value

OWNER_INDEX: Final = "owner"
"""The index that lists, of a shared collection, what is one owner's; it holds keys alone."""

INDEX_ATTRIBUTES: Final = (
    *("gsi1_pk", "gsi1_sk", "gsi2_pk", "gsi2_sk", "gsi3_pk", "gsi3_sk", "gsi4_pk", "gsi4_sk"),
    *("owner_pk", "owner_sk"),
)


CHANGES_INDEX: Final = "changes"
"""The index that lists, of a collection with `sync`, documents and tombstones by the time of their last change."""

CHANGES_ATTRIBUTES: Final = ("changes_pk", "changes_sk")


def owner_partition(layout: Layout, owner_id: str) -> str:
    """Return the partition of an owner's documents, in the table or, of a shared collection, in the owner index."""
    return f"{layout.name}#{owner_id}"


def places_of(layout: Layout, owner_id: str, document_id: str) -> tuple[str, ...]:
    """Return the partitions in which a document may lie: the one where it belongs, then where it may be nevertheless.

    A number of shards holds from a time on. What was written by a release that did not know of it yet lies where it
    would have lain before.
    """
    if not layout.is_shared:
        return (owner_partition(layout, owner_id),)
    counts = (_count_at(layout, document_id), *(count for _, count in reversed(layout.shards)))
    return tuple(dict.fromkeys(f"{layout.name}#{_shard(document_id, count)}" for count in counts))


def partitions_of(layout: Layout, owner_id: str | None) -> tuple[str, ...]:
    """Return the partitions of the table that a list reads: an owner's, or all of a shared collection."""
    if not layout.is_shared:
        return (owner_partition(layout, str(owner_id)),)
    return tuple(f"{layout.name}#{shard}" for shard in range(layout.shard_count))


def index_partitions_of(layout: Layout, slot: Slot, owner_id: str | None) -> tuple[str, ...]:
    """Return the partitions of an index that a list reads."""
    field = slot.field.name
    if slot.index.scope == "all":
        return tuple(f"{layout.name}#ALL#{shard}#{field}" for shard in range(layout.shard_count))
    return tuple(f"{partition}#{field}" for partition in partitions_of(layout, owner_id))


def index_entries(
    layout: Layout, partition: str, owner_id: str, document_id: str, data: Mapping[str, Any]
) -> dict[str, str]:
    """Return the attributes that put a document into its collection's indexes.

    `data` are its fields as the model has them: times as times, not as the text that is stored.
    """
    entries: dict[str, str] = {}
    for slot in layout.slots:
        field = slot.field.name
        within = partition
        if slot.index.scope == "all":
            within = f"{layout.name}#ALL#{_shard(document_id, _count_at(layout, document_id))}"
        entries[f"{slot.table_index}_pk"] = f"{within}#{field}"
        entries[f"{slot.table_index}_sk"] = encode_value(data[field]) + document_id
    if layout.is_shared:
        entries[f"{OWNER_INDEX}_pk"] = owner_partition(layout, owner_id)
        entries[f"{OWNER_INDEX}_sk"] = document_id
    return entries


def change_entries(layout: Layout, partition: str, document_id: str, changed_at: str) -> dict[str, str]:
    """Return the attributes that put a document or tombstone into the index of changes, if its collection has one."""
    if layout.sync_generation is None:
        return {}
    return {"changes_pk": partition, "changes_sk": change_position(changed_at, document_id)}


def change_position(changed_at: str, document_id: str) -> str:
    """Return where a change is in the index of changes."""
    return f"{changed_at}#{document_id}"


def _count_at(layout: Layout, document_id: str) -> int:
    """Return the number of shards at the time in an id."""
    made_at = milliseconds_of(document_id)
    return [count for start, count in layout.shards if start <= made_at][-1]


def _shard(document_id: str, count: int) -> int:
    return crc32(document_id.encode()) % count
