"""Lists equal the same done in plain Python over all documents, whatever they hold and however they are asked for."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import boto3
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from pydantic import BaseModel, Field

from app import clock, request_context
from app.collection import Collection, Index
from app.ids import new_id
from app.repositories.attributes import encode_item
from app.repositories.document_items import Document
from app.runtime import Runtime
from app.security.caller import Caller
from app.services.access import Actor, application
from app.services.changes import Create, Delete
from app.services.document_content import data_of
from app.services.list_plan import Filter, ListRequest, Operator


class Colour(StrEnum):
    """Something that is chosen."""

    RED = "red"
    BLUE = "blue"


class Thing(BaseModel):
    """One field of every kind that has an order; a collection has four indexes, so there are two."""

    text: Annotated[str, Field(max_length=20)] | None = None
    amount: Decimal | None = None
    flag: bool = False
    day: date | None = None


class Other(BaseModel):
    """The other kinds."""

    whole: int = 0
    at: datetime | None = None
    colour: Colour | None = None
    size: Literal[1, 2, 10] = 1


class Event(BaseModel):
    """Something that administrators see of all owners."""

    text: Annotated[str, Field(max_length=20)] | None = None
    amount: Decimal | None = None


THINGS = Collection("things", Thing, indexes=("text", "amount", "flag", "day"))
OTHERS = Collection("others", Other, read="member", indexes=("whole", "at", "colour", "size"), shards=3)
EVENTS = Collection("events", Event, indexes=("text", Index("text", "all"), Index("amount", "all")), shards=2)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.none() | st.text("ab\x00\x01\U0001f30a ", max_size=4),
    "amount": st.none() | st.decimals(-3, 3, places=1) | st.sampled_from([Decimal("1E+20"), Decimal("-1E-20")]),
    "flag": st.booleans(),
    "day": st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 6)),
    "whole": st.integers(-2, 2) | st.sampled_from([-(2**53) + 1, 2**53 - 1]),
    "at": st.none() | st.builds(lambda hours: NOW + timedelta(hours=hours), st.integers(-3, 3)),
    "colour": st.none() | st.sampled_from(Colour),
    "size": st.sampled_from([1, 2, 10]),
}
RANGES: tuple[Operator, ...] = ("eq", "gt", "gte", "lt", "lte")
OPERATORS: dict[str, tuple[Operator, ...]] = {
    **dict.fromkeys(("amount", "day", "whole", "at"), (*RANGES, "null")),
    "text": (*RANGES, "prefix", "null"),
    **dict.fromkeys(("flag", "size"), ("eq",)),
    "colour": ("eq", "null"),
}
HOLDS: dict[Operator, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "prefix": lambda value, wanted: value is not None and value.startswith(wanted),
    "null": lambda value, wanted: (value is None) is wanted,
}
OWNERS = [new_id(1_790_000_000 + number) for number in range(2)]


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return the collections above."""
    return THINGS, OTHERS, EVENTS


def actor(owner_id: str) -> Actor:
    return application(Caller(owner_id, "session", (), 0))


def stored(runtime: Runtime, collection: Collection, rows: list[dict[str, Any]], owners: list[str]) -> list[Any]:
    """Store documents directly, made at times that lie apart, and return each as (id, owner, content)."""
    repository = runtime.documents._repository
    made, requests = [], []
    for number, (fields, owner_id) in enumerate(zip(rows, owners, strict=True)):
        content = collection.model(**fields)
        document_id = new_id(1_790_000_000 + number)
        at = clock.timestamp(0)
        document = Document(document_id, owner_id, owner_id, 1, at, at, data_of(content))
        put = repository.writing(repository.nowhere(collection.name, owner_id, document_id), document)
        requests.append({"PutRequest": {"Item": encode_item(put.item)}})
        made.append((document_id, owner_id, content))
    client: Any = boto3.client("dynamodb")
    for start in range(0, len(requests), 25):
        client.batch_write_item(RequestItems={"test-data": requests[start : start + 25]})
    return made


def expected(made: list[Any], request: ListRequest) -> list[str]:
    """Do in plain Python what the list is asked for."""
    sort = request.sort or "-id"
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    chosen = [
        (document_id, content)
        for document_id, _, content in made
        if all(HOLDS[asked.operator](getattr(content, asked.field), asked.value) for asked in request.filters)
    ]

    def key(entry: tuple[str, Any]) -> Any:
        value = None if name == "id" else getattr(entry[1], name)
        return (name != "id" and value is None, 0 if value is None else value, entry[0])

    return [document_id for document_id, _ in sorted(chosen, key=key, reverse=descending)]


@dataclass(frozen=True)
class Case:
    """A collection, what is in it, what is asked for, and a seed for what happens meanwhile."""

    collection: Collection
    rows: list[dict[str, Any]]
    owners: list[str]
    request: ListRequest
    seed: int


@st.composite
def cases(draw: st.DrawFn, *collections: Collection, sortable: tuple[str, ...] = ()) -> Case:
    """Draw a case; nothing is drawn within a test, whose coroutine Hypothesis could not leave."""
    collection = draw(st.sampled_from(collections))
    fields = list(collection.model.model_fields)
    rows = draw(st.lists(st.fixed_dictionaries({name: VALUES[name] for name in fields}), max_size=14))
    filters = []
    for name in draw(st.lists(st.sampled_from(fields), max_size=3)):
        operator = draw(st.sampled_from(OPERATORS[name]))
        value = draw(st.booleans() if operator == "null" else VALUES[name].filter(lambda value: value is not None))
        filters.append(Filter(name, operator, value))
    names = sortable or tuple(fields)
    sort = draw(st.sampled_from(["id", "-id", *names, *(f"-{name}" for name in names)]))
    return Case(
        collection,
        rows,
        draw(st.lists(st.sampled_from(OWNERS), min_size=len(rows), max_size=len(rows))),
        ListRequest(draw(st.integers(1, 5)), sort, tuple(filters)),
        draw(st.integers(0, 2**16)),
    )


async def walked(
    runtime: Runtime, collection: Collection, asking: Actor, request: ListRequest, between: Callable[[], Any]
) -> list[str]:
    """Walk all pages, with something happening between them."""
    listed: list[str] = []
    cursor: str | None = None
    for _ in range(200):
        request_context.enter(request_context.RequestContext("a page"))
        page = await runtime.documents.page(
            collection, asking, ListRequest(request.limit, request.sort, request.filters, request.scope, cursor)
        )
        assert len(page.documents) <= request.limit
        listed += [document.id for document in page.documents]
        cursor = page.next_cursor
        if cursor is None:
            return listed
        await between()
    raise AssertionError("the list has no end")


async def nothing() -> None:
    return None


few = settings(
    max_examples=25,
    deadline=None,
    # A failing example is small enough as it comes; making it smaller takes minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few
@given(case=cases(THINGS, OTHERS))
async def test_a_list_is_what_plain_python_makes_of_all_documents(runtime: Runtime, case: Case) -> None:
    clear()
    made = stored(runtime, case.collection, case.rows, [OWNERS[0]] * len(case.rows))
    stored(runtime, THINGS, [{"text": "another's"}], [OWNERS[1]])

    listed = await walked(runtime, case.collection, actor(OWNERS[0]), case.request, nothing)

    assert listed == expected(made, case.request)


@few
@given(case=cases(EVENTS, sortable=("text", "amount")))
async def test_a_list_over_all_owners_is_too(runtime: Runtime, case: Case) -> None:
    asked = case.request
    has_exact = any(f.operator == "eq" or (f.operator == "null" and f.value) for f in asked.filters)
    sort = asked.sort if has_exact or asked.sort not in ("id", "-id") else "amount"
    request = ListRequest(asked.limit, sort, asked.filters, scope="all")
    clear()
    made = stored(runtime, EVENTS, case.rows, case.owners)

    assert await walked(runtime, EVENTS, actor(OWNERS[0]), request, nothing) == expected(made, request)


@few
@given(case=cases(THINGS, OTHERS))
async def test_what_is_there_throughout_is_listed_once_while_others_come_and_go(runtime: Runtime, case: Case) -> None:
    chance = random.Random(case.seed)
    clear()
    me, collection = actor(OWNERS[0]), case.collection
    made = stored(runtime, collection, case.rows, [OWNERS[0]] * len(case.rows))
    doomed = [document_id for document_id, _, _ in made if chance.random() < 0.4]
    gone: set[str] = set()
    coming = 10  # else a list of the oldest first would never end

    async def come_and_go() -> None:
        nonlocal coming
        if doomed and chance.random() < 0.7:
            gone.add(doomed[-1])
            await runtime.documents.do([Delete(collection=collection, actor=me, document_id=doomed.pop())])
        elif coming:
            coming -= 1
            content = collection.model(**chance.choice([*case.rows, {}]))
            await runtime.documents.do([Create(collection=collection, actor=me, content=lambda _: content)])

    listed = await walked(runtime, collection, me, case.request, come_and_go)

    assert len(listed) == len(set(listed))
    wanted = expected(made, case.request)
    throughout = [document_id for document_id in wanted if document_id not in gone]
    assert [document_id for document_id in listed if document_id in set(throughout)] == throughout
    assert not set(listed) & {document_id for document_id, _, _ in made} - set(wanted)


def clear() -> None:
    """Empty the table; one test looks at many examples."""
    dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].tables["test-data"].items.clear()
