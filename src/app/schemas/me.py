"""Bodies of /users/me."""

from typing import Annotated, Any

from pydantic import Field

from app.schemas.person import Person
from app.schemas.profile_fields import AvatarUrl, Locale, Name, Preferences, TimeZone
from app.schemas.strict_body import StrictBody


class User(Person):
    """A person, as they see themselves."""

    locale: str | None = Field(description="BCP 47.", examples=["pt-BR"])
    time_zone: str | None = Field(description="A name of the IANA time zone database.", examples=["Europe/Lisbon"])
    avatar_url: str | None = Field(json_schema_extra={"format": "uri"}, examples=["https://example.com/ada.png"])
    preferences: dict[str, Any] = Field(examples=[{"theme": "dark"}])


class ProfilePatch(StrictBody):
    """What to change: members that are not there stay, `null` removes (JSON Merge Patch, RFC 7396)."""

    name: Name | None = None
    locale: Locale | None = None
    time_zone: TimeZone | None = None
    avatar_url: AvatarUrl | None = None
    preferences: Annotated[
        Preferences | None, Field(description="Merged member by member, at every depth; `null` removes all.")
    ] = None
