"""A stored document as its readers get it, over HTTP and over a WebSocket."""

from pydantic import BaseModel, ValidationError

from app import clock, logs, numbers
from app.repositories.document_items import Document


def wired(document: Document, model: type[BaseModel]) -> BaseModel:
    """Build the answer; validating fills in the defaults of fields that an older document lacks."""
    return model.model_validate(
        {
            **numbers.as_json(document.data),
            "id": document.id,
            "owner_id": document.owner_id,
            "author_id": document.author_id,
            "version": document.version,
            "created_at": document.created_at,
            "updated_at": document.updated_at,
            "expires_at": None if document.expires_at is None else clock.timestamp(document.expires_at),
        },
        by_name=True,
        by_alias=True,
    )


def readable(document: Document, model: type[BaseModel], collection: str) -> BaseModel | None:
    """Build one answer of many; a stored document that its model no longer fits must not take the others along."""
    try:
        return wired(document, model)
    except ValueError as error:  # pydantic's own is one, too
        errors = error.error_count() if isinstance(error, ValidationError) else 1
        logs.warning("document.unreadable", collection=collection, id=document.id, errors=errors)
        return None
