"""What Pydantic found wrong, as errors that name the place and repeat none of the input."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from app.errors import ValidationFailed
from app.places import MAX_FIELD_ERRORS, FieldError, pointer

_PARTS: Final = {"body": "body", "query": "query", "path": "path", "header": "header", "cookie": "header"}

# Pydantic's own sentences are kept, but for those that repeat a piece of the input or speak of Python.
_MESSAGES = {
    "model_type": "Input should be an object",
    "model_attributes_type": "Input should be an object",
    "dict_type": "Input should be an object",
    "list_type": "Input should be a list",
    "union_tag_invalid": "Input is of no kind that is known here",
    "union_tag_not_found": "Input does not say of which kind it is",
    "uuid_parsing": "Input should be a valid UUID",
    "datetime_from_date_parsing": "Input should be a valid date and time",
    "datetime_parsing": "Input should be a valid date and time",
    "date_from_datetime_parsing": "Input should be a valid date",
    "date_parsing": "Input should be a valid date",
    "url_parsing": "Input should be a valid URL",
}


def validation_failed(problems: Sequence[Mapping[str, Any]], within: str | None = None) -> ValidationFailed:
    """Return the error for what Pydantic found.

    Parameters
    ----------
    within
        JSON Pointer to the part of the body that was validated. Without it the first step of every place names the part
        of the request, as FastAPI has it.
    """
    return ValidationFailed(errors=[_field_error(problem, within) for problem in problems[:MAX_FIELD_ERRORS]])


def _field_error(problem: Mapping[str, Any], within: str | None) -> FieldError:
    part, *path = problem["loc"] if within is None else ("body", *problem["loc"])
    return {
        "where": cast(Any, _PARTS.get(str(part), "body")),
        "pointer": (within or "") + pointer(path),
        "code": problem["type"].replace("_", "-"),
        "message": _MESSAGES.get(problem["type"], problem["msg"].removeprefix("Value error, ")),
    }
