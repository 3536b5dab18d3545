"""Why a document cannot be taken as it is, in a few words for an operator that quote none of its content."""

from typing import Final

from pydantic import ValidationError

from app.errors import AppError

UNFIT: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a model, or a collection's `upgrade`, raises for stored fields that it cannot make anything of."""


def reason_of(error: Exception, within: str = "") -> str:
    """Return the words: the field and what is wrong with it, or what the error says where it says it to callers.

    Parameters
    ----------
    within
        What stands before the name of a field.
    """
    match error:
        case ValidationError():
            (problem, *_) = error.errors(include_url=False, include_context=False, include_input=False)
            field = str(problem["loc"][0]) if problem["loc"] else ""
            return f"{_named(field, within)}: {problem['type'].replace('_', '-')}"
        case AppError(errors=[first, *_]):
            field = first["pointer"].removeprefix("/").partition("/")[0]
            return f"{_named(field, within)}: {first['code']}"
        case AppError():
            return error.detail
        case _:
            return f"does not fit the model ({type(error).__name__})"


def _named(field: str, within: str) -> str:
    """Name a field: further steps may be keys that are content, and a name in a file may be anything."""
    shown = "".join(character if character.isprintable() else "?" for character in field[:60])
    return f"{within}.{shown}".strip(".") or "the whole"
