"""What administrators and the person themselves see of an account."""

from pydantic import BaseModel, Field


class Person(BaseModel):
    """What administrators and the person themselves see of an account."""

    id: str = Field(json_schema_extra={"format": "uuid"}, examples=["01a23179-de00-7000-8000-000000000002"])
    email: str = Field(examples=["ada@example.com"])
    email_verified: bool = Field(description="Whether somebody has followed a link that was mailed to this address.")
    name: str | None = Field(examples=["Ada Lovelace"])
    roles: list[str] = Field(description="Clients ignore roles they do not know.", examples=[["editor"]])
    version: int = Field(
        description="Grows with every change; `ETag` is this number in quotes.", examples=[1_796_126_400_000]
    )
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})
