"""What DynamoDB can hold of a document, checked before it is asked, so that the error can name the field."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

from app import numbers
from app.collection.integers import MAX_INTEGER, BigInteger
from app.errors import BodyTooLarge, ValidationFailed
from app.places import FieldError, pointer
from app.repositories.attributes import MAX_ITEM_BYTES, UnstorableNumber, encode, encode_item, size_of

MAX_DEPTH: Final = 31
"""Levels of nesting below `data`, which is the first of DynamoDB's 32."""

MAX_TRANSACTION_BYTES: Final = 4 * 1024 * 1024

TOO_LARGE: Final = f"This would be larger than the {MAX_ITEM_BYTES >> 10} KB that may be stored in one piece."
_INTEGER: Final = f"Whole numbers lie between -{MAX_INTEGER} and {MAX_INTEGER}"


def require_storable(item: Mapping[str, Any]) -> None:
    """Refuse an item whose `data` DynamoDB could not hold as it is.

    Raises
    ------
    ValidationFailed
        A number is too large or too exact, an `int` is beyond 2⁵³−1, a name is empty, or it is nested too deep.
    BodyTooLarge
        It would exceed 400 KB. The error names the largest field.
    """
    pending: list[tuple[tuple[object, ...], Any]] = [((name,), value) for name, value in item["data"].items()]
    while pending:
        path, value = pending.pop()
        match value:
            case bool() | None | str() | bytes() | Enum():
                continue
            case Mapping():
                if len(path) >= MAX_DEPTH:
                    raise _refusal(path, "too-deep", f"Documents may be nested {MAX_DEPTH} levels deep")
                if "" in value:
                    raise _refusal((*path, ""), "empty-name", "Names of members may not be empty")
                pending += [((*path, name), child) for name, child in value.items()]
            case list() | tuple() | set() | frozenset():
                if len(path) >= MAX_DEPTH:
                    raise _refusal(path, "too-deep", f"Documents may be nested {MAX_DEPTH} levels deep")
                pending += [((*path, number), child) for number, child in enumerate(value)]
            case int() if not isinstance(value, BigInteger) and abs(value) > MAX_INTEGER:
                raise _refusal(path, "number-out-of-range", _INTEGER)
            case _:
                try:
                    encode(value)
                except UnstorableNumber:
                    raise _refusal(path, "number-out-of-range", numbers.MESSAGE) from None
    _require_small(item)


def _require_small(item: Mapping[str, Any]) -> None:
    encoded = encode_item(item)
    if size_of(encoded) <= MAX_ITEM_BYTES:
        return
    fields = encoded["data"]["M"]
    largest = max(fields, key=lambda name: size_of({name: fields[name]}))
    error: FieldError = {
        "where": "body",
        "pointer": pointer((largest,)),
        "code": "too-large",
        "message": "This is the largest field",
    }
    raise BodyTooLarge(TOO_LARGE, errors=[error])


def _refusal(path: tuple[object, ...], code: str, message: str) -> ValidationFailed:
    return ValidationFailed.at("body", pointer(path), code, message)


def require_small_enough(items: Sequence[Mapping[str, Any]]) -> None:
    """Raise `BodyTooLarge` for what a transaction could not write at once."""
    if sum(size_of(encode_item(item)) for item in items) > MAX_TRANSACTION_BYTES:
        raise BodyTooLarge("This would be larger than the 4 MB that one transaction may write. Use several.")
