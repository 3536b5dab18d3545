"""Bodies of /users."""

from pydantic import BaseModel, Field

from app.schemas.auth import NewPassword, Password, StrictBody
from app.schemas.email import Email


class User(BaseModel):
    """A person, as they see themselves."""

    id: str
    email: str
    email_verified: bool = Field(description="Whether a mail to this address was answered.")
    name: str | None
    roles: list[str] = Field(description="Clients ignore roles they do not know.")
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})


class PasswordChange(StrictBody):
    """Somebody who wants another password."""

    current_password: Password
    new_password: NewPassword = Field(description="Characters count after Unicode normalisation (NFC).")


class EmailChange(StrictBody):
    """Somebody who wants another e-mail address."""

    email: Email


class UserSession(BaseModel):
    """One sign-in on one device."""

    id: str = Field(json_schema_extra={"format": "uuid"})
    current: bool = Field(description="Whether it is the one that asks.")
    device: str = Field(description="What the browser or app calls itself (User-Agent).")
    address: str = Field(description="The network address that it began from.")
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    last_used_at: str = Field(
        description="When it was refreshed last; an access token may have been used since.",
        json_schema_extra={"format": "date-time"},
    )
    expires_at: str = Field(
        description="When it ends if nobody refreshes it before.", json_schema_extra={"format": "date-time"}
    )


class UserSessionList(BaseModel):
    """A page. Only `next_cursor: null` is the end; a page may be shorter than its limit."""

    items: list[UserSession]
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page.")
