"""What tests of documents had left open: each of these fails for a change of the code that all others let pass."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import boto3
import httpx
import pytest
from pydantic import BaseModel, Field

from app import clock
from app.collection import Collection
from app.ids import new_id
from app.runtime import Runtime
from app.services.access import STRANGER
from tests.unit.conftest import Person
from tests.unit.test_interleavings import meanwhile


class Post(BaseModel):
    """Read by members, written by who has made it, with a counter."""

    text: str = ""
    likes: Annotated[int, Field(ge=0)] = 0


class Pass(BaseModel):
    """Something that is over some day."""

    until: datetime | None = None


class Tome(BaseModel):
    """As large as a document may be."""

    text: str = ""
    title: str = ""


class Vote(BaseModel):
    """A counter that was once called otherwise."""

    votes: int = 0
    more: int = 3


def with_votes(data: dict[str, Any]) -> dict[str, Any]:
    """Rename the old counter."""
    if "likes" in data:
        data["votes"] = data.pop("likes")
    return data


OPEN = (
    Collection("posts", Post, read="member", write="owner", counters=("likes",)),
    Collection("passes", Pass, expires="until"),
    Collection("tomes", Tome),
    Collection("votes", Vote, counters=("more",), upgrade=with_votes),
)


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return the collections of this module."""
    return OPEN


async def create(client: httpx.AsyncClient, person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def transact(client: httpx.AsyncClient, person: Person, *operations: dict[str, Any]) -> httpx.Response:
    return await client.post("/data/transactions", json={"operations": list(operations)}, headers=person.headers)


@pytest.mark.parametrize("whose", ["mine", "theirs"])
async def test_a_creation_never_replaces_what_is_there(
    client: httpx.AsyncClient, ada: Person, bob: Person, whose: str
) -> None:
    post = await create(client, ada if whose == "mine" else bob, "/data/posts", {"text": "first"})
    beside = new_id()

    refused = await transact(
        client,
        ada,
        {"op": "create", "collection": "posts", "id": beside, "document": {}},
        {"op": "create", "collection": "posts", "id": post["id"], "document": {"text": "second"}},
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:problem-type:already-exists")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/operations/1"]
    assert (await client.get(f"/data/posts/{post['id']}", headers=ada.headers)).json() == post
    assert (await client.get(f"/data/posts/{beside}", headers=ada.headers)).status_code == 404


async def test_nobody_counts_what_is_readable_and_anothers(client: httpx.AsyncClient, ada: Person, bob: Person) -> None:
    post = await create(client, ada, "/data/posts", {})
    body = {"field": "likes", "by": 1}
    operation = {"op": "increment", "collection": "posts", "id": post["id"], **body}

    alone = await client.post(f"/data/posts/{post['id']}/increment", json=body, headers=bob.headers)
    among = await transact(client, bob, operation)

    assert (alone.status_code, among.status_code) == (403, 403)
    assert (await client.get(f"/data/posts/{post['id']}", headers=ada.headers)).json() == post


@pytest.mark.parametrize("number", range(1, 8))
async def test_an_increment_of_one_version_does_not_count_on_top_of_another(
    client: httpx.AsyncClient, ada: Person, number: int
) -> None:
    post = await create(client, ada, "/data/posts", {})
    path = f"/data/posts/{post['id']}"

    async def change() -> httpx.Response:
        return await client.patch(path, json={"text": "changed"}, headers=ada.headers)

    headers = {**ada.headers, "If-Match": f'"{post["version"]}"'}
    async with meanwhile(number, change) as others:
        counted = await client.post(f"{path}/increment", json={"field": "likes", "by": 1}, headers=headers)

    assert [answer.status_code for answer in others] in ([], [200])
    likes = (await client.get(path, headers=ada.headers)).json()["likes"]
    if others and others[0].json()["version"] == post["version"] + 1:
        assert (counted.status_code, likes) == (412, 0), "the change came first"
    else:
        assert (counted.status_code, likes) == (200, 1)


def set_data(pk: str, sk: str, data: dict[str, Any]) -> None:
    """Make the stored fields of a document what an earlier release has left."""
    boto3.client("dynamodb").update_item(
        TableName="test-data",
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #data = :data",
        ExpressionAttributeNames={"#data": "data"},
        ExpressionAttributeValues={":data": {"M": data}},
    )


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
async def test_a_change_moves_the_end_of_a_document_too(client: httpx.AsyncClient, ada: Person, verb: str) -> None:
    path = f"/data/passes/{(await create(client, ada, '/data/passes', {}))['id']}"
    later = {"until": "2100-01-01T00:00:00Z"}
    never: dict[str, Any] = {"until": None}
    over = {"until": "2020-01-01T00:00:00Z"}

    ends = [
        (await client.request(verb, path, json=body, headers=ada.headers)).json()["expires_at"]
        for body in (later, never, over)
    ]

    assert ends == ["2100-01-01T00:00:00.000Z", None, "2020-01-01T00:00:00.000Z"]
    assert (await client.get(path, headers=ada.headers)).status_code == 404
    assert (await client.get("/data/passes", headers=ada.headers)).json()["items"] == []


async def test_a_document_is_there_until_its_very_end(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    now = clock.seconds()
    until = datetime.fromtimestamp(now + 60.5, UTC).isoformat()
    path = f"/data/passes/{(await create(client, ada, '/data/passes', {'until': until}))['id']}"
    statuses = []

    for seconds in (60.4, 61.0):
        clock_at(now + seconds)
        statuses.append((await client.get(path, headers=ada.headers)).status_code)

    assert statuses == [200, 404]


async def walk(client: httpx.AsyncClient, person: Person, path: str) -> list[httpx.Response]:
    """Return all pages of a list."""
    pages: list[httpx.Response] = []
    cursor: dict[str, str] = {}
    while not pages or pages[-1].json()["next_cursor"] is not None:
        pages.append(await client.get(path, params={"limit": 100, **cursor}, headers=person.headers))
        assert pages[-1].status_code == 200, pages[-1].text
        cursor = {"cursor": pages[-1].json()["next_cursor"]}
    return pages


@pytest.mark.parametrize(("letter", "letters"), [("a", 400_000), ("\1", 130_000), ("\\", 250_000)])
async def test_a_page_of_large_documents_fits_through_lambda(
    client: httpx.AsyncClient, ada: Person, letter: str, letters: int
) -> None:
    ids = {(await create(client, ada, "/data/tomes", {"text": letter * letters}))["id"] for _ in range(13)}

    pages = await walk(client, ada, "/data/tomes")

    assert max(len(json.dumps({"body": page.text}, ensure_ascii=False).encode()) for page in pages) < 6_000_000
    listed = [item["id"] for page in pages for item in page.json()["items"]]
    assert listed == sorted(ids, reverse=True)


async def test_a_document_larger_than_a_page_is_a_page_of_its_own(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await create(client, ada, "/data/tomes", {"text": "a" * 10_000})
    monkeypatch.setattr("app.repositories.document_lists.MAX_PAGE_BYTES", 5_000)

    pages = await walk(client, ada, "/data/tomes")

    assert [len(page.json()["items"]) for page in pages] == [1, 1, 1]


async def test_a_transaction_larger_than_dynamodb_takes_is_refused_and_nothing_changed(
    client: httpx.AsyncClient, ada: Person
) -> None:
    tomes = [await create(client, ada, "/data/tomes", {"text": "a" * 400_000}) for _ in range(11)]
    operations = [
        {"op": "patch", "collection": "tomes", "id": tome["id"], "document": {"title": "x"}} for tome in tomes
    ]

    refused = await transact(client, ada, *operations)

    assert (refused.status_code, refused.json()["type"]) == (413, "urn:problem-type:body-too-large")
    assert (await client.get(f"/data/tomes/{tomes[0]['id']}", headers=ada.headers)).json() == tomes[0]


async def test_a_counter_that_an_older_document_lacks_begins_at_its_default(
    client: httpx.AsyncClient, ada: Person
) -> None:
    vote = await create(client, ada, "/data/votes", {})
    set_data(f"votes#{ada.user_id}", vote["id"], {"votes": {"N": "1"}})
    path = f"/data/votes/{vote['id']}/increment"

    counted = [
        (await client.post(path, json={"field": "more", "by": by, "max": 5}, headers=ada.headers)) for by in (3, 2, 1)
    ]

    assert [answer.status_code for answer in counted] == [409, 200, 409]
    assert counted[1].json()["more"] == 5


async def test_a_repeated_request_is_answered_with_what_the_model_has_today(
    client: httpx.AsyncClient, ada: Person
) -> None:
    headers = {**ada.headers, "Idempotency-Key": "one"}
    first = await client.post("/data/votes", json={}, headers=headers)
    set_data(f"votes#{ada.user_id}", first.json()["id"], {"likes": {"N": "5"}})

    second = await client.post("/data/votes", json={}, headers=headers)

    assert (second.status_code, second.json()["id"], second.json()["votes"]) == (201, first.json()["id"], 5)


async def test_contents_are_only_for_who_may_read(client: httpx.AsyncClient, ada: Person, runtime: Runtime) -> None:
    post = await create(client, ada, "/data/posts", {})

    assert await runtime.documents.contents(OPEN[0], STRANGER, [post["id"]]) == [None]


async def test_a_cursor_of_one_owner_serves_no_list_of_another(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person
) -> None:
    for person in (ada, ada, bob, bob):
        await create(client, person, "/data/tomes", {})
    first = await client.get("/data/tomes", params={"owner": ada.user_id, "limit": 1}, headers=admin.headers)
    cursor = {"cursor": first.json()["next_cursor"], "limit": 1}

    other = await client.get("/data/tomes", params={"owner": bob.user_id, **cursor}, headers=admin.headers)

    assert other.status_code == 400
