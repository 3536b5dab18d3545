"""What the three tables hold: copied, put back, and read as plain items."""

import copy
from dataclasses import dataclass
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from app.repositories.attributes import decode_item
from tests.in_process import TABLES

type Items = list[dict[str, Any]]


@dataclass(frozen=True)
class State:
    """A copy of what moto holds, by table, and the time at which it was made."""

    tables: dict[str, Any]
    seconds: float


def _tables() -> dict[str, Any]:
    return dict(dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].tables)


def clear() -> None:
    """Empty the tables."""
    for table in _tables().values():
        table.items.clear()
        if table.stream_shard is not None:
            table.stream_shard.items.clear()


def taken(seconds: float) -> State:
    """Return a copy of the tables as they are."""
    return State({name: copy.deepcopy(table.items) for name, table in _tables().items()}, seconds)


def put_back(state: State) -> None:
    """Make the tables what they were. moto changes items in place, so it gets copies."""
    clear()
    for name, table in _tables().items():
        table.items.update(copy.deepcopy(state.tables[name]))


def items_of(name: str) -> Items:
    """Return the items of `users`, `sessions` or `data`, decoded."""
    table = _tables()[TABLES[f"{name.title()}Table"]]
    return [decode_item(item.to_json()["Attributes"]) for items in table.items.values() for item in items.values()]
