"""Every error a caller can see: a closed family of classes. `problems` renders them as problem+json.

An error's public face (status, type, title, detail) is what it raises with; its private cause goes to the log.
`type` never changes once released, so clients decide by it (RFC 9457 §3.1.1).
"""

import copy
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Self

from app.places import MAX_FIELD_ERRORS, FieldError


class AppError(Exception):
    """What a caller is told. Subclasses fix status, type and title; `detail` says what to do about this one.

    Parameters
    ----------
    detail
        A sentence for people. It never holds a value the caller sent.
    errors
        The places in the request that were wrong, for `ValidationFailed` and its like; the first 20 are told.
    headers
        Further response headers, for example `Retry-After`.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"
    detail: str = "Something went wrong on our side. The request id helps us to find it."

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.errors = tuple(errors[:MAX_FIELD_ERRORS])
        self.headers = dict(headers or {})

    def within(self, place: str) -> Self:
        """Return the same error of one part of a body: pointers begin with that of the part."""
        told: Sequence[FieldError] = self.errors or (
            {"where": "body", "pointer": "", "code": self.type, "message": self.detail},
        )
        placed = copy.copy(self)
        placed.errors = tuple({**error, "where": "body", "pointer": place + error["pointer"]} for error in told)
        return placed


class InternalError(AppError):
    """An unexpected failure; its cause is in the log under the request id."""


class MalformedRequest(AppError):
    """The request cannot be read at all: it is not JSON, not UTF-8, or its cursor is not ours."""

    status = 400
    type = "malformed-request"
    title = "Malformed request"
    detail = "The request could not be read."


class Unauthenticated(AppError):
    """Nobody is signed in, or not any more. The same answer whatever the reason was."""

    status = 401
    type = "unauthenticated"
    title = "Not signed in"
    detail = "This needs a valid access token. Sign in, or refresh the session."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})


class InvalidCredentials(AppError):
    """The address and the password do not belong together, for whatever reason."""

    status = 401
    type = "invalid-credentials"
    title = "Invalid credentials"
    detail = "The e-mail address or the password is wrong."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(AppError):
    """The caller is known and may not do this."""

    status = 403
    type = "forbidden"
    title = "Forbidden"
    detail = "You may not do this."


class ForeignOrigin(AppError):
    """A cookie was offered from a page that is not the site's, or without the header only the site sends."""

    status = 403
    type = "foreign-origin"
    title = "Foreign origin"
    detail = "With the cookie transport, X-Requested-With: fulmar and the site's own Origin are required."


class ReauthenticationRequired(AppError):
    """This needs a proof of who is asking that is at most 10 minutes old."""

    status = 403
    type = "reauthentication-required"
    title = "Reauthentication required"
    detail = "Enter your password again (POST /auth/reauthenticate), then repeat this request."


class SecondFactorRequired(AppError):
    """The password was right, and `challenge` says which second factor is wanted. Reserved: no account has one yet."""

    status = 403
    type = "second-factor-required"
    title = "Second factor required"
    detail = "Answer the challenge with one of its methods."


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


class EmailTaken(AppError):
    """An account with this address exists already."""

    status = 409
    type = "email-taken"
    title = "E-mail address taken"
    detail = "There is already an account with this e-mail address. Sign in instead."


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


class RuleBroken(AppError):
    """What the request wants is against a rule of the application; `detail` says which."""

    status = 409
    type = "rule-broken"
    title = "Against a rule"
    detail = "This is not allowed in the present state."


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


class MailOff(AppError):
    """This deployment sends no mail, so what begins with a mail cannot be done here."""

    status = 409
    type = "mail-off"
    title = "Mail is off"
    detail = "This deployment sends no mail. Ask an administrator instead."


class TokenSpent(AppError):
    """The one-time token was used, replaced by a newer one, or is over; or it never was one."""

    status = 404
    type = "token-spent"
    title = "Link no longer valid"
    detail = "This link was used before, replaced by a newer one, or is too old. Ask for a new one."


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


BODY_ERRORS: Final = (MalformedRequest, BodyTooLarge, UnsupportedMediaType)
"""What any route with a body may answer, beside `ValidationFailed`."""


class ValidationFailed(AppError):
    """The request can be read, and something in it is not acceptable; `errors` says what."""

    status = 422
    type = "validation-failed"
    title = "Validation failed"
    detail = "Some of the request is not acceptable; the errors say which part and why."


class IdempotencyKeyReused(AppError):
    """The idempotency key was used for another request within the last day."""

    status = 422
    type = "idempotency-key-reused"
    title = "Idempotency key reused"
    detail = "This Idempotency-Key belongs to another request. Use a new key for a new request."


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
