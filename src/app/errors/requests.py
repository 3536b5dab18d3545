"""Errors of any request, whatever it is about."""

from collections.abc import Sequence
from typing import ClassVar, Self

from app.errors.app_error import AppError
from app.places import FieldError, Where


class InternalError(AppError):
    """An unexpected failure; its cause is in the log under the request id."""


class MalformedRequest(AppError):
    """The request cannot be read at all: it is not JSON, not UTF-8, or its cursor is not ours."""

    status = 400
    type = "malformed-request"
    title = "Malformed request"
    detail = "The request could not be read."


class NotFound(AppError):
    """There is nothing here, or nothing that this caller may know of."""

    status = 404
    type = "not-found"
    title = "Not found"
    detail = "There is nothing at this address."


class MethodNotAllowed(AppError):
    """The address exists, the method does not; `Allow` names those that do."""

    status = 405
    type = "method-not-allowed"
    title = "Method not allowed"
    detail = "This address does not know that method. The Allow header names those it knows."


class BodyTooLarge(AppError):
    """The body, or the item it would become, is larger than the application accepts."""

    status = 413
    type = "body-too-large"
    title = "Body too large"
    detail = "The request body is too large."


class UnsupportedMediaType(AppError):
    """The body is in a form that is not read here."""

    status = 415
    type = "unsupported-media-type"
    title = "Unsupported media type"
    detail = "Send the body as uncompressed JSON, with Content-Type: application/json."


class ValidationFailed(AppError):
    """The request can be read, and something in it is not acceptable; `errors` says what."""

    status = 422
    type = "validation-failed"
    title = "Validation failed"
    detail = "Some of the request is not acceptable; the errors say which part and why."
    example_errors: ClassVar[Sequence[FieldError]] = (
        {"where": "body", "pointer": "/title", "code": "missing", "message": "Field required"},
    )

    @classmethod
    def at(cls, where: Where, pointer: str, code: str, message: str) -> Self:
        """Return the error of one place of the request."""
        return cls(errors=[{"where": where, "pointer": pointer, "code": code, "message": message}])


class RateLimited(AppError):
    """Too many requests; `Retry-After` says when to come back. The gateway answers so too, in infra/template.yaml."""

    status = 429
    type = "rate-limited"
    title = "Too many requests"
    detail = "Too many requests. Wait for the seconds that Retry-After names, then try again."

    def __init__(self, retry_after_seconds: int = 1) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_seconds)})


class ServiceUnavailable(AppError):
    """Something the application stands on is slow or away. Nothing was done, or it is safe to ask again."""

    status = 503
    type = "service-unavailable"
    title = "Service unavailable"
    detail = "The service is busy or being restored. Try again shortly."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": "1"})
