"""What DynamoDB charges for: every call asks for its consumed capacity, and the request's context sums it up."""

from collections.abc import Mapping
from typing import Any

from app import request_context

_READING = ("GetItem", "BatchGetItem", "Query")
_WRITING = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


def watch(client: Any) -> None:
    """Have a DynamoDB client sum up `read_units` and `write_units` of the request that it is used for.

    A call that fails is not in the sum, although DynamoDB charges for a condition that did not hold: errors tell no
    capacity.
    """
    for operations, add in ((_READING, _add_to_reads), (_WRITING, _add_to_writes)):
        for operation in operations:
            client.meta.events.register(f"provide-client-params.dynamodb.{operation}", _ask)
            client.meta.events.register(f"after-call.dynamodb.{operation}", add)


def _ask(params: dict[str, Any], **_: Any) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"


def _add_to_reads(parsed: Mapping[str, Any], **_: Any) -> None:
    request_context.current().read_units += _units(parsed)


def _add_to_writes(parsed: Mapping[str, Any], **_: Any) -> None:
    request_context.current().write_units += _units(parsed)


def _units(parsed: Mapping[str, Any]) -> float:
    """Sum up one table's capacity, or that of each table of a batch or transaction."""
    consumed = parsed.get("ConsumedCapacity") or []
    tables = [consumed] if isinstance(consumed, Mapping) else consumed
    return sum(float(table.get("CapacityUnits", 0)) for table in tables)
