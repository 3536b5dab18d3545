"""Changing and deleting documents: versions, entity tags, merge patches, tombstones."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import boto3
import httpx
import pytest

from app import clock
from app.ids import new_id
from app.repositories.dynamodb import DynamoDB
from app.repositories.operations import Put
from tests.unit.conftest import Person

ABSENT = "01990c5e-0000-7000-8000-000000000000"

type SetClock = Callable[[float], None]


async def create(client: httpx.AsyncClient, person: Person, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/data/notes", json={"title": "first", **fields}, headers=person.headers)
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json()
    return note


async def send(
    client: httpx.AsyncClient, method: str, person: Person, note_id: str, body: Any = None, **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {} if body is None else {"json": body}
    return await client.request(method, f"/data/notes/{note_id}", headers={**person.headers, **named}, **content)


async def test_a_put_replaces_the_whole_document_and_raises_its_version(client: httpx.AsyncClient, ada: Person) -> None:
    note = await create(client, ada, body="text", tags=["a"])

    put = await send(client, "PUT", ada, note["id"], {"title": "second"})

    assert put.status_code == 200
    assert put.headers["ETag"] == f'"{note["version"] + 1}"'
    changed = {"title": "second", "body": "", "tags": [], "version": note["version"] + 1}
    assert put.json() == {**note, **changed, "updated_at": put.json()["updated_at"]}
    assert (await send(client, "GET", ada, note["id"])).json() == put.json()


async def test_a_put_makes_a_document_at_an_id_of_ones_own_once(client: httpx.AsyncClient, ada: Person) -> None:
    note_id = new_id()

    made = await send(client, "PUT", ada, note_id, {"title": "mine"}, If_None_Match="*")
    again = await send(client, "PUT", ada, note_id, {"title": "again"}, If_None_Match="*")

    assert (made.status_code, made.json()["id"], made.json()["author_id"]) == (201, note_id, ada.user_id)
    assert (again.status_code, again.json()["type"]) == (412, "urn:problem-type:precondition-failed")
    assert (await send(client, "GET", ada, note_id)).json()["title"] == "mine"


@pytest.mark.parametrize(
    "note_id",
    ["x", "01990C5E-0000-7000-8000-000000000000", "b9e9bb21-9ca5-4d6b-8a4f-7ed22d2cf5ab", "0#1", "a" * 10_000],
)
async def test_an_id_that_is_none_is_refused_at_writing_and_absent_at_reading(
    client: httpx.AsyncClient, ada: Person, note_id: str
) -> None:
    put = await client.put(
        httpx.URL("/data/notes/").join(note_id.replace("#", "%23")), json={"title": "x"}, headers=ada.headers
    )

    assert put.status_code == 422
    assert put.json()["errors"][0] == {**put.json()["errors"][0], "in": "path", "pointer": "/id", "code": "unusable-id"}


@pytest.mark.parametrize(("minutes_ahead", "status"), [(4, 201), (6, 422)])
async def test_an_id_may_be_five_minutes_ahead(
    client: httpx.AsyncClient, ada: Person, minutes_ahead: int, status: int
) -> None:
    note_id = new_id(clock.now() + minutes_ahead * 60)

    assert (await send(client, "PUT", ada, note_id, {"title": "x"})).status_code == status


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({}, {}),
        ({"title": "second"}, {"title": "second"}),
        ({"due": "2026-12-01"}, {"due": "2026-12-01"}),
        ({"body": None}, {"body": ""}),
        ({"tags": ["b"]}, {"tags": ["b"]}),
        ({"status": "done", "due": None}, {"status": "done"}),
    ],
)
async def test_a_merge_patch_changes_what_it_names_and_null_brings_the_default_back(
    client: httpx.AsyncClient, ada: Person, patch: dict[str, Any], changed: dict[str, Any]
) -> None:
    note = await create(client, ada, body="text", tags=["a"])

    patched = await send(client, "PATCH", ada, note["id"], patch, Content_Type="application/merge-patch+json")

    assert patched.status_code == 200, patched.text
    bookkeeping = {"version": note["version"] + 1, "updated_at": patched.json()["updated_at"]}
    assert patched.json() == {**note, **changed, **bookkeeping}


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"title": None}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": 7}, "/title"),
        ({"status": "paid"}, "/status"),
        ({"tags": ["x" * 41]}, "/tags/0"),
        ({"version": 9}, "/version"),
        ({"owner_id": ABSENT}, "/owner_id"),
        ({"id": ABSENT}, "/id"),
        ({"pk": "x"}, "/pk"),
        ({"role": "admin"}, "/role"),
        ([], ""),
        ("text", ""),
        (7, ""),
    ],
)
async def test_a_patch_that_makes_no_valid_document_changes_nothing(
    client: httpx.AsyncClient, ada: Person, patch: Any, pointer: str
) -> None:
    note = await create(client, ada)

    refused = await send(client, "PATCH", ada, note["id"], patch)

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert (await send(client, "GET", ada, note["id"])).json() == note


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("tag", "status"),
    [
        ('"{version}"', 200),
        ('W/"{version}"', 200),
        ('"1", "{version}"', 200),
        ("*", 200),
        ('"1"', 412),
        ("{version}", 412),
        ('"{version}', 412),
        ("nonsense", 412),
    ],
)
async def test_a_change_is_made_to_the_version_that_if_match_names_or_not_at_all(
    client: httpx.AsyncClient, ada: Person, method: str, tag: str, status: int
) -> None:
    note = await create(client, ada)
    body = None if method == "DELETE" else {"title": "second"}

    answer = await send(client, method, ada, note["id"], body, If_Match=tag.format(version=note["version"]))

    assert answer.status_code == (204 if method == "DELETE" and status == 200 else status)
    if status == 412:
        assert (await send(client, "GET", ada, note["id"])).json() == note


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_of_two_changes_with_one_tag_the_second_is_refused(
    client: httpx.AsyncClient, ada: Person, method: str
) -> None:
    note = await create(client, ada)
    tag = f'"{note["version"]}"'

    answers = [await send(client, method, ada, note["id"], {"title": str(n)}, If_Match=tag) for n in range(2)]

    assert [answer.status_code for answer in answers] == [200, 412]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_two_changes_to_the_same_effect_in_one_millisecond_are_two_all_the_same(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    clock_at(clock.now())
    note = await create(client, ada)
    tag = f'"{note["version"]}"'
    really = DynamoDB.put
    first: list[int | None] = []

    async def raced(database: DynamoDB, *arguments: Any) -> None:
        if not first:  # the same request of somebody else, between our read and our write
            first.append(None)
            first[0] = (await send(client, method, ada, note["id"], {"title": "same"}, If_Match=tag)).status_code
        await really(database, *arguments)

    monkeypatch.setattr(DynamoDB, "put", raced)

    second = await send(client, method, ada, note["id"], {"title": "same"}, If_Match=tag)

    assert (first, second.status_code) == ([200], 412)


async def test_a_tag_of_what_one_has_is_answered_with_304(client: httpx.AsyncClient, ada: Person) -> None:
    note = await create(client, ada)
    tag = f'"{note["version"]}"'

    same = await send(client, "GET", ada, note["id"], If_None_Match=f'"1", W/{tag}')
    other = await send(client, "GET", ada, note["id"], If_None_Match='"1"')

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


async def test_a_deleted_document_is_absent_everywhere_and_deleting_it_again_says_so(
    client: httpx.AsyncClient, ada: Person
) -> None:
    note, kept = await create(client, ada), await create(client, ada)

    deleted = await send(client, "DELETE", ada, note["id"])

    assert (deleted.status_code, deleted.content) == (204, b"")
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        assert (await send(client, method, ada, note["id"], body)).status_code == 404
    assert (await send(client, "PUT", ada, note["id"], {"title": "x"}, If_Match="*")).status_code == 412
    listed = (await client.get("/data/notes", headers=ada.headers)).json()["items"]
    assert [item["id"] for item in listed] == [kept["id"]]


async def test_a_deleted_document_does_not_come_back_by_an_old_tag_nor_does_its_version(
    client: httpx.AsyncClient, ada: Person
) -> None:
    note = await create(client, ada)
    old = f'"{note["version"]}"'
    await send(client, "DELETE", ada, note["id"])

    by_old_tag = await send(client, "PUT", ada, note["id"], {"title": "x"}, If_Match=old)
    made_again = await send(client, "PUT", ada, note["id"], {"title": "reborn"}, If_None_Match="*")
    late = [
        await send(client, method, ada, note["id"], None if method == "DELETE" else {"title": "x"}, If_Match=old)
        for method in ("PUT", "PATCH", "DELETE")
    ]

    assert (by_old_tag.status_code, made_again.status_code) == (412, 201)
    assert made_again.json()["version"] > note["version"] + 1
    assert [answer.status_code for answer in late] == [412, 412, 412]


async def test_versions_grow_even_while_the_clock_stands_still(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    clock_at(clock.now())
    note = await create(client, ada)
    versions = [note["version"]]
    for _ in range(3):
        await send(client, "DELETE", ada, note["id"])
        versions.append((await send(client, "PUT", ada, note["id"], {"title": "x"})).json()["version"])

    assert versions == sorted(set(versions))
    assert [later - earlier for earlier, later in pairwise(versions)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("collection", "body", "days", "told"),
    [
        ("orders", {"remark": "secret"}, 1, set()),
        ("messages", {"room": "harbour", "text": "secret"}, 1, {"live"}),
        ("notes", {"title": "secret"}, 30, {"live", "changes_pk", "changes_sk"}),
    ],
)
async def test_a_tombstone_holds_nothing_of_the_document_and_goes_after_a_while(
    client: httpx.AsyncClient,
    ada: Person,
    clock_at: SetClock,
    collection: str,
    body: dict[str, str],
    days: int,
    told: set[str],
) -> None:
    clock_at(now := clock.seconds())
    made = await client.post(f"/data/{collection}", json=body, headers=ada.headers)
    await client.delete(f"/data/{collection}/{made.json()['id']}", headers=ada.headers)

    (item,) = boto3.client("dynamodb").scan(TableName="test-data")["Items"]

    bookkeeping = {"version", "deleted_at", "changed_at", "write", "ttl"}
    assert item.keys() == {"pk", "sk"} | bookkeeping | told
    assert item["ttl"] == {"N": str(now + days * 86400)}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_another_users_document_is_answered_like_none_and_stays_as_it_is(
    client: httpx.AsyncClient, ada: Person, bob: Person, method: str
) -> None:
    note = await create(client, ada)
    body = {"title": "x"} if method in {"PUT", "PATCH"} else None

    theirs = await send(client, method, bob, note["id"], body, If_Match="*")
    absent = await send(client, method, bob, ABSENT, body, If_Match="*")

    assert theirs.status_code == absent.status_code == (412 if method == "PUT" else 404)
    assert {**theirs.json(), "instance": ""} == {**absent.json(), "instance": ""}
    assert (await send(client, "GET", ada, note["id"])).json() == note


async def test_a_put_at_anothers_id_makes_a_document_of_ones_own(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    note = await create(client, ada)

    put = await send(client, "PUT", bob, note["id"], {"title": "bobs"})

    assert (put.status_code, put.json()["owner_id"]) == (201, bob.user_id)
    assert (await send(client, "GET", ada, note["id"])).json() == note


@pytest.mark.parametrize(("races", "status"), [(1, 200), (2, 409)])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_lost_race_is_made_up_for_once(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch, method: str, races: int, status: int
) -> None:
    note = await create(client, ada, body="text")
    really, left = DynamoDB.put, races

    async def raced(database: DynamoDB, put: Put) -> None:
        nonlocal left
        if left:  # somebody else is quicker
            left -= 1
            boto3.client("dynamodb").update_item(
                TableName="test-data",
                Key={"pk": {"S": str(put.item["pk"])}, "sk": {"S": str(put.item["sk"])}},
                UpdateExpression="SET version = version + :one, #data.body = :theirs",
                ExpressionAttributeNames={"#data": "data"},
                ExpressionAttributeValues={":one": {"N": "1"}, ":theirs": {"S": "theirs"}},
            )
        await really(database, put)

    monkeypatch.setattr(DynamoDB, "put", raced)

    answer = await send(client, method, ada, note["id"], {"title": "mine"})

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["version"] == note["version"] + 2
        assert answer.json()["body"] == ("theirs" if method == "PATCH" else "")
    else:
        assert answer.json()["type"] == "urn:problem-type:version-conflict"


async def test_a_list_reads_on_over_what_was_deleted(client: httpx.AsyncClient, ada: Person) -> None:
    notes = [await create(client, ada, title=str(n)) for n in range(12)]
    for note in notes[2:10]:
        await send(client, "DELETE", ada, note["id"])

    titles, cursor, pages = [], "", 0
    while pages < 10:
        page = (await client.get(f"/data/notes?limit=3{cursor}", headers=ada.headers)).json()
        titles += [item["title"] for item in page["items"]]
        pages += 1
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert titles == ["11", "10", "1", "0"]
    assert pages == 2
