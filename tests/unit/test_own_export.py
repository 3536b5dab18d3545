"""What people are given of all that is held about them: all of theirs, nothing of others, nothing that never leaves."""

import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from pydantic import BaseModel

from app.collection import Collection, Private, ServerSet
from app.services.import_lines import LineReader
from tests.in_process import new_address
from tests.unit.conftest import Person, SignUp


class Entry(BaseModel):
    """Something one keeps."""

    text: str = ""
    amount: Any = None
    score: Annotated[int, Private] = 7
    state: Annotated[str, ServerSet] = "new"


class Call(BaseModel):
    """Something one says to everybody."""

    text: str = ""


class Hidden(BaseModel):
    """Something that clerks alone read."""

    text: str = ""


ENTRIES = Collection("entries", Entry)
CALLS = Collection("calls", Call, read="member", shards=2)
FILES = Collection("files", Hidden, read="clerk", write="clerk")
EMPTY = Collection("empty", type("Nothing", (Call,), {"__doc__": "Nothing."}))


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that are read by owners, members and a role, and one that nobody uses."""
    return (ENTRIES, CALLS, FILES, EMPTY)


async def export(client: httpx.AsyncClient, person: Person, limit: int = 100) -> list[dict[str, Any]]:
    """Read all pages."""
    pages: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": limit}
    while True:
        answer = await client.get("/users/me/export", params=query, headers=person.headers)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        if pages[-1]["next_cursor"] is None:
            return pages
        query = {"limit": limit, "cursor": pages[-1]["next_cursor"]}


async def make(client: httpx.AsyncClient, person: Person, collection: str, **fields: Any) -> str:
    answer = await client.post(f"/data/{collection}", json=fields, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_all_of_a_person_and_nothing_of_others_is_exported(
    client: httpx.AsyncClient, ada: Person, bob: Person, sign_up: SignUp
) -> None:
    clerk = await sign_up(new_address("clerk"), "clerk")
    mine = {await make(client, ada, name, text=f"mine {n}") for name in ("entries", "calls") for n in range(5)}
    for person, name in ((bob, "entries"), (bob, "calls"), (clerk, "files")):
        await make(client, person, name, text="theirs")
    gone = await make(client, ada, "entries")
    await client.delete(f"/data/entries/{gone}", headers=ada.headers)
    await client.patch("/users/me", json={"name": "Ada", "preferences": {"a": 0.1}}, headers=ada.headers)

    pages = await export(client, ada, limit=3)
    documents = [document for page in pages for document in page["documents"]]
    files = [document for page in await export(client, clerk) for document in page["documents"]]

    assert {document["id"] for document in documents} == mine
    assert len(documents) == len(mine)
    assert {document["owner_id"] for document in documents} == {ada.user_id}
    assert pages[0]["account"]["email"] == ada.email
    assert pages[0]["account"]["preferences"] == {"a": 0.1}
    assert [session["id"] for session in pages[0]["sessions"]] == [ada.session_id]
    assert [(page["account"], page["sessions"]) for page in pages[1:]] == [(None, [])] * (len(pages) - 1)
    assert [document["data"]["text"] for document in files] == ["theirs"]
    assert "theirs" not in json.dumps(pages)


async def test_what_never_leaves_is_not_in_it_and_nothing_secret_is(client: httpx.AsyncClient, ada: Person) -> None:
    await make(client, ada, "entries", text="a")
    text = json.dumps(await export(client, ada))

    assert "score" not in text
    assert '"state": "new"' in text
    assert not [word for word in ("argon2", "password_hash", "generation", "refresh", "gsi1") if word in text]


async def test_a_document_of_it_is_a_line_that_import_takes(
    client: httpx.AsyncClient, ada: Person, tmp_path: Path
) -> None:
    body = b'{"text": "a", "amount": 0.12345678901234567890123456789}'
    headers = {**ada.headers, "Content-Type": "application/json"}
    await client.post("/data/entries", content=body, headers=headers)
    answer = await client.get("/users/me/export", headers=ada.headers)
    line = answer.content.partition(b'"documents":[')[2].rpartition(b'],"next_cursor"')[0]

    arrival = LineReader({"entries": ENTRIES}).read(1, line)

    assert b'"amount":0.12345678901234567890123456789' in line
    assert str(arrival.document.data["amount"]) == "0.12345678901234567890123456789"
    assert arrival.document.owner_id == ada.user_id


async def test_without_documents_it_is_one_page(client: httpx.AsyncClient, ada: Person) -> None:
    (page,) = await export(client, ada)

    assert page["documents"] == []
    assert page["account"]["id"] == ada.user_id


async def test_a_cursor_of_somebody_else_or_another_list_is_none(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    for person in (ada, bob):
        for _ in range(2):
            await make(client, person, "entries")
    mine = (await client.get("/users/me/export?limit=1", headers=ada.headers)).json()["next_cursor"]
    of_list = (await client.get("/data/entries?limit=1", headers=ada.headers)).json()["next_cursor"]
    answers = [
        await client.get("/users/me/export", params={"cursor": cursor}, headers=person.headers)
        for person, cursor in ((bob, mine), (ada, of_list), (ada, mine[:-1]), (ada, "x"))
    ]

    assert [answer.status_code for answer in answers] == [400] * 4


async def test_a_session_that_has_ended_gets_nothing_at_once(client: httpx.AsyncClient, ada: Person) -> None:
    await client.post("/auth/logout", json={"refresh_token": ada.refresh_token})

    assert (await client.get("/users/me/export", headers=ada.headers)).status_code == 401
