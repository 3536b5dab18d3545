"""Errors as application/problem+json (RFC 9457): the one place that renders them.

Routes name the errors that they may answer; `app.openapi.problems` documents them, when somebody asks.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from app import request_context
from app.errors import AppError
from app.places import FieldError

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:problem-type:"
NAMED: Final = "x-problem-types"
"""Where `responses` leaves the types of the errors."""


def problem_response(error: AppError) -> Response:
    """Render an error for the request that is being answered."""
    body = problem_of(error, error.errors, request_context.current().request_id)
    # ASCII only: a field name in a pointer may hold what UTF-8 cannot encode.
    content = json.dumps(body, separators=(",", ":")).encode("ascii")
    return Response(content, status_code=error.status, media_type=MEDIA_TYPE, headers=error.headers)


def problem_of(error: AppError | type[AppError], errors: Sequence[FieldError], instance: str) -> dict[str, Any]:
    """Return the body of an error, or of a class of them as it is when nothing more is said.

    Parameters
    ----------
    errors
        The places in the request that were wrong.
    instance
        The id of the request.
    """
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + error.type,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
    }
    if errors:
        body["errors"] = [
            {"in": e["where"], "pointer": e["pointer"], "code": e["code"], "message": e["message"]} for e in errors
        ]
    return body


def responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Name the errors that a route may answer, for `responses=` of a route or router.

    What a route names for a status stands before what its router names for it.
    """
    named: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        named.setdefault(error.status, {NAMED: []})[NAMED].append(error.type)
    return named
