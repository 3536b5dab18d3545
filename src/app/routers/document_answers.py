"""Documents as answers: their body, ETag and what OpenAPI says of them."""

from fastapi import status
from pydantic import BaseModel
from starlette.responses import Response

from app.entity_tags import Preconditions, entity_tag, tags_of
from app.errors import NotFound
from app.repositories.document_items import Document
from app.services.access import NO_DOCUMENT
from app.services.document_wire import readable, wired
from app.services.documents import DocumentList

JSON = "application/json"


def answer(
    document: Document | None, model: type[BaseModel], status_code: int = status.HTTP_200_OK, **headers: str
) -> Response:
    """Return the answer with a document. `NotFound` where a repeated request's document is there no more."""
    if document is None:
        raise NotFound(NO_DOCUMENT)
    return Response(
        wired(document, model).model_dump_json(by_alias=True),
        status_code=status_code,
        headers={**headers, "ETag": entity_tag(document.version)},
        media_type=JSON,
    )


def answer_unless_known(
    document: Document, model: type[BaseModel], if_none_match: str | None, **headers: str
) -> Response:
    """Return the answer with a document, or 304 to whoever has this version."""
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
