"""/shop: the worked example of an application's own routes, on the same documents as those of collections."""

from typing import Annotated

from fastapi import status
from starlette.responses import Response

from app.collections.orders import ORDERS
from app.dependencies import CurrentUser, ProcessRuntime, current_user
from app.errors import NotFound, VersionConflict
from app.problems import responses
from app.request_reading import FROM_JSON
from app.routers.acting import Once
from app.routers.conditions import header
from app.routers.document_answers import answer
from app.routers.strict_router import strict_router
from app.schemas.documents import models_of
from app.schemas.shop import Checkout
from app.services.checkout import Item, OutOfStock

router = strict_router("/shop", "shop", current_user)

_ORDER = models_of(ORDERS).read


@router.post(
    "/checkout",
    operation_id="shop_checkout",
    summary="Place an order",
    status_code=status.HTTP_201_CREATED,
    response_model=_ORDER,
    responses={
        **responses(NotFound, OutOfStock, VersionConflict),
        201: {"headers": {"Location": header("Where the order is."), "ETag": header("Its version.")}},
    },
)
async def checkout(
    body: Annotated[Checkout, FROM_JSON], caller: CurrentUser, runtime: ProcessRuntime, once: Once
) -> Response:
    """Take the stock and write the order, or do neither. Prices are those of this moment, whatever was shown.

    Send an `Idempotency-Key`, so that repeating the request after a lost answer buys nothing twice.

    Fails with `out-of-stock` where there are not enough of a product, `not-found` where the order that was made under
    the same key is not there any more, `version-conflict` where products keep being changed at the same moment, and
    `idempotency-key-reused` where the key belongs to another request.

    Costs 4 calls: 6 read units, 16 write units for two products, and 3 read units and 6 write units more for each
    product beyond the second.
    """
    order = await runtime.checkout.place(
        caller,
        [Item(item.product_id, item.quantity) for item in body.items],
        address=body.address,
        remark=body.remark,
        once=once,
    )
    location = {} if order is None else {"Location": f"../data/{ORDERS.name}/{order.id}"}
    return answer(order, _ORDER, status.HTTP_201_CREATED, **location)
