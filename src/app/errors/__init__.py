"""Every error a caller can see: a closed family of classes. `problems` renders them as problem+json.

An error's public face (status, type, title, detail) is what it raises with; its private cause goes to the log.
`type` never changes once released, so clients decide by it (RFC 9457 §3.1.1).
"""

from app.errors.accounts import (
    EmailTaken,
    Forbidden,
    ForeignOrigin,
    InvalidCredentials,
    LastAdministrator,
    MailOff,
    ReauthenticationRequired,
    SecondFactorRequired,
    TokenSpent,
    Unauthenticated,
)
from app.errors.app_error import AppError
from app.errors.requests import (
    BodyTooLarge,
    InternalError,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    RateLimited,
    ServiceUnavailable,
    UnsupportedMediaType,
    ValidationFailed,
)
from app.errors.writes import (
    AlreadyExists,
    ChangesForgotten,
    CounterOutOfBounds,
    IdempotencyKeyReused,
    PreconditionFailed,
    PreconditionRequired,
    RuleBroken,
    VersionConflict,
)

__all__ = [
    "AlreadyExists",
    "AppError",
    "BodyTooLarge",
    "ChangesForgotten",
    "CounterOutOfBounds",
    "EmailTaken",
    "Forbidden",
    "ForeignOrigin",
    "IdempotencyKeyReused",
    "InternalError",
    "InvalidCredentials",
    "LastAdministrator",
    "MailOff",
    "MalformedRequest",
    "MethodNotAllowed",
    "NotFound",
    "PreconditionFailed",
    "PreconditionRequired",
    "RateLimited",
    "ReauthenticationRequired",
    "RuleBroken",
    "SecondFactorRequired",
    "ServiceUnavailable",
    "TokenSpent",
    "Unauthenticated",
    "UnsupportedMediaType",
    "ValidationFailed",
    "VersionConflict",
]
