"""/users: everybody's accounts, for administrators."""

from typing import Annotated

from fastapi import Depends, Path, Query, status
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import JSONResponse, Response

from app import clock
from app.dependencies import AdminUser, CallingDevice, ProcessRuntime, RecentAdmin, admin_user
from app.email_address import Email
from app.entity_tags import entity_tag
from app.errors import (
    LastAdministrator,
    MalformedRequest,
    NotFound,
    PreconditionFailed,
    RuleBroken,
    VersionConflict,
)
from app.ids import ID_PATTERN
from app.problems import responses
from app.repositories.accounts import Account
from app.request_reading import FROM_JSON
from app.routers.conditions import ACCOUNT_ETAG, IfMatch, conditions
from app.routers.paging import Cursor, Limit
from app.routers.strict_router import strict_router
from app.schemas.users import ManagedUser, ManagedUserList, ManagedUserPatch, ResetLink
from app.services.administration import Administrator, Standing


class _UserConvertor(StringConvertor):
    """Keeps `/users/me`, which knows fewer methods, from being read as an id."""

    regex = ID_PATTERN


register_url_convertor("user", _UserConvertor())

UserId = Annotated[str, Path(alias="id", description="The user's id.", json_schema_extra={"format": "uuid"})]

router = strict_router("/users", "administration", admin_user)


async def administrator(user: AdminUser, device: CallingDevice) -> Administrator:
    """Return who acts, as the log names them."""
    return Administrator(user.account.user_id, user.session.session_id, device.address)


async def recent_administrator(user: RecentAdmin, device: CallingDevice) -> Administrator:
    """Return who acts, as the log names them, if they proved lately who they are."""
    return Administrator(user.account.user_id, user.session.session_id, device.address)


By = Annotated[Administrator, Depends(administrator)]
ByRecent = Annotated[Administrator, Depends(recent_administrator)]


@router.get("", operation_id="users_list", summary="List users", responses=responses(MalformedRequest))
async def list_users(
    by: By,
    runtime: ProcessRuntime,
    limit: Limit = 25,
    cursor: Cursor = None,
    email: Annotated[Email | None, Query(description="Only the user who has exactly this e-mail address.")] = None,
) -> ManagedUserList:
    """List accounts, newest first, or find one by its e-mail address. A list may lag behind changes by a moment.

    Fails with `forbidden` for anyone but administrators.

    Costs 9 calls: 6 read units, or 1 for each 8 KB of the page and 2 more. By address it is 3 calls: 4 read units.
    """
    if email is not None:
        page = await runtime.administration.find(by, email)
    else:
        page = await runtime.administration.list(by, limit=limit, cursor=cursor)
    return ManagedUserList(items=[_wire(account) for account in page.accounts], next_cursor=page.next_cursor)


@router.get(
    "/{id:user}",
    operation_id="users_get",
    summary="Read a user",
    response_model=ManagedUser,
    responses={**responses(NotFound), **ACCOUNT_ETAG},
)
async def get_user(user_id: UserId, by: By, runtime: ProcessRuntime) -> Response:
    """Return an account as administrators see it, with its ETag.

    Fails with `not-found` where there is no such user, and `forbidden` for anyone but administrators.

    Costs 2 calls: 3 read units.
    """
    return _answer(await runtime.administration.of(by, user_id))


@router.patch(
    "/{id:user}",
    operation_id="users_change",
    summary="Change a user's roles or state",
    response_model=ManagedUser,
    responses={
        **responses(NotFound, LastAdministrator, VersionConflict, PreconditionFailed),
        **ACCOUNT_ETAG,
    },
)
async def change_user(
    user_id: UserId,
    patch: Annotated[ManagedUserPatch, FROM_JSON],
    by: ByRecent,
    runtime: ProcessRuntime,
    if_match: IfMatch = None,
) -> Response:
    """Give and take roles, disable and enable. Disabling ends every session; the last administrator stays one.

    What a role allows follows within the minute for which the gateway believes a token that it has checked.

    Fails with `forbidden` for anyone but administrators, `reauthentication-required` without a sign-in or `POST
    /auth/reauthenticate` in the last 10 minutes, `not-found` where there is no such user, `last-administrator` where
    there would be no administrator left, `precondition-failed` where the account has another version than `If-Match`
    says, and `version-conflict` where it keeps being changed at the same moment.

    Costs 4 calls: 4 read units, 6 write units. Disabling is 6 calls: 5 read units, 10 write units, and 1 write unit
    more for each session beyond the second.
    """
    given = patch.model_fields_set
    standing = Standing(patch.roles if "roles" in given else None, patch.disabled if "disabled" in given else None)
    return _answer(await runtime.administration.change(by, user_id, standing, conditions(if_match)))


@router.delete(
    "/{id:user}",
    operation_id="users_delete",
    summary="Delete a user",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(NotFound, LastAdministrator, VersionConflict),
)
async def delete_user(user_id: UserId, by: ByRecent, runtime: ProcessRuntime) -> None:
    """Delete an account and everything that belongs to it; documents are removed within the next minutes.

    Fails with `forbidden` for anyone but administrators, `reauthentication-required` without a sign-in or `POST
    /auth/reauthenticate` in the last 10 minutes, `not-found` where there is no such user, `last-administrator` where
    there would be no administrator left, and `version-conflict` where the account keeps being changed just then.

    Costs 3 calls: 3 read units, 8 write units; of an administrator 3 calls: 3 read units, 10 write units.
    Then it is what removing each document costs.
    """
    await runtime.administration.delete(by, user_id)


@router.delete(
    "/{id:user}/sessions",
    operation_id="users_end_sessions",
    summary="Sign a user out everywhere",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(NotFound, VersionConflict),
)
async def end_sessions(user_id: UserId, by: By, runtime: ProcessRuntime) -> None:
    """End every session of a user, all at once.

    Fails with `forbidden` for anyone but administrators, `not-found` where there is no such user, and
    `version-conflict` where the account keeps being changed at the same moment.

    Costs 5 calls: 4 read units, 6 write units, and 1 write unit more for each session beyond the second.
    """
    await runtime.administration.end_sessions(by, user_id)


@router.post(
    "/{id:user}/password-reset",
    operation_id="users_make_reset_link",
    summary="Make a link to reset a user's password",
    response_model=ResetLink,
    responses=responses(NotFound, RuleBroken),
)
async def make_reset_link(user_id: UserId, by: ByRecent, runtime: ProcessRuntime) -> Response:
    """Make a link for somebody who cannot get one by mail, good once within an hour. Any link before it is void.

    Fails with `forbidden` for anyone but administrators, `reauthentication-required` without a sign-in or `POST
    /auth/reauthenticate` in the last 10 minutes, `not-found` where there is no such user, and `rule-broken` where the
    account is disabled.

    Costs 3 calls: 3 read units, 1 write unit.
    """
    link = await runtime.administration.reset_link(by, user_id)
    body = ResetLink(url=link.url, expires_at=clock.timestamp(link.expires_at))
    return JSONResponse(body.model_dump(), headers={"Cache-Control": "no-store"})


def _answer(account: Account) -> Response:
    return JSONResponse(_wire(account).model_dump(), headers={"ETag": entity_tag(account.version)})


def _wire(account: Account) -> ManagedUser:
    return ManagedUser(
        id=account.user_id,
        email=account.email,
        email_verified=account.email_verified,
        name=account.name,
        roles=list(account.roles),
        disabled=account.disabled,
        version=account.version,
        created_at=account.created_at,
        updated_at=account.updated_at,
    )
