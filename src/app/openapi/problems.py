"""What operations may fail with: every problem type is shown once, and named by the operations that answer it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from app.dependencies import admin_user, current_user, handed_runtime, recent_admin, recent_user
from app.errors import (
    AppError,
    BodyTooLarge,
    Forbidden,
    IdempotencyKeyReused,
    MalformedRequest,
    RateLimited,
    ReauthenticationRequired,
    ServiceUnavailable,
    Unauthenticated,
    UnsupportedMediaType,
    ValidationFailed,
)
from app.openapi.operations import Operation
from app.problems import MEDIA_TYPE, NAMED, problem_of
from app.request_reading import read_strictly
from app.routers.acting import idempotency_key

REQUEST_ID: Final = "01a23179-de00-7000-8000-000000000000"
_IMPLIED: Final[tuple[tuple[Callable[..., Any], type[AppError]], ...]] = (
    (current_user, Unauthenticated),
    (admin_user, Forbidden),
    (recent_user, ReauthenticationRequired),
    (recent_admin, ReauthenticationRequired),
    (read_strictly, ValidationFailed),
    (read_strictly, RateLimited),
    (handed_runtime, ServiceUnavailable),
    (idempotency_key, IdempotencyKeyReused),
)
"""What a route may fail with because of what it depends on; it need not say so."""

_OF_BODIES: Final = (MalformedRequest, BodyTooLarge, UnsupportedMediaType)
"""What a route that takes a body may fail with besides."""


def add_problems(operations: Mapping[str, Operation], components: dict[str, Any]) -> None:
    """Document the errors that routes have named (`app.problems.responses`), and those that follow from what they are.

    Every error becomes one example of the document; operations refer to it.
    """
    classes = _classes()
    for operation in operations.values():
        for error in _implied(operation):
            named = operation.responses.setdefault(str(error.status), {}).setdefault(NAMED, [])
            if error.type not in named:
                named.append(error.type)
        for response in operation.responses.values():
            if NAMED in response:
                response.update(_response([classes[type_] for type_ in response.pop(NAMED)]))
    components["examples"] = {
        error.type: {
            "summary": error.title,
            "value": {**problem_of(error, error.example_errors, REQUEST_ID), **error.example_members},
        }
        for error in classes.values()
    }


def problem_types(operation: Operation) -> list[str]:
    """Return the types of the errors that an operation may answer, without their prefix."""
    return [
        type_
        for response in operation.responses.values()
        for type_ in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", ())
    ]


def reason(type_: str) -> str:
    """Return when an error of this type comes, as its class says."""
    return _reason(_classes()[type_])


def _implied(operation: Operation) -> Iterator[type[AppError]]:
    yield from (error for function, error in _IMPLIED if operation.depends_on(function))
    if "requestBody" in operation.described:
        yield from _OF_BODIES


def _response(errors: list[type[AppError]]) -> dict[str, Any]:
    examples = {error.type: {"$ref": f"#/components/examples/{error.type}"} for error in errors}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    return {"description": " ".join(map(_reason, errors)), "content": content}


def _reason(error: type[AppError]) -> str:
    return (error.__doc__ or error.title).strip().splitlines()[0]


def _classes() -> dict[str, type[AppError]]:
    """Return every class of errors there is by its type, those of an application's own services too."""
    classes: dict[str, type[AppError]] = {}
    pending = AppError.__subclasses__()
    for error in pending:
        classes.setdefault(error.type, error)
        pending += error.__subclasses__()
    return classes
