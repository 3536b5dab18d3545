"""What was found by attacking the shop: totals that are too large, and one basket bought twice at once."""

from typing import Any

import httpx
import pytest

from tests.unit.conftest import Person
from tests.unit.test_interleavings import meanwhile
from tests.unit.test_shop import CHECKOUT, buy, product, stock_of


async def test_an_order_holds_the_largest_total_that_there_can_be(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    dear = [await product(client, admin, 1000, price="9999999999.99") for _ in range(2)]

    order = await buy(client, ada, (dear[0], 1000), (dear[1], 1000))

    assert (order.status_code, order.json()["total"]) == (201, "19999999999980")
    assert [await stock_of(client, product_id) for product_id in dear] == [0, 0]


@pytest.mark.parametrize("number", range(1, 9))
async def test_the_last_one_bought_twice_at_once_under_one_key_is_bought(
    client: httpx.AsyncClient, ada: Person, admin: Person, number: int
) -> None:
    last = await product(client, admin, 1)
    body: dict[str, Any] = {"items": [{"product_id": last, "quantity": 1}]}

    async def send() -> httpx.Response:
        return await client.post(CHECKOUT, json=body, headers={**ada.headers, "Idempotency-Key": "one"})

    async with meanwhile(number, send) as others:
        mine = await send()

    assert [mine.status_code, *(answer.status_code for answer in others)] in ([201], [201, 201]), mine.text
    assert {answer.json()["id"] for answer in others} <= {mine.json()["id"]}
    assert await stock_of(client, last) == 0


async def test_a_transaction_of_anybody_with_an_endless_number_is_refused(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    operation = {
        "op": "increment",
        "collection": "products",
        "id": await product(client, admin, 1),
        "field": "stock",
        "by": "1e9999999",
    }

    refused = await client.post("/data/transactions", json={"operations": [operation]}, headers=ada.headers)

    assert refused.status_code in {403, 422}, refused.text
