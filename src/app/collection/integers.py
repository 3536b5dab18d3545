"""Integers on the wire: JSON's own are exact to 2⁵³−1 in most languages, larger ones travel as strings."""

import re
from decimal import Decimal
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.numbers import MAX_DIGITS

MAX_INTEGER: Final = 2**53 - 1
"""The largest `int` of a document, and minus it the smallest (RFC 8259 §6)."""

_PATTERN = rf"-?(0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})"

_LIMIT: Final = 10**MAX_DIGITS


def _number(value: object) -> object:
    """Read digits, and a number that JSON has written with a fraction of zeros."""
    if isinstance(value, str):
        if re.fullmatch(_PATTERN, value) is None:
            message = f"Input should be a whole number of up to {MAX_DIGITS} digits"
            raise PydanticCustomError("big_integer", message)
        return int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


class BigInteger(int):
    """A whole number of up to 38 digits. It leaves as a string, and arrives as a string or a number."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate a whole number or its digits, and write it as digits into JSON."""
        number = core_schema.int_schema(strict=True, gt=-_LIMIT, lt=_LIMIT)
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.no_info_before_validator_function(_number, number),
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the string, and the number that is taken too."""
        digits: JsonSchemaValue = {"type": "string", "pattern": f"^{_PATTERN}$", "examples": ["9007199254740993"]}
        return digits if handler.mode == "serialization" else {"anyOf": [{"type": "integer"}, digits]}
