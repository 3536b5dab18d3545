"""What travels over the WebSocket, in both directions, and the ticket that opens it.

The same models describe the messages in OpenAPI, so that clients get types for them (docs/realtime.md).
"""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.schemas.strict_body import StrictBody

_PRESENT: Final = ConfigDict(json_schema_serialization_defaults_required=True)


class RealtimeTicket(BaseModel):
    """What opens a WebSocket once, at `{url}?ticket={ticket}`."""

    url: str = Field(
        description="Where to connect.", json_schema_extra={"format": "uri"}, examples=["wss://live.example.com/live"]
    )
    ticket: str = Field(description="Good once.", examples=["n3c9Yk0dTgO1…"])
    expires_in: int = Field(description="Seconds until the ticket is over.", examples=[30])


CollectionName = Annotated[str, Field(min_length=1, max_length=64, examples=["notes"])]
OwnerId = Annotated[
    str | None,
    Field(max_length=100, description="Whose documents: another user's id, for administrators. Without it one's own."),
]


class RealtimeSubscribe(StrictBody):
    """Ask for the changes of a collection: one's own part of it, or all of it where everybody reads it."""

    action: Literal["subscribe"]
    collection: CollectionName
    owner: OwnerId = None


class RealtimeUnsubscribe(StrictBody):
    """Ask for no more of them."""

    action: Literal["unsubscribe"]
    collection: CollectionName
    owner: OwnerId = None


class RealtimePing(StrictBody):
    """Keep a connection open that the gateway would close after 10 idle minutes."""

    action: Literal["ping"]


type RealtimeClientMessage = Annotated[
    RealtimeSubscribe | RealtimeUnsubscribe | RealtimePing, Field(discriminator="action")
]


class RealtimeChange(BaseModel):
    """One change of a document. A client drops what is not newer than the version it has."""

    collection: str
    op: Literal["created", "updated", "deleted"]
    id: str = Field(json_schema_extra={"format": "uuid"})
    version: int
    document: dict[str, Any] | None = Field(
        default=None, description="As `GET /data/{collection}/{id}` has it; absent where it is deleted or too large."
    )


class RealtimeChanges(BaseModel):
    """Changes of one subscription, in the order of their versions for each document."""

    type: Literal["changes"]
    changes: list[RealtimeChange]


class RealtimeSubscribed(BaseModel):
    """From here on changes are sent; what was missed before is caught up by reading."""

    model_config = _PRESENT

    type: Literal["subscribed"]
    collection: str
    owner: str | None = None


class RealtimeUnsubscribed(BaseModel):
    """From here on none are sent but those under way."""

    model_config = _PRESENT

    type: Literal["unsubscribed"]
    collection: str
    owner: str | None = None


class RealtimePong(BaseModel):
    """The answer to a ping."""

    type: Literal["pong"]


class RealtimeError(BaseModel):
    """A message that was not acted upon. The connection stays."""

    type: Literal["error"]
    code: str = Field(description="The problem type's last part, as HTTP has it; decide by it.", examples=["not-found"])
    detail: str = Field(description="A sentence for people.")
    collection: str | None = Field(default=None, description="What the message was about.")
    owner: str | None = None


type RealtimeServerMessage = Annotated[
    RealtimeChanges | RealtimeSubscribed | RealtimeUnsubscribed | RealtimePong | RealtimeError,
    Field(discriminator="type"),
]

CLIENT_MESSAGES: Final[TypeAdapter[RealtimeClientMessage]] = TypeAdapter(RealtimeClientMessage)
SERVER_MESSAGES: Final[TypeAdapter[RealtimeServerMessage]] = TypeAdapter(RealtimeServerMessage)


def realtime_schemas(reference: str) -> dict[str, Any]:
    """Return the schemas of all messages by name, for OpenAPI; `reference` is the form of references to them."""
    schemas: dict[str, Any] = {}
    of_clients = CLIENT_MESSAGES.json_schema(ref_template=reference)
    of_server = SERVER_MESSAGES.json_schema(ref_template=reference, mode="serialization")
    for name, schema in (("RealtimeClientMessage", of_clients), ("RealtimeServerMessage", of_server)):
        schemas |= schema.pop("$defs")
        schemas[name] = schema
    return schemas
