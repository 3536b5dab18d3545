"""Bodies of /users."""

from pydantic import BaseModel, Field


class User(BaseModel):
    """A person, as they see themselves."""

    id: str
    email: str
    name: str | None
    roles: list[str] = Field(description="Clients ignore roles they do not know.")
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})
