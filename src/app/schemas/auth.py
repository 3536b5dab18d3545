"""Bodies of signing up, in and out."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from app.email_address import Email
from app.schemas.credentials import NewPassword, OneTimeToken, Password
from app.schemas.profile_fields import Name
from app.schemas.strict_body import StrictBody
from app.security.passwords import MAX_LENGTH

Transport = Annotated[
    Literal["body", "cookie"],
    Field(
        description="Where the refresh token travels: in the body (apps), or in a cookie that scripts cannot read "
        "(the site itself)."
    ),
]
_REFRESH_TOKENS: Final[list[Any]] = ["v1.01a23179-de00-7000-8000-000000000002.01a23179-de00-7000-8000-000000000004.7…"]


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


class AuthOptions(BaseModel):
    """What a client needs to know before it shows a form."""

    mail: bool = Field(description="Whether this deployment sends mail.")
    sign_in_methods: list[str] = Field(description="Clients ignore those they do not know.", examples=[["password"]])
    password_min_length: int = Field(description="Characters, after Unicode normalisation (NFC).", examples=[15])
    password_max_length: int = Field(examples=[MAX_LENGTH])
