"""Products: what the shop sells. Anybody sees them, administrators keep them."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.collection import Collection, ServerSet

Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, examples=["24.50"])]


class Product(BaseModel):
    """Something to buy. `stock` is counted: raise it with an increment, and checkout lowers it."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Oilskin jacket"])]
    description: Annotated[str, Field(max_length=4_000, examples=["Keeps the spray out."])] = ""
    category: Annotated[Literal["clothing", "books", "gear", "other"], Field(examples=["clothing"])] = "other"
    price: Price
    stock: Annotated[int, Field(ge=0), ServerSet] = 0


PRODUCTS = Collection(
    "products", Product, read="public", write="admin", indexes=("price", "category"), counters=("stock",)
)
