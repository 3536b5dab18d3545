"""The seam to DynamoDB: boto3's calls as async methods, with its errors translated and none of it leaving this folder.

Every method takes and returns plain values; `attributes` does the encoding. Consistent reads are the default.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import anyio
from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import InternalError, ServiceUnavailable
from app.repositories.attributes import Item, decode_item, encode_item
from app.repositories.aws import DeadlineExceeded
from app.repositories.database_errors import ConditionCheckFailed, TransactionCancelled, translated
from app.repositories.operations import ALWAYS, Condition, Key, Put, Query, Update, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Values = dict[str, Any]

_CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
TRANSACTION_ATTEMPTS = 8
CONFLICT_ATTEMPTS = 3
BATCH_ATTEMPTS = 3
BATCH_WRITES = 25
"""How many items DynamoDB takes in one BatchWriteItem."""


class ConditionFailed(Exception):
    """The condition did not hold. `item` is what was there instead, where DynamoDB told."""

    def __init__(self, item: Values | None = None) -> None:
        super().__init__()
        self.item = item


class TransactionRefused(Exception):
    """Nothing of the transaction was done. `failed` lists the positions whose condition did not hold."""

    def __init__(self, failed: Sequence[int]) -> None:
        super().__init__()
        self.failed = tuple(failed)


@dataclass(frozen=True, slots=True)
class Page:
    """Items of one Query; `resume_after` is the sort key behind which the partition may go on, None at its end."""

    items: list[Values]
    resume_after: str | None


class HasDynamoDB(Protocol):
    """The clients of an account, of which this needs one."""

    @property
    def dynamodb(self) -> "DynamoDBClient":
        """The client for DynamoDB."""
        ...


class DynamoDB:
    """DynamoDB's calls. Raises `ServiceUnavailable` when the database is slow, throttled or away."""

    def __init__(self, clients: HasDynamoDB, run: RunBlocking) -> None:
        self._clients = clients
        self._run = run

    async def get(self, key: Key) -> Values | None:
        """Read one item, strongly consistent."""
        answer = await self._call(
            lambda: self._clients.dynamodb.get_item(TableName=key.table, Key=key.item(), ConsistentRead=True)
        )
        item = answer.get("Item")
        return None if item is None else decode_item(item)

    async def get_many(self, keys: Mapping[Key, Sequence[str]]) -> dict[Key, Values]:
        """Read up to 100 items of any tables in one call. What DynamoDB leaves unprocessed is asked for again.

        An answer holds 16 MB at most: of large items fewer should be asked for at once.

        Parameters
        ----------
        keys
            Each key with the attributes wanted, none for all. Those of a table's first key hold for all of that table.
        """
        pending: dict[str, Any] = {}
        for key, attributes in keys.items():
            request = pending.setdefault(key.table, {"Keys": [], "ConsistentRead": True, **_projection(attributes)})
            request["Keys"].append(key.item())
        found: dict[Key, Values] = {}
        for attempt in range(BATCH_ATTEMPTS):
            await _pause_before(attempt)
            asked = pending
            answer = await self._call(lambda: self._clients.dynamodb.batch_get_item(RequestItems=asked))  # noqa: B023
            for table, items in answer.get("Responses", {}).items():
                for item in items:
                    values = decode_item(item)
                    found[Key(table, values["pk"], values["sk"])] = values
            pending = answer.get("UnprocessedKeys") or {}
            if not pending:
                return found
        logs.warning("dynamodb.unavailable", reason="UnprocessedKeys")
        raise ServiceUnavailable

    async def put(self, put: Put) -> None:
        """Write one item, if the condition holds.

        Raises
        ------
        ConditionFailed
            With the item that is there. A repeated attempt whose first answer was lost is no failure: when what is
            there is exactly what was to be written, it was written.
        """
        condition = put.condition
        item = encode_item(put.item)
        try:
            await self._call(
                lambda: self._clients.dynamodb.put_item(
                    TableName=put.table,
                    Item=item,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD" if condition.expression else "NONE",
                    **condition.arguments(),
                )
            )
        except ConditionCheckFailed as failed:
            # Compared as values: DynamoDB writes a number its own way.
            if failed.item is not None and decode_item(failed.item) == decode_item(item):
                return
            raise ConditionFailed(_decoded(failed.item)) from None

    async def update(self, update: Update) -> Values:
        """Change one item and return it as it is afterwards; `ConditionFailed` carries it as it is instead."""
        try:
            answer = await self._call(
                lambda: self._clients.dynamodb.update_item(
                    ReturnValues="ALL_NEW", ReturnValuesOnConditionCheckFailure="ALL_OLD", **update.arguments()
                )
            )
        except ConditionCheckFailed as failed:
            raise ConditionFailed(_decoded(failed.item)) from None
        return decode_item(answer["Attributes"])

    async def delete(self, key: Key, condition: Condition = ALWAYS) -> Values | None:
        """Remove one item and return it as it was; None if it was not there, which is no error without a condition.

        Raises
        ------
        ConditionFailed
            The condition did not hold.
        """
        try:
            answer = await self._call(
                lambda: self._clients.dynamodb.delete_item(
                    TableName=key.table, Key=key.item(), ReturnValues="ALL_OLD", **condition.arguments()
                )
            )
        except ConditionCheckFailed as failed:
            raise ConditionFailed(_decoded(failed.item)) from None
        removed = answer.get("Attributes")
        return None if removed is None else decode_item(removed)

    async def delete_many(self, keys: Iterable[Key]) -> None:
        """Remove items of any tables, 25 a call. What DynamoDB leaves unprocessed is asked for again."""
        requests = [(key.table, {"DeleteRequest": {"Key": key.item()}}) for key in keys]
        for start in range(0, len(requests), BATCH_WRITES):
            pending: dict[str, Any] = {}
            for table, request in requests[start : start + BATCH_WRITES]:
                pending.setdefault(table, []).append(request)
            for attempt in range(BATCH_ATTEMPTS):
                await _pause_before(attempt)
                asked = pending
                answer = await self._call(lambda: self._clients.dynamodb.batch_write_item(RequestItems=asked))  # noqa: B023
                pending = answer.get("UnprocessedItems") or {}
                if not pending:
                    break
            else:
                logs.warning("dynamodb.unavailable", reason="UnprocessedItems")
                raise ServiceUnavailable

    async def query(self, query: Query) -> Page:
        """Read items of one partition, strongly consistent but through an index."""
        answer = await self._call(lambda: self._clients.dynamodb.query(**query.arguments()))
        last = answer.get("LastEvaluatedKey")
        items = [decode_item(item) for item in answer["Items"]]
        return Page(items, None if last is None else decode_item(last)[query.sort_key])

    async def transact(self, writes: Sequence[Write]) -> None:
        """Do several writes in any tables, all or nothing.

        boto3 gives the call an idempotency token, so that an attempt repeated after a lost answer is done once.

        Raises
        ------
        TransactionRefused
            A condition did not hold.
        """
        operations: Any = [write.operation() for write in writes]
        for attempt in range(TRANSACTION_ATTEMPTS):
            await _pause_before(attempt)
            try:
                await self._call(lambda: self._clients.dynamodb.transact_write_items(TransactItems=operations))
            except TransactionCancelled as cancelled:
                failed = [n for n, code in enumerate(cancelled.codes) if code == "ConditionalCheckFailed"]
                if failed:
                    raise TransactionRefused(failed) from None
                if not set(cancelled.codes) - {"None"} <= _CONFLICTS:
                    raise InternalError from cancelled
            else:
                return
        logs.warning("dynamodb.unavailable", reason="TransactionConflict")
        raise ServiceUnavailable

    async def _call[Answer](self, call: Callable[[], Answer]) -> Answer:
        """Make a call; one that meets a transaction on the same item is made again, which botocore leaves to us."""
        for attempt in range(CONFLICT_ATTEMPTS):
            await _pause_before(attempt)
            try:
                return await self._run(call)
            except ClientError as error:
                is_last = attempt == CONFLICT_ATTEMPTS - 1
                if is_last or error.response.get("Error", {}).get("Code") != "TransactionConflictException":
                    raise translated(error) from error
            except (BotoCoreError, DeadlineExceeded) as error:
                logs.warning("dynamodb.unavailable", reason=type(error).__name__)
                raise ServiceUnavailable from error
        raise ServiceUnavailable


async def _pause_before(attempt: int) -> None:
    """Wait before a repetition, longer each time and never as long as somebody else (full jitter)."""
    if attempt:
        await anyio.sleep(random.uniform(0, min(0.4, 0.05 * 2**attempt)))  # noqa: S311


def _projection(attributes: Sequence[str]) -> dict[str, Any]:
    if not attributes:
        return {}
    names = {f"#{position}": name for position, name in enumerate(dict.fromkeys((*attributes, "pk", "sk")))}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}


def _decoded(item: Item | None) -> Values | None:
    return None if item is None else decode_item(item)
