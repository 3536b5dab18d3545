"""The forms in which things are stored and named: attribute values, ids, cursors' text, JSON from strangers."""

import json
import tracemalloc
from contextlib import suppress
from datetime import date
from decimal import Decimal

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import strict_json
from app.errors import MalformedRequest, ValidationFailed
from app.ids import is_id, new_id
from app.repositories.attributes import UnstorableNumber, decode, decode_item, encode, encode_item, size_of
from app.security import base64url

numbers = st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=8
).map(Decimal.normalize)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_a_value_reads_back_as_it_was_written(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.dictionaries(st.text(min_size=1, max_size=20), values, max_size=5))
def test_the_size_is_never_less_than_the_text_it_holds(item: dict[str, object]) -> None:
    texts = sum(len(name.encode()) + len(value.encode()) for name, value in item.items() if isinstance(value, str))

    assert size_of(encode_item(item)) >= texts


@pytest.mark.usefixtures("aws")
def test_an_item_survives_the_database(aws: None) -> None:
    item = {"pk": "x", "sk": "y", "price": Decimal("0.1"), "big": 2**70, "list": [None, True, {"deep": "\u0000"}]}
    database = boto3.client("dynamodb")

    database.put_item(TableName="test-data", Item=encode_item(item))
    read = database.get_item(TableName="test-data", Key={"pk": {"S": "x"}, "sk": {"S": "y"}})["Item"]

    assert decode_item(read) == item


def test_ids_are_canonical_carry_their_time_and_sort_by_it() -> None:
    made = [new_id(1_800_000_000 + n / 1000) for n in range(50)]

    assert all(is_id(one) for one in made)
    assert made == sorted(made)
    assert int(made[0].replace("-", "")[:12], 16) == 1_800_000_000_000


def test_ids_of_one_millisecond_keep_their_order() -> None:
    made = [new_id(1_800_000_000.0001 + n / 100_000) for n in range(50)]

    assert made == sorted(made)


@given(st.text(max_size=40))
def test_almost_nothing_is_an_id(text: str) -> None:
    assert not is_id(text) or text == text.lower()


@given(st.binary())
def test_base64url_reads_back(content: bytes) -> None:
    assert base64url.decode(base64url.encode(content)) == content


@pytest.mark.parametrize("text", ["A", "AB", "AA=", "A+/A", "AAA\n", "A A", "\u00e4"])
def test_a_second_spelling_of_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        base64url.decode(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_honest_json_is_read_as_it_is(value: object) -> None:
    assert strict_json.loads(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_as_a_client_error(body: bytes) -> None:
    with suppress(MalformedRequest, ValidationFailed):
        strict_json.loads(body)


def test_fractions_stay_exact() -> None:
    assert strict_json.loads(b"[0.1, 1.10, 1e2]") == [Decimal("0.1"), Decimal("1.10"), Decimal(100)]


@pytest.mark.parametrize(
    ("number", "accepted"),
    [
        ("9" * 38, True),
        ("9" * 39, False),
        ("1" + "0" * 60, True),
        ("-" + "9" * 38, True),
        ("0." + "1" * 38, True),
        ("0." + "1" * 39, False),
        ("9.9e125", True),
        ("1e126", False),
        ("1e-130", True),
        ("1e-131", False),
        ("0e999", True),
    ],
)
def test_numbers_are_taken_as_far_as_the_database_holds_them(number: str, accepted: bool) -> None:
    if accepted:
        strict_json.loads(number.encode())
        return
    with pytest.raises(ValidationFailed) as refused:
        strict_json.loads(number.encode())
    assert refused.value.errors[0]["code"] == "number-out-of-range"


def test_long_names_cost_no_more_than_the_body_that_holds_them() -> None:
    body = json.dumps({"k" * 20_000: [""] * 20_000}).encode()

    tracemalloc.start()
    strict_json.loads(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 40 * len(body)


@pytest.mark.parametrize(
    ("number", "storable"),
    [
        (Decimal("9" * 38), True),
        (Decimal("9" * 39), False),
        (Decimal("1e125"), True),
        (Decimal("1e126"), False),
        (Decimal("0e99999"), True),
        (Decimal("NaN"), False),
        (10**38 - 1, True),
        (10**38 + 1, False),
        (1e-7, True),
    ],
)
def test_numbers_that_cannot_be_stored_exactly_are_refused_before_the_database(number: object, storable: bool) -> None:
    if storable:
        assert decode(encode(number)) == Decimal(str(number))
        return
    with pytest.raises(UnstorableNumber):
        encode(number)


def test_keys_that_are_no_text_are_named_as_json_names_them() -> None:
    assert encode({date(2026, 12, 1): 1}) == {"M": {"2026-12-01": {"N": "1"}}}
