"""/health: for load balancers, alarms and people who ask whether it is up."""

from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from app.dependencies import ProcessRuntime
from app.errors import ServiceUnavailable, ValidationFailed
from app.problems import responses
from app.request_reading import StrictRoute, read_strictly

router = APIRouter(
    prefix="/health",
    tags=["health"],
    route_class=StrictRoute,
    dependencies=[Depends(read_strictly)],
    responses=responses(ValidationFailed),
)


class Health(BaseModel):
    """That the application runs."""

    status: Literal["ok"]


@router.get("", operation_id="health", summary="Check that it runs")
async def health() -> Health:
    """Answer, touching nothing else.

    Fails as any request may. Costs nothing.
    """
    return Health(status="ok")


@router.get(
    "/ready", operation_id="health_ready", summary="Check that it can work", responses=responses(ServiceUnavailable)
)
async def ready(runtime: ProcessRuntime) -> Health:
    """Answer once the tables, the secret and the site's origin can be read.

    Fails with 503 `service-unavailable` until then. Costs 3 calls: 3 read units.
    """
    if not await runtime.readiness.is_ready():
        raise ServiceUnavailable("The tables or the secret cannot be read. The log says why.")
    return Health(status="ok")
