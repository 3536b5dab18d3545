"""Documents of the shipped collection, as their callers see them."""

import json
import uuid
from datetime import datetime
from io import StringIO

import boto3
import httpx
import pytest

from tests.unit.conftest import Person


async def test_anonymous_callers_may_neither_create_nor_list_nor_read(client: httpx.AsyncClient) -> None:
    answers = [
        await client.post("/data/notes", json={"title": "x"}),
        await client.get("/data/notes"),
        await client.get(f"/data/notes/{uuid.uuid4()}"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


async def test_a_created_note_is_answered_with_its_address_version_and_defaults(
    client: httpx.AsyncClient, ada: Person
) -> None:
    created = await client.post("/data/notes", json={"title": "Oat milk", "due": "2026-12-01"}, headers=ada.headers)

    note = created.json()
    assert created.status_code == 201
    assert created.headers["Location"] == f"notes/{note['id']}"
    assert created.headers["ETag"] == f'"{note["version"]}"'
    assert (note["owner_id"], note["author_id"]) == (ada.user_id, ada.user_id)
    assert {name: note[name] for name in ("title", "body", "tags", "status", "due")} == {
        "title": "Oat milk",
        "body": "",
        "tags": [],
        "status": "open",
        "due": "2026-12-01",
    }


async def test_a_note_reads_back_exactly_as_it_was_created(client: httpx.AsyncClient, ada: Person) -> None:
    text = "Zoë 👩‍🚀 \u0000 <script>alert(1)</script> e\u0301"
    created = await client.post(
        "/data/notes", json={"title": text, "body": text, "tags": ["#a", ":b", ".c", "["]}, headers=ada.headers
    )

    read = await client.get(f"/data/notes/{created.json()['id']}", headers=ada.headers)

    assert read.status_code == 200
    assert read.json() == created.json()
    assert read.json()["body"] == text
    assert read.headers["ETag"] == created.headers["ETag"]


async def test_the_location_of_a_note_leads_to_it(client: httpx.AsyncClient, ada: Person) -> None:
    created = await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)

    followed = await client.get(created.url.join(created.headers["Location"]), headers=ada.headers)

    assert followed.json() == created.json()


async def test_versions_begin_at_the_creation_time_in_milliseconds(client: httpx.AsyncClient, ada: Person) -> None:
    created = (await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)).json()

    assert created["version"] == round(datetime.fromisoformat(created["created_at"]).timestamp() * 1000)


async def test_another_users_note_is_answered_like_one_that_is_not_there(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    note = (await client.post("/data/notes", json={"title": "secret"}, headers=ada.headers)).json()

    foreign = await client.get(f"/data/notes/{note['id']}", headers=bob.headers)
    absent = await client.get(
        f"/data/notes/{note['id'][:-1]}{'0' if note['id'][-1] != '0' else '1'}", headers=bob.headers
    )

    assert foreign.status_code == absent.status_code == 404
    assert {**foreign.json(), "instance": ""} == {**absent.json(), "instance": ""}


@pytest.mark.parametrize(
    "identifier",
    ["x", "..", "%2e%2e", "a%2Fb", "%00", "notes%23x", "0" * 10_000, "00000000-0000-4000-8000-000000000000"],
)
async def test_an_id_that_cannot_exist_is_not_found(client: httpx.AsyncClient, ada: Person, identifier: str) -> None:
    answer = await client.get(f"/data/notes/{identifier}", headers=ada.headers)

    assert answer.status_code == 404
    assert identifier not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": "x" * 201}, "/title"),
        ({"title": None}, "/title"),
        ({"title": ["x"]}, "/title"),
        ({"title": "x", "status": "paid"}, "/status"),
        ({"title": "x", "due": "2026-02-30"}, "/due"),
        ({"title": "x", "tags": ["a", 1]}, "/tags/1"),
        ({"title": "x", "owner_id": "somebody"}, "/owner_id"),
        ({"title": "x", "version": 7}, "/version"),
        ({"title": "x", "id": "mine"}, "/id"),
        ({"title": "x", "pk": "notes#other"}, "/pk"),
        ({"title": "x", "a/b~c": 1}, "/a~1b~0c"),
        ([], ""),
        ("note", ""),
    ],
)
async def test_a_note_that_does_not_fit_its_model_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, ada: Person, body: object, pointer: str
) -> None:
    answer = await client.post("/data/notes", json=body, headers=ada.headers)

    problem = answer.json()
    assert answer.status_code == 422
    assert problem["type"] == "urn:problem-type:validation-failed"
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert all(error["in"] == "body" for error in problem["errors"])
    assert (await client.get("/data/notes", headers=ada.headers)).json()["items"] == []


async def test_a_note_over_400_kilobytes_is_refused_before_the_database_sees_it(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.repositories.document_limits.MAX_ITEM_BYTES", 1000)

    answer = await client.post("/data/notes", json={"title": "x", "body": "y" * 1000}, headers=ada.headers)

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:problem-type:body-too-large"
    assert answer.json()["errors"][0]["pointer"] == "/body"


async def test_lists_are_newest_first_or_oldest_first_and_hold_only_the_callers(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    await client.post("/data/notes", json={"title": "Bob's"}, headers=bob.headers)
    for title in ("one", "two", "three"):
        await client.post("/data/notes", json={"title": title}, headers=ada.headers)

    newest = (await client.get("/data/notes", headers=ada.headers)).json()
    oldest = (await client.get("/data/notes?sort=id", headers=ada.headers)).json()

    assert [note["title"] for note in newest["items"]] == ["three", "two", "one"]
    assert [note["title"] for note in oldest["items"]] == ["one", "two", "three"]
    assert newest["next_cursor"] is None


@pytest.mark.parametrize("sort", ["id", "-id"])
async def test_walking_pages_lists_everything_once_while_notes_are_added(
    client: httpx.AsyncClient, ada: Person, sort: str
) -> None:
    before = {
        (await client.post("/data/notes", json={"title": str(n)}, headers=ada.headers)).json()["id"] for n in range(7)
    }

    seen: list[str] = []
    cursor: str | None = None
    for _ in range(20):
        parameters = {"limit": "2", "sort": sort} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/data/notes", params=parameters, headers=ada.headers)).json()
        seen += [note["id"] for note in page["items"]]
        assert len(page["items"]) <= 2
        if len(seen) < 7:
            await client.post("/data/notes", json={"title": "late"}, headers=ada.headers)
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert cursor is None
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


async def test_the_last_page_knows_that_it_is_the_last(client: httpx.AsyncClient, ada: Person) -> None:
    for title in ("one", "two"):
        await client.post("/data/notes", json={"title": title}, headers=ada.headers)

    page = (await client.get("/data/notes?limit=2", headers=ada.headers)).json()

    assert len(page["items"]) == 2
    assert page["next_cursor"] is None


async def test_a_cursor_serves_only_its_caller_and_its_query(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    for person in (ada, bob):
        for title in ("one", "two"):
            await client.post("/data/notes", json={"title": title}, headers=person.headers)
    cursor = (await client.get("/data/notes?limit=1", headers=ada.headers)).json()["next_cursor"]
    flipped = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    refused = [
        await client.get("/data/notes", params={"cursor": cursor}, headers=bob.headers),
        await client.get("/data/notes", params={"cursor": cursor, "sort": "id"}, headers=ada.headers),
        await client.get("/data/notes", params={"cursor": flipped}, headers=ada.headers),
        await client.get("/data/notes", params={"cursor": cursor + "="}, headers=ada.headers),
        await client.get("/data/notes", params={"cursor": "ä"}, headers=ada.headers),
        await client.get("/data/notes", params={"cursor": ""}, headers=ada.headers),
        await client.get("/data/notes", params={"cursor": "A" * 20_000}, headers=ada.headers),
    ]

    assert [answer.status_code for answer in refused] == [400] * 7
    assert (await client.get("/data/notes", params={"cursor": cursor}, headers=ada.headers)).status_code == 200
    assert ada.user_id not in cursor


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("sort=title", "sort"),
        ("colour=red", "colour"),
    ],
)
async def test_query_parameters_that_mean_nothing_are_refused(
    client: httpx.AsyncClient, ada: Person, query: str, parameter: str
) -> None:
    answer = await client.get(f"/data/notes?{query}", headers=ada.headers)

    assert answer.status_code == 422
    assert [(error["in"], error["pointer"]) for error in answer.json()["errors"]] == [("query", f"/{parameter}")]


async def test_a_stored_note_that_fits_its_model_no_more_hides_no_other_and_is_not_quoted_in_the_log(
    client: httpx.AsyncClient, ada: Person, log: StringIO
) -> None:
    good, bad = [
        (await client.post("/data/notes", json={"title": title}, headers=ada.headers)).json()
        for title in ("good", "bad")
    ]
    boto3.client("dynamodb").update_item(
        TableName="test-data",
        Key={"pk": {"S": f"notes#{ada.user_id}"}, "sk": {"S": bad["id"]}},
        UpdateExpression="SET #data.#status = :value",
        ExpressionAttributeNames={"#data": "data", "#status": "status"},
        ExpressionAttributeValues={":value": {"S": "PRIVATE"}},
    )

    listed = await client.get("/data/notes", headers=ada.headers)
    read = await client.get(f"/data/notes/{bad['id']}", headers=ada.headers)

    assert [note["id"] for note in listed.json()["items"]] == [good["id"]]
    assert (read.status_code, read.json()["type"]) == (500, "urn:problem-type:internal-error")
    assert bad["id"] in log.getvalue()
    assert "PRIVATE" not in log.getvalue()


async def test_an_expired_note_is_absent_although_its_item_is_still_there(
    client: httpx.AsyncClient, ada: Person
) -> None:
    note = (await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)).json()
    boto3.client("dynamodb").update_item(
        TableName="test-data",
        Key={"pk": {"S": f"notes#{ada.user_id}"}, "sk": {"S": note["id"]}},
        UpdateExpression="SET #ttl = :past",
        ExpressionAttributeNames={"#ttl": "ttl"},
        ExpressionAttributeValues={":past": {"N": "1"}},
    )

    assert (await client.get(f"/data/notes/{note['id']}", headers=ada.headers)).status_code == 404
    assert (await client.get("/data/notes", headers=ada.headers)).json()["items"] == []


async def test_a_page_is_never_larger_than_lambda_lets_out_and_the_next_one_goes_on(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.repositories.document_lists.MAX_PAGE_BYTES", 100_000)
    escaped = '\u0000"\\' * 2_000  # a few bytes each, and many once they are JSON within JSON
    ids = [
        (await client.post("/data/notes", json={"title": str(n), "body": escaped}, headers=ada.headers)).json()["id"]
        for n in range(5)
    ]

    listed: list[str] = []
    sizes: list[int] = []
    cursor: str | None = None
    while cursor is not None or not sizes:
        page = await client.get("/data/notes", params={"cursor": cursor} if cursor else {}, headers=ada.headers)
        sizes.append(len(json.dumps(page.text)))
        listed += [note["id"] for note in page.json()["items"]]
        cursor = page.json()["next_cursor"]

    assert listed == ids[::-1]
    assert len(sizes) > 1
    assert max(sizes) <= 100_000
