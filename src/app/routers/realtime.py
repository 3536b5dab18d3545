"""/realtime: the ticket that opens a WebSocket."""

from fastapi import Request
from starlette.responses import JSONResponse, Response

from app.dependencies import LiveUser, ProcessRuntime, live_user
from app.errors import NotFound
from app.problems import responses
from app.routers.strict_router import strict_router
from app.schemas.realtime import RealtimeTicket

LOCAL_PATH = "/realtime"
"""Where uvicorn serves the WebSocket itself."""

router = strict_router("/realtime", "realtime", live_user)


@router.post(
    "/ticket",
    operation_id="realtime_create_ticket",
    summary="Get a ticket for the WebSocket",
    response_model=RealtimeTicket,
    responses=responses(NotFound),
)
async def create_ticket(request: Request, user: LiveUser, runtime: ProcessRuntime) -> Response:
    """Return where to connect, and a ticket that opens one connection within half a minute.

    So no access token is ever part of an address. docs/realtime.md has the protocol.

    Fails with `not-found` where this deployment has no WebSocket. Costs 2 calls: 2 read units, 1 write unit.
    """
    url = runtime.settings.realtime_url or _own_url(request)
    if url is None:
        raise NotFound("This deployment has no WebSocket.")
    ticket = await runtime.tickets.issue(user)
    body = RealtimeTicket(url=url, ticket=ticket.text, expires_in=ticket.expires_in)
    return JSONResponse(body.model_dump(), headers={"Cache-Control": "no-store"})


def _own_url(request: Request) -> str | None:
    """Return the address of the socket that this very process serves: as the server knows it, not as a header says."""
    server = request.scope.get("server")
    if server is None or server[1] is None or not request.app.state.runtime.settings.is_local:
        return None
    return f"ws://{server[0]}:{server[1]}{LOCAL_PATH}"
