"""An account that is deleted on the deployed stack: nothing of it is left in any table, whatever happens meanwhile."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.ids import new_id
from tests.e2e.processes import kill_function
from tests.e2e.stack import DeployedStack
from tests.in_process import PASSWORD

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    user_id: str
    email: str
    headers: dict[str, str]


@pytest.fixture
def api(stack: DeployedStack) -> Iterator[httpx.Client]:
    with stack.api() as client:
        yield client


def sign_up(api: httpx.Client) -> Person:
    credentials = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    api.post("/auth/register", json=credentials).raise_for_status()
    headers = {"Authorization": f"Bearer {api.post('/auth/login', json=credentials).json()['access_token']}"}
    return Person(str(api.get("/users/me", headers=headers).json()["id"]), credentials["email"], headers)


def write(stack: DeployedStack, api: httpx.Client, person: Person, path: str, body: dict[str, Any], count: int) -> None:
    """Write one document through the API, and then as many like it straight into the table."""
    document_id = api.post(path, json=body, headers=person.headers).raise_for_status().json()["id"]
    client, table = stack.cloud.client("dynamodb"), stack.outputs["DataTable"]
    (item,) = [item for item in scanned(stack, table) if item["sk"] == {"S": document_id}]
    copies = [json.loads(json.dumps(item).replace(document_id, new_id())) for _ in range(count - 1)]
    for start in range(0, len(copies), 25):
        requests: Any = [{"PutRequest": {"Item": copy}} for copy in copies[start : start + 25]]
        assert not client.batch_write_item(RequestItems={table: requests})["UnprocessedItems"]


def scanned(stack: DeployedStack, table: str) -> list[Any]:
    pages = stack.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def left(stack: DeployedStack, person: Person) -> int:
    """Count the items of all tables that hold the person's id or address."""
    tables = [stack.outputs[name] for name in ("UsersTable", "SessionsTable", "DataTable")]
    texts = [json.dumps(item) for table in tables for item in scanned(stack, table)]
    return sum(person.user_id in text or person.email in text for text in texts)


@pytest.mark.parametrize(
    ("notes", "messages", "is_killed"), [(20, 20, False), (4_000, 1_000, True)], ids=["undisturbed", "killed"]
)
def test_of_a_user_with_thousands_of_documents_nothing_is_left(
    stack: DeployedStack, api: httpx.Client, notes: int, messages: int, is_killed: bool
) -> None:
    ada, bob = sign_up(api), sign_up(api)
    for person in (ada, bob):
        write(stack, api, person, "/data/notes", {"title": "x"}, notes if person is ada else 10)
        write(stack, api, person, "/data/messages", {"room": "harbour", "text": "x"}, messages if person is ada else 10)
    of_bob = left(stack, bob)
    assert left(stack, ada) > notes + messages

    answer = api.post("/users/me/deletion", headers=ada.headers)
    over = api.post("/auth/login", json={"email": ada.email, "password": PASSWORD})
    killed = 0
    until = time.monotonic() + PATIENCE_SECONDS
    while left(stack, ada) and time.monotonic() < until:
        if is_killed and killed < 3:
            killed += kill_function(stack.outputs["EventsFunctionName"])
        time.sleep(0.5)

    assert (answer.status_code, over.status_code) == (202, 401)
    assert bool(killed) is is_killed
    assert left(stack, ada) == 0
    assert left(stack, bob) == of_bob


def test_what_a_remembered_token_still_writes_is_swept_up(stack: DeployedStack, api: httpx.Client) -> None:
    ada = sign_up(api)
    api.get("/data/notes", headers=ada.headers).raise_for_status()  # now the gateway remembers
    api.post("/users/me/deletion", headers=ada.headers).raise_for_status()
    late = api.post("/data/notes", json={"title": "late"}, headers=ada.headers)
    until = time.monotonic() + PATIENCE_SECONDS
    while left(stack, ada) and time.monotonic() < until:
        time.sleep(0.5)

    assert late.status_code in (201, 401)
    assert left(stack, ada) == 0
