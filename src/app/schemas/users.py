"""Bodies of /users."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from app.collection.access import is_role
from app.email_address import Email
from app.schemas.auth import Name, NewPassword, Password, StrictBody
from app.schemas.profile import AvatarUrl, Locale, Preferences, TimeZone


def _checked_role(role: str) -> str:
    if not is_role(role):
        raise ValueError("This word says who may read or write a collection, and is no role")
    return role


class Person(BaseModel):
    """What administrators and the person themselves see of an account."""

    id: str = Field(json_schema_extra={"format": "uuid"}, examples=["01a23179-de00-7000-8000-000000000002"])
    email: str = Field(examples=["ada@example.com"])
    email_verified: bool = Field(description="Whether a mail to this address was answered.")
    name: str | None = Field(examples=["Ada Lovelace"])
    roles: list[str] = Field(description="Clients ignore roles they do not know.", examples=[["editor"]])
    version: int = Field(
        description="Grows with every change; `ETag` is this number in quotes.", examples=[1_796_126_400_000]
    )
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})


class User(Person):
    """A person, as they see themselves."""

    locale: str | None = Field(description="BCP 47.", examples=["pt-BR"])
    time_zone: str | None = Field(description="A name of the IANA time zone database.", examples=["Europe/Lisbon"])
    avatar_url: str | None = Field(json_schema_extra={"format": "uri"}, examples=["https://example.com/ada.png"])
    preferences: dict[str, Any] = Field(examples=[{"theme": "dark"}])


class PublicProfile(BaseModel):
    """A person, as everybody who is signed in sees them."""

    id: str = Field(json_schema_extra={"format": "uuid"}, examples=["01a23179-de00-7000-8000-000000000002"])
    name: str | None = Field(examples=["Ada Lovelace"])
    avatar_url: str | None = Field(json_schema_extra={"format": "uri"}, examples=["https://example.com/ada.png"])


class PublicProfileList(BaseModel):
    """People, in the order they were asked for."""

    items: list[PublicProfile]


class ProfilePatch(StrictBody):
    """What to change: members that are not there stay, `null` removes (JSON Merge Patch, RFC 7396)."""

    name: Name | None = None
    locale: Locale | None = None
    time_zone: TimeZone | None = None
    avatar_url: AvatarUrl | None = None
    preferences: Annotated[
        Preferences | None, Field(description="Merged member by member, at every depth; `null` removes all.")
    ] = None


class ManagedUser(Person):
    """A person, as administrators see them."""

    disabled: bool = Field(description="Whether they are kept out.", examples=[False])


class ManagedUserList(BaseModel):
    """A page, newest first. Only `next_cursor: null` is the end."""

    items: list[ManagedUser]
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page.", examples=[None])


Role = Annotated[str, Field(max_length=32, pattern=r"^[a-z][a-z0-9_]*$", examples=["admin"])]


class StandingPatch(StrictBody):
    """What to change: members that are not there stay."""

    roles: Annotated[
        list[Annotated[Role, AfterValidator(_checked_role)]],
        Field(max_length=16, description="All roles the person then has. `admin` has every role."),
    ] = Field(default=[])
    disabled: bool = Field(default=False, description="`true` ends all their sessions and keeps them out.")


class ResetLink(BaseModel):
    """A link to hand over to somebody who cannot get one by mail."""

    url: str = Field(
        description="Good once, for choosing a new password.",
        json_schema_extra={"format": "uri"},
        examples=["https://app.example.com/reset-password#token=01a23179-de00-7000-8000-000000000002.n3c9Yk0dTgO1"],
    )
    expires_at: str = Field(json_schema_extra={"format": "date-time"})


class PasswordChange(StrictBody):
    """Somebody who wants another password."""

    current_password: Password
    new_password: NewPassword = Field(
        description="Characters count after Unicode normalisation (NFC).", examples=["banking steeply into the wind"]
    )


class EmailChange(StrictBody):
    """Somebody who wants another e-mail address."""

    email: Email


class UserSession(BaseModel):
    """One sign-in on one device."""

    id: str = Field(json_schema_extra={"format": "uuid"}, examples=["01a23179-de00-7000-8000-000000000004"])
    current: bool = Field(description="Whether it is the one that asks.")
    device: str = Field(
        description="What the browser or app calls itself (User-Agent).", examples=["Mozilla/5.0 (X11) Firefox/149.0"]
    )
    address: str = Field(description="The network address that it began from.", examples=["203.0.113.7"])
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
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page.", examples=[None])
