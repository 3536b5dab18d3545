"""What every earlier release wrote is read by this one, and this one writes nothing that they could not read."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.compatibility.recording import ADA, PAGE, RELEASES, Release, read, record
from tests.in_process import PASSWORD, TABLES, settings_for_tests
from tests.lambda_client import LambdaClient

NAMES = sorted(path.stem for path in RELEASES.glob("*.json"))
NEWEST = NAMES[-1]
LATER = 5

type Shape = dict[str, Any]


@pytest.fixture
def client(aws: None, cheap_hashing: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaClient]:
    """Return a client of this release, whose tables are empty."""
    empty()
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
    yield LambdaClient(handler)
    handler.close()
    empty()


@pytest.fixture(params=NAMES)
def release(request: pytest.FixtureRequest, client: LambdaClient, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Return a release, with what it wrote in the tables, a few seconds later."""
    written = read(request.param)
    dynamodb = boto3.client("dynamodb")
    for table, items in written.items.items():
        for item in items:
            dynamodb.put_item(TableName=table, Item=item)
    monkeypatch.setattr("app.clock.now", lambda: written.at + LATER)
    return written


def empty() -> None:
    dynamodb = boto3.client("dynamodb")
    for table in TABLES.values():
        for item in dynamodb.scan(TableName=table)["Items"]:
            dynamodb.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})


def test_people_sign_in_and_sessions_go_on(client: LambdaClient, release: Release) -> None:
    assert client.signed_in(release.access_token).request("GET", "/users/me").json()["email"] == ADA
    refreshed = client.request("POST", "/auth/refresh", {"refresh_token": release.refresh_token})
    assert refreshed.status == 200
    assert client.signed_in(refreshed.json()["access_token"]).request("GET", "/users/me").status == 200
    assert client.request("POST", "/auth/login", {"email": ADA, "password": PASSWORD}).status == 200


def test_a_link_that_was_handed_out_still_works(client: LambdaClient, release: Release) -> None:
    body = {"token": release.reset_token, "password": "another passphrase for the next release"}

    assert client.request("POST", "/auth/password/reset", body).status == 204
    assert client.signed_in(release.access_token).request("GET", "/users/me").status == 401


def test_documents_are_read_listed_and_changed(client: LambdaClient, release: Release) -> None:
    ada = client.signed_in(release.access_token)
    first = ada.request("GET", f"/data/notes/{release.notes[0]}")

    assert first.json()["title"] == "Terns"
    assert first.json()["tags"] == ["é"]
    patched = ada.request(
        "PATCH", f"/data/notes/{release.notes[0]}", {"title": "Skuas"}, If_Match=first.headers["etag"]
    )
    assert patched.json()["version"] == first.json()["version"] + 1
    by_index = ada.request("GET", "/data/notes?due=2026-12-01&sort=due").json()["items"]
    assert {note["id"] for note in by_index} == set(release.notes)
    assert len(ada.request("GET", "/data/orders").json()["items"]) == 1


def test_cursors_go_on_where_they_were(client: LambdaClient, release: Release) -> None:
    ada = client.signed_in(release.access_token)

    rest = ada.request("GET", f"/data/notes?limit={PAGE}&cursor={release.list_cursor}").json()
    assert [note["id"] for note in rest["items"]] == sorted(release.notes)[: len(release.notes) - PAGE]
    changes = ada.request("GET", f"/data/notes/changes?since={release.changes_cursor}")
    assert changes.status == 200
    assert {change["id"] for change in changes.json()["changes"]} >= set(release.notes)


def test_what_a_later_release_may_add_is_no_obstacle(client: LambdaClient, release: Release) -> None:
    dynamodb = boto3.client("dynamodb")
    for table, items in release.items.items():
        for item in items:
            dynamodb.put_item(TableName=table, Item={**item, "later": {"M": {"a": {"L": [{"S": "b"}]}}}})
    ada = client.signed_in(release.access_token)

    assert ada.request("GET", "/users/me").status == 200
    assert len(ada.request("GET", "/data/notes").json()["items"]) == len(release.notes)
    assert ada.request("PATCH", f"/data/notes/{release.notes[0]}", {"title": "Skuas"}).status == 200
    assert client.request("POST", "/auth/refresh", {"refresh_token": release.refresh_token}).status == 200


def shapes(release: Release) -> dict[str, Shape]:
    """Return for each kind of item the names and types of its attributes."""
    found: dict[str, Shape] = {}
    for table, items in release.items.items():
        for item in items:
            partition, sort = [item[name]["S"].partition("#")[0] for name in ("pk", "sk")]
            kind = f"{table} {partition} {sort if sort.isupper() else 'id'}"
            found.setdefault(kind, {}).update({name: sorted(value) for name, value in item.items()})
    return found


def test_this_release_writes_what_the_newest_recorded_one_writes(
    client: LambdaClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this fails, the stored form has changed: record the new release, and see that the tests above hold."""
    recorded = read(NEWEST)
    monkeypatch.setattr("app.clock.now", lambda: recorded.at)

    assert shapes(record(client._handler)) == shapes(recorded)
