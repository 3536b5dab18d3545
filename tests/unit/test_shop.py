"""The shop: an application's own route on the same documents, and what customers try with orders."""

from typing import Any

import httpx
import pytest

from app.ids import new_id
from app.services.documents import Documents
from tests.unit.conftest import Person

CHECKOUT = "/shop/checkout"


async def product(client: httpx.AsyncClient, admin: Person, stock: int, **fields: Any) -> str:
    body = {"name": "Oilskin jacket", "price": "24.50", **fields}
    made = await client.post("/data/products", json=body, headers=admin.headers)
    assert made.status_code == 201, made.text
    path = f"/data/products/{made.json()['id']}/increment"
    await client.post(path, json={"field": "stock", "by": stock}, headers=admin.headers)
    return str(made.json()["id"])


async def stock_of(client: httpx.AsyncClient, product_id: str) -> int:
    return int((await client.get(f"/public/products/{product_id}")).json()["stock"])


async def buy(client: httpx.AsyncClient, person: Person, *items: tuple[str, int], **headers: str) -> httpx.Response:
    body = {"items": [{"product_id": product_id, "quantity": quantity} for product_id, quantity in items]}
    return await client.post(CHECKOUT, json=body, headers={**person.headers, **headers})


async def test_checkout_reads_prices_takes_stock_and_writes_the_order(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    jacket, book = await product(client, admin, 5), await product(client, admin, 2, name="Almanac", price="9.99")

    order = await buy(client, ada, (jacket, 2), (book, 1))

    assert order.status_code == 201, order.text
    assert (order.json()["status"], order.json()["total"], order.json()["owner_id"]) == ("placed", "58.99", ada.user_id)
    assert [(line["name"], line["price"], line["quantity"]) for line in order.json()["lines"]] == [
        ("Oilskin jacket", "24.5", 2),
        ("Almanac", "9.99", 1),
    ]
    assert (await stock_of(client, jacket), await stock_of(client, book)) == (3, 1)
    found = await client.get(order.url.join(order.headers["Location"]), headers=ada.headers)
    assert found.json() == order.json()


async def test_what_is_not_there_in_full_is_not_bought_at_all(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    jacket, book = await product(client, admin, 5), await product(client, admin, 2)

    refused = await buy(client, ada, (jacket, 2), (book, 3))

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:problem-type:out-of-stock")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [("/items/1", "out-of-stock")]
    assert (await stock_of(client, jacket), await stock_of(client, book)) == (5, 2)
    assert (await client.get("/data/orders", headers=ada.headers)).json()["items"] == []


async def test_a_repeated_checkout_buys_once(client: httpx.AsyncClient, ada: Person, admin: Person) -> None:
    jacket = await product(client, admin, 5)

    orders = [await buy(client, ada, (jacket, 2), **{"Idempotency-Key": "basket-1"}) for _ in range(3)]
    other = await buy(client, ada, (jacket, 1), **{"Idempotency-Key": "basket-1"})

    assert [order.status_code for order in orders] == [201] * 3
    assert len({order.json()["id"] for order in orders}) == 1
    assert await stock_of(client, jacket) == 3
    assert other.status_code == 422


async def test_a_price_that_changes_between_reading_and_buying_is_read_again(
    client: httpx.AsyncClient, ada: Person, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    jacket = await product(client, admin, 5)
    really, left = Documents.do, 1

    async def raced(documents: Documents, changes: Any, **options: Any) -> Any:
        nonlocal left
        if left and options.get("within") == "/items":
            left -= 1
            await client.patch(f"/data/products/{jacket}", json={"price": "30"}, headers=admin.headers)
        return await really(documents, changes, **options)

    monkeypatch.setattr(Documents, "do", raced)

    order = await buy(client, ada, (jacket, 1))

    assert (order.status_code, order.json()["total"]) == (201, "30")
    assert await stock_of(client, jacket) == 4


@pytest.mark.parametrize(
    ("items", "pointer"),
    [
        ([], "/items"),
        ([{"product_id": "x", "quantity": 1}], "/items/0/product_id"),
        ([{"product_id": new_id(), "quantity": 1}], "/items/0/product_id"),
        ([{"product_id": new_id(), "quantity": 0}], "/items/0/quantity"),
        ([{"product_id": new_id(), "quantity": -1}], "/items/0/quantity"),
        ([{"product_id": new_id(), "quantity": 1, "price": "0.01"}], "/items/0/price"),
        ([{"product_id": new_id(), "quantity": "1"}], "/items/0/quantity"),
    ],
)
async def test_a_basket_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, ada: Person, items: list[Any], pointer: str
) -> None:
    refused = await client.post(CHECKOUT, json={"items": items}, headers=ada.headers)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_a_product_named_twice_is_refused(client: httpx.AsyncClient, ada: Person, admin: Person) -> None:
    jacket = await product(client, admin, 5)

    refused = await buy(client, ada, (jacket, 1), (jacket, 1))

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/items/1"
    assert await stock_of(client, jacket) == 5


@pytest.mark.parametrize(
    "body", [{"status": "paid"}, {"total": "0"}, {"lines": []}, {"address": "x", "status": "draft"}]
)
async def test_a_customer_does_not_mark_an_order_as_paid_nor_change_what_was_placed(
    client: httpx.AsyncClient, ada: Person, admin: Person, body: dict[str, Any]
) -> None:
    order = (await buy(client, ada, (await product(client, admin, 5), 1))).json()
    path = f"/data/orders/{order['id']}"
    operation = {"op": "patch", "collection": "orders", "id": order["id"], "document": body}

    refused = [
        await client.post("/data/orders", json=body, headers=ada.headers),
        await client.put(path, json=body, headers=ada.headers),
        await client.patch(path, json=body, headers=ada.headers),
        await client.post("/data/transactions", json={"operations": [operation]}, headers=ada.headers),
        await client.post(f"{path}/increment", json={"field": "total", "by": -1}, headers=ada.headers),
        await client.patch(f"{path}?owner={ada.user_id}", json=body, headers=admin.headers),
    ]

    assert [answer.status_code for answer in refused] == [422, 422, 422, 422, 404, 422]
    assert (await client.get(path, headers=ada.headers)).json() == order


async def test_a_placed_order_stays_as_it_is_and_a_draft_is_the_customers(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    placed = (await buy(client, ada, (await product(client, admin, 5), 1))).json()
    draft = (await client.post("/data/orders", json={"address": "x"}, headers=ada.headers)).json()
    path = f"/data/orders/{placed['id']}"

    refused = [
        await client.patch(path, json={"address": "y"}, headers=ada.headers),
        await client.delete(path, headers=ada.headers),
    ]
    done = [
        await client.patch(f"{path}?owner={ada.user_id}", json={"address": "y"}, headers=admin.headers),
        await client.delete(f"/data/orders/{draft['id']}", headers=ada.headers),
    ]

    assert [(answer.status_code, answer.json()["type"]) for answer in refused] == [
        (409, "urn:problem-type:rule-broken")
    ] * 2
    assert [answer.status_code for answer in done] == [200, 204]


async def test_stock_is_nobodys_to_write_but_administrators_to_count(
    client: httpx.AsyncClient, ada: Person, admin: Person
) -> None:
    jacket = await product(client, admin, 5)
    path = f"/data/products/{jacket}"

    by_admin = [
        await client.post("/data/products", json={"name": "x", "price": 1, "stock": 9}, headers=admin.headers),
        await client.patch(path, json={"stock": 9}, headers=admin.headers),
    ]
    by_customer = await client.post(f"{path}/increment", json={"field": "stock", "by": 1}, headers=ada.headers)

    assert [answer.status_code for answer in by_admin] == [422, 422]
    assert by_customer.status_code == 403
    assert await stock_of(client, jacket) == 5
