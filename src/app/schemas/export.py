"""What a person is given of all that is held about them."""

from typing import Any

from pydantic import BaseModel, Field

from app.schemas.me import User
from app.schemas.sessions import UserSession


class ExportedAccount(User):
    """The account."""

    known_devices: list[str] = Field(
        description="Marks of browsers it was used with; they tell nothing by themselves.",
        examples=[["5f2d0c9b81a4e673"]],
    )


class ExportedDocument(BaseModel):
    """A document as it is stored; `python -m app.cli import` takes it, one a line."""

    collection: str = Field(examples=["notes"])
    id: str = Field(json_schema_extra={"format": "uuid"})
    owner_id: str = Field(json_schema_extra={"format": "uuid"})
    author_id: str = Field(json_schema_extra={"format": "uuid"})
    version: int = Field(examples=[1_796_126_400_000])
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})
    data: dict[str, Any] = Field(
        description="Its fields; numbers have all their digits.", examples=[{"title": "Buy oat milk", "status": "open"}]
    )


class Export(BaseModel):
    """A page of it."""

    account: ExportedAccount | None = Field(description="On the first page.")
    sessions: list[UserSession] = Field(description="On the first page.")
    documents: list[ExportedDocument] = Field(description="Those of one collection.")
    next_cursor: str | None = Field(description="Give it back as `cursor` for the next page.", examples=[None])
