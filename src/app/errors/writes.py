"""Errors of writes, of documents and of accounts: what is there has another version, or a rule is against it."""

from app.errors.app_error import AppError


class VersionConflict(AppError):
    """Somebody else changed the same thing at the same moment, twice in a row."""

    status = 409
    type = "version-conflict"
    title = "Version conflict"
    detail = "Somebody else keeps changing this. Read it again, then repeat the change."


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
    """What the request is about has not, or no longer, the version that `If-Match` or `If-None-Match` asks for."""

    status = 412
    type = "precondition-failed"
    title = "Precondition failed"
    detail = "It has another version by now. Read it again, then decide whether the change still holds."


class PreconditionRequired(AppError):
    """Documents of this collection are changed only by clients that say which version they have read."""

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
