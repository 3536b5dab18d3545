"""The query parameters of every list."""

from typing import Annotated

from fastapi import Query

from app.security.cursors import MAX_CURSOR_CHARACTERS

Limit = Annotated[int, Query(ge=1, le=100, description="How many items a page may have.")]
Cursor = Annotated[
    str | None,
    # A cursor that is too long is answered as any other that is not ours, by the service.
    Query(
        description="`next_cursor` of the page before this one.",
        json_schema_extra={"maxLength": MAX_CURSOR_CHARACTERS},
    ),
]
