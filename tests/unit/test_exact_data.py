"""What is stored comes back as it was, and what cannot be stored is refused with the place named."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.collection import Collection
from app.repositories.attributes import encode_item, size_of
from tests.unit.collections_for_tests import ALL, Anything
from tests.unit.conftest import Person

PATH = "/data/anything"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return ALL


async def send(client: httpx.AsyncClient, person: Person, content: str | bytes) -> httpx.Response:
    return await client.post(PATH, content=content, headers={**person.headers, **JSON})


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.decimals(-(10**9), 10**9, places=3)
free = st.recursive(
    st.none() | st.booleans() | texts | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.filter(bool), inner, max_size=3),
    max_leaves=8,
)
zones = st.sampled_from([None, UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14))])
documents = st.fixed_dictionaries(
    {},
    optional={
        "whole": st.integers(-(2**53) + 1, 2**53 - 1),
        "big": st.integers(-(10**38) + 1, 10**38 - 1),
        "exact": st.decimals(-(10**20), 10**20, places=17) | st.sampled_from([Decimal("-0"), Decimal("1E+30")]),
        "rough": st.floats(-1e100, 1e100, allow_subnormal=False).filter(lambda f: f == 0 or abs(f) > 1e-100),
        "yes": st.booleans(),
        "day": st.dates(),
        "at": st.datetimes(timezones=zones),
        "free": st.dictionaries(texts.filter(bool), free, max_size=3),
        "more": st.lists(free, max_size=3),
    },
)


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fields=documents)
async def test_any_valid_document_comes_back_as_it_was(
    client: httpx.AsyncClient, ada: Person, fields: dict[str, Any]
) -> None:
    sent = Anything(**fields)

    created = await send(client, ada, sent.model_dump_json())

    assert created.status_code == 201, created.text
    read = await client.get(f"{PATH}/{created.json()['id']}", headers=ada.headers)
    assert read.json() == created.json()
    back = Anything(**{name: read.json()[name] for name in Anything.model_fields})
    assert as_numbers(back.model_dump()) == as_numbers(
        Anything.model_validate_json(sent.model_dump_json()).model_dump()
    )


def as_numbers(value: Any) -> Any:
    """Take numbers that JSON writes in two ways for one."""
    match value:
        case bool() | None | str() | date() | datetime():
            return value
        case dict():
            return {name: as_numbers(child) for name, child in value.items()}
        case list():
            return [as_numbers(child) for child in value]
        case _:
            return Decimal(str(value))


@pytest.mark.parametrize(
    ("sent", "field", "back"),
    [
        ('{"exact": 0.1}', "exact", "0.1"),
        ('{"exact": "0.10"}', "exact", "0.1"),
        ('{"exact": 1e3}', "exact", "1000"),
        ('{"exact": -0}', "exact", "0"),
        ('{"exact": "12345678901234567890123456789012345678"}', "exact", "12345678901234567890123456789012345678"),
        ('{"exact": 1234567890123456789.0123456789012345678}', "exact", "1234567890123456789.0123456789012345678"),
        ('{"big": 9007199254740993}', "big", "9007199254740993"),
        ('{"big": "-99999999999999999999999999999999999999"}', "big", "-99999999999999999999999999999999999999"),
        ('{"whole": 9007199254740991}', "whole", 9007199254740991),
        ('{"whole": 1.0}', "whole", 1),
        ('{"big": 5.0}', "big", "5"),
        ('{"whole": -0.0}', "whole", 0),
        ('{"rough": 0.1}', "rough", 0.1),
        ('{"rough": 1}', "rough", 1.0),
        ('{"day": "2026-12-24"}', "day", "2026-12-24"),
        ('{"at": "2026-12-24T18:00:00+05:30"}', "at", "2026-12-24T18:00:00+05:30"),
        ('{"at": "2026-12-24T18:00:00.000001Z"}', "at", "2026-12-24T18:00:00.000001Z"),
        ('{"free": {"a.b": {"#c": ":d", "size": "[0]"}}}', "free", {"a.b": {"#c": ":d", "size": "[0]"}}),
        ('{"free": {"a": 1.5, "b": [1e2, -0.0, 9007199254740991]}}', "free", {"a": 1.5, "b": [100, 0, 2**53 - 1]}),
        ('{"more": ["\\u0000", "e\\u0301", "👩‍🚀", [], {}, null]}', "more", ["\0", "e\u0301", "👩‍🚀", [], {}, None]),
    ],
)
async def test_a_value_is_exact(client: httpx.AsyncClient, ada: Person, sent: str, field: str, back: object) -> None:
    created = await send(client, ada, sent.encode())

    assert created.status_code == 201, created.text
    read = await client.get(f"{PATH}/{created.json()['id']}", headers=ada.headers)
    assert created.json()[field] == read.json()[field] == back


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ('{"whole": 9007199254740992}', "/whole", "number-out-of-range"),
        ('{"whole": -9007199254740992}', "/whole", "number-out-of-range"),
        ('{"more": [0, 9007199254740992]}', "/more/1", "number-out-of-range"),
        ('{"free": {"a": {"b": 1e126}}}', "/free/a/b", "number-out-of-range"),
        ('{"whole": 1.5}', "/whole", "int-from-float"),
        ('{"whole": "1"}', "/whole", "integer-type"),
        ('{"whole": true}', "/whole", "integer-type"),
        ('{"big": 1.5}', "/big", "int-type"),
        ('{"big": true}', "/big", "int-type"),
        ('{"big": "007"}', "/big", "big-integer"),
        ('{"big": "100000000000000000000000000000000000000"}', "/big", "big-integer"),
        ('{"exact": "123456789012345678901234567890123456789"}', "/exact", "number-out-of-range"),
        ('{"exact": 123456789012345678901234567890123456789}', "/exact", "number-out-of-range"),
        ('{"exact": 1e400}', "/exact", "number-out-of-range"),
        ('{"exact": "NaN"}', "/exact", None),
        ('{"exact": "Infinity"}', "/exact", None),
        ('{"exact": true}', "/exact", None),
        ('{"rough": "1"}', "/rough", "number-type"),
        ('{"rough": 1e-200}', "/rough", "number-out-of-range"),
        ('{"yes": "yes"}', "/yes", "boolean-type"),
        ('{"yes": 1}', "/yes", "boolean-type"),
        ('{"day": 0}', "/day", "string-type"),
        ('{"day": "0"}', "/day", "time-type"),
        ('{"at": 1700000000}', "/at", "string-type"),
        ('{"at": "1700000000"}', "/at", "time-type"),
        ('{"free": {"": 1}}', "/free/", "empty-name"),
        ('{"free": []}', "/free", None),
        ('{"unknown": 1}', "/unknown", "extra-forbidden"),
    ],
)
async def test_what_would_not_come_back_as_it_was_is_refused(
    client: httpx.AsyncClient, ada: Person, sent: str, pointer: str, code: str | None
) -> None:
    refused = await send(client, ada, sent)

    assert refused.status_code == 422, refused.text
    places = [(error["pointer"], error["code"]) for error in refused.json()["errors"]]
    assert len(places) == 1
    assert places[0][0] == pointer
    assert code in (None, places[0][1])
    assert (await client.get(PATH, headers=ada.headers)).json()["items"] == []


@pytest.mark.parametrize(("bytes_more", "status"), [(0, 201), (1, 413)])
async def test_a_document_fills_its_item_to_the_byte(
    client: httpx.AsyncClient, ada: Person, bytes_more: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(
        "app.repositories.document_limits._require_small", lambda item: sizes.append(size_of(encode_item(item)))
    )
    await send(client, ada, '{"free": {"a": ""}}')
    monkeypatch.undo()
    monkeypatch.setattr("app.repositories.document_limits.MAX_ITEM_BYTES", 10_000)
    text = "a" * (10_000 - sizes[0] + bytes_more)

    answer = await send(client, ada, f'{{"free": {{"a": "{text}"}}}}')

    assert answer.status_code == status
    if status == 413:
        assert answer.json()["errors"][0]["pointer"] == "/free"


@pytest.mark.parametrize(("depth", "status"), [(30, 201), (31, 422)])
async def test_a_document_nests_as_deep_as_dynamodb_holds(
    client: httpx.AsyncClient, ada: Person, depth: int, status: int
) -> None:
    answer = await send(client, ada, '{"more": ' + "[" * depth + "]" * depth + "}")

    assert answer.status_code == status
