"""The tables of infra/template.yaml, created by DynamoDB's own API where there is no CloudFormation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).resolve().parent.parent / "infra" / "template.yaml"


class TablesError(Exception):
    """The template's tables cannot be made. The message is for people."""


@dataclass(frozen=True)
class TableDefinition:
    """One table of the template.

    `create` is CreateTable's arguments without the name; `ttl_attribute` is what UpdateTimeToLive turns on.
    """

    logical_id: str
    create: dict[str, Any]
    ttl_attribute: str | None


class _CloudFormationLoader(yaml.SafeLoader):
    """YAML with CloudFormation's tags, whose values are kept and not evaluated."""


def _tagged(loader: _CloudFormationLoader, suffix: str, node: yaml.Node) -> dict[str, object]:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - the only other kind
    return {suffix: loader.construct_mapping(node, deep=True)}


_CloudFormationLoader.add_multi_constructor("!", _tagged)


def read_resources(template: Path = TEMPLATE) -> dict[str, dict[str, Any]]:
    """Read the resources of a template, with CloudFormation's functions as they are written."""
    # A SafeLoader with constructors for tags: it makes plain values only.
    resources: dict[str, dict[str, Any]] = yaml.load(
        template.read_text(encoding="utf-8"),
        _CloudFormationLoader,  # noqa: S506
    )["Resources"]
    return resources


def table_definitions(template: Path = TEMPLATE) -> list[TableDefinition]:
    """Read every `AWS::DynamoDB::GlobalTable` of a template, in its order."""
    return [
        _definition(logical_id, resource["Properties"])
        for logical_id, resource in read_resources(template).items()
        if resource["Type"] == "AWS::DynamoDB::GlobalTable"
    ]


def _definition(logical_id: str, properties: Mapping[str, Any]) -> TableDefinition:
    # Throughput, replicas, backups and encryption are a deployment's matter; here only the shape counts.
    create: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": properties["AttributeDefinitions"],
        "KeySchema": properties["KeySchema"],
    }
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if properties.get(kind):
            create[kind] = [
                {name: index[name] for name in ("IndexName", "KeySchema", "Projection")} for index in properties[kind]
            ]
    if "StreamSpecification" in properties:
        view = properties["StreamSpecification"]["StreamViewType"]
        create["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view}
    ttl = properties.get("TimeToLiveSpecification", {})
    return TableDefinition(logical_id, create, ttl.get("AttributeName") if ttl.get("Enabled") else None)


def create_tables(dynamodb: "DynamoDBClient", names: Mapping[str, str], template: Path = TEMPLATE) -> list[str]:
    """Create the template's tables that are missing, named by logical id, and wait until they are active.

    A table that is there is left as it is, but for a TTL that is off. Returns the names of those created.

    Raises
    ------
    TablesError
        The template has a table that `names` does not name.
    """
    created = []
    for definition in table_definitions(template):
        if definition.logical_id not in names:
            raise TablesError(f"{template.name} declares {definition.logical_id}, and nothing here names that table.")
        name = names[definition.logical_id]
        try:
            dynamodb.create_table(TableName=name, **definition.create)
            created.append(name)
        except dynamodb.exceptions.ResourceInUseException:
            pass
        dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        _enable_ttl(dynamodb, name, definition.ttl_attribute)
    return created


def _enable_ttl(dynamodb: "DynamoDBClient", name: str, attribute: str | None) -> None:
    if attribute is None:
        return
    found = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if found.get("TimeToLiveStatus", "DISABLED") == "DISABLED":  # turning on what is on is an error
        dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
        )


def table_differences(
    dynamodb: "DynamoDBClient", names: Mapping[str, str], template: Path = TEMPLATE
) -> dict[str, list[str]]:
    """Compare the tables that exist with the template's: name → what differs, in words."""
    differences = {}
    for definition in table_definitions(template):
        name = names[definition.logical_id]
        try:
            found: Mapping[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
        except dynamodb.exceptions.ResourceNotFoundException:
            continue
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        here, wanted = _aspects(found), _aspects(definition.create)
        if ttl.get("AttributeName") is not None:  # a TTL that is off is turned on by create_tables
            here["TTL attribute"] = ttl["AttributeName"]
            wanted["TTL attribute"] = definition.ttl_attribute
        lines = [
            f"{aspect} {_verb(here.get(aspect), wanted.get(aspect))}"
            for aspect in sorted({*here, *wanted})
            if here.get(aspect) != wanted.get(aspect)
        ]
        if lines:
            differences[name] = lines
    return differences


def _aspects(table: Mapping[str, Any]) -> dict[str, object]:
    """Take a CreateTable call or a DescribeTable answer apart into what can differ, in a comparable form."""
    types = {definition["AttributeName"]: definition["AttributeType"] for definition in table["AttributeDefinitions"]}

    def keys(schema: list[Mapping[str, str]]) -> list[tuple[str, str, str]]:
        return sorted((key["KeyType"], key["AttributeName"], types[key["AttributeName"]]) for key in schema)

    aspects: dict[str, object] = {"primary key": keys(table["KeySchema"])}
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for index in table.get(kind) or ():
            projection = index["Projection"]
            attributes = sorted(projection.get("NonKeyAttributes") or ())
            shape = (kind, keys(index["KeySchema"]), projection["ProjectionType"], attributes)
            aspects[f"index {index['IndexName']}"] = shape
    stream = table.get("StreamSpecification") or {}
    if stream.get("StreamEnabled"):
        aspects["stream"] = stream["StreamViewType"]
    return aspects


def _verb(here: object, wanted: object) -> str:
    if here is None:
        return "is new in the template"
    return "is no longer in the template" if wanted is None else "has changed in the template"
