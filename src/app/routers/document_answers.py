"""Documents as answers: their body, ETag and what OpenAPI says of them."""

from fastapi import status
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app import clock, logs, numbers
from app.entity_tags import Preconditions, entity_tag, tags_of
from app.errors import NotFound
from app.repositories.documents import Document
from app.services.access import NO_DOCUMENT
from app.services.documents import DocumentList

JSON = "application/json"


def answer(
    document: Document | None, model: type[BaseModel], status_code: int = status.HTTP_200_OK, **headers: str
) -> Response:
    """Return the answer with a document. `NotFound` where a repeated request's document is there no more."""
    if document is None:
        raise NotFound(NO_DOCUMENT)
    return Response(
        _wire(document, model).model_dump_json(by_alias=True),
        status_code=status_code,
        headers={**headers, "ETag": entity_tag(document.version)},
        media_type=JSON,
    )


def answer_unless_known(
    document: Document, model: type[BaseModel], if_none_match: str | None, **headers: str
) -> Response:
    """Return the answer with a document, or 304 to who has this version."""
    if Preconditions(none_match=tags_of(if_none_match)).hold_for(document.version):
        return answer(document, model, status.HTTP_200_OK, **headers)
    tag = {"ETag": entity_tag(document.version)}
    return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={**headers, **tag})


def answer_page(
    page: DocumentList, page_model: type[BaseModel], model: type[BaseModel], collection: str, **headers: str
) -> Response:
    """Return the answer with a page."""
    items = [wired for document in page.documents if (wired := readable(document, model, collection)) is not None]
    body = page_model.model_construct(items=items, next_cursor=page.next_cursor)
    return Response(body.model_dump_json(by_alias=True), headers=headers, media_type=JSON)


def _wire(document: Document, model: type[BaseModel]) -> BaseModel:
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
    """Build one answer of a list; a stored document that its model no longer fits must not take the others along."""
    try:
        return _wire(document, model)
    except ValueError as error:  # pydantic's own is one, too
        errors = error.error_count() if isinstance(error, ValidationError) else 1
        logs.warning("document.unreadable", collection=collection, id=document.id, errors=errors)
        return None
