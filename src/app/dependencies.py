"""What routes declare to be handed: the caller, and the services of this process."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from app import request_context
from app.collection.access import ADMIN, has_role
from app.errors import Forbidden, ForeignOrigin
from app.runtime import Runtime
from app.security.caller import Caller
from app.services.identity import Presence
from app.services.new_sessions import Device
from app.services.reauthentication import require_recent

_MAX_DEVICE_CHARACTERS = 256


def process_runtime(request: Request) -> Runtime:
    """Return what this process holds."""
    return cast(Runtime, request.app.state.runtime)


async def handed_runtime(request: Request) -> Runtime:
    """Hand a route what this process holds."""
    return process_runtime(request)


# For routes. What stands between them and the caller asks the request itself: FastAPI goes through a dependency's own
# dependencies each time that something declares it, also where it keeps the value.
ProcessRuntime = Annotated[Runtime, Depends(handed_runtime)]


async def current_user(request: Request) -> Caller:
    """Return who is calling: as the gateway's authorizer found, or else by the same check here."""
    caller = _caller_of_gateway(request)
    if caller is None:
        identity = process_runtime(request).identity
        presence = await identity.of_headers(request.headers.getlist("authorization"))
        request.state.presence = presence
        caller = presence.caller
    request_context.current().log["user_id"] = caller.user_id
    request_context.current().log["session_id"] = caller.session_id
    request.state.caller = caller
    return caller


def caller_of(request: Request) -> Caller:
    """Return who is calling, in a route whose router depends on `current_user`; it costs no dependency once more."""
    return cast(Caller, request.state.caller)


CurrentUser = Annotated[Caller, Depends(current_user)]


async def live_user(request: Request, caller: CurrentUser) -> Presence:
    """Return session and account as they are now, for what an ended session must not do for another minute.

    The gateway keeps its authorizer's answer; what is at stake here is checked again.
    """
    presence: Presence | None = getattr(request.state, "presence", None)
    return presence or await process_runtime(request).identity.of_caller(caller)


LiveUser = Annotated[Presence, Depends(live_user)]


async def admin_user(user: LiveUser) -> Presence:
    """Return session and account of an administrator, as they are now; `Forbidden` for everybody else."""
    if not has_role(user.caller, ADMIN):
        raise Forbidden
    return user


AdminUser = Annotated[Presence, Depends(admin_user)]


async def recent_user(user: LiveUser) -> Presence:
    """Return session and account of somebody who proved lately who they are; else `ReauthenticationRequired`.

    For what whoever finds an open laptop must not do.
    """
    require_recent(user)
    return user


RecentUser = Annotated[Presence, Depends(recent_user)]


async def recent_admin(user: AdminUser) -> Presence:
    """Return session and account of an administrator who proved lately who they are."""
    require_recent(user)
    return user


RecentAdmin = Annotated[Presence, Depends(recent_admin)]


def _caller_of_gateway(request: Request) -> Caller | None:
    """Read the authorizer's answer, which only API Gateway itself can put into the event."""
    event: Any = request.scope.get("aws.event")
    context = event["requestContext"].get("authorizer") if event is not None else None
    if not isinstance(context, Mapping):
        return None
    values = [context.get(name) for name in ("user_id", "session_id", "roles", "auth_time")]
    if not all(isinstance(value, str) for value in values) or not str(values[3]).isdecimal():
        return None  # not an answer of our authorizer, so the token itself decides
    user_id, session_id, roles, auth_time = map(str, values)
    return Caller(user_id, session_id, tuple(role for role in roles.split(",") if role), int(auth_time))


async def device_of(request: Request) -> Device:
    """Describe the device for the list of sessions: what the browser calls itself, and its network address."""
    description = request.headers.get("user-agent", "")[:_MAX_DEVICE_CHARACTERS]
    return Device(description, request_context.current().address)


CallingDevice = Annotated[Device, Depends(device_of)]


async def require_own_origin(request: Request, runtime: Runtime) -> None:
    """Refuse a cookie's use from anywhere but the site's own pages (OWASP ASVS 5.0 §3.5.1).

    Raises
    ------
    ForeignOrigin
        The custom header is missing, or `Origin` is missing, `null` or another.
    """
    own = request.headers.getlist("origin") == [await runtime.site.origin()]
    if not own or request.headers.get("x-requested-with") != "fulmar":
        raise ForeignOrigin
