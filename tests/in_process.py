"""The application in this process, on moto's DynamoDB and Secrets Manager, for every test that needs no server."""

import copy
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import moto.core.serialize
import pytest
from botocore.loaders import JSONFileLoader
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table
from passlib.hash import argon2

from app.settings import Settings
from scripts.tables import create_tables

SITE = "https://fulmar.example"
SECRET_ID = "fulmar-test/secret"
TABLES = {"UsersTable": "test-users", "SessionsTable": "test-sessions", "DataTable": "test-data"}
SENDER = "hello@fulmar.example"
PASSWORD = "correct horse battery staple"


def settings_for_tests(**changes: Any) -> Settings:
    """Return the settings of a deployed stage, whose tables are moto's."""
    values: dict[str, Any] = {
        "stage": "test",
        "users_table": TABLES["UsersTable"],
        "sessions_table": TABLES["SessionsTable"],
        "data_table": TABLES["DataTable"],
        "secret_id": SECRET_ID,
        "site_origin": SITE,
        "cors_origins": "https://app.example",
        "in_lambda": False,
        "registrations_per_network": 100_000,  # all tests come from one address
        "request_deadline_seconds": 9,  # a busy machine stands still now and then, which is no slow database
    }
    return Settings.model_validate({**values, **changes})


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """Give the process an AWS account with the template's tables and a secret; tests keep apart by their users."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        monkeypatch.setattr("moto.core.serialize.BaseJSONSerializer._serialize_type_structure", _serialize_structure)
        monkeypatch.setattr(Table, "__deepcopy__", _copy_of_table, raising=False)
        monkeypatch.setattr(JSONFileLoader, "load_file", lambda _, path: _description(path))
        with mock_aws():
            create_tables(boto3.client("dynamodb"), TABLES)
            boto3.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
            yield


@cache
def _description(path: str) -> Any:
    """Read a description of AWS's once; botocore does for each session, and every operator's command has its own."""
    return _really_load(JSONFileLoader(), path)


def _copy_of_table(table: Table, memo: dict[int, Any]) -> Table:
    """Copy what a transaction can change. moto copies all of a table for each part of one, in case it fails."""
    copied = copy.copy(table)
    copied.items = copy.deepcopy(table.items, memo)
    if table.stream_shard is not None:
        copied.stream_shard = copy.copy(table.stream_shard)
        copied.stream_shard.items = list(table.stream_shard.items)
        copied.stream_shard.table = copied
    return copied


_really_load = JSONFileLoader.load_file
_really_serialize_structure = moto.core.serialize.BaseJSONSerializer._serialize_type_structure


def _serialize_structure(serializer: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """Write attribute values as they are. moto asks each for every type it might have, a third of what tests do."""
    if shape.name == "AttributeValue" and isinstance(value, dict) and "B" not in value:
        serializer._default_serialize(serialized, value, shape, key)
    else:
        _really_serialize_structure(serializer, serialized, value, shape, key)


@pytest.fixture(scope="session")
def cheap_hashing() -> Iterator[None]:
    """Hash passwords with argon2id's smallest parameters; what is tested here is what is done with the hashes."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        smallest = argon2.using(type="ID", memory_cost=8, time_cost=1, parallelism=1)  # type: ignore[no-untyped-call]
        monkeypatch.setattr("app.security.passwords._ARGON2ID", smallest)
        yield


def forget_everything() -> None:
    """Empty all tables.

    moto copies every table for each transaction, the record of its changes included, so what earlier tests left behind
    would slow down later ones.
    """
    for table in dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].tables.values():
        table.items.clear()
        if table.stream_shard is not None:
            table.stream_shard.items.clear()


def new_address(name: str) -> str:
    """Return an e-mail address that no test has used."""
    return f"{name}-{uuid.uuid4().hex}@example.com"
