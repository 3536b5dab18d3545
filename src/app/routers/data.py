"""/data: the routes of every collection, derived from its declaration."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app import logs
from app.collection import Collection
from app.dependencies import CurrentUser, ProcessRuntime, current_user
from app.errors import (
    BodyTooLarge,
    MalformedRequest,
    NotFound,
    RateLimited,
    ServiceUnavailable,
    Unauthenticated,
    UnsupportedMediaType,
    ValidationFailed,
    responses,
)
from app.repositories.documents import Document
from app.request_reading import FROM_JSON, StrictRoute, read_strictly
from app.routers.paging import Cursor, Limit
from app.schemas.documents import DocumentModels, models_of
from app.services.documents import Sort

JSON = "application/json"

DocumentId = Annotated[str, Path(alias="id", description="The document's id.", json_schema_extra={"format": "uuid"})]
Order = Annotated[Sort, Query(description="`-id`: newest first. `id`: oldest first.")]


def data_router(collections: Mapping[str, Collection]) -> APIRouter:
    """Make the routes of all collections."""
    router = APIRouter(prefix="/data")
    for collection in collections.values():
        router.include_router(_collection_router(collection))
    return router


def _collection_router(collection: Collection) -> APIRouter:
    models = models_of(collection)
    name = collection.name
    noun = collection.model.__name__
    router = APIRouter(
        prefix=f"/{name}",
        tags=[name],
        route_class=StrictRoute,
        dependencies=[Depends(current_user), Depends(read_strictly)],
        responses=responses(Unauthenticated, ValidationFailed, RateLimited, ServiceUnavailable),
    )

    async def create(body: BaseModel, caller: CurrentUser, runtime: ProcessRuntime) -> Response:
        document = await runtime.documents.create(collection, caller, body)
        headers = {"Location": f"{name}/{document.id}", "ETag": etag(document)}
        return Response(
            _wire(document, models).model_dump_json(),
            status_code=status.HTTP_201_CREATED,
            headers=headers,
            media_type=JSON,
        )

    # FastAPI reads the body's model from the annotation, and only here is it known.
    create.__annotations__["body"] = Annotated[models.create, FROM_JSON]
    router.add_api_route(
        "",
        create,
        methods=["POST"],
        operation_id=f"{name}_create",
        summary=f"Create a {noun}",
        description="Answers with the stored document, its address relative to this one and its ETag.",
        status_code=status.HTTP_201_CREATED,
        response_model=models.read,
        responses={
            **responses(MalformedRequest, BodyTooLarge, UnsupportedMediaType),
            201: {"headers": {"Location": _header("Where the document is."), "ETag": _header("Its version.")}},
        },
    )

    async def list_documents(
        caller: CurrentUser,
        runtime: ProcessRuntime,
        limit: Limit = 25,
        cursor: Cursor = None,
        sort: Order = "-id",
    ) -> Response:
        page = await runtime.documents.list(collection, caller, limit=limit, sort=sort, cursor=cursor)
        items = [wired for document in page.documents if (wired := _readable(document, models, name)) is not None]
        body = models.page.model_construct(items=items, next_cursor=page.next_cursor)
        return Response(body.model_dump_json(), media_type=JSON)

    router.add_api_route(
        "",
        list_documents,
        methods=["GET"],
        operation_id=f"{name}_list",
        summary=f"List my {name}",
        description="Strongly consistent: what was written before this call is in it. A page may be shorter than its "
        "limit; only `next_cursor: null` is the end.",
        response_model=models.page,
        responses=responses(MalformedRequest),
    )

    async def get(document_id: DocumentId, caller: CurrentUser, runtime: ProcessRuntime) -> Response:
        document = await runtime.documents.get(collection, caller, document_id)
        return Response(_wire(document, models).model_dump_json(), headers={"ETag": etag(document)}, media_type=JSON)

    router.add_api_route(
        "/{id}",
        get,
        methods=["GET"],
        operation_id=f"{name}_get",
        summary=f"Read a {noun}",
        description="A document of somebody else's is answered like one that does not exist.",
        response_model=models.read,
        responses={
            **responses(NotFound),
            200: {"headers": {"ETag": _header("The document's version.")}},
        },
    )
    return router


def etag(document: Document) -> str:
    """Return the entity tag of a document: its version in quotes."""
    return f'"{document.version}"'


def _wire(document: Document, models: DocumentModels) -> BaseModel:
    """Build the answer; validating fills in the defaults of fields that an older document lacks."""
    return models.read.model_validate(
        {
            **document.data,
            "id": document.id,
            "owner_id": document.owner_id,
            "author_id": document.author_id,
            "version": document.version,
            "created_at": document.created_at,
            "updated_at": document.updated_at,
        }
    )


def _readable(document: Document, models: DocumentModels, collection: str) -> BaseModel | None:
    """Build one answer of a list; a stored document that its model no longer fits must not take the others along."""
    try:
        return _wire(document, models)
    except ValidationError as error:
        logs.warning("document.unreadable", collection=collection, id=document.id, errors=error.error_count())
        return None


def _header(description: str) -> dict[str, Any]:
    return cast(dict[str, Any], {"description": description, "schema": {"type": "string"}})
