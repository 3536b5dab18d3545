"""Checkout: an application's own use case, on the same documents as the routes of collections.

Prices are read here and never taken from a client. Stock, order and idempotency marker are one transaction, so that
nobody pays for what is not there, and a repeated request buys nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from app.collections.orders import ORDERS, Order, OrderLine
from app.collections.products import PRODUCTS, Product
from app.errors import AppError, CounterOutOfBounds, ValidationFailed, VersionConflict
from app.places import FieldError
from app.repositories.document_items import Document
from app.security.caller import Caller
from app.services.access import Actor, application
from app.services.changes import Change, Create, Increment
from app.services.documents import Documents, IdempotencyKey

_ATTEMPTS = 2


class OutOfStock(AppError):
    """There are not enough of a product; `errors` name it."""

    status = 409
    type = "out-of-stock"
    title = "Out of stock"
    detail = "There are not enough of what you want to buy. Nothing was bought."
    example_errors: ClassVar[Sequence[FieldError]] = (
        {"where": "body", "pointer": "/items/0", "code": "out-of-stock", "message": "There are not as many any more"},
    )


@dataclass(frozen=True, slots=True)
class Item:
    """How many of a product."""

    product_id: str
    quantity: int


class Checkout:
    """Places orders."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def place(
        self,
        caller: Caller,
        items: Sequence[Item],
        *,
        address: str,
        remark: str,
        once: IdempotencyKey | None,
    ) -> Document | None:
        """Buy the items at today's prices and return the order; None if it was bought under this key and is gone since.

        Raises
        ------
        OutOfStock
            There are not enough of a product. Nothing was bought.
        ValidationFailed
            There is no such product, or one is named twice.
        VersionConflict
            Prices keep changing.
        IdempotencyKeyReused
            The key belongs to another request.
        """
        actor = application(caller)
        for _ in range(_ATTEMPTS):
            if once is not None and (before := await self._documents.done_before(once, PRODUCTS, ORDERS)) is not None:
                return before[-1].document
            products = await self._products(actor, items)
            try:
                changes = _changes(actor, items, products, address, remark)
                written = await self._documents.do(changes, once=once, within="/items")
            except CounterOutOfBounds as error:
                raise OutOfStock(errors=[_out_of_stock(told) for told in error.errors]) from None
            except VersionConflict:
                continue  # a price has changed meanwhile
            return written[-1].document
        raise VersionConflict

    async def _products(self, actor: Actor, items: Sequence[Item]) -> list[Product]:
        """Read the products, and refuse those that there are not."""
        products: list[Product | None] = await self._documents.contents(
            PRODUCTS, actor, [item.product_id for item in items]
        )
        errors: list[FieldError] = [
            {
                "where": "body",
                "pointer": f"/items/{position}/product_id",
                "code": "unknown-product",
                "message": "There is no such product",
            }
            for position, product in enumerate(products)
            if product is None
        ]
        if errors:
            raise ValidationFailed(errors=errors)
        return [product for product in products if product is not None]


def _changes(
    actor: Actor, items: Sequence[Item], products: Sequence[Product], address: str, remark: str
) -> list[Change]:
    """Take the stock at the prices that were read, then write the order."""
    order = _order(items, products, address, remark)
    taken: list[Change] = [
        Increment(
            collection=PRODUCTS,
            actor=actor,
            document_id=item.product_id,
            counter="stock",
            by=-item.quantity,
            expecting={"price": product.price},
        )
        for item, product in zip(items, products, strict=True)
    ]
    return [*taken, Create(collection=ORDERS, actor=actor, content=lambda _: order)]


def _out_of_stock(told: FieldError) -> FieldError:
    return {**told, "code": OutOfStock.type, "message": "There are not as many any more"}


def _order(items: Sequence[Item], products: Sequence[Product], address: str, remark: str) -> Order:
    lines = [
        OrderLine(product_id=item.product_id, name=product.name, price=product.price, quantity=item.quantity)
        for item, product in zip(items, products, strict=True)
    ]
    total = sum((line.price * line.quantity for line in lines), Decimal(0))
    return Order(address=address, remark=remark, lines=lines, total=total, status="placed")
