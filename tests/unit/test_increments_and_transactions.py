"""Counting, several changes at once, and requests that are made again."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app import clock
from app.collection import Collection
from app.ids import new_id
from tests.unit.collections_for_tests import ALL
from tests.unit.conftest import Person

ACCOUNTS = "/data/accounts"


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return ALL


async def create(client: httpx.AsyncClient, person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def count(
    client: httpx.AsyncClient, person: Person, document: dict[str, Any], body: dict[str, Any], **headers: str
) -> httpx.Response:
    path = f"{ACCOUNTS}/{document['id']}/increment"
    return await client.post(path, json=body, headers={**person.headers, **headers})


async def transact(
    client: httpx.AsyncClient, person: Person, *operations: dict[str, Any], **headers: str
) -> httpx.Response:
    body = {"operations": list(operations)}
    return await client.post("/data/transactions", json=body, headers={**person.headers, **headers})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ({"field": "balance", "by": "0.10"}, "0.1"),
        ({"field": "balance", "by": 2.5}, "2.5"),
        ({"field": "balance", "by": "-10"}, "-10"),
        ({"field": "balance", "by": "9999999999.99"}, "9999999999.99"),
        ({"field": "visits", "by": -3}, -3),
        ({"field": "visits", "by": 3, "min": 3, "max": 3}, 3),
        ({"field": "visits", "by": 0}, 0),
        ({"field": "grains", "by": "18446744073709551616"}, "18446744073709551616"),
    ],
)
async def test_an_increment_adds_exactly_and_raises_the_version(
    client: httpx.AsyncClient, ada: Person, body: dict[str, Any], value: object
) -> None:
    account = await create(client, ada, ACCOUNTS, {})

    counted = await count(client, ada, account, body)

    assert counted.status_code == 200, counted.text
    assert counted.json()[body["field"]] == value
    assert counted.json()["version"] == account["version"] + 1
    assert counted.headers["ETag"] == f'"{account["version"] + 1}"'
    assert (await client.get(f"{ACCOUNTS}/{account['id']}", headers=ada.headers)).json() == counted.json()


@pytest.mark.parametrize(
    "body",
    [
        {"field": "balance", "by": "-10.01"},
        {"field": "balance", "by": "-5", "min": "-4.99"},
        {"field": "balance", "by": "-11", "min": "-20"},
        {"field": "balance", "by": 1, "max": 0},
        {"field": "visits", "by": 2**53 - 1, "max": 2**53 - 2},
        {"field": "visits", "by": 1, "min": 5},
    ],
)
async def test_a_counter_stays_within_the_bounds_of_its_field_which_a_request_may_only_narrow(
    client: httpx.AsyncClient, ada: Person, body: dict[str, Any]
) -> None:
    account = await create(client, ada, ACCOUNTS, {})

    refused = await count(client, ada, account, body)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:problem-type:counter-out-of-bounds")
    assert (await client.get(f"{ACCOUNTS}/{account['id']}", headers=ada.headers)).json() == account


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"field": "name", "by": 1}, "/field"),
        ({"field": "visits"}, "/by"),
        ({"field": "visits", "by": "x"}, "/by"),
        ({"field": "visits", "by": None}, "/by"),
        ({"field": "visits", "by": 1.5}, "/by"),
        ({"field": "balance", "by": "0.001"}, "/by"),
        ({"field": "balance", "by": 1, "max": "1.234"}, "/max"),
        ({"field": "balance", "by": "NaN"}, "/by"),
        ({"field": "balance", "by": True}, "/by"),
        ({"field": "visits", "by": 1, "version": 3}, "/version"),
    ],
)
async def test_an_increment_that_makes_no_sense_is_refused_and_says_where(
    client: httpx.AsyncClient, ada: Person, body: dict[str, Any], pointer: str
) -> None:
    account = await create(client, ada, ACCOUNTS, {})

    refused = await count(client, ada, account, body)

    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_an_increment_of_another_version_than_was_meant_is_refused(
    client: httpx.AsyncClient, ada: Person
) -> None:
    account = await create(client, ada, ACCOUNTS, {})
    tag = {"If-Match": f'"{account["version"]}"'}

    answers = [await count(client, ada, account, {"field": "visits", "by": 1}, **tag) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 412]


async def test_nobody_counts_anothers_nor_what_is_not_there(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    account = await create(client, ada, ACCOUNTS, {})

    answers = [
        await count(client, bob, account, {"field": "visits", "by": 1}),
        await count(client, ada, {"id": new_id()}, {"field": "visits", "by": 1}),
        await count(client, ada, {"id": "x"}, {"field": "visits", "by": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


async def test_one_key_makes_one_document_whose_present_state_is_the_answer(
    client: httpx.AsyncClient, ada: Person
) -> None:
    key = {"Idempotency-Key": "one"}
    first = await client.post(ACCOUNTS, json={"visits": 1}, headers={**ada.headers, **key})
    await client.patch(f"{ACCOUNTS}/{first.json()['id']}", json={"visits": 2}, headers=ada.headers)

    again = await client.post(ACCOUNTS, json={"visits": 1}, headers={**ada.headers, **key})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["visits"] == 2
    assert again.headers["Location"] == first.headers["Location"]
    assert len((await client.get(ACCOUNTS, headers=ada.headers)).json()["items"]) == 1


async def test_a_key_belongs_to_one_request_of_one_user_for_a_day(
    client: httpx.AsyncClient, ada: Person, bob: Person, clock_at: Callable[[float], None]
) -> None:
    key = {"Idempotency-Key": "one"}
    await client.post(ACCOUNTS, json={"visits": 1}, headers={**ada.headers, **key})

    other_body = await client.post(ACCOUNTS, json={"visits": 2}, headers={**ada.headers, **key})
    other_path = await client.post("/data/papers", json={"text": "x"}, headers={**ada.headers, **key})
    same_in_other_words = await client.post(
        ACCOUNTS, content=b'{ "visits" : 1 }', headers={**ada.headers, **key, "Content-Type": "application/json"}
    )
    other_user = await client.post(ACCOUNTS, json={"visits": 2}, headers={**bob.headers, **key})

    assert [answer.status_code for answer in (other_body, other_path)] == [422, 422]
    assert other_body.json()["type"] == "urn:problem-type:idempotency-key-reused"
    assert same_in_other_words.status_code == other_user.status_code == 201
    assert len((await client.get(ACCOUNTS, headers=ada.headers)).json()["items"]) == 1


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 256, "\t"])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, ada: Person, key: str) -> None:
    headers = {**ada.headers, "Idempotency-Key": key.encode()}

    refused = await client.post(ACCOUNTS, json={}, headers=headers)  # type: ignore[arg-type]

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/Idempotency-Key"


async def test_a_failed_request_leaves_its_key_free(client: httpx.AsyncClient, ada: Person) -> None:
    account = await create(client, ada, ACCOUNTS, {})
    key = {"Idempotency-Key": "x" * 255}

    refused = await count(client, ada, account, {"field": "visits", "by": 1, "max": 0}, **key)
    counted = await count(client, ada, account, {"field": "visits", "by": 1, "max": 1}, **key)
    again = await count(client, ada, account, {"field": "visits", "by": 1, "max": 1}, **key)

    assert [answer.status_code for answer in (refused, counted, again)] == [409, 200, 200]
    assert again.json()["visits"] == 1


async def test_a_repeated_creation_of_what_was_deleted_since_does_not_bring_it_back(
    client: httpx.AsyncClient, ada: Person
) -> None:
    key = {"Idempotency-Key": "one"}
    made = (await client.post(ACCOUNTS, json={}, headers={**ada.headers, **key})).json()
    await client.delete(f"{ACCOUNTS}/{made['id']}", headers=ada.headers)

    again = await client.post(ACCOUNTS, json={}, headers={**ada.headers, **key})

    assert again.status_code == 404
    assert (await client.get(ACCOUNTS, headers=ada.headers)).json()["items"] == []


async def test_a_transaction_does_every_kind_of_change_over_collections(client: httpx.AsyncClient, ada: Person) -> None:
    account = await create(client, ada, ACCOUNTS, {"visits": 1})
    ticket, other = [await create(client, ada, "/data/tickets", {"subject": s}) for s in ("a", "b")]
    paper = await create(client, ada, "/data/papers", {"text": "x"})
    own_id = new_id()

    answer = await transact(
        client,
        ada,
        {"op": "create", "collection": "accounts", "id": own_id, "document": {"visits": 7}},
        {"op": "replace", "collection": "tickets", "id": ticket["id"], "document": {"subject": "aa"}},
        {"op": "patch", "collection": "tickets", "id": other["id"], "document": {"due": "2026-12-01"}},
        {"op": "delete", "collection": "papers", "id": paper["id"], "version": paper["version"]},
        {"op": "increment", "collection": "accounts", "id": account["id"], "field": "visits", "by": 2},
        {"op": "create", "collection": "papers", "document": {"text": "new"}},
    )

    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [result["id"] for result in results[:5]] == [
        own_id,
        ticket["id"],
        other["id"],
        paper["id"],
        account["id"],
    ]
    assert results[4]["version"] == account["version"] + 1
    states = [
        (await client.get(path, headers=ada.headers)).json()
        for path in (f"{ACCOUNTS}/{own_id}", f"/data/tickets/{ticket['id']}", f"{ACCOUNTS}/{account['id']}")
    ]
    assert [states[0]["visits"], states[1]["subject"], states[2]["visits"]] == [7, "aa", 3]
    assert [state["version"] for state in states] == [results[n]["version"] for n in (0, 1, 4)]
    assert (await client.get(f"/data/papers/{paper['id']}", headers=ada.headers)).status_code == 404


@pytest.mark.parametrize(
    ("bad", "status", "pointer"),
    [
        ({"op": "create", "collection": "tickets", "document": {"subject": 1}}, 422, "/document/subject"),
        ({"op": "create", "collection": "nothing", "document": {}}, 422, "/collection"),
        ({"op": "create", "collection": "papers"}, 422, "/document"),
        ({"op": "create", "collection": "papers", "id": "x", "document": {"text": "x"}}, 422, "/id"),
        ({"op": "create", "collection": "papers", "document": {"text": "x"}, "by": 1}, 422, "/by"),
        ({"op": "delete", "collection": "papers"}, 422, "/id"),
        ({"op": "explode", "collection": "papers"}, 422, ""),
        ({"collection": "papers"}, 422, ""),
        ([], 422, ""),
        ({"op": "patch", "collection": "tickets", "id": new_id(), "document": {}}, 404, ""),
        ({"op": "delete", "collection": "accounts", "id": "x"}, 404, ""),
        ({"op": "increment", "collection": "papers", "id": new_id(), "field": "text", "by": 1}, 422, "/field"),
    ],
)
async def test_one_bad_operation_is_named_and_nothing_is_done(
    client: httpx.AsyncClient, ada: Person, bad: dict[str, Any], status: int, pointer: str
) -> None:
    good = {"op": "create", "collection": "accounts", "document": {}}

    refused = await transact(client, ada, good, bad)

    assert refused.status_code == status, refused.text
    assert refused.json()["errors"][0]["pointer"] == f"/operations/1{pointer}"
    assert refused.json()["errors"][0]["in"] == "body"
    assert (await client.get(ACCOUNTS, headers=ada.headers)).json()["items"] == []


async def test_a_stale_version_or_a_counter_at_its_end_stops_the_whole_transaction(
    client: httpx.AsyncClient, ada: Person
) -> None:
    account = await create(client, ada, ACCOUNTS, {})
    stale = {"op": "patch", "collection": "accounts", "id": account["id"], "version": 1, "document": {"visits": 1}}
    beyond = {"op": "increment", "collection": "accounts", "id": account["id"], "field": "balance", "by": -11}
    good = {"op": "create", "collection": "papers", "document": {"text": "x"}}

    answers = [await transact(client, ada, good, bad) for bad in (stale, beyond)]

    assert [answer.status_code for answer in answers] == [412, 409]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers] == ["/operations/1"] * 2
    assert (await client.get("/data/papers", headers=ada.headers)).json()["items"] == []
    assert (await client.get(f"{ACCOUNTS}/{account['id']}", headers=ada.headers)).json() == account


async def test_two_operations_on_one_document_are_refused(client: httpx.AsyncClient, ada: Person) -> None:
    account = await create(client, ada, ACCOUNTS, {})
    operation = {"op": "increment", "collection": "accounts", "id": account["id"], "field": "visits", "by": 1}

    refused = await transact(client, ada, operation, operation)

    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        **refused.json()["errors"][0],
        "pointer": "/operations/1",
        "code": "repeated-document",
    }


@pytest.mark.parametrize(("number", "status"), [(0, 422), (90, 200), (91, 422)])
async def test_a_transaction_has_one_to_ninety_operations(
    client: httpx.AsyncClient, ada: Person, number: int, status: int
) -> None:
    operations = [{"op": "create", "collection": "accounts", "document": {"visits": n}} for n in range(number)]

    answer = await transact(client, ada, *operations)

    assert answer.status_code == status
    page = (await client.get(ACCOUNTS, params={"limit": 100}, headers=ada.headers)).json()
    assert len(page["items"]) == (number if status == 200 else 0)


async def test_a_repeated_transaction_is_done_once(client: httpx.AsyncClient, ada: Person) -> None:
    account = await create(client, ada, ACCOUNTS, {})
    operations = [
        {"op": "increment", "collection": "accounts", "id": account["id"], "field": "visits", "by": 1},
        {"op": "create", "collection": "papers", "document": {"text": "x"}},
    ]

    answers = [await transact(client, ada, *operations, **{"Idempotency-Key": "t"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert (await client.get(f"{ACCOUNTS}/{account['id']}", headers=ada.headers)).json()["visits"] == 1
    assert len((await client.get("/data/papers", headers=ada.headers)).json()["items"]) == 1


async def test_an_expired_key_serves_again(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.repositories.idempotency.MARKER_SECONDS", 60)
    key = {"Idempotency-Key": "one"}
    first = await client.post(ACCOUNTS, json={}, headers={**ada.headers, **key})
    clock_at(clock.now() + 61)

    later = await client.post(ACCOUNTS, json={"visits": 2}, headers={**ada.headers, **key})

    assert (first.status_code, later.status_code) == (201, 201)
    assert later.json()["id"] != first.json()["id"]
