"""GET /users/profiles: who other people are, as far as they tell those who are signed in."""

from typing import Annotated

from fastapi import Query

from app.dependencies import ProcessRuntime, current_user
from app.ids import ID_PATTERN
from app.routers.strict_router import strict_router
from app.schemas.profiles import PublicProfile, PublicProfileList
from app.services.profiles import MAX_PROFILES

UserIds = Annotated[
    str,
    Query(
        pattern=f"^{ID_PATTERN}(?:,{ID_PATTERN}){{0,{MAX_PROFILES - 1}}}$",
        max_length=MAX_PROFILES * 37,
        description=f"Up to {MAX_PROFILES} users' ids, with commas between them.",
    ),
]

router = strict_router("/users/profiles", "users", current_user)


@router.get(
    "", operation_id="users_list_profiles", summary="List names and pictures of users", response_model=PublicProfileList
)
async def list_profiles(runtime: ProcessRuntime, ids: UserIds) -> PublicProfileList:
    """Return name and picture of up to 50 users, in the order they were asked for.

    For the `author_id` and `owner_id` of documents that several people see. Users who have no account (any more) are
    left out.

    Fails as any request may. Costs 1 call: 1 read unit for each user.
    """
    accounts = await runtime.profiles.of_users(ids.split(","))
    items = [PublicProfile(id=each.user_id, name=each.name, avatar_url=each.avatar_url) for each in accounts]
    return PublicProfileList(items=items)
