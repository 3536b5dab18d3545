"""The template's tables, made by DynamoDB's own API."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from scripts.tables import TablesError, create_tables, table_definitions, table_differences

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NAMES = {"UsersTable": "test-users", "SessionsTable": "test-sessions", "DataTable": "test-data"}
ITEM = {"pk": {"S": "USER#1"}, "sk": {"S": "ACCOUNT"}}

TEMPLATE = """
    Resources:
      Bucket:
        Type: AWS::S3::Bucket
        Properties: {{BucketName: !Sub "${{AWS::StackName}}-site"}}
      ThingsTable:
        Type: AWS::DynamoDB::GlobalTable
        Properties:
          TableName: !Sub "${{AWS::StackName}}-things"
          BillingMode: !If [Cheap, PAY_PER_REQUEST, PROVISIONED]
          AttributeDefinitions:
            - {{AttributeName: pk, AttributeType: S}}
            - {{AttributeName: other, AttributeType: {other_type}}}
          KeySchema: [{{AttributeName: pk, KeyType: HASH}}]
          GlobalSecondaryIndexes:
            - IndexName: {index}
              KeySchema: [{{AttributeName: other, KeyType: HASH}}]
              Projection: {{ProjectionType: {projection}}}
          {extra}
          Replicas: [{{Region: !Ref AWS::Region, DeletionProtectionEnabled: true}}]
"""


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        client = boto3.client(
            "dynamodb", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        yield client
        # Other tests may hold moto's account open, so what was made in this region is taken away here.
        for name in client.list_tables()["TableNames"]:
            client.delete_table(TableName=name)
        client.close()


def template(
    folder: Path, *, other_type: str = "S", index: str = "others", projection: str = "ALL", extra: str = ""
) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.yaml"
    text = TEMPLATE.format(other_type=other_type, index=index, projection=projection, extra=extra)
    path.write_text(textwrap.dedent(text))
    return path


def test_the_template_declares_the_three_tables_of_the_design() -> None:
    indexes = {
        definition.logical_id: {
            index["IndexName"]: index["Projection"]["ProjectionType"]
            for index in definition.create.get("GlobalSecondaryIndexes", ())
        }
        for definition in table_definitions()
    }

    assert indexes == {
        "UsersTable": {"accounts": "ALL"},
        "SessionsTable": {},
        "DataTable": {
            "owner": "KEYS_ONLY",
            "changes": "ALL",
            "gsi1": "ALL",
            "gsi2": "ALL",
            "gsi3": "ALL",
            "gsi4": "ALL",
        },
    }


def test_every_table_of_the_template_is_created_with_its_keys_stream_and_ttl(dynamodb: "DynamoDBClient") -> None:
    created = create_tables(dynamodb, NAMES)

    assert created == ["test-users", "test-sessions", "test-data"]
    for name in created:
        table = dynamodb.describe_table(TableName=name)["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "ttl")
    stream = dynamodb.describe_table(TableName="test-data")["Table"]["StreamSpecification"]
    assert stream == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_tables_that_exist_keep_their_items(dynamodb: "DynamoDBClient") -> None:
    create_tables(dynamodb, NAMES)
    dynamodb.put_item(TableName="test-users", Item=ITEM)

    created = create_tables(dynamodb, NAMES)

    assert created == []
    assert dynamodb.get_item(TableName="test-users", Key=ITEM)["Item"] == ITEM


def test_only_the_missing_table_is_created(dynamodb: "DynamoDBClient") -> None:
    create_tables(dynamodb, NAMES)
    dynamodb.delete_table(TableName="test-sessions")

    assert create_tables(dynamodb, NAMES) == ["test-sessions"]


def test_a_ttl_that_is_off_is_turned_on(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    names = {"ThingsTable": "things"}
    create_tables(dynamodb, names, template(tmp_path))
    with_ttl = template(tmp_path, extra="TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}")

    create_tables(dynamodb, names, with_ttl)

    ttl = dynamodb.describe_time_to_live(TableName="things")["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "ttl")


def test_a_table_without_a_name_is_refused(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    with pytest.raises(TablesError, match="ThingsTable"):
        create_tables(dynamodb, NAMES, template(tmp_path))


def test_tables_as_the_template_has_them_do_not_differ(dynamodb: "DynamoDBClient") -> None:
    create_tables(dynamodb, NAMES)

    assert table_differences(dynamodb, NAMES) == {}


def test_missing_tables_do_not_differ(dynamodb: "DynamoDBClient") -> None:
    assert table_differences(dynamodb, NAMES) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"index": "renamed"}, ["index others is no longer in the template", "index renamed is new in the template"]),
        ({"projection": "KEYS_ONLY"}, ["index others has changed in the template"]),
        ({"other_type": "N"}, ["index others has changed in the template"]),
        ({"extra": "StreamSpecification: {StreamViewType: KEYS_ONLY}"}, ["stream is new in the template"]),
        (
            {"extra": "TimeToLiveSpecification: {AttributeName: expiry, Enabled: true}"},
            [],  # create_tables turns it on, so nothing is left to be said
        ),
    ],
)
def test_a_changed_template_is_noticed_and_named(
    dynamodb: "DynamoDBClient", tmp_path: Path, change: dict[str, str], said: list[str]
) -> None:
    names = {"ThingsTable": "things"}
    create_tables(dynamodb, names, template(tmp_path))

    differences = table_differences(dynamodb, names, template(tmp_path, **change))

    assert differences == ({"things": said} if said else {})


def test_another_ttl_attribute_is_noticed(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    names = {"ThingsTable": "things"}
    specification = "TimeToLiveSpecification: {{AttributeName: {}, Enabled: true}}"
    create_tables(dynamodb, names, template(tmp_path, extra=specification.format("ttl")))

    differences = table_differences(dynamodb, names, template(tmp_path, extra=specification.format("expiry")))

    assert differences == {"things": ["TTL attribute has changed in the template"]}
