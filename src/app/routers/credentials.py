"""What is done with passwords and mails beside signing in: proving, forgetting and resetting, confirming."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from app.dependencies import CallingDevice, LiveUser, ProcessRuntime, live_user
from app.errors import (
    BODY_ERRORS,
    EmailTaken,
    InvalidCredentials,
    MailOff,
    RateLimited,
    ReauthenticationRequired,
    ServiceUnavailable,
    TokenSpent,
    Unauthenticated,
    ValidationFailed,
)
from app.problems import responses
from app.request_reading import FROM_JSON, StrictRoute, read_strictly
from app.schemas.auth import EmailConfirmation, ForgottenPassword, PasswordReset, Reauthentication
from app.schemas.users import EmailChange, PasswordChange

_ALL = (ValidationFailed, RateLimited, ServiceUnavailable, *BODY_ERRORS)

open_router = APIRouter(
    prefix="/auth",
    tags=["auth"],
    route_class=StrictRoute,
    dependencies=[Depends(read_strictly)],
    responses=responses(*_ALL),
)
signed_in_router = APIRouter(
    prefix="/auth",
    tags=["auth"],
    route_class=StrictRoute,
    dependencies=[Depends(live_user), Depends(read_strictly)],
    responses=responses(Unauthenticated, *_ALL),
)
own_router = APIRouter(
    prefix="/users/me",
    tags=["users"],
    route_class=StrictRoute,
    dependencies=[Depends(live_user), Depends(read_strictly)],
    responses=responses(Unauthenticated, *_ALL),
)


@open_router.post(
    "/password/forgot",
    operation_id="auth_forgot_password",
    summary="Ask for a mail to reset a password",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(MailOff),
)
async def forgot_password(
    body: Annotated[ForgottenPassword, FROM_JSON], device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Mail a link that is good for 10 minutes, if there is an account. The answer does not tell whether there is.

    Fails with `mail-off` where this deployment sends no mail, and with `rate-limited` when a network asks too often.

    Costs 10 calls: 5 read units, 7 write units. Asked for again soon, it takes 3 calls and 3 write units less.
    """
    await runtime.password_change.forgot(body.email, device.address)


@open_router.post(
    "/password/reset",
    operation_id="auth_reset_password",
    summary="Choose a new password by mail",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(TokenSpent),
)
async def reset_password(
    body: Annotated[PasswordReset, FROM_JSON], device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Replace a forgotten password, with the token of the mail. Ends every session of the account.

    Fails with `token-spent` where the link was used, replaced, is over or never was one. After `validation-failed`, for
    a password that is not acceptable, it may be used again.

    Costs 5 calls: 3 read units, 14 write units, and 1 write unit more for each session beyond the second.
    """
    await runtime.password_change.reset(body.token, body.password, device.address)


@open_router.post(
    "/email/confirm",
    operation_id="auth_confirm_email",
    summary="Confirm a new e-mail address",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(EmailTaken, TokenSpent),
)
async def confirm_email(
    body: Annotated[EmailConfirmation, FROM_JSON], device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Finish the change to another address, with the token of the mail that went there. The old one is told.

    Fails with `token-spent` where the link was used, replaced, is over or never was one, or the session that asked has
    ended, and `email-taken` where somebody else got the address meanwhile.

    Costs 3 calls: 2 read units, 14 write units.
    """
    await runtime.email_change.confirm(body.token, device.address)


@signed_in_router.post(
    "/reauthenticate",
    operation_id="auth_reauthenticate",
    summary="Prove again who I am",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(InvalidCredentials),
)
async def reauthenticate(
    body: Annotated[Reauthentication, FROM_JSON], user: LiveUser, device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Stamp this session, for 10 minutes, for what needs a recent proof.

    Fails with `invalid-credentials` where the password is wrong. After failures in a row one has to wait: 429 says how
    long. The session goes on.

    Costs 5 calls: 6 read units, 14 write units.
    """
    await runtime.reauthentication.prove(user, body.password, device.address)


@own_router.put(
    "/password",
    operation_id="users_change_my_password",
    summary="Change my password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(InvalidCredentials),
)
async def change_my_password(
    body: Annotated[PasswordChange, FROM_JSON], user: LiveUser, device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Replace the password. Every other session ends; this one goes on.

    Fails with `invalid-credentials` where the current password is wrong, and with `validation-failed` where the new one
    is not acceptable.

    Costs 7 calls: 7 read units, 27 write units, and 1 write unit more for each session beyond the second.
    """
    await runtime.password_change.change(user, body.current_password, body.new_password, device.address)


@own_router.post(
    "/email",
    operation_id="users_change_my_email",
    summary="Change my e-mail address",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(MailOff, ReauthenticationRequired),
)
async def change_my_email(
    body: Annotated[EmailChange, FROM_JSON], user: LiveUser, device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Mail a link, good for 10 minutes, to the new address. Nothing changes until it is followed.

    Fails with `reauthentication-required` without a sign-in or `POST /auth/reauthenticate` in the last 10 minutes, and
    `mail-off` where this deployment sends no mail.

    Costs 11 calls: 7 read units, 7 write units. Asked for again soon, it takes 3 calls and 3 write units less.
    """
    await runtime.email_change.request(user, body.email, device.address)
