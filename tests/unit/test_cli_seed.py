"""`python -m app.cli seed`: the demo user and its documents, once."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app import clock
from app.collections import COLLECTIONS
from app.runtime import Runtime
from app.services.demo_content import DEMO_EMAIL, DEMO_PASSWORD, DEMO_USER_ID, demo_documents
from tests.unit.data_commands import items
from tests.unit.operator_commands import Answers, invoke, stack
from tests.unit.operator_commands import answers as answers
from tests.unit.operator_commands import environment as environment

SHIPPED = ("notes", "messages", "products", "orders")


@pytest.fixture(autouse=True)
def local(environment: None, monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> None:
    """Let the settings be those of the local cloud, at moto's address."""
    monkeypatch.setenv("APP_STAGE", "local")
    monkeypatch.setenv("APP_DYNAMODB_ENDPOINT_URL", "https://dynamodb.eu-central-1.amazonaws.com")


async def run(*words: str) -> tuple[int, str, str]:
    return await asyncio.to_thread(invoke, "seed", *words)


async def signed_in(client: httpx.AsyncClient, password: str) -> dict[str, str]:
    """Sign the demo user in, and return the headers of its requests."""
    answer = await client.post("/auth/login", json={"email": DEMO_EMAIL, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def listed(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(path, headers=headers)).json()["items"]
    return found


async def test_the_demo_user_signs_in_and_finds_documents_of_every_collection(client: httpx.AsyncClient) -> None:
    status, output, error = await run()
    demo = await signed_in(client, DEMO_PASSWORD)
    counts = {name: len(await listed(client, f"/data/{name}", demo)) for name in COLLECTIONS}
    done = await listed(client, "/data/notes?status=done", demo)

    assert status == 0, error
    assert DEMO_PASSWORD in output
    assert counts == {name: len(demo_documents([name])) for name in COLLECTIONS}
    assert all(counts.get(name, 1) for name in SHIPPED)
    assert [note["title"] for note in done] == ["Find out what was left to do"]


async def test_seeding_again_changes_nothing_and_says_so(client: httpx.AsyncClient) -> None:
    first = json.loads((await run("--json"))[1])
    demo = await signed_in(client, DEMO_PASSWORD)
    await client.delete(f"/data/notes/{demo_documents(['notes'])[0]['id']}", headers=demo)
    before = items()
    again = await run()
    again_for_scripts = json.loads((await run("--json"))[1])

    count = len(demo_documents(COLLECTIONS))
    assert first == {"created": True, "email": DEMO_EMAIL, "documents": count, "password": DEMO_PASSWORD}
    assert again[0] == 0
    assert "Nothing was changed" in again[1]
    assert again_for_scripts == {"created": False, "email": DEMO_EMAIL, "documents": 0}
    assert items() == before


async def test_a_seeding_that_was_interrupted_is_completed(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as impatient:
        impatient.setattr("app.security.passwords.Passwords.hash", interrupted)
        stopped = await run()
    before = items()
    completed = await run()

    assert stopped[0] == 130
    assert completed[0] == 0
    assert items() == before
    assert await signed_in(client, DEMO_PASSWORD)


async def test_documents_that_fit_no_declaration_of_today_are_left_out(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = {"notes": COLLECTIONS["notes"]}
    monkeypatch.setattr("app.cli.data_table.COLLECTIONS", notes)
    status, output, _ = await run("--json")

    assert status == 0
    assert json.loads(output)["documents"] == 3


async def test_who_was_deleted_a_moment_ago_is_not_made_anew(runtime: Runtime, client: httpx.AsyncClient) -> None:
    await run()
    await asyncio.to_thread(invoke, "users", "delete", DEMO_EMAIL, "--yes")
    status, _, error = await run()

    assert status == 1
    assert "Run this again later" in error


async def test_a_deployed_stack_is_seeded_only_when_it_is_named_twice(
    client: httpx.AsyncClient, answers: Answers
) -> None:
    answers["DescribeStacks"] = stack()
    unnamed = await run("--stack", "fulmar-test")
    misnamed = await run("--stack", "fulmar-test", "--yes-on", "fulmar-prod")
    nothing = items()
    named = json.loads((await run("--stack", "fulmar-test", "--yes-on", "fulmar-test", "--json"))[1])

    assert (unnamed[0], misnamed[0], nothing) == (1, 1, [])
    assert "If you mean it: --yes-on fulmar-test" in unnamed[2]
    assert named["password"] != DEMO_PASSWORD
    assert await signed_in(client, named["password"])


def test_the_ids_of_the_demo_are_of_one_user_and_not_twice_the_same() -> None:
    lines = demo_documents(COLLECTIONS)

    assert len({line["id"] for line in lines}) == len(lines)
    assert {line["owner_id"] for line in lines if line["collection"] != "products"} == {DEMO_USER_ID}
    assert all(line["created_at"] < clock.timestamp(clock.now()) for line in lines)
