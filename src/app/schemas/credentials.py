"""Bodies with which passwords and e-mail addresses are proved, forgotten and changed, and the fields they have."""

from typing import Annotated, Final

from pydantic import Field, JsonValue

from app.email_address import Email
from app.schemas.strict_body import StrictBody
from app.security.passwords import MAX_LENGTH
from app.settings import Settings

# A password that is only compared may be any; the bound keeps megabytes from being normalised.
Password = Annotated[str, Field(min_length=1, max_length=4 * MAX_LENGTH, json_schema_extra={"format": "password"})]

# What the length of a new one may be is a setting, and counts after normalisation; so it is checked where it is set,
# and the schema shows the bounds of a deployment that has changed nothing.
_NEW_PASSWORD_SCHEMA: Final[dict[str, JsonValue]] = {
    "format": "password",
    "minLength": Settings.model_fields["password_min_length"].default,
    "maxLength": MAX_LENGTH,
}
NewPassword = Annotated[str, Field(min_length=1, max_length=4 * MAX_LENGTH, json_schema_extra=_NEW_PASSWORD_SCHEMA)]

# Any text: what is no token is answered like one that is over.
OneTimeToken = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        description="From the link in the mail, behind `#token=`.",
        examples=["01a23179-de00-7000-8000-000000000002.n3c9Yk0dTgO1…"],
    ),
]


class Reauthentication(StrictBody):
    """Somebody who is signed in and proves once more who they are."""

    password: Password


class ForgottenPassword(StrictBody):
    """Somebody who forgot their password."""

    email: Email


class PasswordReset(StrictBody):
    """Somebody who got the mail for a forgotten password."""

    token: OneTimeToken
    password: NewPassword = Field(description="The new one. Characters count after Unicode normalisation (NFC).")


class PasswordChange(StrictBody):
    """Somebody who wants another password."""

    current_password: Password
    new_password: NewPassword = Field(
        description="Characters count after Unicode normalisation (NFC).", examples=["banking steeply into the wind"]
    )


class EmailChange(StrictBody):
    """Somebody who wants another e-mail address."""

    email: Email


class EmailConfirmation(StrictBody):
    """Somebody who got the mail at their new address."""

    token: OneTimeToken
