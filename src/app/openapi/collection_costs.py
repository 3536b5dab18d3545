"""What the routes of a collection cost in DynamoDB, of documents up to 1 KB: it follows from the declaration."""

from app.collection import Collection
from app.collection.access import is_role
from app.collection.layout import Layout
from app.repositories.document_lists import MAX_READS, READ_WHEN_FILTERED


def costs_of(collection: Collection, layout: Layout) -> dict[str, str]:
    """Return what each route costs, by its verb. tests/unit/test_openapi_docs.py measures whether it is true."""
    indexes, synced = len(layout.slots), 2 * collection.sync
    created = 1 + indexes + collection.is_shared + collection.sync
    changed = 1 + indexes + synced
    deleted = 1 + indexes + collection.is_shared + synced
    # Who writes by a role is looked up anew, in one call.
    calls, read = (1, 2) if is_role(collection.write) else (0, 0)
    moves = ", and 1 more for each index in which the change moves it" if indexes else ""
    lists = _list(collection, layout)
    return {
        "create": f"{costs(1 + calls, read, created)}. With an `Idempotency-Key`: "
        f"{_amount(2 + calls, 1 + read, 2 * (created + 1))}.",
        "get": f"{costs(1, 1)}.",
        "put": f"{costs(2 + calls, 1 + read, changed)}{moves}. It is {_amount(2 + calls, 1 + read, created)} where "
        "there was nothing.",
        "patch": f"{costs(2 + calls, 1 + read, changed)}{moves}. It is made again where somebody else came first.",
        "increment": f"{costs(3 + calls, 2 + read, 2 * changed)}. With an `Idempotency-Key`: "
        f"{_amount(4 + calls, 3 + read, 2 * (changed + 1))}.",
        "delete": f"{costs(2 + calls, 1 + read, deleted)}.",
        "list": lists,
        "changes": _changes(layout),
        "public_list": lists,
        "public_get": f"{costs(1, 1)}. What a cache answers costs nothing.",
    }


def costs(calls: int, read_units: float = 0, write_units: int = 0) -> str:
    """Begin a sentence on what a request costs, as it stands in the descriptions of all operations."""
    return f"Costs {_amount(calls, read_units, write_units)}"


def _amount(calls: int, read_units: float, write_units: int) -> str:
    units = [f"{read_units:g} read unit{'s' * (read_units != 1)}"] if read_units else []
    units += [f"{write_units} write unit{'s' * (write_units != 1)}"] if write_units else []
    return f"{calls} call{'s' * (calls != 1)}: {', '.join(units)}"


def _list(collection: Collection, layout: Layout) -> str:
    parts = layout.shard_count if layout.is_shared else 1
    half = "; half of that through an index" if layout.slots else ""
    said = f"{costs(parts, parts)}, or 1 for each 4 KB of the page{half}."
    if len(layout.slots) > 1 or (layout.slots and collection.is_shared):
        said += f" A second filter reads up to {READ_WHEN_FILTERED} documents a call, in up to {MAX_READS} calls."
    return said


def _changes(layout: Layout) -> str:
    parts = layout.shard_count if layout.is_shared else 1
    return f"{costs(parts, parts / 2)}, or 1 for each 8 KB of the page."
