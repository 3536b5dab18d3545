"""What every router of the application is: strict about what it reads, and known to its callers."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Depends

from app.errors import ValidationFailed
from app.problems import responses
from app.request_reading import StrictRoute, read_strictly


def strict_router(prefix: str, tag: str, *callers: Callable[..., Awaitable[Any]]) -> APIRouter:
    """Make a router for paths that begin with a prefix.

    Parameters
    ----------
    tag
        The heading under which /docs and the generated client have its operations.
    callers
        Dependencies that refuse whoever may not call, of `app.dependencies`; they come before the request is judged.
        What all its routes fail with because of them needs no declaration (`app.openapi.problems`).
    """
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=StrictRoute,
        dependencies=[Depends(dependency) for dependency in (*callers, read_strictly)],
        responses=responses(ValidationFailed),  # or FastAPI would document a 422 of its own form
    )
