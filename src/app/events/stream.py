"""Records of the tables' streams, a batch at a time.

Of the data table: changes to be told to those who are connected, and purges to be gone on with. Of the sessions table:
sessions that have ended, whose connections end too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app import logs
from app.events.runtime import EventsRuntime
from app.repositories import purges

type Record = Mapping[str, Any]
"""A record as Lambda is given it: `eventName`, and under `dynamodb` the keys, images and sequence number."""

_SESSION: Final = "SESSION#"
_USER: Final = "USER#"


async def handle(records: Sequence[Record], runtime: EventsRuntime) -> list[str]:
    """Do what the records ask for.

    Returns the sequence number of the first that could not be handled, for Lambda to begin with the next time; nothing
    where all were. What the very first meets is raised, since then all is to be repeated; and so is what keeps changes
    from being told, which is the database alone: a frame that cannot be sent closes its connection and nothing else.
    """
    await runtime.publishing.publish(records)
    done: set[tuple[str, str]] = set()
    for position, record in enumerate(records):
        task = _task(record)
        if task is None or task in done:
            continue
        try:
            await _do(task, runtime)
        except Exception as error:
            if position == 0:
                raise
            logs.failure("record.failed", error)
            return [record["dynamodb"]["SequenceNumber"]]
        done.add(task)
    return []


def _task(record: Record) -> tuple[str, str] | None:
    """Return what a record asks for beside being told: a purge of a user, or the end of a session of one."""
    keys = record["dynamodb"]["Keys"]
    pk, sk = keys["pk"].get("S", ""), keys["sk"].get("S", "")
    if pk == purges.PARTITION and record["eventName"] in ("INSERT", "MODIFY"):
        return sk, ""
    if pk.startswith(_USER) and sk.startswith(_SESSION) and record["eventName"] == "REMOVE":
        return pk.removeprefix(_USER), sk.removeprefix(_SESSION)
    return None


async def _do(task: tuple[str, str], runtime: EventsRuntime) -> None:
    user_id, session_id = task
    if session_id:
        await runtime.realtime.end_session(user_id, session_id)
    else:
        await runtime.purging.step(user_id)
