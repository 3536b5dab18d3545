"""Items of documents: what is in one, and whether it counts as there."""

from dataclasses import dataclass
from typing import Any, Final

from app import clock
from app.repositories.dynamodb import Values
from app.repositories.operations import Condition

TOMBSTONE_SECONDS: Final = 86400
"""How long a tombstone stays."""

SYNC_TOMBSTONE_SECONDS: Final = 30 * 86400
"""How long it stays where clients are told of changes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is stored.

    `data` are the collection's own fields, as the model has them when it is written and as they are stored when it was
    read; times are RFC 3339; `expires_at` is seconds since 1970.
    """

    id: str
    owner_id: str
    author_id: str
    version: int
    created_at: str
    updated_at: str
    data: dict[str, Any]
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What is under an id: a document, or nothing any more or yet.

    `version` is the last that was there, 0 for none. `is_older`: what is stored is not what `document` has, which was
    brought up to date.
    """

    collection: str
    document_id: str
    partition: str
    document: Document | None = None
    version: int = 0
    is_older: bool = False


NOT_GONE: Final = "attribute_not_exists(deleted_at) AND (attribute_not_exists(#ttl) OR #ttl > :now)"


def not_gone() -> Condition:
    """Return the filter of what was neither deleted nor is over."""
    return Condition(NOT_GONE, names={"#ttl": "ttl"}, values={":now": clock.seconds()})


def is_gone(item: Values) -> bool:
    """Tell whether it was deleted or is over; DynamoDB removes it only later."""
    ttl: int | None = item.get("ttl")
    return "deleted_at" in item or (ttl is not None and ttl <= clock.seconds())


def document_of(item: Values) -> Document:
    """Return the document that an item holds."""
    return Document(
        id=item["sk"],
        owner_id=item["owner_id"],
        author_id=item["author_id"],
        version=item["version"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
        data=item["data"],
        expires_at=item.get("ttl"),
    )


def place_of(collection: str, item: Values) -> Place:
    """Return what is under an id where an item is."""
    document = None if is_gone(item) else document_of(item)
    return Place(collection, item["sk"], item["pk"], document, item["version"])
