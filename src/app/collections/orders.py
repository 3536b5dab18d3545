"""Orders: what a customer has bought. A draft is the customer's own; what was placed stays as it was."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.collection import Collection, Index, ServerSet
from app.collection.access import ADMIN, has_role
from app.collections.products import Price
from app.errors import RuleBroken
from app.security.caller import Caller


class OrderLine(BaseModel):
    """One product of an order, with its name and price when it was bought."""

    product_id: Annotated[str, Field(examples=["01a23179-de00-7000-8000-000000000006"])]
    name: Annotated[str, Field(examples=["Oilskin jacket"])]
    price: Price
    quantity: Annotated[int, Field(ge=1, examples=[2])]


class Order(BaseModel):
    """An order. Checkout writes what it holds, what it costs and how far it is; the customer says where it goes."""

    address: Annotated[str, Field(max_length=500, examples=["1 Quay Street, Harbour Town"])] = ""
    remark: Annotated[str, Field(max_length=1_000, examples=["Leave it with the harbour master."])] = ""
    lines: Annotated[list[OrderLine], ServerSet] = []
    total: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2, examples=["49.00"]), ServerSet] = Decimal(0)
    status: Annotated[
        Literal["draft", "placed", "paid", "shipped", "cancelled"], Field(examples=["placed"]), ServerSet
    ] = "draft"


def keep_what_was_placed(caller: Caller | None, before: Order | None, after: Order | None) -> None:
    """Refuse to change or delete an order that was placed, but for administrators."""
    if before is None or before.status == "draft" or caller is None or has_role(caller, ADMIN):
        return
    raise RuleBroken("This order was placed, so it stays as it is. Ask us to change or to cancel it.")


ORDERS = Collection(
    "orders",
    Order,
    read="owner",
    write="owner",
    indexes=(Index("status", scope="all"),),
    rules=keep_what_was_placed,
)
