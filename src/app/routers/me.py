"""/users/me: the caller's own account."""

from typing import Annotated

from fastapi import status
from starlette.responses import Response

from app import exact_json
from app.dependencies import CallingDevice, CurrentUser, LiveUser, ProcessRuntime, RecentUser, current_user
from app.entity_tags import entity_tag
from app.errors import LastAdministrator, MalformedRequest, PreconditionFailed, VersionConflict
from app.problems import responses
from app.repositories.accounts import Account
from app.request_reading import FROM_JSON
from app.routers.conditions import ACCOUNT_ETAG, NOT_MODIFIED, IfMatch, IfNoneMatch, conditions
from app.routers.cookies import cleared_cookie
from app.routers.paging import Cursor, Limit
from app.routers.sessions import wired_session
from app.routers.strict_router import strict_router
from app.schemas.export import Export
from app.schemas.me import ProfilePatch, User
from app.services.export_lines import exported

JSON = "application/json"

router = strict_router("/users/me", "users", current_user)


@router.get(
    "",
    operation_id="users_get_me",
    summary="Read my account",
    response_model=User,
    responses={**ACCOUNT_ETAG, **NOT_MODIFIED},
)
async def get_me(caller: CurrentUser, runtime: ProcessRuntime, if_none_match: IfNoneMatch = None) -> Response:
    """Return the signed-in person's own account, with its ETag.

    Fails as any request may. Costs 1 call: 1 read unit.
    """
    account = await runtime.profiles.of(caller)
    if not conditions(None, if_none_match).hold_for(account.version):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": entity_tag(account.version)})
    return _answer(account)


@router.patch(
    "",
    operation_id="users_change_me",
    summary="Change my profile",
    response_model=User,
    responses={**responses(VersionConflict, PreconditionFailed), **ACCOUNT_ETAG},
)
async def change_me(
    patch: Annotated[ProfilePatch, FROM_JSON], caller: CurrentUser, runtime: ProcessRuntime, if_match: IfMatch = None
) -> Response:
    """Change only the members that the body has (JSON Merge Patch).

    Without `If-Match` a change that somebody else's came before is made to what is there then.

    Fails with `precondition-failed` where the account has another version than `If-Match` says, and `version-conflict`
    where it keeps being changed at the same moment.

    Costs 2 calls: 1 read unit, 2 write units.
    """
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    return _answer(await runtime.profiles.change(caller, given, conditions(if_match)))


@router.post(
    "/deletion",
    operation_id="users_delete_me",
    summary="Delete my account",
    status_code=status.HTTP_202_ACCEPTED,
    response_class=Response,
    responses=responses(LastAdministrator, VersionConflict),
)
async def delete_me(user: RecentUser, device: CallingDevice, runtime: ProcessRuntime) -> Response:
    """Delete the account and everything that belongs to it.

    Every session ends and the address is free at once; documents are removed within the next minutes.

    Fails with `reauthentication-required` without a sign-in or `POST /auth/reauthenticate` in the last 10 minutes,
    `last-administrator` where there would be no administrator left, and `version-conflict` where the account keeps
    being changed at the same moment.

    Costs 3 calls: 3 read units, 8 write units; of an administrator 3 calls: 3 read units, 10 write units.
    Then it is what removing each document costs.
    """
    await runtime.deletion.of_oneself(user, device.address)
    response = Response(status_code=status.HTTP_202_ACCEPTED)
    if user.session.transport == "cookie":
        response.headers["Set-Cookie"] = await cleared_cookie(runtime)
    return response


@router.get(
    "/export",
    operation_id="users_export_me",
    summary="Export what is held about me",
    response_model=Export,
    responses=responses(MalformedRequest),
)
async def export_me(
    user: LiveUser, device: CallingDevice, runtime: ProcessRuntime, limit: Limit = 25, cursor: Cursor = None
) -> Response:
    """Return account, sessions and documents, page by page.

    The first page has the account and its sessions; the documents of a page are of one collection. They have the form
    of `python -m app.cli export`, so that it can import them. Only `next_cursor: null` is the end.

    Fails as any request may.

    Costs 3 calls: 4 read units, of which a page after the first needs but 1 and 2, and 1 call and read unit or more for
    each collection that it looks into.
    """
    page = await runtime.own_export.page(user, limit=limit, cursor=cursor, address=device.address)
    account = page.account
    body = {
        "account": None if account is None else {**_wire(account).model_dump(), "known_devices": account.devices},
        "sessions": [wired_session(session, user.session).model_dump() for session in page.sessions],
        "documents": [exported(page.collection, document) for document in page.documents],
        "next_cursor": page.next_cursor,
    }
    return Response(exact_json.dumps(body), media_type=JSON)


def _answer(account: Account) -> Response:
    headers = {"ETag": entity_tag(account.version)}
    return Response(exact_json.dumps(_wire(account).model_dump()), headers=headers, media_type=JSON)


def _wire(account: Account) -> User:
    return User(
        id=account.user_id,
        email=account.email,
        email_verified=account.email_verified,
        name=account.name,
        roles=list(account.roles),
        version=account.version,
        created_at=account.created_at,
        updated_at=account.updated_at,
        locale=account.locale,
        time_zone=account.time_zone,
        avatar_url=account.avatar_url,
        preferences=account.preferences,
    )
