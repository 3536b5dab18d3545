"""POST /data/transactions: several changes of any collections, all or nothing."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request

from app.collection.access import is_role
from app.dependencies import CurrentUser, ProcessRuntime, current_user, live_user
from app.entity_tags import of_version
from app.errors import (
    BODY_ERRORS,
    AlreadyExists,
    AppError,
    CounterOutOfBounds,
    Forbidden,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    RateLimited,
    RuleBroken,
    ServiceUnavailable,
    Unauthenticated,
    ValidationFailed,
    VersionConflict,
)
from app.places import FieldError
from app.problems import responses
from app.request_reading import FROM_JSON, StrictRoute, read_strictly
from app.routers.acting import Once
from app.routers.collection_resource import Resource
from app.routers.document_writes import increment_of
from app.schemas.transactions import Transaction, TransactionOperation, TransactionOutcome, TransactionResult
from app.security.caller import Caller
from app.services.access import acting_for, oneself
from app.services.changes import Change, Create, Delete, Patch, Replace

_OPERATIONS: Final = "/operations"

# What each operation needs and what it may have, beside op, collection and owner.
_NEEDS: Final[dict[str, tuple[set[str], set[str]]]] = {
    "create": ({"document"}, {"id"}),
    "replace": ({"id", "document"}, {"version"}),
    "patch": ({"id", "document"}, {"version"}),
    "delete": ({"id"}, {"version"}),
    "increment": ({"id", "field", "by"}, {"min", "max", "version"}),
}


def transactions_router(resources: Mapping[str, Resource]) -> APIRouter:
    """Make the route."""
    router = APIRouter(
        prefix="/data/transactions",
        tags=["transactions"],
        route_class=StrictRoute,
        dependencies=[Depends(current_user), Depends(read_strictly)],
        responses=responses(Unauthenticated, ValidationFailed, RateLimited, ServiceUnavailable),
    )

    @router.post(
        "",
        operation_id="transactions_create",
        summary="Change several documents, all or none",
        description="Up to 90 operations on different documents of any collections. When one cannot be done, none is, "
        "and `errors` name the position of each: `/operations/3`.",
        responses=responses(
            *(Forbidden, NotFound, AlreadyExists, CounterOutOfBounds, RuleBroken, VersionConflict),
            *(PreconditionFailed, PreconditionRequired, *BODY_ERRORS),
        ),
    )
    async def transact(
        request: Request,
        body: Annotated[Transaction, FROM_JSON],
        caller: CurrentUser,
        runtime: ProcessRuntime,
        once: Once,
    ) -> TransactionOutcome:
        if any(_needs_a_live_look(operation, caller, resources) for operation in body.operations):
            caller = (await live_user(request, caller, runtime)).caller
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


def _needs_a_live_look(operation: TransactionOperation, caller: Caller, resources: Mapping[str, Resource]) -> bool:
    """Tell whether it takes a right that the gateway's remembered answer does not give."""
    resource = resources.get(operation.collection)
    by_role = resource is not None and is_role(resource.collection.write)
    return by_role or (operation.owner is not None and operation.owner != caller.user_id)


def _change(operation: TransactionOperation, caller: Caller, resources: Mapping[str, Resource]) -> Change:
    """Return the change that an operation asks for."""
    resource = resources.get(operation.collection)
    if resource is None:
        raise _refusal("collection", "unknown", "There is no such collection")
    _require_members(operation)
    collection, content = resource.collection, resource.content
    actor = oneself(caller) if operation.owner is None else acting_for(caller, operation.owner)
    document: dict[str, Any] = operation.document or {}
    common: dict[str, Any] = {"collection": collection, "actor": actor}
    if operation.op == "create":
        return Create(**common, document_id=operation.id or "", content=content.creating(document, "/document"))
    common |= {"document_id": operation.id, "conditions": of_version(operation.version)}
    match operation.op:
        case "replace":
            return Replace(**common, content=content.replacing(document, "/document"))
        case "patch":
            return Patch(**common, content=content.patching(document, "/document"))
        case "delete":
            return Delete(**common)
        case "increment":
            if operation.field not in collection.counters:
                raise _refusal("field", "unknown", "There is no such counter")
            return increment_of(
                resource, actor, str(operation.id), operation.model_dump(), of_version(operation.version)
            )


def _require_members(operation: TransactionOperation) -> None:
    needed, allowed = _NEEDS[operation.op]
    given = {
        name
        for name in ("id", "version", "document", "field", "by", "min", "max")
        if getattr(operation, name) is not None
    }
    for name in sorted(needed - given):
        raise _refusal(name, "missing", f"The operation {operation.op!r} needs this")
    for name in sorted(given - needed - allowed):
        raise _refusal(name, "extra-forbidden", f"The operation {operation.op!r} does not take this")


def _refusal(name: str, code: str, message: str) -> ValidationFailed:
    error: FieldError = {"where": "body", "pointer": f"/{name}", "code": code, "message": message}
    return ValidationFailed(errors=[error])
