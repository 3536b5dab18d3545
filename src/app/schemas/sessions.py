"""Bodies of /users/me/sessions."""

from pydantic import BaseModel, Field


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
