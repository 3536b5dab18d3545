"""The cost model: DynamoDB's rules, tiers of prices, and the page that is made of them."""

from typing import Any

import pytest

from scripts.cost import page, prices, units
from scripts.cost.model import Usage, cost_of, idle

INDEXES = {"owner": "KEYS_ONLY", "gsi1": "ALL"}
KEYS = {"pk": {"S": "p"}, "sk": {"S": "s"}}


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({}, 0),
        ({"name": {"S": "Ärger"}}, 4 + 6),
        ({"n": {"N": "0"}}, 1 + 1),
        ({"n": {"N": "1234"}}, 1 + 3),
        ({"n": {"N": "-12.5"}}, 1 + 3),
        ({"n": {"N": "1000000"}}, 1 + 2),
        ({"b": {"BOOL": True}}, 1 + 1),
        ({"z": {"NULL": True}}, 1 + 1),
        ({"l": {"L": []}}, 1 + 3),
        ({"l": {"L": [{"S": "ab"}, {"BOOL": False}]}}, 1 + 3 + (1 + 2) + (1 + 1)),
        ({"m": {"M": {"key": {"S": "v"}}}}, 1 + 3 + (1 + 3 + 1)),
        ({"s": {"SS": ["ab", "c"]}}, 1 + 3),
        ({"b": {"B": b"1234"}}, 1 + 4),
    ],
)
def test_the_size_of_an_item(item: dict[str, Any], size: int) -> None:
    assert units.size(item) == size


@pytest.mark.parametrize(
    ("sizes", "consistent", "charged"),
    [([], True, 1), ([], False, 0.5), ([4096], True, 1), ([4097], True, 2), ([3000, 3000, 3000], False, 1.5)],
)
def test_a_query_is_charged_by_what_it_reads_in_all(sizes: list[int], consistent: bool, charged: float) -> None:
    items = [{"n": {"S": "x" * (size - 1)}} for size in sizes]

    assert units.read_units(items, consistent=consistent) == charged


def entry(**attributes: str) -> dict[str, Any]:
    return {**KEYS, **{name: {"S": value} for name, value in attributes.items()}}


OWNED = {"owner_pk": "o", "owner_sk": "o"}


@pytest.mark.parametrize(
    ("before", "after", "charged"),
    [
        ({}, entry(), 1),
        (entry(), entry(), 1),
        ({}, entry(text="x" * 1024), 2),
        (entry(text="x" * 2000), entry(), 2),
        ({}, entry(gsi1_pk="a", gsi1_sk="1"), 1 + 1),
        (entry(gsi1_pk="a", gsi1_sk="1", text="a"), entry(gsi1_pk="a", gsi1_sk="1", text="b"), 1 + 1),
        (entry(gsi1_pk="a", gsi1_sk="1"), entry(gsi1_pk="a", gsi1_sk="2"), 1 + 2),
        (entry(gsi1_pk="a", gsi1_sk="1"), entry(), 1 + 1),
        # Keys alone are not written again for what else changes.
        (entry(**OWNED, text="a"), entry(**OWNED, text="b"), 1),
        ({}, entry(**OWNED, text="x" * 5000), 5 + 1),
    ],
)
def test_a_write_is_charged_with_the_entries_that_come_go_change_and_move(
    before: dict[str, Any], after: dict[str, Any], charged: int
) -> None:
    assert units.write_units(before, after, INDEXES) == charged


def test_each_part_of_a_large_count_has_the_price_of_its_tier() -> None:
    million = prices.MILLION

    assert prices.tiered(0, prices.REST_API) == 0
    assert prices.tiered(million, prices.REST_API) == pytest.approx(3.5)
    assert prices.tiered(1000 * million, prices.REST_API) == pytest.approx(333 * 3.5 + 667 * 2.8)
    assert prices.tiered(1001 * million, prices.REST_API) == pytest.approx(333 * 3.5 + 667 * 2.8 + 2.38)


NOTHING = Usage(calls=0, read_units=0, write_units=0, milliseconds=0, sent_bytes=0, logged_bytes=0)


def test_what_is_answered_at_the_edge_never_reaches_the_gateway() -> None:
    public = Usage(0, 4, 0, 10, 1000, 0, signed_in=False, cached=0.9)

    cost = cost_of(1_000_000, {"public": 1.0}, {"public": public, "authorizer": NOTHING})

    assert cost.gateway == pytest.approx(0.35)
    assert cost.tables == pytest.approx(0.1 * 4 * 0.125)
    assert cost.edge == pytest.approx(1.00 + 0.10 + 1 * 0.085)


def test_the_authorizer_is_paid_once_for_several_requests_and_only_for_who_is_signed_in() -> None:
    authorizer = Usage(1, 2, 0, 3, 0, 0)
    closed, opened = NOTHING, Usage(0, 0, 0, 0, 0, 0, signed_in=False)
    usage = {"closed": closed, "open": opened, "authorizer": authorizer}

    assert cost_of(1_000_000, {"open": 1.0}, usage).tables == 0
    assert cost_of(1_000_000, {"closed": 1.0}, usage).tables == pytest.approx(0.1 * 2 * 0.125)


def test_alarms_cost_only_beyond_what_is_free() -> None:
    assert idle(secrets=2, alarm_metrics=10) == {"secrets": 0.80, "alarms": 0.0}
    assert idle(secrets=2, alarm_metrics=22)["alarms"] == pytest.approx(1.20)


def test_the_page_is_what_the_model_makes_of_what_was_measured() -> None:
    text = page.PAGE.read_text(encoding="utf-8")

    assert page.with_tables(text, page.read_measured()) == text, "run `python -m scripts.cost`"


def test_the_mix_is_of_routes_that_were_measured_and_adds_up() -> None:
    assert set(page.MIX) <= set(page.read_measured())
    assert sum(page.MIX.values()) == pytest.approx(1)
