"""Reading JSON from strangers: RFC 8259 with nothing left to luck (RFC 8725 §2.4, OWASP API4:2023).

Python's parser takes NaN, duplicate names, lone surrogates, numbers without end and nesting until the stack breaks.
Each of these is refused here, before a model sees it. Numbers with a fraction become `Decimal`, so that 0.1 stays 0.1.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from app.errors import FieldError, MalformedRequest, ValidationFailed

MAX_DEPTH = 31
"""Levels of nesting; with the `data` attribute around a document that makes DynamoDB's 32."""

MAX_DIGITS = 38
MIN_EXPONENT, MAX_EXPONENT = -130, 125
"""What a DynamoDB number can hold: 38 significant digits, magnitudes from 1E-130 to 9.9…E+125."""

type Json = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None


def _no_constant(_name: str) -> Json:
    raise MalformedRequest("The body is not JSON: NaN and Infinity are not numbers in JSON.")


def _no_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedRequest("The body names a member twice in one object.")
    return result


def _integer(digits: str) -> Json:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        return Decimal(digits)  # in linear time; judged with its place in _check
    return int(digits)


def _fraction(text: str) -> Json:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal's own
        raise _out_of_range("") from None


def _invalid(pointer: str, code: str, message: str) -> ValidationFailed:
    error: FieldError = {"where": "body", "pointer": pointer, "code": code, "message": message}
    return ValidationFailed(errors=[error])


def _out_of_range(pointer: str) -> ValidationFailed:
    message = f"Numbers may have {MAX_DIGITS} digits and lie between 1E{MIN_EXPONENT} and 1E+{MAX_EXPONENT + 1}."
    return _invalid(pointer, "number-out-of-range", message)


def _escape(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _children(value: list[Json] | dict[str, Json]) -> Iterable[tuple[object, Json]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _number_fits(number: Decimal) -> bool:
    if number == 0:
        return True
    return (
        MIN_EXPONENT <= number.adjusted() <= MAX_EXPONENT
        and len(number.as_tuple().digits) - _trailing_zeros(number) <= MAX_DIGITS
    )


def _trailing_zeros(number: Decimal) -> int:
    digits = number.as_tuple().digits
    return len(digits) - len("".join(map(str, digits)).rstrip("0"))


def _check(root: Json) -> None:
    pending: list[tuple[str, int, Json]] = [("", 1, root)]
    while pending:
        pointer, depth, value = pending.pop()
        if isinstance(value, str):
            _check_text(pointer, value)
        elif isinstance(value, Decimal):
            if not _number_fits(value):
                raise _out_of_range(pointer)
        elif isinstance(value, list | dict):
            if depth > MAX_DEPTH:
                raise _invalid("", "too-deep", f"The body may be nested {MAX_DEPTH} levels deep.")
            for key, child in _children(value):
                if isinstance(key, str):
                    _check_text(pointer, key)
                if isinstance(child, str | Decimal | list | dict):
                    pending.append((f"{pointer}/{_escape(key)}", depth + 1, child))


def _check_text(pointer: str, text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _invalid(pointer, "lone-surrogate", "Text may not hold half of a surrogate pair.")


def loads(body: bytes) -> Json:
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
        _check(value)
    except UnicodeDecodeError:
        raise MalformedRequest("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise MalformedRequest(f"The body is not JSON, from character {error.pos} on.") from None
    except RecursionError:
        raise _invalid("", "too-deep", f"The body may be nested {MAX_DEPTH} levels deep.") from None
    return value
