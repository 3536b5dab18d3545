"""What all errors share."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from app.places import MAX_FIELD_ERRORS, FieldError


class AppError(Exception):
    """What a caller is told. Subclasses fix status, type and title; `detail` says what to do about this one.

    The first line of a subclass's docstring says in the API's documentation when it comes. `example_errors` and
    `example_members` are what its example there has of `errors` and of members of its own.

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
    example_errors: ClassVar[Sequence[FieldError]] = ()
    example_members: ClassVar[Mapping[str, Any]] = {}

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
