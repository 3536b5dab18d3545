"""Places in a request: where something was wrong with it."""

from collections.abc import Iterable
from typing import Final, Literal, TypedDict

type Where = Literal["body", "query", "path", "header"]


class FieldError(TypedDict):
    """One place in the request that was wrong. `pointer` is a JSON Pointer (RFC 6901) within `in`."""

    where: Where
    pointer: str
    code: str
    message: str


MAX_FIELD_ERRORS: Final = 20
_MAX_STEP_CHARACTERS: Final = 100


def pointer(steps: Iterable[object]) -> str:
    """Write a JSON Pointer (RFC 6901). A step that a caller made very long is cut."""
    return "".join(f"/{str(step)[:_MAX_STEP_CHARACTERS].replace('~', '~0').replace('/', '~1')}" for step in steps)
