"""Errors as application/problem+json (RFC 9457): the one place that renders them, and documents them in OpenAPI."""

import json
from typing import Any

from starlette.responses import Response

from app import request_context
from app.errors import AppError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:"


def problem_response(error: AppError) -> Response:
    """Render an error for the request that is being answered."""
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + error.type,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": request_context.current().request_id,
    }
    if error.errors:
        body["errors"] = [
            {"in": e["where"], "pointer": e["pointer"], "code": e["code"], "message": e["message"]}
            for e in error.errors
        ]
    # ASCII only: a field name in a pointer may hold what UTF-8 cannot encode.
    content = json.dumps(body, separators=(",", ":")).encode("ascii")
    return Response(content, status_code=error.status, media_type=MEDIA_TYPE, headers=error.headers)


def responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Document errors in OpenAPI, for `responses=` of a route or router. Errors of one status share an entry."""
    documented: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        summary = (error.__doc__ or error.title).strip().splitlines()[0]
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}}
        entry = documented.setdefault(error.status, {"description": "", "content": content})
        entry["description"] = f"{entry['description']} {summary}".strip()
        entry["content"][MEDIA_TYPE]["examples"][error.type] = {
            "summary": error.title,
            "value": {
                "type": TYPE_PREFIX + error.type,
                "title": error.title,
                "status": error.status,
                "detail": error.detail,
                "instance": "01990c5e-0000-7000-8000-000000000000",
            },
        }
    return documented
