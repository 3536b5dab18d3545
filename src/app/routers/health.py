"""/health: for load balancers, alarms and people who ask whether it is up."""

from typing import Literal

from pydantic import BaseModel

from app.dependencies import ProcessRuntime
from app.errors import ServiceUnavailable
from app.problems import responses
from app.routers.strict_router import strict_router

router = strict_router("/health", "health")


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
