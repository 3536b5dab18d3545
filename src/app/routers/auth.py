"""/auth: accounts begin here, sessions begin, go on and end here. Open to everybody."""

from typing import Annotated

from fastapi import Request, status
from starlette.responses import JSONResponse, Response

from app.dependencies import CallingDevice, ProcessRuntime, require_own_origin
from app.errors import (
    EmailTaken,
    ForeignOrigin,
    InvalidCredentials,
    SecondFactorRequired,
    TokenSpent,
    Unauthenticated,
)
from app.problems import responses
from app.repositories.sessions import Transport
from app.request_reading import FROM_JSON
from app.routers.cookies import cleared_cookie, refresh_cookie
from app.routers.strict_router import strict_router
from app.runtime import Runtime
from app.schemas.auth import (
    AuthOptions,
    EmailVerification,
    Login,
    RefreshRequest,
    Registered,
    Registration,
    SignedIn,
)
from app.security.passwords import MAX_LENGTH
from app.services.new_sessions import Tokens
from app.services.registration import Applicant

OptionalRefresh = Annotated[RefreshRequest | None, FROM_JSON]

router = strict_router("/auth", "auth")


@router.get("/options", operation_id="auth_options", summary="Read what this deployment offers")
async def options(runtime: ProcessRuntime) -> AuthOptions:
    """Tell a client which forms to show and which rules to check before sending them.

    Fails as any request may. Costs nothing.
    """
    return AuthOptions(
        mail=runtime.outbox.is_on,
        sign_in_methods=["password"],
        password_min_length=runtime.settings.password_min_length,
        password_max_length=MAX_LENGTH,
    )


@router.post(
    "/register",
    operation_id="auth_register",
    summary="Register",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(EmailTaken),
)
async def register(
    body: Annotated[Registration, FROM_JSON], device: CallingDevice, runtime: ProcessRuntime
) -> Registered:
    """Make an account for an e-mail address. One address has one account, however it is spelt.

    Where mail is on, the account is made once the mail's link was followed, and the answer is the same whether or not
    the address is taken; its owner is told by mail.

    Fails with `email-taken` where mail is off and somebody has the address, and with `rate-limited` after too many
    registrations from one network.

    Costs 9 calls: 5 read units, 6 write units. Asked for again soon, it is 7 calls: 5 read units,
    4 write units.
    """
    await runtime.registrations.register(Applicant(body.email, body.password, body.name), device.address)
    return Registered(next="verify_email" if runtime.outbox.is_on else "sign_in")


@router.post(
    "/verify-email",
    operation_id="auth_verify_email",
    summary="Confirm a registration",
    response_model=SignedIn,
    responses=responses(InvalidCredentials, ForeignOrigin, EmailTaken, TokenSpent),
)
async def verify_email(
    body: Annotated[EmailVerification, FROM_JSON], request: Request, device: CallingDevice, runtime: ProcessRuntime
) -> Response:
    """Make the account, with the token of the mail and the password of the registration, and begin a session.

    Fails with `token-spent` where the link was used, is over or never was one, `invalid-credentials` where this is not
    the password of the registration, `email-taken` where another registration of the address was confirmed before, and
    `foreign-origin` where a cookie is asked for from elsewhere than the site.

    Costs 4 calls: 4 read units, 26 write units.
    """
    if body.transport == "cookie":
        await require_own_origin(request, runtime)
    tokens = await runtime.registrations.verify(body.token, body.password, body.transport, device)
    return await _signed_in(tokens, body.transport, runtime)


@router.post(
    "/login",
    operation_id="auth_login",
    summary="Sign in",
    response_model=SignedIn,
    responses=responses(InvalidCredentials, ForeignOrigin, SecondFactorRequired),
)
async def login(
    body: Annotated[Login, FROM_JSON], request: Request, device: CallingDevice, runtime: ProcessRuntime
) -> Response:
    """Begin a session with address and password.

    An unknown address, a wrong password and a disabled account are answered alike. After failures in a row one has to
    wait: 429 says how long.

    Fails with `invalid-credentials` where they do not belong together, `foreign-origin` where a cookie is asked for
    from elsewhere than the site, and, once accounts have one, `second-factor-required`.

    Costs 5 calls: 5 read units, 14 write units. On a new device it is 5 calls: 5 read units, 16 write units.
    """
    if body.transport == "cookie":
        await require_own_origin(request, runtime)
    tokens = await runtime.sign_in.with_password(body.email, body.password, body.transport, device)
    return await _signed_in(tokens, body.transport, runtime)


@router.post(
    "/refresh",
    operation_id="auth_refresh",
    summary="Refresh a session",
    response_model=SignedIn,
    responses=responses(Unauthenticated, ForeignOrigin),
)
async def refresh(
    request: Request, device: CallingDevice, runtime: ProcessRuntime, body: OptionalRefresh = None
) -> Response:
    """Exchange a refresh token, from the body or the cookie, for a new access token.

    The refresh token changes too: keep the newest. One that is used again long after its successor ends the session.

    Fails with `unauthenticated` where the token is not, or not any more, one of a session, and `foreign-origin` where
    the cookie is sent from elsewhere than the site.

    Costs 2 calls: 2 read units, 1 write unit. A refresh token that is only seconds old stays: 1 call: 2 read units.
    """
    token, transport = await _refresh_token(body, request, runtime)
    if token is None:
        raise Unauthenticated
    try:
        tokens = await runtime.refresh.refreshed(token, transport, device.address)
    except Unauthenticated as error:
        if transport == "cookie":
            error.headers["Set-Cookie"] = await cleared_cookie(runtime)
        raise
    return await _signed_in(tokens, transport, runtime)


@router.post(
    "/logout",
    operation_id="auth_logout",
    summary="Sign out",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ForeignOrigin),
)
async def logout(
    request: Request, device: CallingDevice, runtime: ProcessRuntime, body: OptionalRefresh = None
) -> Response:
    """End the session of the refresh token or, without one, of the access token. Ending it again is no error.

    Fails with `foreign-origin` where the cookie is sent from elsewhere than the site.

    Costs 1 call: 2 write units. By an access token alone it is 2 calls: 2 read units, 2 write units.
    """
    token, transport = await _refresh_token(body, request, runtime)
    authorization = request.headers.getlist("authorization")
    await runtime.sessions.log_out(token, authorization=authorization, address=device.address)
    response = Response(status_code=status.HTTP_204_NO_CONTENT)
    if transport == "cookie":
        response.headers["Set-Cookie"] = await cleared_cookie(runtime)
    return response


async def _refresh_token(
    body: RefreshRequest | None, request: Request, runtime: Runtime
) -> tuple[str | None, Transport]:
    """Find the refresh token; the cookie counts only on requests from the site's own pages."""
    if body is not None and body.refresh_token is not None:
        return body.refresh_token, "body"
    cookie = await refresh_cookie(runtime)
    token = cookie.read(request)
    if token is None:
        return None, "body"
    await require_own_origin(request, runtime)
    return token, "cookie"


async def _signed_in(tokens: Tokens, transport: Transport, runtime: Runtime) -> Response:
    answer = SignedIn(
        access_token=tokens.access_token,
        token_type="Bearer",  # noqa: S106
        expires_in=tokens.expires_in,
        session_id=tokens.session_id,
        refresh_token=tokens.refresh_token if transport == "body" else None,
    )
    response = JSONResponse(answer.model_dump(exclude_none=True))
    if transport == "cookie":
        cookie = await refresh_cookie(runtime)
        cookie.write(response, tokens.refresh_token, tokens.session_seconds)
    return response
