"""Messages: what people who are signed in say to each other, in rooms."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.collection import Collection, CreateOnly


class Message(BaseModel):
    """Something said in a room. Who said it may correct it; where it was said stays."""

    room: Annotated[str, Field(min_length=1, max_length=60, examples=["harbour"]), CreateOnly] = "harbour"
    text: Annotated[str, Field(min_length=1, max_length=4_000, examples=["The tide is in."])]


MESSAGES = Collection("messages", Message, read="member", write="owner", indexes=("room",), live=True)
