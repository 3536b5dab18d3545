"""/users/me/email and /auth/email: another e-mail address for an account."""

from typing import Annotated

from fastapi import status

from app.dependencies import CallingDevice, ProcessRuntime, RecentUser, live_user
from app.errors import EmailTaken, MailOff, TokenSpent
from app.problems import responses
from app.request_reading import FROM_JSON
from app.routers.strict_router import strict_router
from app.schemas.credentials import EmailChange, EmailConfirmation

router = strict_router("/auth/email", "auth")
own_router = strict_router("/users/me/email", "users", live_user)


@router.post(
    "/confirm",
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


@own_router.post(
    "",
    operation_id="users_change_my_email",
    summary="Change my e-mail address",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(MailOff),
)
async def change_my_email(
    body: Annotated[EmailChange, FROM_JSON], user: RecentUser, device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Mail a link, good for 10 minutes, to the new address. Nothing changes until it is followed.

    Fails with `reauthentication-required` without a sign-in or `POST /auth/reauthenticate` in the last 10 minutes, and
    `mail-off` where this deployment sends no mail.

    Costs 11 calls: 7 read units, 7 write units. Asked for again soon, it is 8 calls: 7 read units,
    4 write units.
    """
    await runtime.email_change.request(user, body.email, device.address)
