"""The tables themselves, as DynamoDB describes them to an operator."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.blocking import RunBlocking
from app.repositories.obstacles import asked
from app.repositories.operator_account import OperatorAccount
from app.repositories.operator_table_shapes import IndexShape, KeySchema, TableShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb.type_defs import KeySchemaElementTypeDef


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A table as it is. `status` is DynamoDB's own word: `ACTIVE` when it can be used."""

    status: str
    shape: TableShape


class OperatorTables:
    """Describes tables. Raises `Refused` when DynamoDB does not."""

    def __init__(self, account: OperatorAccount, run: RunBlocking) -> None:
        self._account = account
        self._run = run

    async def described(self, name: str) -> DescribedTable:
        """Describe a table, its TTL included."""
        return await asked(self._run, lambda: self._described(name))

    def _described(self, name: str) -> DescribedTable:
        dynamodb = self._account.dynamodb
        table = dynamodb.describe_table(TableName=name)["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        is_on = ttl.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
        stream = table.get("StreamSpecification")
        types = {it["AttributeName"]: it["AttributeType"] for it in table["AttributeDefinitions"]}
        shape = TableShape(
            key=_key(table["KeySchema"], types),
            indexes={
                index["IndexName"]: IndexShape(
                    _key(index["KeySchema"], types), index["Projection"].get("ProjectionType", "ALL")
                )
                for index in table.get("GlobalSecondaryIndexes", ())
            },
            ttl_attribute=ttl.get("AttributeName") if is_on else None,
            stream=stream.get("StreamViewType") if stream and stream["StreamEnabled"] else None,
        )
        return DescribedTable(table["TableStatus"], shape)


def _key(schema: "Iterable[KeySchemaElementTypeDef]", types: "Mapping[str, str]") -> KeySchema:
    """Return a key; an attribute that is no string is written with its type, since ours are all strings."""
    names = {
        it["KeyType"]: it["AttributeName"]
        if types[it["AttributeName"]] == "S"
        else f"{it['AttributeName']} ({_TYPES[types[it['AttributeName']]]})"
        for it in schema
    }
    return KeySchema(names["HASH"], names.get("RANGE"))


_TYPES = {"N": "a number", "B": "binary"}
