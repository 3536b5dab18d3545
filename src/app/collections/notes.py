"""Notes: what a person writes down for themselves."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.collection import Collection

Tag = Annotated[str, Field(min_length=1, max_length=40)]


class Note(BaseModel):
    """Something to remember, perhaps by a day."""

    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Buy oat milk"])]
    body: Annotated[str, Field(max_length=20_000, examples=["And bread, if there is any left."])] = ""
    tags: Annotated[list[Tag], Field(max_length=20, examples=[["home"]])] = []
    status: Literal["open", "done"] = "open"
    due: date | None = None


NOTES = Collection("notes", Note, read="owner", write="owner", indexes=("status", "due"), live=True, sync=True)
