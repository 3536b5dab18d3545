"""DynamoDB for an operator's commands: what the application never does, and errors that say what is in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.blocking import RunBlocking, in_worker_thread
from app.errors import BodyTooLarge, InternalError, ServiceUnavailable
from app.repositories.attributes import decode_item
from app.repositories.dynamodb import DynamoDB, Values
from app.repositories.obstacles import Refused, obstacle_of
from app.repositories.operations import Key
from app.repositories.operator_account import OperatorAccount


class TableRefused(Refused):
    """DynamoDB did not do what an operator asked."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What DynamoDB says of a table. `items` is their number some hours ago."""

    items: int
    indexes: frozenset[str]


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Items of one Scan. `looked_at` counts those too that its filter dropped; `last` is where it can go on."""

    items: list[Values]
    looked_at: int
    last: Key | None


class OperatorDatabase(DynamoDB):
    """DynamoDB's calls, for many at once. Raises `TableRefused` where the application is told to try again later."""

    def __init__(self, account: OperatorAccount, run: RunBlocking = in_worker_thread) -> None:
        super().__init__(account, run)

    async def describe(self, table: str) -> TableFacts:
        """Describe a table."""
        answer = await self._call(lambda: self._clients.dynamodb.describe_table(TableName=table))
        described = answer["Table"]
        indexes = frozenset(index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ()))
        return TableFacts(described.get("ItemCount", 0), indexes)

    async def scan(self, table: str, **arguments: Any) -> ScanPage:
        """Read some items of a table, strongly consistent; `arguments` are those of the call."""
        answer = await self._call(
            lambda: self._clients.dynamodb.scan(TableName=table, ConsistentRead=True, **arguments)
        )
        last = answer.get("LastEvaluatedKey")
        return ScanPage(
            [decode_item(item) for item in answer["Items"]],
            answer["ScannedCount"],
            None if last is None else Key(table, **decode_item(last)),
        )

    async def _call[Answer](self, call: Callable[[], Answer]) -> Answer:
        try:
            return await super()._call(call)
        except (ServiceUnavailable, InternalError) as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and "exceeded the maximum allowed size" in str(cause):
                raise BodyTooLarge from cause
            if isinstance(cause, ClientError | BotoCoreError):
                raise TableRefused(obstacle_of(cause), str(cause)) from cause
            raise
