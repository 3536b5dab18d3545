"""What a release writes: items of all tables, tokens and cursors, each kept for the releases that follow.

    python -m tests.compatibility.recording 0.2.0    # when a release is made

A gradual deployment runs two releases side by side, so each has to read what the other one writes.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from app.lambda_handler import ApiHandler
from app.main import create_app
from scripts.tables import create_tables
from tests.in_process import PASSWORD, SECRET_ID, TABLES, settings_for_tests
from tests.lambda_client import LambdaClient

RELEASES = Path(__file__).parent / "releases"
CLOCK = 1_795_000_000.0
ADA, KEEPER = "ada@release.example", "keeper@release.example"
PAGE = 2


@dataclass(frozen=True)
class Release:
    """What a release wrote at a time, in seconds since 1970."""

    at: float
    items: dict[str, list[dict[str, Any]]]
    access_token: str
    refresh_token: str
    reset_token: str
    list_cursor: str
    changes_cursor: str
    notes: list[str]


def read(name: str) -> Release:
    """Return what a release wrote."""
    return Release(**json.loads((RELEASES / f"{name}.json").read_text(encoding="utf-8")))


def stored() -> dict[str, list[dict[str, Any]]]:
    """Return all items of all tables, by table."""
    client = boto3.client("dynamodb")
    return {
        table: sorted(
            (dict(item) for page in client.get_paginator("scan").paginate(TableName=table) for item in page["Items"]),
            key=lambda item: (item["pk"]["S"], item["sk"]["S"]),
        )
        for table in TABLES.values()
    }


def record(handler: ApiHandler) -> Release:
    """Use the application as people do, so that items of every kind are there, and return what it wrote."""
    anybody = LambdaClient(handler)

    def signed_up(email: str) -> dict[str, str]:
        credentials = {"email": email, "password": PASSWORD}
        assert anybody.request("POST", "/auth/register", credentials).status == 202
        session: dict[str, str] = anybody.request("POST", "/auth/login", credentials).json()
        return session

    keeper = anybody.signed_in(signed_up(KEEPER)["access_token"])
    boto3.client("dynamodb").update_item(
        TableName=TABLES["UsersTable"],
        Key={"pk": {"S": f"USER#{keeper.request('GET', '/users/me').json()['id']}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET #roles = :roles",
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={":roles": {"L": [{"S": "admin"}]}},
    )
    product = keeper.request("POST", "/data/products", {"name": "Oilskin", "price": "24.50"}).json()["id"]
    keeper.request("POST", f"/data/products/{product}/increment", {"field": "stock", "by": 9})

    session = signed_up(ADA)
    ada = anybody.signed_in(session["access_token"])
    user_id = ada.request("GET", "/users/me").json()["id"]
    notes = [
        ada.request("POST", "/data/notes", {"title": title, "due": "2026-12-01", "tags": ["é"]}).json()["id"]
        for title in ("Terns", "Gulls", "Auks")
    ]
    gone = ada.request("POST", "/data/notes", {"title": "Gone"}, Idempotency_Key="a-key").json()["id"]
    assert ada.request("DELETE", f"/data/notes/{gone}").status == 204
    ada.request("POST", "/data/messages", {"text": "Hello"})
    order = {"items": [{"product_id": product, "quantity": 1}], "address": "1 Quay Street"}
    assert ada.request("POST", "/shop/checkout", order).status == 201
    assert ada.request("POST", "/realtime/ticket").status in {200, 201, 404}
    anybody.request("POST", "/auth/login", {"email": ADA, "password": "not the passphrase at all"})
    link = keeper.request("POST", f"/users/{user_id}/password-reset").json()["url"]
    return Release(
        at=CLOCK,
        items=stored(),
        access_token=session["access_token"],
        refresh_token=session["refresh_token"],
        reset_token=link.partition("#token=")[2],
        list_cursor=ada.request("GET", f"/data/notes?limit={PAGE}").json()["next_cursor"],
        changes_cursor=ada.request("GET", "/data/notes/changes?since=now").json()["next_cursor"],
        notes=notes,
    )


def main() -> None:
    """Record a release of the name given."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        with mock_aws(), patch("app.clock.now", lambda: CLOCK):
            create_tables(boto3.client("dynamodb"), TABLES)
            boto3.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
            handler = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
            release = record(handler)
            handler.close()
    path = RELEASES / f"{sys.argv[1]}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(release), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
