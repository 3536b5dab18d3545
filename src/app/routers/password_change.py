"""/auth/password and /users/me/password: another password, for those who forgot theirs and for those who know it."""

from typing import Annotated

from fastapi import status

from app.dependencies import CallingDevice, LiveUser, ProcessRuntime, live_user
from app.errors import InvalidCredentials, MailOff, TokenSpent
from app.problems import responses
from app.request_reading import FROM_JSON
from app.routers.strict_router import strict_router
from app.schemas.credentials import ForgottenPassword, PasswordChange, PasswordReset

router = strict_router("/auth/password", "auth")
own_router = strict_router("/users/me/password", "users", live_user)


@router.post(
    "/forgot",
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

    Costs 10 calls: 5 read units, 7 write units. Asked for again soon, it is 7 calls: 5 read units,
    4 write units.
    """
    await runtime.password_change.forgot(body.email, device.address)


@router.post(
    "/reset",
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


@own_router.put(
    "",
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
