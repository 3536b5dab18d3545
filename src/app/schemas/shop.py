"""The shop on the wire: what a customer wants to buy."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_ITEMS = 50


class CheckoutItem(BaseModel):
    """How many of a product."""

    model_config = ConfigDict(extra="forbid")

    product_id: Annotated[str, Field(max_length=100, json_schema_extra={"format": "uuid"})]
    quantity: Annotated[int, Field(ge=1, le=1000, examples=[1])]


class Checkout(BaseModel):
    """What to buy, each product once, and where it goes."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[CheckoutItem], Field(min_length=1, max_length=MAX_ITEMS)]
    address: Annotated[str, Field(max_length=500, examples=["1 Quay Street, Harbour Town"])] = ""
    remark: Annotated[str, Field(max_length=1_000)] = ""
