"""Keys, conditions and writes, as the repositories put them together and `dynamodb` sends them.

A write is made by the repository whose item it is, and may travel in another's transaction: services hand them on
without looking inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.repositories.attributes import Item, encode_item


@dataclass(frozen=True, slots=True)
class Key:
    """Which item: its table, partition key and sort key."""

    table: str
    pk: str
    sk: str

    def item(self) -> Item:
        """Return the key as DynamoDB takes it."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition expression. Attribute names are always substituted, so none can be a reserved word."""

    expression: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of the call."""
        arguments: dict[str, Any] = {"ConditionExpression": self.expression} if self.expression else {}
        if self.names:
            arguments["ExpressionAttributeNames"] = dict(self.names)
        if self.values:
            arguments["ExpressionAttributeValues"] = encode_item(self.values)
        return arguments


ABSENT: Final = Condition("attribute_not_exists(pk)")
ALWAYS: Final = Condition("")


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole item."""

    table: str
    item: Mapping[str, object]
    condition: Condition = ABSENT

    def operation(self) -> dict[str, Any]:
        """Return it as a part of a transaction."""
        return {"Put": {"TableName": self.table, "Item": encode_item(self.item), **self.condition.arguments()}}


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes of an item, by an update expression and the values it names beside the condition's."""

    key: Key
    expression: str
    values: Mapping[str, object]
    condition: Condition = ALWAYS
    names: Mapping[str, str] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of the call."""
        condition = Condition(
            self.condition.expression,
            names={**self.condition.names, **self.names},
            values={**self.condition.values, **self.values},
        )
        return {
            "TableName": self.key.table,
            "Key": self.key.item(),
            "UpdateExpression": self.expression,
            **condition.arguments(),
        }

    def operation(self) -> dict[str, Any]:
        """Return it as a part of a transaction."""
        return {"Update": self.arguments()}


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item; one that is not there is no error, unless the condition makes it one."""

    key: Key
    condition: Condition = ALWAYS

    def operation(self) -> dict[str, Any]:
        """Return it as a part of a transaction."""
        return {"Delete": {"TableName": self.key.table, "Key": self.key.item(), **self.condition.arguments()}}


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, and let the transaction be done only if the condition holds for an item."""

    key: Key
    condition: Condition

    def operation(self) -> dict[str, Any]:
        """Return it as a part of a transaction."""
        return {"ConditionCheck": {"TableName": self.key.table, "Key": self.key.item(), **self.condition.arguments()}}


@dataclass(frozen=True, slots=True)
class Query:
    """Read items of one partition of a table or of one of its indexes, in the order of their sort keys.

    Parameters
    ----------
    limit
        How many items are looked at, before `filtered` drops some.
    low, high
        Between which the sort keys lie, both included.
    after
        The sort key behind which to begin. In an index the bounds do this, since keys there end with a document's id.
    index
        The index; its keys are named after it, `gsi1_pk` and `gsi1_sk`. Reads through one are eventually consistent.
    keys_only
        Whether nothing but the keys of the items is wanted.
    """

    table: str
    pk: str
    limit: int
    descending: bool = False
    low: str | None = None
    high: str | None = None
    after: str | None = None
    index: str | None = None
    filtered: Condition = ALWAYS
    keys_only: bool = False

    @property
    def sort_key(self) -> str:
        """The name of the attribute that it sorts by."""
        return f"{self.index}_sk" if self.index else "sk"

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of the call."""
        pk_name = f"{self.index}_pk" if self.index else "pk"
        values: dict[str, object] = {":pk": self.pk, **self.filtered.values}
        keys = "#pk = :pk"
        match self.low, self.high:
            case str(low), str(high):
                keys += " AND #sk BETWEEN :low AND :high"
                values |= {":low": low, ":high": high}
            case str(low), None:
                keys += " AND #sk >= :low"
                values[":low"] = low
            case None, str(high):
                keys += " AND #sk <= :high"
                values[":high"] = high
        names = {"#pk": pk_name, **self.filtered.names}
        if "#sk" in keys:
            names["#sk"] = self.sort_key
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": keys,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": encode_item(values),
            "ScanIndexForward": not self.descending,
            "Limit": self.limit,
        }
        if self.index:
            arguments["IndexName"] = self.index
        else:
            arguments["ConsistentRead"] = True
        if self.keys_only:
            arguments["ProjectionExpression"] = "pk, sk"
        if self.filtered.expression:
            arguments["FilterExpression"] = self.filtered.expression
        if self.after is not None:
            arguments["ExclusiveStartKey"] = Key(self.table, self.pk, self.after).item()
        return arguments


type Write = Put | Update | Delete | Check
