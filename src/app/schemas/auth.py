"""Bodies of /auth."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.email_address import Email
from app.security.passwords import MAX_LENGTH
from app.settings import Settings

# No control characters or line separators, and none that turn the direction of what follows: a name stays on its
# line and in its place wherever it is written.
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+$",
        examples=["Ada Lovelace"],
    ),
]

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


class StrictBody(BaseModel):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class Registration(StrictBody):
    """Somebody who wants an account."""

    email: Email
    password: NewPassword = Field(description="Characters count after Unicode normalisation (NFC).")
    name: Name | None = None


class Registered(BaseModel):
    """What to do after a registration."""

    next: Literal["sign_in", "verify_email"] = Field(
        description="`sign_in`: the account exists; sign in. `verify_email`: a mail is on its way; follow its link. "
        "Clients ignore values they do not know."
    )


Transport = Annotated[
    Literal["body", "cookie"],
    Field(
        description="Where the refresh token travels: in the body (apps), or in a cookie that scripts cannot read "
        "(the site itself)."
    ),
]

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
_REFRESH_TOKENS: Final[list[Any]] = ["v1.01a23179-de00-7000-8000-000000000002.01a23179-de00-7000-8000-000000000004.7…"]


class EmailVerification(StrictBody):
    """Somebody who got the mail of their registration."""

    token: OneTimeToken
    password: Password = Field(description="The one chosen at registration.")
    transport: Transport = "body"


class Login(StrictBody):
    """Somebody who has an account."""

    email: Email
    password: Password
    transport: Transport = "body"


class SignedIn(BaseModel):
    """A session, and the access token to use it with."""

    access_token: str = Field(examples=["eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…"])
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds until the access token ends.", examples=[600])
    session_id: str = Field(examples=["01a23179-de00-7000-8000-000000000004"])
    refresh_token: str | None = Field(
        default=None,
        description="Present with the body transport alone. Keep the newest one.",
        examples=_REFRESH_TOKENS,
    )


class RefreshRequest(StrictBody):
    """A session to go on with. Without `refresh_token` the cookie is used."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=512, examples=_REFRESH_TOKENS)] | None = None


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


class EmailConfirmation(StrictBody):
    """Somebody who got the mail at their new address."""

    token: OneTimeToken


class AuthOptions(BaseModel):
    """What a client needs to know before it shows a form."""

    mail: bool = Field(description="Whether this deployment sends mail.")
    sign_in_methods: list[str] = Field(description="Clients ignore those they do not know.", examples=[["password"]])
    password_min_length: int = Field(description="Characters, after Unicode normalisation (NFC).", examples=[15])
    password_max_length: int = Field(examples=[MAX_LENGTH])
