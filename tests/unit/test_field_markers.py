"""What clients may write, and what leaves: in every write path."""

from typing import Any

import httpx
import pytest

from app.collection import Collection
from app.ids import new_id
from tests.unit.collections_for_tests import ALL
from tests.unit.conftest import Person

TICKETS = "/data/tickets"


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return ALL


async def create(client: httpx.AsyncClient, person: Person, path: str = TICKETS, **fields: Any) -> dict[str, Any]:
    answer = await client.post(path, json={"subject": "x", **fields}, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def transact(client: httpx.AsyncClient, person: Person, *operations: dict[str, Any]) -> httpx.Response:
    body = {"operations": [{"collection": "tickets", **operation} for operation in operations]}
    return await client.post("/data/transactions", json=body, headers=person.headers)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_a_field_of_the_servers_is_written_by_no_way_of_a_client(client: httpx.AsyncClient, ada: Person) -> None:
    ticket = await create(client, ada)
    path, body = f"{TICKETS}/{ticket['id']}", {"subject": "x", "stage": "closed"}

    refused = [
        await client.post(TICKETS, json=body, headers=ada.headers),
        await client.put(path, json=body, headers=ada.headers),
        await client.put(f"{TICKETS}/{new_id()}", json=body, headers=ada.headers),
        await client.patch(path, json={"stage": "closed"}, headers=ada.headers),
        await client.patch(path, json={"stage": None}, headers=ada.headers),
    ]
    by_transaction = [
        await transact(client, ada, {"op": "create", "document": body}),
        await transact(client, ada, {"op": "replace", "id": ticket["id"], "document": body}),
        await transact(client, ada, {"op": "patch", "id": ticket["id"], "document": {"stage": "closed"}}),
    ]

    assert [(answer.status_code, codes(answer)) for answer in refused] == [(422, [("/stage", "server-set")])] * 5
    assert [codes(answer) for answer in by_transaction] == [[("/operations/0/document/stage", "server-set")]] * 3
    assert (await client.get(path, headers=ada.headers)).json() == ticket
    assert ticket["stage"] == "new"


async def test_a_field_that_is_written_once_stays(client: httpx.AsyncClient, ada: Person) -> None:
    ticket = await create(client, ada, channel="phone")
    path = f"{TICKETS}/{ticket['id']}"

    refused = [
        await client.put(path, json={"subject": "y", "channel": "mail"}, headers=ada.headers),
        await client.patch(path, json={"channel": "mail"}, headers=ada.headers),
        await client.patch(path, json={"channel": "phone"}, headers=ada.headers),
    ]
    kept = await client.put(path, json={"subject": "y"}, headers=ada.headers)
    same = await client.put(path, json={"subject": "z", "channel": "phone"}, headers=ada.headers)

    assert [codes(answer) for answer in refused] == [[("/channel", "create-only")]] * 3
    assert (kept.json()["subject"], kept.json()["channel"]) == ("y", "phone")
    assert (same.json()["subject"], same.json()["channel"]) == ("z", "phone")


async def test_a_private_field_never_leaves_and_is_kept(
    client: httpx.AsyncClient, ada: Person, stored_data: Any
) -> None:
    ticket = await create(client, ada, secret="the moon is full")
    path = f"{TICKETS}/{ticket['id']}"

    answers = [
        await client.get(path, headers=ada.headers),
        await client.get(TICKETS, headers=ada.headers),
        await client.patch(path, json={"subject": "y"}, headers=ada.headers),
        await client.put(path, json={"subject": "z"}, headers=ada.headers),
    ]

    assert "secret" not in ticket
    assert not any("secret" in answer.text or "moon" in answer.text for answer in answers)
    assert stored_data(f"tickets#{ada.user_id}", ticket["id"])["secret"] == "the moon is full"
    changed = await client.patch(path, json={"secret": "it is not"}, headers=ada.headers)
    assert "secret" not in changed.json()
    assert stored_data(f"tickets#{ada.user_id}", ticket["id"])["secret"] == "it is not"


@pytest.mark.parametrize("field", ["secret", "stage"])
async def test_what_does_not_leave_or_is_not_written_is_in_no_schema_of_that_kind(
    client: httpx.AsyncClient, app: Any, field: str
) -> None:
    schemas = app.openapi()["components"]["schemas"]

    having = {name for name in schemas if name.startswith("Ticket") and field in schemas[name].get("properties", {})}

    assert having == ({"TicketCreate", "TicketPatch"} if field == "secret" else {"Ticket"})
    assert "channel" not in schemas["TicketPatch"]["properties"]


@pytest.mark.parametrize(
    "body", [{"id": "x"}, {"owner_id": "x"}, {"author_id": "x"}, {"version": 1}, {"pk": "x"}, {"role": "admin"}]
)
async def test_what_every_document_has_is_nobodys_to_write(
    client: httpx.AsyncClient, ada: Person, body: dict[str, Any]
) -> None:
    ticket = await create(client, ada)
    path = f"{TICKETS}/{ticket['id']}"
    (name,) = body

    refused = [
        await client.put(path, json={"subject": "y", **body}, headers=ada.headers),
        await client.patch(path, json=body, headers=ada.headers),
        await transact(client, ada, {"op": "create", "document": {"subject": "y", **body}}),
        await transact(client, ada, {"op": "patch", "id": ticket["id"], "document": body}),
    ]

    assert [answer.status_code for answer in refused] == [422] * 4
    assert all(codes(answer)[0][0].endswith(f"/{name}") for answer in refused)
    assert (await client.get(path, headers=ada.headers)).json() == ticket


async def test_rules_hold_in_every_write_path(client: httpx.AsyncClient, ada: Person) -> None:
    ticket = await create(client, ada, votes=6)
    path, forbidden = f"{TICKETS}/{ticket['id']}", {"subject": "forbidden"}

    refused = [
        await client.post(TICKETS, json=forbidden, headers=ada.headers),
        await client.put(path, json=forbidden, headers=ada.headers),
        await client.put(f"{TICKETS}/{new_id()}", json=forbidden, headers=ada.headers),
        await client.patch(path, json=forbidden, headers=ada.headers),
        await client.post(f"{path}/increment", json={"field": "votes", "by": 7}, headers=ada.headers),
        await client.delete(path, headers=ada.headers),
        await transact(client, ada, {"op": "create", "document": forbidden}),
        await transact(client, ada, {"op": "replace", "id": ticket["id"], "document": forbidden}),
        await transact(client, ada, {"op": "patch", "id": ticket["id"], "document": forbidden}),
        await transact(client, ada, {"op": "increment", "id": ticket["id"], "field": "votes", "by": 7}),
        await transact(client, ada, {"op": "delete", "id": ticket["id"]}),
    ]

    assert [answer.status_code for answer in refused] == [409] * 11
    assert {answer.json()["type"] for answer in refused} == {"urn:problem-type:rule-broken"}
    assert [codes(answer)[0][0] for answer in refused[6:]] == ["/operations/0"] * 5
    assert (await client.get(path, headers=ada.headers)).json() == ticket
    assert (await client.patch(path, json={"votes": 1}, headers=ada.headers)).status_code == 200
    assert (await client.delete(path, headers=ada.headers)).status_code == 204


async def test_a_collection_may_want_to_know_what_one_has_read(client: httpx.AsyncClient, ada: Person) -> None:
    paper = (await client.post("/data/papers", json={"text": "x"}, headers=ada.headers)).json()
    path, tag = f"/data/papers/{paper['id']}", {"If-Match": f'"{paper["version"]}"'}
    operation = {"collection": "papers", "op": "patch", "id": paper["id"], "document": {"text": "y"}}

    refused = [
        await client.put(path, json={"text": "y"}, headers=ada.headers),
        await client.patch(path, json={"text": "y"}, headers=ada.headers),
        await client.delete(path, headers=ada.headers),
        await transact(client, ada, operation),
    ]

    assert [answer.status_code for answer in refused] == [428] * 4
    assert {answer.json()["type"] for answer in refused} == {"urn:problem-type:precondition-required"}
    assert (await transact(client, ada, {**operation, "version": paper["version"]})).status_code == 200
    assert (await client.delete(path, headers={**ada.headers, **tag})).status_code == 412
    assert (await client.delete(path, headers={**ada.headers, "If-Match": "*"})).status_code == 204
    made = await client.put(f"/data/papers/{new_id()}", json={"text": "new"}, headers=ada.headers)
    assert made.status_code == 201
