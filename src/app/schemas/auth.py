"""Bodies of /auth."""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.schemas.email import Email
from app.security.passwords import MAX_LENGTH


def _single_line(value: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise ValueError("Control characters are not allowed")
    return value


Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Ada Lovelace"]), AfterValidator(_single_line)]

# The lower bound is a setting and is checked where the password is set; a password that is only compared may be any.
# The bound here only keeps megabytes from being normalised.
Password = Annotated[str, Field(min_length=1, max_length=4 * MAX_LENGTH, json_schema_extra={"format": "password"})]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Registration(_Body):
    """Somebody who wants an account."""

    email: Email
    password: Annotated[Password, Field(description="Characters count after Unicode normalisation (NFC).")]
    name: Name | None = None


class Registered(BaseModel):
    """What to do after a registration."""

    next: Literal["sign_in"] = Field(description="`sign_in`: the account exists; sign in.")


class Login(_Body):
    """Somebody who has an account."""

    email: Email
    password: Password
    transport: Literal["body", "cookie"] = Field(
        default="body",
        description="Where the refresh token travels: in the body (apps), or in a cookie that scripts cannot read "
        "(the site itself).",
    )


class SignedIn(BaseModel):
    """A session, and the access token to use it with."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds until the access token ends.")
    session_id: str
    refresh_token: str | None = Field(
        default=None, description="Present with the body transport alone. Keep the newest one."
    )


class RefreshRequest(_Body):
    """A session to go on with. Without `refresh_token` the cookie is used."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=512)] | None = None


class AuthOptions(BaseModel):
    """What a client needs to know before it shows a form."""

    mail: bool = Field(description="Whether this deployment sends mail.")
    sign_in_methods: list[str] = Field(description="Clients ignore those they do not know.")
    password_min_length: int = Field(description="Characters, after Unicode normalisation (NFC).")
    password_max_length: int
