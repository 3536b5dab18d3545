"""`python -m app.cli doctor` on tables and the secret: what it calls each thing that can be wrong, and what to do."""

from dataclasses import asdict
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from app import cli
from app.repositories.operator_table_shapes import TABLE_SHAPES
from scripts.tables import table_definitions
from tests.in_process import SECRET_ID, new_address
from tests.unit.operator_commands import Answers, examine, refusal
from tests.unit.operator_commands import answers as answers
from tests.unit.operator_commands import environment as environment


@pytest.fixture(autouse=True)
def settings_of_tests(environment: None) -> None:
    """Let the settings name the tables."""


def make_table(**changes: Any) -> str:
    """Make a table like the data table but for some arguments of CreateTable; None leaves one out."""
    name = new_address("table").partition("@")[0]
    (shape,) = [it.create for it in table_definitions() if it.logical_id == "DataTable"]
    arguments = {key: value for key, value in {**shape, **changes}.items() if value is not None}
    boto3.client("dynamodb").create_table(TableName=name, **arguments)
    return name


def with_ttl(name: str, attribute: str = "ttl") -> str:
    boto3.client("dynamodb").update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
    )
    return name


def test_the_shapes_that_it_expects_are_those_of_the_template() -> None:
    declared = {
        definition.logical_id: {
            "key": _key(definition.create["KeySchema"]),
            "indexes": {
                index["IndexName"]: {
                    "key": _key(index["KeySchema"]),
                    "projection": index["Projection"]["ProjectionType"],
                }
                for index in definition.create.get("GlobalSecondaryIndexes", ())
            },
            "ttl_attribute": definition.ttl_attribute,
            "stream": definition.create.get("StreamSpecification", {}).get("StreamViewType"),
        }
        for definition in table_definitions()
    }
    types = {it["AttributeType"] for table in table_definitions() for it in table.create["AttributeDefinitions"]}

    assert {name: asdict(shape) for name, shape in TABLE_SHAPES.items()} == declared
    assert types == {"S"}


def _key(schema: list[dict[str, str]]) -> dict[str, str]:
    names = {it["KeyType"]: it["AttributeName"] for it in schema}
    return {"partition": names["HASH"], "sort": names["RANGE"]}


def test_a_missing_table_is_named_and_the_others_are_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_USERS_TABLE", "nowhere")
    status, troubles = examine()

    assert status == 1
    assert troubles.keys() == {"users table"}
    assert troubles["users table"][0][0] == "There is no table nowhere."


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ([("id", "HASH", "S")], "is id, and has to be pk and sk"),
        ([("pk", "HASH", "S")], "is pk, and has to be pk and sk"),
        ([("sk", "HASH", "S"), ("pk", "RANGE", "S")], "is sk and pk, and has to be pk and sk"),
        ([("pk", "HASH", "S"), ("sk", "RANGE", "N")], "is pk and sk (a number), and has to be pk and sk"),
    ],
)
def test_a_wrong_key_schema_is_named(
    monkeypatch: pytest.MonkeyPatch, key: list[tuple[str, str, str]], said: str
) -> None:
    name = make_table(
        KeySchema=[{"AttributeName": attribute, "KeyType": kind} for attribute, kind, _ in key],
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": type_} for attribute, _, type_ in key],
        GlobalSecondaryIndexes=None,
    )
    monkeypatch.setenv("APP_SESSIONS_TABLE", name)
    ((found, remedy),) = examine()[1]["sessions table"]

    assert said in found
    assert "cannot be changed" in remedy


def test_missing_and_wrong_indexes_ttl_and_stream_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    (shape,) = [it.create for it in table_definitions() if it.logical_id == "DataTable"]
    indexes = {it["IndexName"]: it for it in shape["GlobalSecondaryIndexes"]}
    wrong_key = {**indexes["gsi1"], "KeySchema": indexes["gsi2"]["KeySchema"]}
    keys_only = {**indexes["gsi2"], "Projection": {"ProjectionType": "KEYS_ONLY"}}
    used = {"pk", "sk", *(f"{index}_{key}" for index in ("gsi2", "gsi3") for key in ("pk", "sk"))}
    name = make_table(
        GlobalSecondaryIndexes=[wrong_key, keys_only, indexes["gsi3"]],
        AttributeDefinitions=[it for it in shape["AttributeDefinitions"] if it["AttributeName"] in used],
        StreamSpecification=None,
    )
    monkeypatch.setenv("APP_DATA_TABLE", name)
    found = [it[0] for it in examine()[1]["data table"]]

    assert found == [
        f"{name} has no index owner, changes, gsi4.",
        f"The index gsi1 of {name} has the key gsi2_pk and gsi2_sk, and has to have gsi1_pk and gsi1_sk.",
        f"The index gsi2 of {name} holds KEYS_ONLY, and has to hold ALL.",
        f"The TTL attribute of {name} is off, so what has expired stays; it has to be ttl.",
        f"{name} has no stream, and has to have one of NEW_AND_OLD_IMAGES.",
    ]


def test_a_ttl_that_is_off_is_a_warning_which_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SESSIONS_TABLE", make_table())
    status, troubles = examine()

    assert status == 0
    assert "is off" in troubles["sessions table"][0][0]
    assert "Enabled=true,AttributeName=ttl" in troubles["sessions table"][0][1]


def test_a_ttl_of_another_attribute_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SESSIONS_TABLE", with_ttl(make_table(), "expires_at"))
    ((found, remedy),) = examine()[1]["sessions table"]

    assert "is expires_at" in found
    assert "Enabled=false,AttributeName=expires_at" in remedy


def test_an_index_that_holds_more_than_it_has_to_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SESSIONS_TABLE", with_ttl(make_table()))

    assert examine() == (0, {})


@pytest.mark.parametrize(
    ("operation", "check"),
    [("DescribeTable", "users table"), ("DescribeTimeToLive", "users table"), ("GetSecretValue", "secret")],
)
def test_a_permission_that_is_missing_is_named(answers: Answers, operation: str, check: str) -> None:
    answers[operation] = refusal("AccessDeniedException", operation)

    assert operation in examine()[1][check][0][1]


def test_a_missing_secret_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SECRET_ID", "nowhere")

    assert examine()[1] == {"secret": [("There is no secret nowhere.", examine()[1]["secret"][0][1])]}


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ({"SecretString": "short"}, "has 5 characters, and keys need 43"),
        ({"SecretBinary": b"x" * 64}, "has 0 characters"),
        ({}, "has no current version"),
    ],
)
def test_a_secret_that_no_key_can_be_derived_from_is_named(
    monkeypatch: pytest.MonkeyPatch, secret: dict[str, Any], said: str
) -> None:
    name = new_address("secret").partition("@")[0]
    boto3.client("secretsmanager").create_secret(Name=name, **secret)
    monkeypatch.setenv("APP_SECRET_ID", name)

    assert said in examine()[1]["secret"][0][0]


def test_a_secret_that_is_going_to_be_deleted_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    name = new_address("secret").partition("@")[0]
    manager = boto3.client("secretsmanager")
    manager.create_secret(Name=name, SecretString="s" * 64)
    manager.delete_secret(SecretId=name)
    monkeypatch.setenv("APP_SECRET_ID", name)

    assert "going to be deleted" in examine()[1]["secret"][0][0]


def test_it_never_prints_the_secret() -> None:
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=SECRET_ID)["SecretString"]

    assert secret not in CliRunner().invoke(cli.app, ["doctor"]).output
