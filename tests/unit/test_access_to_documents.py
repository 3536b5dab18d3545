"""Who may do what with whose documents, and what is over, public or somebody else's."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Annotated, Any

import boto3
import httpx
import pytest
from pydantic import BaseModel, Field

from app import clock
from app.collection import Collection, registry
from app.collection.layout_lock import Lock
from app.ids import new_id
from app.main import create_app
from tests.in_process import SITE, new_address, settings_for_tests
from tests.unit.collections_for_tests import ALL
from tests.unit.conftest import Person, SignUp

BODIES: dict[str, dict[str, Any]] = {
    "accounts": {"visits": 1},
    "leases": {"holder": "x"},
    "notices": {"title": "x"},
    "staff_notes": {"text": "x"},
    "board": {"text": "x"},
}


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return ALL


async def create(client: httpx.AsyncClient, person: Person, name: str, **fields: Any) -> dict[str, Any]:
    answer = await client.post(f"/data/{name}", json={**BODIES[name], **fields}, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def every_verb(
    client: httpx.AsyncClient, person: Person, name: str, document_id: str, query: str = ""
) -> dict[str, int]:
    """Try every verb on a document, the reading first and the deletion last, and return the statuses."""
    path, body = f"/data/{name}/{document_id}{query}", BODIES[name]
    patch = {"op": "patch", "collection": name, "id": document_id, "document": body}
    if query:
        patch["owner"] = query.removeprefix("?owner=")
    return {
        "get": (await client.get(path, headers=person.headers)).status_code,
        "patch": (await client.patch(path, json=body, headers=person.headers)).status_code,
        "transaction": (
            await client.post("/data/transactions", json={"operations": [patch]}, headers=person.headers)
        ).status_code,
        "delete": (await client.delete(path, headers=person.headers)).status_code,
    }


ALLOWED = {"get": 200, "patch": 200, "transaction": 200, "delete": 204}
ABSENT = dict.fromkeys(ALLOWED, 404)
READ_ONLY = {"get": 200, "patch": 403, "transaction": 403, "delete": 403}


@pytest.mark.parametrize(
    ("name", "maker", "who", "statuses"),
    [
        ("accounts", "ada", "ada", ALLOWED),
        ("accounts", "ada", "bob", ABSENT),
        ("accounts", "ada", "admin", ABSENT),
        ("leases", "ada", "ada", ALLOWED),
        ("leases", "ada", "bob", READ_ONLY),
        ("leases", "ada", "admin", READ_ONLY),
        ("board", "ada", "bob", ALLOWED),
        ("notices", "editor", "ada", READ_ONLY),
        ("notices", "editor", "editor", ALLOWED),
        ("notices", "editor", "admin", ALLOWED),
        ("staff_notes", "staff", "ada", ABSENT),
        ("staff_notes", "staff", "staff", ALLOWED),
        ("staff_notes", "staff", "admin", ALLOWED),
    ],
)
async def test_every_verb_is_answered_by_who_asks(
    client: httpx.AsyncClient, sign_up: SignUp, name: str, maker: str, who: str, statuses: dict[str, int]
) -> None:
    roles = {"editor": ("editor",), "staff": ("staff",), "admin": ("admin",)}
    people = {person: await sign_up(new_address(person), *roles.get(person, ())) for person in {maker, who}}
    document = await create(client, people[maker], name)

    assert await every_verb(client, people[who], name, document["id"]) == statuses


@pytest.mark.parametrize("name", ["notices", "staff_notes"])
async def test_what_a_role_writes_others_do_not(client: httpx.AsyncClient, ada: Person, name: str) -> None:
    answers = [
        await client.post(f"/data/{name}", json=BODIES[name], headers=ada.headers),
        await client.put(f"/data/{name}/{new_id()}", json=BODIES[name], headers=ada.headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 403 if name == "notices" else 404]


async def test_a_list_that_one_may_not_read_is_forbidden(client: httpx.AsyncClient, ada: Person) -> None:
    assert (await client.get("/data/staff_notes", headers=ada.headers)).status_code == 403


async def test_an_administrator_acts_for_another_owner_and_that_is_logged(
    client: httpx.AsyncClient, ada: Person, admin: Person, log: StringIO
) -> None:
    document = await create(client, ada, "accounts")
    query = f"?owner={ada.user_id}"

    made = await client.post(f"/data/accounts{query}", json={}, headers=admin.headers)
    listed = await client.get(f"/data/accounts{query}", headers=admin.headers)
    statuses = await every_verb(client, admin, "accounts", document["id"], query)

    assert (made.json()["owner_id"], made.json()["author_id"]) == (ada.user_id, admin.user_id)
    assert {item["id"] for item in listed.json()["items"]} == {document["id"], made.json()["id"]}
    assert statuses == ALLOWED
    assert log.getvalue().count("documents.acting_for_another") >= 6
    assert ada.user_id in log.getvalue()


async def test_an_author_is_kept_when_an_administrator_changes_a_document(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    document = await create(client, ada, "leases")

    changed = await client.patch(
        f"/data/leases/{document['id']}?owner={ada.user_id}", json={"holder": "y"}, headers=admin.headers
    )

    assert (changed.status_code, changed.json()["owner_id"], changed.json()["author_id"]) == (
        200,
        ada.user_id,
        ada.user_id,
    )


async def test_nobody_else_acts_for_another_owner(client: httpx.AsyncClient, ada: Person, bob: Person) -> None:
    document = await create(client, ada, "accounts")
    query = f"?owner={ada.user_id}"
    operation = {"op": "create", "collection": "accounts", "owner": ada.user_id, "document": {}}

    lists = [
        await client.get(f"/data/accounts{query}", headers=bob.headers),
        await client.post(f"/data/accounts{query}", json={}, headers=bob.headers),
        await client.post("/data/transactions", json={"operations": [operation]}, headers=bob.headers),
    ]
    statuses = await every_verb(client, bob, "accounts", document["id"], query)

    assert [answer.status_code for answer in lists] == [403] * 3
    assert statuses == {**ABSENT, "transaction": 403}
    assert (await client.get(f"/data/accounts/{document['id']}", headers=ada.headers)).json() == document


async def test_who_is_no_administrator_any_more_acts_for_nobody_at_once(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{admin.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET #roles = :none",
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={":none": {"L": []}},
    )

    answer = await client.get(f"/data/accounts?owner={ada.user_id}", headers=admin.headers)

    assert answer.status_code == 403


async def test_ones_own_id_as_owner_is_oneself(client: httpx.AsyncClient, ada: Person, bob: Person) -> None:
    mine, theirs = await create(client, ada, "leases"), await create(client, bob, "leases")

    everybodys = await client.get("/data/leases", headers=ada.headers)
    own = await client.get(f"/data/leases?owner={ada.user_id}", headers=ada.headers)

    assert {item["id"] for item in everybodys.json()["items"]} == {mine["id"], theirs["id"]}
    assert [item["id"] for item in own.json()["items"]] == [mine["id"]]


class Room(BaseModel):
    """Where somebody is."""

    room: Annotated[str, Field(max_length=9)]


ROOMS = Collection("rooms", Room, read="member", indexes=("room",))


@pytest.mark.parametrize(
    "query", ["", "&sort=room", "&room=harbour", "&room=harbour&sort=id", "&room__gte=a&sort=-room"]
)
async def test_one_owners_part_of_a_shared_list_holds_no_other_however_it_is_asked_for(
    ada: Person, bob: Person, query: str
) -> None:
    app = create_app(settings_for_tests(), registry(ROOMS), Lock({}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        for person in (ada, bob, ada):
            await client.post("/data/rooms", json={"room": "harbour"}, headers=person.headers)
        listed = await client.get(f"/data/rooms?owner={ada.user_id}{query}", headers=ada.headers)
        paged = await client.get(f"/data/rooms?owner={ada.user_id}{query}&limit=1", headers=ada.headers)

    assert [item["owner_id"] for item in listed.json()["items"]] == [ada.user_id] * 2
    assert len(paged.json()["items"]) == 1


async def test_lists_over_all_owners_are_for_administrators(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person
) -> None:
    for person in (ada, bob):
        await client.post("/data/tickets", json={"subject": person.email}, headers=person.headers)

    everybodys = await client.get("/data/tickets?scope=all&stage=new", headers=admin.headers)
    refused = await client.get("/data/tickets?scope=all", headers=ada.headers)
    own = await client.get("/data/tickets?stage=new", headers=ada.headers)

    assert [item["subject"] for item in everybodys.json()["items"]] == [bob.email, ada.email]
    assert refused.status_code == 403
    assert [item["subject"] for item in own.json()["items"]] == [ada.email]


async def test_a_cursor_over_all_owners_serves_no_list_of_ones_own(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    for subject in ("a", "b"):
        await client.post("/data/tickets", json={"subject": subject}, headers=admin.headers)
    cursor = (await client.get("/data/tickets?scope=all&stage=new&limit=1", headers=admin.headers)).json()[
        "next_cursor"
    ]

    refused = [
        await client.get("/data/tickets", params={"stage": "new", "cursor": cursor}, headers=admin.headers),
        await client.get("/data/tickets", params={"stage": "new", "cursor": cursor}, headers=ada.headers),
        await client.get(
            "/data/tickets", params={"scope": "all", "stage": "closed", "cursor": cursor}, headers=admin.headers
        ),
    ]

    assert [answer.status_code for answer in refused] == [400] * 3


async def test_strangers_read_a_public_collection_without_knowing_whose_it_is(
    client: httpx.AsyncClient, sign_up: SignUp
) -> None:
    editor = await sign_up(new_address("editor"), "editor")
    notice = await create(client, editor, "notices", title="Tide table", draft_of="secret")

    listed = await client.get("/public/notices?title__prefix=Tide")
    read = await client.get(f"/public/notices/{notice['id']}")
    known = await client.get(f"/public/notices/{notice['id']}", headers={"If-None-Match": read.headers["ETag"]})

    assert read.json() == {name: notice[name] for name in ("title", "id", "version", "created_at", "updated_at")}
    assert listed.json()["items"] == [read.json()]
    assert known.status_code == 304
    assert {answer.headers["Cache-Control"] for answer in (listed, read, known)} == {"public, max-age=30"}


async def test_what_strangers_may_not_do_stays_so(client: httpx.AsyncClient, sign_up: SignUp) -> None:
    editor = await sign_up(new_address("editor"), "editor")
    notice = await create(client, editor, "notices")

    answers = [
        await client.get(f"/data/notices/{notice['id']}"),
        await client.get("/public/accounts"),
        await client.get("/public/leases"),
        await client.post("/public/notices", json={"title": "x"}),
        await client.get(f"/public/notices?owner={editor.user_id}"),
        await client.get(f"/public/notices/{new_id()}"),
    ]

    assert [answer.status_code for answer in answers] == [401, 404, 404, 405, 422, 404]
    assert answers[-1].headers["Cache-Control"] == "no-store"


async def test_what_is_over_is_absent_at_once(
    client: httpx.AsyncClient, ada: Person, bob: Person, clock_at: Callable[[float], None]
) -> None:
    lease = await create(client, ada, "leases", until=clock.timestamp(clock.seconds() + 60))
    for_ever = await create(client, ada, "leases")
    path = f"/data/leases/{lease['id']}"
    assert datetime.fromisoformat(lease["expires_at"]) == datetime.fromisoformat(lease["until"])
    assert for_ever["expires_at"] is None

    clock_at(clock.now() + 61)

    assert (await client.get(path, headers=bob.headers)).status_code == 404
    assert (await client.patch(path, json={"until": None}, headers=ada.headers)).status_code == 404
    assert (await client.delete(path, headers=ada.headers)).status_code == 404
    for query in ("", f"?owner={ada.user_id}"):
        listed = await client.get(f"/data/leases{query}", headers=ada.headers)
        assert [item["id"] for item in listed.json()["items"]] == [for_ever["id"]]
    again = await client.put(path, json={"holder": "z"}, headers=ada.headers)
    assert (again.status_code, again.json()["version"] > lease["version"]) == (201, True)
