"""/users: people, seen by themselves."""

from fastapi import APIRouter, Depends

from app.dependencies import CurrentUser, ProcessRuntime, current_user
from app.errors import RateLimited, ServiceUnavailable, Unauthenticated, ValidationFailed
from app.problems import responses
from app.request_reading import StrictRoute, read_strictly
from app.schemas.users import User

router = APIRouter(
    prefix="/users",
    tags=["users"],
    route_class=StrictRoute,
    dependencies=[Depends(current_user), Depends(read_strictly)],
    responses=responses(Unauthenticated, ValidationFailed, RateLimited, ServiceUnavailable),
)


@router.get("/me", operation_id="users_get_me", summary="Who I am")
async def get_me(caller: CurrentUser, runtime: ProcessRuntime) -> User:
    """Return the signed-in person's own account."""
    account = await runtime.profiles.of(caller)
    return User(
        id=account.user_id,
        email=account.email,
        email_verified=account.email_verified,
        name=account.name,
        roles=list(account.roles),
        created_at=account.created_at,
        updated_at=account.updated_at,
    )
