"""Errors about who somebody is and what they may do."""

from collections.abc import Mapping
from typing import Any, ClassVar

from app.errors.app_error import AppError


class Unauthenticated(AppError):
    """Nobody is signed in, or not any more. The same answer whatever the reason was."""

    status = 401
    type = "unauthenticated"
    title = "Not signed in"
    detail = "This needs a valid access token. Sign in, or refresh the session."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})


class InvalidCredentials(AppError):
    """The address and the password do not belong together, for whatever reason."""

    status = 401
    type = "invalid-credentials"
    title = "Invalid credentials"
    detail = "The e-mail address or the password is wrong."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(AppError):
    """The caller is known and may not do this."""

    status = 403
    type = "forbidden"
    title = "Forbidden"
    detail = "You may not do this."


class ForeignOrigin(AppError):
    """A cookie was offered from a page that is not the site's, or without the header only the site sends."""

    status = 403
    type = "foreign-origin"
    title = "Foreign origin"
    detail = "With the cookie transport, X-Requested-With: fulmar and the site's own Origin are required."


class ReauthenticationRequired(AppError):
    """It needs a proof of who is asking that is at most 10 minutes old."""

    status = 403
    type = "reauthentication-required"
    title = "Reauthentication required"
    detail = "Enter your password again (POST /auth/reauthenticate), then repeat this request."


class SecondFactorRequired(AppError):
    """The password was right, and `challenge` says which second factor is wanted. Reserved: no account has one yet."""

    status = 403
    type = "second-factor-required"
    title = "Second factor required"
    detail = "Answer the challenge with one of its methods."
    example_members: ClassVar[Mapping[str, Any]] = {
        "challenge": {"id": "01a23179-de00-7000-8000-000000000005", "methods": ["totp"], "expires_in": 300}
    }


class EmailTaken(AppError):
    """An account with this address exists already."""

    status = 409
    type = "email-taken"
    title = "E-mail address taken"
    detail = "There is already an account with this e-mail address. Sign in instead."


class LastAdministrator(AppError):
    """Without this account there would be no administrator left."""

    status = 409
    type = "last-administrator"
    title = "Last administrator"
    detail = "This is the last administrator. Give somebody else the role first."


class MailOff(AppError):
    """The deployment sends no mail, so what begins with a mail cannot be done here."""

    status = 409
    type = "mail-off"
    title = "Mail is off"
    detail = "This deployment sends no mail. Ask an administrator instead."


class TokenSpent(AppError):
    """The one-time token was used, replaced by a newer one, or is over; or it never was one."""

    status = 404
    type = "token-spent"
    title = "Link no longer valid"
    detail = "This link was used before, replaced by a newer one, or is too old. Ask for a new one."
