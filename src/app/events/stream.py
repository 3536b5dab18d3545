"""Records of the data table's stream, a batch at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from app import logs
from app.events.runtime import EventsRuntime
from app.repositories import purges

type Record = Mapping[str, Any]
"""A record as Lambda is given it: `eventName`, and under `dynamodb` the keys, images and sequence number."""


async def handle(records: Sequence[Record], runtime: EventsRuntime) -> list[str]:
    """Do what the records ask for.

    Returns the sequence number of the first that could not be handled, for Lambda to begin with the next time; nothing
    where all were. What the very first meets is raised, since then all is to be repeated.
    """
    done: set[str] = set()
    for position, record in enumerate(records):
        user_id = _purged_user(record)
        if user_id is None or user_id in done:
            continue
        try:
            await runtime.purging.step(user_id)
        except Exception as error:
            if position == 0:
                raise
            logs.failure("purge.failed", error)
            return [record["dynamodb"]["SequenceNumber"]]
        done.add(user_id)
    return []


def _purged_user(record: Record) -> str | None:
    """Return whose purge a record is about."""
    keys = record["dynamodb"]["Keys"]
    is_marker = keys["pk"].get("S") == purges.PARTITION and record["eventName"] in ("INSERT", "MODIFY")
    return str(keys["sk"]["S"]) if is_marker else None
