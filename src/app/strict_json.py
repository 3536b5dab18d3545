"""Reading JSON from strangers: RFC 8259 with nothing left to luck (RFC 8725 §2.4, OWASP API4:2023).

Python's parser takes NaN, duplicate names, lone surrogates, numbers without end and nesting until the stack breaks.
Each of these is refused here, before a model sees it. Numbers with a fraction become `Decimal`, so that 0.1 stays 0.1.
"""

import json
from decimal import Decimal, InvalidOperation

from app import numbers
from app.errors import MalformedRequest, ValidationFailed
from app.places import pointer

MAX_DEPTH = 31
"""Levels of nesting; with the `data` attribute around a document that makes DynamoDB's 32."""

type Json = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None

# The way from the root to a value: its parent's place, and its key or index there.
type _Place = tuple["_Place", str | int] | None


def _no_constant(_name: str) -> Json:
    raise MalformedRequest("The body is not JSON: NaN and Infinity are not numbers in JSON.")


def _no_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedRequest("The body names a member twice in one object.")
    return result


def _integer(digits: str) -> Json:
    if len(digits.lstrip("-")) > numbers.MAX_DIGITS:
        return Decimal(digits)  # in linear time; judged with its place in _check
    return int(digits)


def _fraction(text: str) -> Json:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal's own
        raise _invalid(None, "number-out-of-range", numbers.MESSAGE) from None


def _invalid(place: _Place, code: str, message: str) -> ValidationFailed:
    return ValidationFailed.at("body", pointer(_steps(place)), code, message)


def _steps(place: _Place) -> list[object]:
    steps: list[object] = []
    while place is not None:
        place, step = place
        steps.append(step)
    return steps[::-1]


def _too_deep(max_depth: int) -> ValidationFailed:
    return _invalid(None, "too-deep", f"The body may be nested {max_depth} levels deep.")


def _check(root: Json, max_depth: int) -> None:
    # A place is named only when something is wrong there: naming each would cost a stranger's long keys many times.
    pending: list[tuple[_Place, int, Json]] = [(None, 1, root)]
    while pending:
        place, depth, value = pending.pop()
        if isinstance(value, str):
            _check_text(place, value)
        elif isinstance(value, Decimal):
            if not numbers.fits(value):
                raise _invalid(place, "number-out-of-range", numbers.MESSAGE)
        elif isinstance(value, dict | list):
            if depth > max_depth:
                raise _too_deep(max_depth)
            for key, child in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(key, str):
                    _check_text(place, key)
                if isinstance(child, Decimal | list | dict) or (isinstance(child, str) and not child.isascii()):
                    pending.append(((place, key), depth + 1, child))


def _check_text(place: _Place, text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _invalid(place, "lone-surrogate", "Text may not hold half of a surrogate pair.")


def loads(body: bytes, max_depth: int = MAX_DEPTH) -> Json:
    """Parse a request body.

    Raises
    ------
    MalformedRequest
        Not UTF-8, not JSON, NaN or Infinity, or a member named twice.
    ValidationFailed
        JSON that no document can hold: nested too deep, a number too large or too exact, half of a character.
    """
    try:
        text = body.decode("utf-8")
        value: Json = json.loads(
            text,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_fraction,
            object_pairs_hook=_no_duplicates,
        )
        _check(value, max_depth)
    except UnicodeDecodeError:
        raise MalformedRequest("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise MalformedRequest(f"The body is not JSON, from character {error.pos} on.") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    return value
