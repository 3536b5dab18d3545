"""Writing documents one at a time: create, replace, patch, increment, delete."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel
from starlette.responses import Response

from app import numbers
from app.dependencies import ProcessRuntime
from app.entity_tags import Preconditions
from app.errors import (
    AppError,
    CounterOutOfBounds,
    Forbidden,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    RuleBroken,
    ValidationFailed,
    VersionConflict,
)
from app.problems import responses
from app.request_reading import FROM_JSON
from app.routers.acting import Once
from app.routers.collection_resource import DocumentId, Resource, annotated
from app.routers.conditions import IfMatch, IfNoneMatch, conditions, header
from app.routers.document_answers import answer
from app.services.access import Actor
from app.services.changes import Create, Delete, Increment, Patch, Replace

_NEW_VERSION: dict[int | str, Any] = {200: {"headers": {"ETag": header("The document's new version.")}}}


def add_writes(router: APIRouter, resource: Resource) -> None:
    """Add the routes that change documents of a collection."""
    _add_create(router, resource)
    _add_put(router, resource)
    _add_patch(router, resource)
    if resource.collection.counters:
        _add_increment(router, resource)
    _add_delete(router, resource)


def _refusals(resource: Resource, *errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Document what a write may be refused with, as far as this collection knows such refusals."""
    collection = resource.collection
    possible: list[type[AppError]] = [Forbidden, *errors]
    if collection.rules is not None:
        possible.append(RuleBroken)
    if collection.require_if_match and PreconditionFailed in errors:
        possible.append(PreconditionRequired)
    return responses(*dict.fromkeys(possible))


def _add_create(router: APIRouter, resource: Resource) -> None:
    collection, models, name = resource.collection, resource.models, resource.name

    async def create(body: dict[str, Any], actor: Actor, runtime: ProcessRuntime, once: Once) -> Response:
        """Store a document. The answer is what was stored, with its address relative to this one and its ETag.

        Under an `Idempotency-Key` it may be repeated after a lost answer, and makes one document.
        """
        change = Create(collection=collection, actor=actor, content=resource.content.creating(body))
        (written,) = await runtime.documents.do([change], once=once)
        return answer(written.document, models.read, status.HTTP_201_CREATED, Location=f"{name}/{written.document_id}")

    router.add_api_route(
        "",
        annotated(create, body=models.create, actor=Annotated[Actor, Depends(resource.writer)]),
        methods=["POST"],
        operation_id=f"{name}_create",
        status_code=status.HTTP_201_CREATED,
        response_model=models.read,
        responses={
            **_refusals(resource, NotFound),
            201: {"headers": {"Location": header("Where the document is."), "ETag": header("Its version.")}},
        },
    )


def _add_put(router: APIRouter, resource: Resource) -> None:
    collection, models, name = resource.collection, resource.models, resource.name

    async def put(
        document_id: DocumentId,
        body: dict[str, Any],
        actor: Actor,
        runtime: ProcessRuntime,
        if_match: IfMatch = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """Put a document under this id, in place of what is there. What clients do not write of it stays.

        The id is a UUID of version 7, at most 5 minutes ahead. With `If-None-Match: *` it may be repeated after a lost
        answer, and makes one document.
        """
        change = Replace(
            collection=collection,
            actor=actor,
            document_id=document_id,
            content=resource.content.replacing(body),
            conditions=conditions(if_match, if_none_match),
        )
        (written,) = await runtime.documents.do([change])
        status_code = status.HTTP_201_CREATED if written.is_new else status.HTTP_200_OK
        return answer(written.document, models.read, status_code)

    router.add_api_route(
        "/{id}",
        annotated(put, body=models.create, actor=Annotated[Actor, Depends(resource.writer)]),
        methods=["PUT"],
        operation_id=f"{name}_put",
        response_model=models.read,
        responses={
            **_refusals(resource, NotFound, PreconditionFailed, VersionConflict),
            **_NEW_VERSION,
            201: {"model": models.read, "headers": {"ETag": header("The document's version.")}},
        },
    )


def _add_patch(router: APIRouter, resource: Resource) -> None:
    collection, models, name = resource.collection, resource.models, resource.name

    async def patch(
        document_id: DocumentId, body: dict[str, Any], actor: Actor, runtime: ProcessRuntime, if_match: IfMatch = None
    ) -> Response:
        """Change what members are given for (JSON Merge Patch, RFC 7396). The outcome is validated as a whole.

        Without `If-Match` a change that meets somebody else's is made again on top of it, once.
        """
        change = Patch(
            collection=collection,
            actor=actor,
            document_id=document_id,
            content=resource.content.patching(body),
            conditions=conditions(if_match),
        )
        (written,) = await runtime.documents.do([change])
        return answer(written.document, models.read)

    router.add_api_route(
        "/{id}",
        annotated(patch, body=models.patch, actor=Annotated[Actor, Depends(resource.writer)]),
        methods=["PATCH"],
        operation_id=f"{name}_patch",
        response_model=models.read,
        responses={
            **_refusals(resource, NotFound, PreconditionFailed, VersionConflict),
            **_NEW_VERSION,
        },
    )


def _add_increment(router: APIRouter, resource: Resource) -> None:
    models, name = resource.models, resource.name

    async def increment(
        document_id: DocumentId,
        body: BaseModel,
        actor: Actor,
        runtime: ProcessRuntime,
        once: Once,
        if_match: IfMatch = None,
    ) -> Response:
        """Add to a counter, or take away. Many may do so at once, and every one counts.

        The counter stays within the bounds of its field, which the request may narrow.
        """
        change = increment_of(resource, actor, document_id, body.model_dump(), conditions(if_match))
        (written,) = await runtime.documents.do([change], once=once)
        return answer(written.document, models.read)

    router.add_api_route(
        "/{id}/increment",
        annotated(
            increment, body=Annotated[models.increment, FROM_JSON], actor=Annotated[Actor, Depends(resource.writer)]
        ),
        methods=["POST"],
        operation_id=f"{name}_increment",
        response_model=models.read,
        responses={
            **_refusals(resource, NotFound, PreconditionFailed, CounterOutOfBounds, VersionConflict),
            **_NEW_VERSION,
        },
    )


def _add_delete(router: APIRouter, resource: Resource) -> None:
    async def delete(document_id: DocumentId, actor: Actor, runtime: ProcessRuntime, if_match: IfMatch = None) -> None:
        """Remove a document. One that was deleted before is answered like one that never was."""
        change = Delete(
            collection=resource.collection, actor=actor, document_id=document_id, conditions=conditions(if_match)
        )
        await runtime.documents.do([change])

    router.add_api_route(
        "/{id}",
        annotated(delete, actor=Annotated[Actor, Depends(resource.writer)]),
        methods=["DELETE"],
        operation_id=f"{resource.name}_delete",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=_refusals(resource, NotFound, PreconditionFailed, VersionConflict),
    )


def increment_of(
    resource: Resource, actor: Actor, document_id: str, given: dict[str, Any], conditions: Preconditions
) -> Increment:
    """Return the increment that a body asks for.

    Raises
    ------
    ValidationFailed
        A number has more decimal places than the counter, or cannot be stored.
    """
    counter = resource.collection.counted[given["field"]]
    for name in ("by", "min", "max"):
        if given[name] is None:
            continue
        number = Decimal(given[name])
        if not numbers.fits(number):
            raise _unfit(name, "number-out-of-range", numbers.MESSAGE)
        exponent = numbers.plain(number).as_tuple().exponent
        if isinstance(exponent, int) and -exponent > counter.places:
            raise _unfit(name, "decimal-places", f"This counter has {counter.places} decimal places")
    return Increment(
        collection=resource.collection,
        actor=actor,
        document_id=document_id,
        counter=given["field"],
        by=given["by"],
        minimum=given["min"],
        maximum=given["max"],
        conditions=conditions,
    )


def _unfit(name: str, code: str, message: str) -> ValidationFailed:
    return ValidationFailed.at("body", f"/{name}", code, message)
