"""What DynamoDB charges for, by its own rules: local clouds count it only in part.

Amazon DynamoDB Developer Guide: "Item sizes and formats", "Read and write operations", "Global secondary indexes".
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

type Item = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB writes it: each attribute with its type."""

type Projections = Mapping[str, str]
"""The indexes of a table, each with what it holds: ALL or KEYS_ONLY."""

READ_BLOCK: Final = 4096
WRITE_BLOCK: Final = 1024
TABLE_KEYS: Final = ("pk", "sk")


def size(item: Item) -> int:
    """Return the size of an item in bytes, names of attributes included."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return math.ceil(len(content.lstrip("-").replace(".", "").strip("0")) / 2) + 1
        case "B":
            return len(content)
        case "L":
            return 3 + sum(1 + _size(element) for element in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(element) for name, element in content.items())
        case "SS" | "NS" | "BS":
            return sum(_size({kind[0]: element}) for element in content)
    return 1  # true, false and null


def read_units(items: Iterable[Item], *, consistent: bool) -> float:
    """Return the units of one Query, or of one item read by its key; reading nothing costs as much as a little."""
    blocks = max(1, math.ceil(sum(map(size, items)) / READ_BLOCK))
    return blocks * (1.0 if consistent else 0.5)


def write_units(before: Item, after: Item, indexes: Projections) -> int:
    """Return the units of one write, outside a transaction, from what was there to what is there; {} is nothing.

    An entry of an index costs one write where it comes, goes or changes, and two where it moves.
    """
    if before == after:
        return 1  # such a write is charged for, too
    units = _blocks(max(size(before), size(after)))
    for index, projection in indexes.items():
        old, new = _entry(before, index, projection), _entry(after, index, projection)
        if old == new:
            continue
        if old and new and _key(old, index) == _key(new, index):
            units += _blocks(max(size(old), size(new)))
        else:
            units += sum(_blocks(size(entry)) for entry in (old, new) if entry)
    return units


def _entry(item: Item, index: str, projection: str) -> Item:
    if f"{index}_pk" not in item:
        return {}
    kept = {*TABLE_KEYS, f"{index}_pk", f"{index}_sk"}
    return item if projection == "ALL" else {name: value for name, value in item.items() if name in kept}


def _key(entry: Item, index: str) -> tuple[Any, Any]:
    return entry[f"{index}_pk"], entry[f"{index}_sk"]


def _blocks(size_bytes: int) -> int:
    return max(1, math.ceil(size_bytes / WRITE_BLOCK))
