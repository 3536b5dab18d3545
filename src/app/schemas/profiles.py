"""Bodies of /users/profiles."""

from pydantic import BaseModel, Field


class PublicProfile(BaseModel):
    """A person, as everybody who is signed in sees them."""

    id: str = Field(json_schema_extra={"format": "uuid"}, examples=["01a23179-de00-7000-8000-000000000002"])
    name: str | None = Field(examples=["Ada Lovelace"])
    avatar_url: str | None = Field(json_schema_extra={"format": "uri"}, examples=["https://example.com/ada.png"])


class PublicProfileList(BaseModel):
    """People, in the order they were asked for."""

    items: list[PublicProfile]
