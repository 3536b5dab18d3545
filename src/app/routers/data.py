"""/data: the routes of every collection, derived from its declaration."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Path, Query, status
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app import logs
from app.collection import Collection
from app.dependencies import CurrentUser, ProcessRuntime, current_user
from app.entity_tags import Preconditions, entity_tag, tags_of
from app.errors import (
    BODY_ERRORS,
    MalformedRequest,
    NotFound,
    PreconditionFailed,
    RateLimited,
    ServiceUnavailable,
    Unauthenticated,
    ValidationFailed,
    VersionConflict,
    responses,
)
from app.repositories.documents import Document
from app.request_reading import FROM_JSON, StrictRoute, read_strictly
from app.routers.paging import Cursor, Limit
from app.schemas.documents import DocumentModels, models_of
from app.services.documents import Sort

JSON = "application/json"

DocumentId = Annotated[str, Path(alias="id", description="The document's id.", json_schema_extra={"format": "uuid"})]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETags of which the document must have one, or `*` for any; else 412."),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags that the document must not have, or `*`: it must not exist."),
]
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
        return _answer(document, models, status.HTTP_201_CREATED, Location=f"{name}/{document.id}")

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
            **responses(*BODY_ERRORS),
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

    async def get(
        document_id: DocumentId, caller: CurrentUser, runtime: ProcessRuntime, if_none_match: IfNoneMatch = None
    ) -> Response:
        document = await runtime.documents.get(collection, caller, document_id)
        if not Preconditions(none_match=tags_of(if_none_match)).hold_for(document.version):
            return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": entity_tag(document.version)})
        return _answer(document, models)

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
            304: {"description": "The document still has the version that `If-None-Match` names."},
        },
    )

    async def put(
        document_id: DocumentId,
        body: BaseModel,
        caller: CurrentUser,
        runtime: ProcessRuntime,
        if_match: IfMatch = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        conditions = Preconditions(tags_of(if_match), tags_of(if_none_match))
        document, is_new = await runtime.documents.put(collection, caller, document_id, body, conditions)
        return _answer(document, models, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    put.__annotations__["body"] = Annotated[models.create, FROM_JSON]
    router.add_api_route(
        "/{id}",
        put,
        methods=["PUT"],
        operation_id=f"{name}_put",
        summary=f"Replace a {noun}, or create one at an id of your own",
        description="The id is a UUID of version 7, at most 5 minutes ahead. With `If-None-Match: *` it may be "
        "repeated after a lost answer, and makes one document.",
        response_model=models.read,
        responses={
            **responses(PreconditionFailed, VersionConflict, *BODY_ERRORS),
            200: {"headers": {"ETag": _header("The document's new version.")}},
            201: {"model": models.read, "headers": {"ETag": _header("The document's version.")}},
        },
    )

    async def patch(
        document_id: DocumentId,
        body: dict[str, Any],
        caller: CurrentUser,
        runtime: ProcessRuntime,
        if_match: IfMatch = None,
    ) -> Response:
        conditions = Preconditions(tags_of(if_match))
        document = await runtime.documents.patch(
            collection, caller, document_id, body, conditions, complete=models.complete
        )
        return _answer(document, models)

    patch.__annotations__["body"] = models.patch
    router.add_api_route(
        "/{id}",
        patch,
        methods=["PATCH"],
        operation_id=f"{name}_patch",
        summary=f"Change a {noun}",
        description="JSON Merge Patch (RFC 7396); the outcome is validated as a whole. Without `If-Match` a change "
        "that meets somebody else's is made again on top of it, once.",
        response_model=models.read,
        responses={
            **responses(NotFound, PreconditionFailed, VersionConflict, *BODY_ERRORS),
            200: {"headers": {"ETag": _header("The document's new version.")}},
        },
    )

    async def delete(
        document_id: DocumentId, caller: CurrentUser, runtime: ProcessRuntime, if_match: IfMatch = None
    ) -> None:
        await runtime.documents.delete(collection, caller, document_id, Preconditions(tags_of(if_match)))

    router.add_api_route(
        "/{id}",
        delete,
        methods=["DELETE"],
        operation_id=f"{name}_delete",
        summary=f"Delete a {noun}",
        description="A document that was deleted before is answered like one that never was.",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=responses(NotFound, PreconditionFailed),
    )
    return router


def _answer(
    document: Document, models: DocumentModels, status_code: int = status.HTTP_200_OK, **headers: str
) -> Response:
    return Response(
        _wire(document, models).model_dump_json(),
        status_code=status_code,
        headers={**headers, "ETag": entity_tag(document.version)},
        media_type=JSON,
    )


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
