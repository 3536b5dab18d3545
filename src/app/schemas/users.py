"""Bodies of /users, for administrators."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.collection.access import is_role
from app.schemas.person import Person
from app.schemas.strict_body import StrictBody


def _checked_role(role: str) -> str:
    if not is_role(role):
        raise ValueError("This word is reserved: it says who may read or write a collection")
    return role


Role = Annotated[str, Field(max_length=32, pattern=r"^[a-z][a-z0-9_]*$", examples=["admin"])]


class ManagedUser(Person):
    """A person, as administrators see them."""

    disabled: bool = Field(description="Whether they are kept out.", examples=[False])


class ManagedUserList(BaseModel):
    """A page, newest first. Only `next_cursor: null` is the end."""

    items: list[ManagedUser]
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page.", examples=[None])


class ManagedUserPatch(StrictBody):
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
