"""Reading documents: lists and single ones, for signed-in users and, of public collections, for anybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.dependencies import ProcessRuntime
from app.errors import Forbidden, MalformedRequest, NotFound
from app.problems import responses
from app.routers.acting import Owner
from app.routers.collection_resource import DocumentId, Resource, annotated
from app.routers.conditions import NOT_MODIFIED, IfNoneMatch, header
from app.routers.document_answers import answer_page, answer_unless_known
from app.routers.list_parameters import ListParameters, with_parameters
from app.services.access import STRANGER, Actor

PUBLIC_CACHE = "public, max-age=30"
"""For how long anybody's cache may keep what strangers read."""


def add_reads(router: APIRouter, resource: Resource) -> None:
    """Add the list and the single read of a collection."""
    collection, models, name = resource.collection, resource.models, resource.name
    parameters = ListParameters(collection, with_scope=True)

    async def list_documents(actor: Actor, runtime: ProcessRuntime, owner: Owner = None, **given: Any) -> Response:
        """Return a page of documents. It may be shorter than its limit; only `next_cursor: null` is the end."""
        request = parameters.request(given)
        page = await runtime.documents.page(collection, actor, request, of_owner=owner is not None)
        return answer_page(page, models.page, models.read, name)

    annotated(list_documents, actor=Annotated[Actor, Depends(resource.reader)])

    router.add_api_route(
        "",
        with_parameters(list_documents, parameters.parameters),
        methods=["GET"],
        operation_id=f"{name}_list",
        response_model=models.page,
        responses=responses(MalformedRequest, Forbidden),
    )

    async def get(
        document_id: DocumentId, actor: Actor, runtime: ProcessRuntime, if_none_match: IfNoneMatch = None
    ) -> Response:
        """Return a document with its ETag. One that you may not read is answered like one that does not exist."""
        document = await runtime.documents.get(collection, actor, document_id)
        return answer_unless_known(document, models.read, if_none_match)

    router.add_api_route(
        "/{id}",
        annotated(get, actor=Annotated[Actor, Depends(resource.reader)]),
        methods=["GET"],
        operation_id=f"{name}_get",
        response_model=models.read,
        responses={
            **responses(NotFound),
            200: {"headers": {"ETag": header("The document's version.")}},
            **NOT_MODIFIED,
        },
    )


def add_public_reads(router: APIRouter, resource: Resource) -> None:
    """Add the reads of a public collection that need no sign-in, and that a CDN may keep for a while."""
    collection, models, name = resource.collection, resource.models, resource.name
    parameters = ListParameters(collection, with_scope=False)

    async def list_documents(runtime: ProcessRuntime, **given: Any) -> Response:
        """Return a page of documents, which may be half a minute old.

        It may be shorter than its limit; only `next_cursor: null` is the end.
        """
        page = await runtime.documents.page(collection, STRANGER, parameters.request(given))
        return answer_page(page, models.public_page, models.public, name, **{"Cache-Control": PUBLIC_CACHE})

    router.add_api_route(
        "",
        with_parameters(list_documents, parameters.parameters),
        methods=["GET"],
        operation_id=f"public_{name}_list",
        response_model=models.public_page,
        responses=responses(MalformedRequest),
    )

    async def get(document_id: DocumentId, runtime: ProcessRuntime, if_none_match: IfNoneMatch = None) -> Response:
        """Return a document with its ETag. It may be half a minute old."""
        document = await runtime.documents.get(collection, STRANGER, document_id)
        return answer_unless_known(document, models.public, if_none_match, **{"Cache-Control": PUBLIC_CACHE})

    router.add_api_route(
        "/{id}",
        get,
        methods=["GET"],
        operation_id=f"public_{name}_get",
        response_model=models.public,
        responses={
            **responses(NotFound),
            200: {"headers": {"ETag": header("The document's version.")}},
            **NOT_MODIFIED,
        },
    )
