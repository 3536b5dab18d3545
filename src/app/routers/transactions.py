"""POST /data/transactions: several changes of any collections, all or nothing."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Request

from app.collection.access import is_role
from app.dependencies import CurrentUser, ProcessRuntime, current_user, live_user
from app.entity_tags import of_version
from app.errors import (
    AlreadyExists,
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
from app.routers.collection_resource import Resource
from app.routers.document_writes import increment_of
from app.routers.strict_router import strict_router
from app.schemas.transactions import (
    Operation,
    Transaction,
    TransactionCreate,
    TransactionDelete,
    TransactionIncrement,
    TransactionOutcome,
    TransactionPatch,
    TransactionReplace,
    TransactionResult,
)
from app.security.caller import Caller
from app.services.access import acting_for, oneself
from app.services.changes import Change, Create, Delete, Patch, Replace

_OPERATIONS: Final = "/operations"
_DOCUMENT: Final = "/document"


def transactions_router(resources: Mapping[str, Resource]) -> APIRouter:
    """Make the route."""
    router = strict_router("/data/transactions", "transactions", current_user)

    @router.post(
        "",
        operation_id="transactions_create",
        summary="Change several documents, all or none",
        responses=responses(
            *(Forbidden, NotFound, AlreadyExists, CounterOutOfBounds, RuleBroken, VersionConflict),
            *(PreconditionFailed, PreconditionRequired),
        ),
    )
    async def transact(
        request: Request,
        body: Annotated[Transaction, FROM_JSON],
        caller: CurrentUser,
        runtime: ProcessRuntime,
        once: Once,
    ) -> TransactionOutcome:
        """Do up to 90 operations on different documents of any collections, or none of them.

        When one cannot be done, `errors` name the position of each that is in the way: `/operations/3`.

        Fails with what its operations fail with: `forbidden`, `not-found`, `already-exists`, `precondition-failed`,
        `precondition-required`, `rule-broken`, `counter-out-of-bounds`, `version-conflict`; and with
        `idempotency-key-reused` where the key belongs to another request.

        Costs 1 call to write, 1 to read where not all are creations, 1 to read again where there are increments, and 1
        where a role or another's documents are asked for: 1 read unit for each document and reading, and twice the
        write units of each operation by itself.
        """
        if any(_needs_a_live_look(operation, caller, resources) for operation in body.operations):
            caller = (await live_user(request, caller)).caller
        changes: list[Change] = []
        for position, operation in enumerate(body.operations):
            try:
                changes.append(_change(operation, caller, resources))
            except AppError as error:
                raise error.within(f"{_OPERATIONS}/{position}") from None
        written = await runtime.documents.do(changes, once=once, within=_OPERATIONS)
        return TransactionOutcome(
            results=[TransactionResult(id=one.document_id, version=one.version) for one in written]
        )

    return router


def _needs_a_live_look(operation: Operation, caller: Caller, resources: Mapping[str, Resource]) -> bool:
    """Tell whether it takes a right that the gateway's remembered answer does not give."""
    resource = resources.get(operation.collection)
    by_role = resource is not None and is_role(resource.collection.write)
    return by_role or (operation.owner is not None and operation.owner != caller.user_id)


def _change(operation: Operation, caller: Caller, resources: Mapping[str, Resource]) -> Change:
    """Return the change that an operation asks for."""
    resource = resources.get(operation.collection)
    if resource is None:
        raise _unknown("collection", "There is no such collection")
    collection, content = resource.collection, resource.content
    actor = oneself(caller) if operation.owner is None else acting_for(caller, operation.owner)
    match operation:
        case TransactionCreate():
            return Create(
                collection=collection,
                actor=actor,
                document_id=operation.id or "",
                content=content.creating(operation.document, _DOCUMENT),
                within=_DOCUMENT,
            )
        case TransactionReplace():
            return Replace(
                collection=collection,
                actor=actor,
                document_id=operation.id,
                content=content.replacing(operation.document, _DOCUMENT),
                within=_DOCUMENT,
                conditions=of_version(operation.version),
            )
        case TransactionPatch():
            return Patch(
                collection=collection,
                actor=actor,
                document_id=operation.id,
                content=content.patching(operation.document, _DOCUMENT),
                within=_DOCUMENT,
                conditions=of_version(operation.version),
            )
        case TransactionDelete():
            return Delete(
                collection=collection,
                actor=actor,
                document_id=operation.id,
                conditions=of_version(operation.version),
            )
        case TransactionIncrement():
            if operation.field not in collection.counters:
                raise _unknown("field", "There is no such counter")
            conditions = of_version(operation.version)
            return increment_of(resource, actor, operation.id, operation.model_dump(), conditions)


def _unknown(name: str, message: str) -> ValidationFailed:
    return ValidationFailed.at("body", f"/{name}", "unknown", message)
