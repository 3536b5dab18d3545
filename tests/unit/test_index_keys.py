"""Index keys sort as their values do, and none begins with another."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.repositories.index_keys import NULL, encode_prefix, encode_value

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
texts = st.text(max_size=200) | st.text(alphabet="\x00\x01\x02 a!\uffff\U0010ffff", max_size=6)
numbers = (
    st.integers(-(10**38) + 1, 10**38 - 1)
    | st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**20), max_value=10**20)
    | st.builds(Decimal, st.from_regex(r"\A-?[0-9]{1,3}E[+-]?(1[01]?[0-9]|[0-9]{1,2})\Z"))
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": texts,
    "number": numbers,
    "bool": st.booleans(),
    "date": st.dates(),
    "datetime": st.datetimes(timezones=zones),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_keys_sort_as_their_values_do(kind: str, data: st.DataObject) -> None:
    values: Sequence[Any] = data.draw(st.lists(VALUES[kind], min_size=2, max_size=12))

    by_key = sorted(values, key=lambda value: encode_value(value).encode())

    assert by_key == sorted(values)


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_of_equal_values_the_keys_are_equal_and_no_key_begins_with_another(kind: str, data: st.DataObject) -> None:
    one, other = data.draw(VALUES[kind]), data.draw(VALUES[kind])

    if one == other:
        assert encode_value(one) == encode_value(other)
    else:
        assert not encode_value(one).startswith(encode_value(other))


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data(), ids=st.tuples(st.uuids(), st.uuids()))
def test_what_follows_decides_between_equal_values_alone(kind: str, data: st.DataObject, ids: tuple[Any, Any]) -> None:
    smaller, greater = sorted([data.draw(VALUES[kind]), data.draw(VALUES[kind])])
    first, second = sorted(map(str, ids))

    assert encode_value(smaller) + first <= encode_value(greater) + second
    if smaller != greater:
        assert encode_value(smaller) + second < encode_value(greater) + first


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_null_sorts_after_everything(kind: str, data: st.DataObject) -> None:
    assert encode_value(data.draw(VALUES[kind])) < encode_value(None) == NULL


@given(texts, texts)
def test_the_keys_of_texts_begin_with_the_key_of_their_beginning(text: str, prefix: str) -> None:
    assert encode_value(prefix + text).startswith(encode_prefix(prefix))
    assert encode_value(text).startswith(encode_prefix(prefix)) is text.startswith(prefix)


@given(texts)
def test_the_longest_key_fits_dynamodb(text: str) -> None:
    longest = "\U0010ffff" * 200

    assert len(encode_value(text).encode()) <= len(encode_value(longest).encode()) + 200
    assert len(encode_value(longest).encode()) + 36 + 200 <= 1024 + 200


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(Enum):
    SMALL = 1
    LARGE = 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Colour.RED, "red"),
        (Size.LARGE, 10),
        (Decimal("1.50"), Decimal("1.5")),
        (Decimal("-0"), 0),
        (1, Decimal("1.0")),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 14, tzinfo=timezone(timedelta(hours=2)))),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 12)),
    ],
)
def test_what_is_equal_has_one_key(one: object, other: object) -> None:
    assert encode_value(one) == encode_value(other)


def test_spaces_and_punctuation_stay_in_their_order() -> None:
    words = ["", "a", "a b", "a!", "a\x00", "ab", "b"]

    assert sorted(words, key=encode_value) == sorted(words)


def test_the_ends_of_time_have_keys_in_every_zone() -> None:
    ends = [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    ]

    assert sorted(map(encode_value, reversed(ends))) == [encode_value(end) for end in ends]


@pytest.mark.parametrize("value", [[], {}, 1.5, object(), b"x"])
def test_what_has_no_order_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no order"):
        encode_value(value)


def test_dates_are_not_times() -> None:
    assert encode_value(date(2026, 1, 1)) == "12026-01-01"
