"""Values as DynamoDB holds them: plain Python to attribute values and back.

boto3's own serializer does the same at several times the cost, which is most of what a list of documents takes.
"""

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import to_jsonable_python

from app import numbers

type AttributeValue = Mapping[str, Any]
type Item = dict[str, AttributeValue]

MAX_ITEM_BYTES = 400 * 1024
_MAX_INTEGER = 2**53 - 1


class UnstorableNumber(Exception):
    """A number that DynamoDB cannot hold exactly."""


def encode(value: object) -> AttributeValue:
    """Return the attribute value of a plain value. Dates, enums and the like become their JSON text.

    Raises
    ------
    UnstorableNumber
        A number has more digits or another magnitude than DynamoDB holds.
    """
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str() if type(value) is str:
            return {"S": value}
        case int() if type(value) is int:
            return _number(Decimal(value)) if abs(value) >= 10**numbers.MAX_DIGITS else {"N": str(value)}
        case Decimal():
            return _number(value)
        case float():
            return _number(Decimal(repr(value)))
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {_name(key): encode(child) for key, child in value.items()}}
        case list() | tuple() | set() | frozenset():
            return {"L": [encode(child) for child in value]}
        case _:
            return encode(to_jsonable_python(value))


def _number(value: Decimal) -> AttributeValue:
    if not numbers.fits(value):
        raise UnstorableNumber
    return {"N": format(value, "f") if -40 < value.adjusted() < 40 else str(value)}


def _name(key: object) -> str:
    return key if type(key) is str else next(iter(to_jsonable_python({key: None})))


def encode_item(values: Mapping[str, object]) -> Item:
    """Return the item of named values."""
    return {name: encode(value) for name, value in values.items()}


def decode(value: AttributeValue) -> Any:
    """Return the plain value. A number is an `int` when it is a whole one up to 2⁵³−1, else a `Decimal`."""
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "B":
            # As DynamoDB writes it, or as botocore has read it already for another client.
            return content if isinstance(content, bytes) else base64.b64decode(content)
        case "N":
            return _decoded_number(content)
        case "M":
            return {key: decode(child) for key, child in content.items()}
        case "L":
            return [decode(child) for child in content]
        case "NULL":
            return None
        case "SS" | "BS":
            return set(content)
        case "NS":
            return {decode({"N": number}) for number in content}
    raise ValueError(f"unknown attribute type {kind}")


def _decoded_number(content: str) -> int | Decimal:
    if not content.lstrip("-").isdigit():
        return Decimal(content)
    # DynamoDB writes all digits of 1E+20, which no int of a document was.
    whole = int(content)
    return whole if abs(whole) <= _MAX_INTEGER else Decimal(content)


def decode_item(item: Mapping[str, AttributeValue]) -> dict[str, Any]:
    """Return the named values of an item."""
    return {name: decode(value) for name, value in item.items()}


def size_of(item: Mapping[str, AttributeValue]) -> int:
    """Return an upper bound of what DynamoDB counts for an item, in bytes, attribute names included.

    Source: "DynamoDB item sizes and formats" in the developer guide.
    """
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def _size_of_value(value: AttributeValue) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content) // 2 + 2
        case "M":
            return 3 + sum(1 + len(key.encode()) + _size_of_value(child) for key, child in content.items())
        case "L":
            return 3 + sum(1 + _size_of_value(child) for child in content)
        case "B":
            return len(content)
        case _:
            return 1
