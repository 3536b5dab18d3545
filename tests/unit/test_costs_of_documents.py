"""What a request costs: how often DynamoDB is called, and how many write units it takes, by DynamoDB's own rules."""

from itertools import pairwise
from typing import Any

import boto3
import httpx
import pytest
from pydantic import BaseModel

from app.collection import Collection
from app.repositories.dynamodb import DynamoDB
from scripts.cost import units
from scripts.tables import table_definitions
from tests.unit.collections_for_tests import ALL
from tests.unit.conftest import Person

type Tables = dict[str, dict[tuple[str, str], dict[str, Any]]]

INDEXES = {
    index["IndexName"]: index["Projection"]["ProjectionType"]
    for definition in table_definitions()
    if definition.logical_id == "DataTable"
    for index in definition.create["GlobalSecondaryIndexes"]
}


class Pulse(BaseModel):
    """Something that is told to who is connected."""

    text: str = ""


class Copy(BaseModel):
    """Something that every device has a copy of."""

    text: str = ""


PULSES = Collection("pulses", Pulse, live=True)
COPIES = Collection("copies", Copy, live=True, sync=True)


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return (*ALL, PULSES, COPIES)


class Calls(list[str]):
    """The calls to DynamoDB since they were last taken."""

    def taken(self) -> list[str]:
        """Return the calls, and begin anew."""
        calls = list(self)
        self.clear()
        return calls


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Record every call to DynamoDB but those by which uvicorn's process finds out who is calling."""
    recorded = Calls()
    for name in ("get", "get_many", "put", "update", "delete", "query", "transact"):
        really = getattr(DynamoDB, name)

        def recording(database: DynamoDB, argument: Any, *, name: str = name, really: Any = really) -> Any:
            if not (name == "get_many" and any(key.table != "test-data" for key in argument)):
                recorded.append(name)
            return really(database, argument)

        monkeypatch.setattr(DynamoDB, name, recording)
    return recorded


async def made(client: httpx.AsyncClient, person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_calls_to_dynamodb(client: httpx.AsyncClient, ada: Person, calls: Calls) -> None:
    account = await made(client, ada, "/data/accounts", {})
    counted = {"create": calls.taken()}
    path = f"/data/accounts/{account['id']}"
    requests: dict[str, tuple[str, str, Any]] = {
        "read": ("GET", path, None),
        "patch": ("PATCH", path, {"visits": 1}),
        "replace": ("PUT", path, {}),
        "list": ("GET", "/data/accounts?limit=100", None),
        "list by an index": ("GET", "/data/tickets?sort=due", None),
        "list of two shards": ("GET", "/data/leases", None),
        "increment": ("POST", f"{path}/increment", {"field": "visits", "by": 1}),
        "delete": ("DELETE", path, None),
    }
    for name, (method, address, body) in requests.items():
        content = {} if body is None else {"json": body}
        assert (await client.request(method, address, headers=ada.headers, **content)).is_success, name
        counted[name] = calls.taken()

    assert counted == {
        "create": ["put"],
        "read": ["get"],
        "patch": ["get", "put"],
        "replace": ["get", "put"],
        "list": ["query"],
        "list by an index": ["query"],
        "list of two shards": ["query", "query"],
        "increment": ["get", "transact", "get"],
        "delete": ["get", "update"],
    }


@pytest.mark.parametrize("name", ["pulses", "copies"])
async def test_telling_of_changes_takes_no_more_calls(
    client: httpx.AsyncClient, ada: Person, calls: Calls, name: str
) -> None:
    document = await made(client, ada, f"/data/{name}", {})
    await client.patch(f"/data/{name}/{document['id']}", json={"text": "x"}, headers=ada.headers)
    await client.delete(f"/data/{name}/{document['id']}", headers=ada.headers)

    assert calls == ["put", "get", "put", "get", "update"]


async def test_calls_with_a_key_and_of_a_transaction(client: httpx.AsyncClient, ada: Person, calls: Calls) -> None:
    key = {**ada.headers, "Idempotency-Key": "k"}
    operations = [{"op": "create", "collection": "papers", "document": {"text": str(n)}} for n in range(9)]

    await client.post("/data/accounts", json={}, headers=key)
    once = calls.taken()
    await client.post("/data/accounts", json={}, headers=key)
    again = calls.taken()
    await client.post("/data/transactions", json={"operations": operations}, headers=ada.headers)

    assert once == ["get", "transact"]
    assert again == ["get", "get_many"]
    assert calls == ["transact"]


def items() -> dict[tuple[str, str], dict[str, Any]]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName="test-data")
    return {(item["pk"]["S"], item["sk"]["S"]): dict(item) for page in pages for item in page["Items"]}


def write_units(before: dict[tuple[str, str], dict[str, Any]], after: dict[tuple[str, str], dict[str, Any]]) -> int:
    """Count as DynamoDB does what leads from one state of the table to another."""
    return sum(
        units.write_units(before.get(key, {}), after.get(key, {}), INDEXES)
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    )


@pytest.mark.parametrize(
    ("path", "body", "patch", "created", "patched", "deleted"),
    [
        # no index: one unit each
        ("/data/accounts", {}, {"visits": 2}, 1, 1, 1),
        # three entries; none moves
        ("/data/tickets", {"subject": "x"}, {"subject": "y"}, 1 + 3, 1 + 3, 1 + 3),
        # one of three moves: two units for that
        ("/data/tickets", {"subject": "x"}, {"due": "2026-12-01"}, 1 + 3, 1 + 2 + 2, 1 + 3),
        # a shared collection: one for the owner's entry, which holds keys alone and is not written again
        ("/data/leases", {"holder": "x"}, {"holder": "y"}, 1 + 1, 1, 1 + 1),
        # told to who is connected: nothing more
        ("/data/pulses", {}, {"text": "x"}, 1, 1, 1),
        # told to who comes later: an entry by the time of the last change, which moves with every one
        ("/data/copies", {}, {"text": "x"}, 1 + 1, 1 + 2, 1 + 2),
    ],
)
async def test_write_units(
    client: httpx.AsyncClient,
    ada: Person,
    path: str,
    body: dict[str, Any],
    patch: dict[str, Any],
    created: int,
    patched: int,
    deleted: int,
) -> None:
    states = [items()]
    address = f"{path}/{(await made(client, ada, path, body))['id']}"
    states.append(items())
    await client.patch(address, json=patch, headers=ada.headers)
    states.append(items())
    await client.delete(address, headers=ada.headers)
    states.append(items())

    charged = [write_units(before, after) for before, after in pairwise(states)]
    assert charged == [created, patched, deleted]


async def test_a_page_reads_no_more_of_a_large_list_than_of_a_small_one(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[int] = []
    really = DynamoDB.query

    async def recording(database: DynamoDB, query: Any) -> Any:
        limits.append(query.limit)
        return await really(database, query)

    monkeypatch.setattr(DynamoDB, "query", recording)
    operations = [{"op": "create", "collection": "accounts", "document": {}} for _ in range(60)]
    for _ in range(2):
        await client.post("/data/transactions", json={"operations": operations}, headers=ada.headers)
        page = await client.get("/data/accounts?limit=5", headers=ada.headers)
        assert len(page.json()["items"]) == 5

    assert limits == [6, 6]
