"""/users/me/sessions: the devices on which the caller is signed in."""

from typing import Annotated

from fastapi import Path, status

from app import clock
from app.dependencies import CallingDevice, LiveUser, ProcessRuntime, live_user
from app.errors import MalformedRequest, NotFound
from app.problems import responses
from app.repositories.sessions import Session
from app.routers.paging import Cursor, Limit
from app.routers.strict_router import strict_router
from app.schemas.sessions import UserSession, UserSessionList

SessionId = Annotated[str, Path(alias="id", description="The session's id.", json_schema_extra={"format": "uuid"})]

router = strict_router("/users/me/sessions", "users", live_user)


@router.get(
    "", operation_id="users_list_my_sessions", summary="List my sessions", responses=responses(MalformedRequest)
)
async def list_my_sessions(
    user: LiveUser, runtime: ProcessRuntime, limit: Limit = 25, cursor: Cursor = None
) -> UserSessionList:
    """List the sessions that may still be used, newest first, the one that asks among them.

    Fails as any request may. Costs 2 calls: 3 read units.
    """
    page = await runtime.sessions.list(user, limit=limit, cursor=cursor)
    return UserSessionList(
        items=[wired_session(session, user.session) for session in page.sessions],
        next_cursor=page.next_cursor,
    )


@router.delete(
    "/{id}",
    operation_id="users_end_my_session",
    summary="Sign one of my devices out",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(NotFound),
)
async def end_my_session(session_id: SessionId, user: LiveUser, device: CallingDevice, runtime: ProcessRuntime) -> None:
    """End one session. One that is over, or somebody else's, is answered like one that never was.

    Fails with `not-found` where the caller has no such session. Costs 2 calls: 2 read units, 2 write units.
    """
    await runtime.sessions.end(user, session_id, device.address)


@router.delete(
    "",
    operation_id="users_end_my_other_sessions",
    summary="Sign all my other devices out",
    status_code=status.HTTP_204_NO_CONTENT,
)
async def end_my_other_sessions(user: LiveUser, device: CallingDevice, runtime: ProcessRuntime) -> None:
    """End every session but the one that asks, all at once.

    Fails as any request may. Costs 4 calls: 3 read units, 7 write units, and 1 write unit more for each session beyond
    the second.
    """
    await runtime.sessions.end_others(user, device.address)


def wired_session(session: Session, asking: Session) -> UserSession:
    """Return a session as its user sees it, who asks with one of them."""
    return UserSession(
        id=session.session_id,
        current=session.session_id == asking.session_id,
        device=session.device,
        address=session.address,
        created_at=clock.timestamp(session.created_at),
        last_used_at=clock.timestamp(session.last_used_at),
        expires_at=clock.timestamp(session.idle_ends_at),
    )
