"""What holds of the three tables whenever no request is being answered, whatever failed before.

Most of it is what an operator's `doctor --deep` looks for; the rest is of the shop. Returns sentences without addresses
or tokens.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.collection import Collection
from app.collection.layout import Layout
from app.collections.orders import ORDERS
from app.collections.products import PRODUCTS
from app.repositories.document_items import is_gone
from app.repositories.operations import Key
from app.services.doctor_consistency import Invariants
from app.services.doctor_users_items import breach_of_count, counts_as_administrator

type Items = Sequence[Mapping[str, Any]]


def breaches(
    users: Items, sessions: Items, data: Items, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]
) -> list[str]:
    """Return every breach of the invariants of the three tables."""
    tables = {"users": users, "sessions": sessions, "data": data}
    everything = {Key(table, item["pk"], item["sk"]): item for table, items in tables.items() for item in items}
    invariants = Invariants.of(collections, layouts)
    found: list[str] = []
    for key, item in everything.items():
        beside = {wanted: everything[wanted] for wanted in invariants.beside(key.table, item) if wanted in everything}
        found += map(str, invariants.breaches(key.table, item, beside))
    return [*found, *of_administrators(users), *of_the_shop(data)]


def of_administrators(users: Items) -> Iterator[str]:
    """The count of administrators is that of the enabled ones."""
    counted = next((item["count"] for item in users if item["pk"] == "ADMINS"), 0)
    breach = breach_of_count(counted, sum(map(counts_as_administrator, users)))
    if breach is not None:
        yield str(breach)


def of_the_shop(data: Items) -> Iterator[str]:
    """There is never less than nothing of a product, and an order costs what its lines do."""
    for product_id, product in _documents(data, PRODUCTS):
        if product["stock"] < 0:
            yield f"There are {product['stock']} of the product {product_id}"
    for order_id, order in _documents(data, ORDERS):
        if order["total"] != sum((line["price"] * line["quantity"] for line in order["lines"]), Decimal(0)):
            yield f"The order {order_id} does not cost what its lines do"
        if (order["status"] == "draft") is not (not order["lines"]):
            yield f"The order {order_id} is {order['status']} with {len(order['lines'])} lines"


def of_stock(data: Items, received: Mapping[str, int]) -> Iterator[str]:
    """What was received of each product is in stock or in orders. Who calls knows how much was received."""
    ordered = [line for _, order in _documents(data, ORDERS) for line in order["lines"]]
    for product_id, product in _documents(data, PRODUCTS):
        sold = sum(line["quantity"] for line in ordered if line["product_id"] == product_id)
        if product_id in received and product["stock"] + sold != received[product_id]:
            yield f"Of the product {product_id} {received[product_id]} came, {product['stock']} are there, {sold} sold"


def _documents(data: Items, collection: Collection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item in data:
        if item["pk"].split("#")[0] == collection.name and not is_gone(dict(item)):
            yield item["sk"], item["data"]
