"""What was found by attacking documents: numbers at their ends, times at theirs, markers, races under one key."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import boto3
import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field, FutureDate, FutureDatetime, SecretStr, computed_field, create_model

from app.collection import BigInteger, Collection, CollectionError, CreateOnly, Index, Private, ServerSet
from app.ids import new_id
from tests.unit.conftest import Person
from tests.unit.test_interleavings import meanwhile

JSON = {"Content-Type": "application/json"}
type Request = Callable[[], Awaitable[httpx.Response]]


class Rental(BaseModel):
    """Something that is over some day, read by everybody who is signed in."""

    until: datetime | None = None


class Purse(BaseModel):
    """Counters of both kinds."""

    balance: Annotated[Decimal, Field(max_digits=12, decimal_places=2)] = Decimal(0)
    visits: int = 0
    grains: BigInteger = BigInteger(0)
    few: Annotated[int, Field(ge=0, le=1)] = 0


class Sheet(BaseModel):
    """Values without a type in the model."""

    exact: Decimal = Decimal(0)
    cells: dict[str, Any] = {}
    kept: Annotated[list[Any], Private] = []
    name: str = ""


class Label(BaseModel):
    """The longest text that an index takes."""

    text: Annotated[str, Field(max_length=200)]


class Alias(BaseModel):
    """Fields that are read by two names."""

    model_config = ConfigDict(populate_by_name=True)

    stage: Annotated[str, ServerSet, Field(alias="phase")] = "new"
    channel: Annotated[str, CreateOnly, Field(alias="via")] = "mail"
    words: Annotated[str, Field(alias="text")] = ""


class Side(BaseModel):
    """A part with a computed field."""

    length: int = 1

    @computed_field
    def double(self) -> int:
        """Return what is computed."""
        return 2 * self.length


class Square(BaseModel):
    """A document with such a part."""

    side: Side = Side()
    name: str = ""


class Poll(BaseModel):
    """A counter that was once called otherwise."""

    votes: int = 0


class Chat(BaseModel):
    """Read by members, in more than one shard."""

    room: Annotated[str, Field(max_length=20)] = ""


class Case(BaseModel):
    """Listed over all owners."""

    state: Annotated[str, Field(max_length=20)] = ""


def with_votes(data: dict[str, Any]) -> dict[str, Any]:
    """Rename the old counter."""
    if "likes" in data:
        data["votes"] = data.pop("likes")
    return data


ATTACKED = (
    Collection("rentals", Rental, read="member", expires="until"),
    Collection("purses", Purse, counters=("balance", "visits", "grains", "few")),
    Collection("sheets", Sheet),
    Collection("labels", Label, read="member", indexes=("text",)),
    Collection("squares", Square),
    Collection("polls", Poll, counters=("votes",), upgrade=with_votes),
    Collection("chats", Chat, read="member", indexes=("room",), shards=2),
    Collection("cases", Case, indexes=(Index("state", scope="all"),)),
)


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return the collections of this module."""
    return ATTACKED


async def create(client: httpx.AsyncClient, person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def set_data(pk: str, sk: str, data: dict[str, Any]) -> None:
    """Make the stored fields of a document what an earlier release, or an earlier day, has left."""
    boto3.client("dynamodb").update_item(
        TableName="test-data",
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #data = :data",
        ExpressionAttributeNames={"#data": "data"},
        ExpressionAttributeValues={":data": {"M": data}},
    )


# Times.


@pytest.mark.parametrize(
    "until", ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+14:00"]
)
async def test_an_end_at_the_end_of_time_breaks_neither_its_document_nor_everybodys_list(
    client: httpx.AsyncClient, ada: Person, bob: Person, until: str
) -> None:
    made = await client.post("/data/rentals", json={"until": until}, headers=ada.headers)
    listed = await client.get("/data/rentals", headers=bob.headers)

    assert made.status_code in {201, 422}, made.text
    assert listed.status_code == 200, listed.text


@pytest.mark.parametrize("time", [FutureDate, FutureDate | None, FutureDatetime, list[FutureDate]])
def test_a_field_that_has_to_lie_in_the_future_for_ever_is_refused(time: Any) -> None:
    fields: Any = {"due": (time, ...)}

    with pytest.raises(CollectionError, match="rules="):
        Collection("plans", create_model("Plan", **fields))


# Numbers.


@pytest.mark.parametrize("field", ["balance", "visits", "grains"])
@pytest.mark.parametrize("name", ["by", "min", "max"])
@pytest.mark.parametrize("number", ["1e9999999", "-1e9999999", "1e-9999999", "0." + "9" * 29, "1." + "0" * 600 + "1"])
async def test_a_number_that_no_counter_holds_is_refused_and_never_rounded(
    client: httpx.AsyncClient, ada: Person, field: str, name: str, number: str
) -> None:
    purse = await create(client, ada, "/data/purses", {})
    body = {"field": field, "by": "0", name: number}
    operation = {"op": "increment", "collection": "purses", "id": purse["id"], **body}

    alone = await client.post(f"/data/purses/{purse['id']}/increment", json=body, headers=ada.headers)
    among = await client.post("/data/transactions", json={"operations": [operation]}, headers=ada.headers)

    assert (alone.status_code, among.status_code) == (422, 422), (alone.text, among.text)
    assert alone.json()["errors"][0]["pointer"] == f"/{name}"
    assert among.json()["errors"][0]["pointer"] == f"/operations/0/{name}"
    assert (await client.get(f"/data/purses/{purse['id']}", headers=ada.headers)).json() == purse


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "1." + "0" * 600 + "1"])
async def test_a_text_that_is_no_storable_number_is_refused_and_never_rounded(
    client: httpx.AsyncClient, ada: Person, text: str
) -> None:
    refused = await client.post("/data/sheets", json={"exact": text}, headers=ada.headers)

    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == "/exact"


@pytest.mark.parametrize("text", ["1_000", " 12 ", "\u0661\u0662"])
async def test_a_number_in_a_text_is_what_openapi_says(client: httpx.AsyncClient, ada: Person, text: str) -> None:
    refused = await client.post("/data/sheets", json={"exact": text}, headers=ada.headers)

    assert refused.status_code == 422, refused.text


async def test_a_change_of_one_field_leaves_the_numbers_of_another_as_they_were(
    client: httpx.AsyncClient, ada: Person
) -> None:
    content = b'{"cells": {"a": 0.1, "b": [1.5, 2]}, "kept": [0.5]}'
    made = await client.post("/data/sheets", content=content, headers={**ada.headers, **JSON})
    path = f"/data/sheets/{made.json()['id']}"

    patched = await client.patch(path, json={"name": "x"}, headers=ada.headers)

    assert made.json()["cells"] == {"a": 0.1, "b": [1.5, 2]}
    assert patched.json()["cells"] == {"a": 0.1, "b": [1.5, 2]}


async def test_a_replacement_keeps_the_numbers_of_a_private_field_as_they_were(
    client: httpx.AsyncClient, ada: Person, stored_data: Callable[[str, str], dict[str, Any]]
) -> None:
    made = await client.post("/data/sheets", content=b'{"kept": [0.5]}', headers={**ada.headers, **JSON})

    await client.put(f"/data/sheets/{made.json()['id']}", json={"name": "x"}, headers=ada.headers)

    assert stored_data(f"sheets#{ada.user_id}", made.json()["id"])["kept"] == [Decimal("0.5")]


async def test_a_text_and_a_number_are_two_bodies_under_one_key(client: httpx.AsyncClient, ada: Person) -> None:
    headers = {**ada.headers, **JSON, "Idempotency-Key": "one"}

    first = await client.post("/data/sheets", content=b'{"cells": {"a": 1.5}}', headers=headers)
    second = await client.post("/data/sheets", content=b'{"cells": {"a": "1.5"}}', headers=headers)

    assert (first.status_code, second.status_code) == (201, 422)


async def test_an_increment_of_an_older_document_counts_on_from_what_its_upgrade_says(
    client: httpx.AsyncClient, ada: Person
) -> None:
    poll = await create(client, ada, "/data/polls", {})
    set_data(f"polls#{ada.user_id}", poll["id"], {"likes": {"N": "5"}})
    path = f"/data/polls/{poll['id']}"

    counted = await client.post(f"{path}/increment", json={"field": "votes", "by": 1}, headers=ada.headers)

    assert (await client.get(path, headers=ada.headers)).json()["votes"] == 6
    assert counted.json()["votes"] == 6


# Lists.


@pytest.mark.parametrize("letter", ["a", "\u6f22", "\U0001f30a", "\U0010ffff", "\0"])
async def test_every_page_of_a_list_leads_to_the_next_however_long_its_texts(
    client: httpx.AsyncClient, ada: Person, letter: str
) -> None:
    for number in range(3):
        await create(client, ada, "/data/labels", {"text": letter * 199 + str(number)})
    found: list[str] = []
    cursor: dict[str, str] = {}

    for _ in range(4):
        answer = await client.get("/data/labels", params={"sort": "text", "limit": 1, **cursor}, headers=ada.headers)
        assert answer.status_code == 200, answer.text
        found += [item["text"][-1] for item in answer.json()["items"]]
        if answer.json()["next_cursor"] is None:
            break
        cursor = {"cursor": answer.json()["next_cursor"]}

    assert found == ["0", "1", "2"]


@pytest.mark.parametrize("query", [{}, {"room": "a"}, {"sort": "room"}, {"sort": "-room"}, {"room__gte": "a"}])
async def test_a_list_of_one_owner_in_a_shared_collection_holds_nobody_elses(
    client: httpx.AsyncClient, ada: Person, bob: Person, query: dict[str, str]
) -> None:
    mine = [(await create(client, ada, "/data/chats", {"room": "a"}))["id"] for _ in range(2)]
    await create(client, bob, "/data/chats", {"room": "a"})

    listed = await client.get("/data/chats", params={"owner": ada.user_id, **query}, headers=ada.headers)

    assert sorted(item["id"] for item in listed.json()["items"]) == sorted(mine)


async def test_all_owners_and_one_owner_at_once_is_one_owner_or_refused(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person
) -> None:
    for person in (ada, bob):
        await create(client, person, "/data/cases", {"state": "a"})

    answer = await client.get(
        "/data/cases", params={"scope": "all", "owner": ada.user_id, "state": "a"}, headers=admin.headers
    )

    assert answer.status_code in {200, 422}
    assert {item["owner_id"] for item in answer.json().get("items", ())} <= {ada.user_id}


# Markers, and declarations that would lose or tell something.


@pytest.mark.parametrize(
    ("annotation", "default"),
    [(Annotated[str, Private] | None, None), (list[Annotated[str, Private]], []), (SecretStr, SecretStr(""))],
    ids=["within a union", "within a list", "a secret that would be stored as asterisks"],
)
def test_a_marker_that_would_not_hold_is_refused(annotation: Any, default: Any) -> None:
    model = type(
        "Leaking",
        (BaseModel,),
        {"__annotations__": {"hidden": annotation}, "hidden": default, "__module__": __name__},
    )

    with pytest.raises(CollectionError):
        Collection("leaking", model)


def test_a_marker_within_a_part_is_refused() -> None:
    class Part(BaseModel):
        hidden: Annotated[str, Private] = ""

    class Whole(BaseModel):
        part: Part = Part()

    with pytest.raises(CollectionError):
        Collection("wholes", Whole)


def test_fields_that_are_read_by_two_names_are_refused() -> None:
    with pytest.raises(CollectionError):
        Collection("aliases", Alias)


def test_a_name_that_is_another_fields_on_the_wire_is_refused() -> None:
    class Swapped(BaseModel):
        title: Annotated[str, Field(alias="name")] = ""
        name: Annotated[str, Field(alias="label")] = ""

    with pytest.raises(CollectionError):
        Collection("swapped", Swapped)


def test_a_private_counter_is_refused() -> None:
    class Tally(BaseModel):
        points: Annotated[int, Private] = 0

    with pytest.raises(CollectionError):
        Collection("tallies", Tally, counters=("points",))


async def test_a_document_with_a_computed_part_can_be_patched(client: httpx.AsyncClient, ada: Person) -> None:
    square = await create(client, ada, "/data/squares", {})

    patched = await client.patch(f"/data/squares/{square['id']}", json={"name": "x"}, headers=ada.headers)

    assert patched.status_code == 200, patched.text


async def test_what_cannot_be_stored_is_named_by_its_place_in_a_transaction(
    client: httpx.AsyncClient, ada: Person
) -> None:
    operation = {"op": "create", "collection": "sheets", "document": {"cells": {"": 1}}}

    refused = await client.post("/data/transactions", json={"operations": [operation]}, headers=ada.headers)

    assert [error["pointer"] for error in refused.json()["errors"]] == ["/operations/0/document/cells/"]


# One key, two requests at once.


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("kind", ["create", "replace", "delete", "increment", "if-match"])
async def test_the_same_request_at_once_has_the_same_outcome(
    client: httpx.AsyncClient, ada: Person, kind: str, number: int
) -> None:
    purse = await create(client, ada, "/data/purses", {})
    headers = {**ada.headers, "Idempotency-Key": "one"}
    operation: dict[str, Any] = {
        "create": {"op": "create", "id": new_id(), "document": {}},
        "replace": {"op": "replace", "id": purse["id"], "version": purse["version"], "document": {"visits": 3}},
        "delete": {"op": "delete", "id": purse["id"]},
    }.get(kind, {"op": "increment", "id": purse["id"], "field": "few", "by": 1})
    if kind == "if-match":
        operation["version"] = purse["version"]
    body = {"operations": [{**operation, "collection": "purses"}]}

    async def send() -> httpx.Response:
        return await client.post("/data/transactions", json=body, headers=headers)

    async with meanwhile(number, send) as others:
        mine = await send()

    assert [mine.status_code, *(answer.status_code for answer in others)] in ([200], [200, 200]), mine.text
    assert [answer.json() for answer in others] in ([], [mine.json()])
