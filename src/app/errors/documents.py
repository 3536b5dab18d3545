"""Errors about what is stored: its versions, and the rules it has to keep."""

from collections.abc import Sequence
from typing import ClassVar

from app.errors.base import AppError
from app.places import FieldError


class VersionConflict(AppError):
    """Somebody else changed the document at the same moment, twice in a row."""

    status = 409
    type = "version-conflict"
    title = "Version conflict"
    detail = "Somebody else keeps changing this document. Read it again, then repeat the change."


class AlreadyExists(AppError):
    """There is something under this id already."""

    status = 409
    type = "already-exists"
    title = "Already exists"
    detail = "There is a document with this id already. Choose another id, or replace that document."


class CounterOutOfBounds(AppError):
    """The counter would leave its bounds, so it stays as it is."""

    status = 409
    type = "counter-out-of-bounds"
    title = "Counter out of bounds"
    detail = "The counter would leave the bounds that its field or this request sets. Nothing was changed."


class OutOfStock(AppError):
    """There are not enough of a product; `errors` name it."""

    status = 409
    type = "out-of-stock"
    title = "Out of stock"
    detail = "There are not enough of what you want to buy. Nothing was bought."
    example_errors: ClassVar[Sequence[FieldError]] = (
        {"where": "body", "pointer": "/items/0", "code": "out-of-stock", "message": "There are not as many any more"},
    )


class RuleBroken(AppError):
    """What the request wants is against a rule of the application; `detail` says which."""

    status = 409
    type = "rule-broken"
    title = "Against a rule"
    detail = "This is not allowed in the present state."


class ChangesForgotten(AppError):
    """What changed since this cursor is not known any more, or the cursor is not one of this feed."""

    status = 410
    type = "gone"
    title = "Gone"
    detail = "What changed since then is not known any more. Read everything again, without a cursor."


class PreconditionFailed(AppError):
    """The document is not, or not any more, what `If-Match` or `If-None-Match` says."""

    status = 412
    type = "precondition-failed"
    title = "Precondition failed"
    detail = "The document has another version by now. Read it again, then decide whether the change still holds."


class PreconditionRequired(AppError):
    """Documents of this collection are changed only by who says which version they have read."""

    status = 428
    type = "precondition-required"
    title = "Precondition required"
    detail = "Name the version that this is about: If-Match, with the ETag that reading the document gave."


class IdempotencyKeyReused(AppError):
    """The idempotency key was used for another request within the last day."""

    status = 422
    type = "idempotency-key-reused"
    title = "Idempotency key reused"
    detail = "This Idempotency-Key belongs to another request. Use a new key for a new request."
