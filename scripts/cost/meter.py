"""Counts what the application does while it answers: calls and units of DynamoDB, and bytes of the log."""

import logging
from typing import Any, Final

import boto3

from app import logs
from app.settings import Settings
from scripts.cost import units
from scripts.tables import table_definitions

TABLES: Final = {"UsersTable": "cost-users", "SessionsTable": "cost-sessions", "DataTable": "cost-data"}

type State = dict[tuple[str, str, str], dict[str, Any]]
"""All items of all tables, by table and key."""

INDEXES: dict[str, dict[str, str]] = {
    TABLES[table.logical_id]: {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in table.create.get("GlobalSecondaryIndexes", [])
    }
    for table in table_definitions()
}


def stored() -> State:
    """Return all items of all tables."""
    client = boto3.client("dynamodb")
    return {
        (table, item["pk"]["S"], item["sk"]["S"]): dict(item)
        for table in INDEXES
        for page in client.get_paginator("scan").paginate(TableName=table)
        for item in page["Items"]
    }


def written_units(before: State, after: State) -> int:
    """Return the units of all writes between two states of the tables, outside transactions."""
    return sum(
        units.write_units(before.get(key, {}), after.get(key, {}), INDEXES[key[0]])
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    )


class Lines(logging.Handler):
    """Keeps what the application logs: the fields of requests, and how many bytes every line has."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.JsonLines(Settings.from_environment({}).embedded_metrics("api")))
        self.bytes = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        self.bytes += len(self.format(record)) + 1


class Meter:
    """Counts the calls to DynamoDB, and their units by what they read and what they left in the tables."""

    def __init__(self, client: Any) -> None:
        self.calls = 0
        self.read_units = 0.0
        self.write_units = 0
        self._params: dict[str, Any] = {}
        self._state: State | None = None
        client.meta.events.register("provide-client-params.dynamodb", self._asked)
        client.meta.events.register("after-call.dynamodb", self._answered)

    def start(self, *, writes: bool = True) -> None:
        """Begin anew. Counting writes takes longer, since all tables are read after each of them."""
        self.calls, self.read_units, self.write_units = 0, 0.0, 0
        self._state = stored() if writes else {}

    def stop(self) -> None:
        """Count no more."""
        self._state = None

    def _asked(self, params: dict[str, Any], **_: object) -> None:
        self._params = params

    def _answered(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        if self._state is None:
            return
        self.calls += 1
        match model.name:
            case "GetItem":
                items = [parsed["Item"]] if "Item" in parsed else []
                self.read_units += units.read_units(items, consistent=self._params["ConsistentRead"])
            case "Query":
                consistent = self._params.get("ConsistentRead", False)
                self.read_units += units.read_units(parsed["Items"], consistent=consistent)
            case "BatchGetItem":
                # Each item by itself, also one that is not there. Attributes that were not asked for count, too, but
                # nothing of this is larger than a block.
                asked = sum(len(request["Keys"]) for request in self._params["RequestItems"].values())
                self.read_units += asked
            case name:
                before, self._state = self._state, stored()
                # What leaves an item as it was costs one, too: a condition, or the deletion of what is not there.
                unchanged = sum(before.get(key) == self._state.get(key) for key in _keys(name, self._params))
                # A transaction prepares and commits, each at the price of a write.
                self.write_units += (written_units(before, self._state) + unchanged) * (
                    1 + (name == "TransactWriteItems")
                )


def _keys(operation: str, params: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the keys that a call writes to, or makes a condition of."""
    match operation:
        case "TransactWriteItems":
            writes = [write for item in params["TransactItems"] for write in item.values()]
        case "BatchWriteItem":
            writes = [
                {**write, "TableName": table}
                for table, requests in params["RequestItems"].items()
                for request in requests
                for write in request.values()
            ]
        case _:
            writes = [params]
    keys = [(write["TableName"], write.get("Key") or write["Item"]) for write in writes]
    return [(table, key["pk"]["S"], key["sk"]["S"]) for table, key in keys]
