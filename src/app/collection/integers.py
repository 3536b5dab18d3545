"""Integers on the wire: JSON's own are exact to 2⁵³−1 in most languages, larger ones travel as strings."""

from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from app.numbers import MAX_DIGITS

MAX_INTEGER: Final = 2**53 - 1
"""The largest `int` of a document, and minus it the smallest (RFC 8259 §6)."""

_PATTERN = rf"-?(0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})"


class BigInteger(int):
    """A whole number of up to 38 digits. It leaves as a string, and arrives as a string or a number."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate a whole number or its digits, and write it as digits into JSON."""
        limit = 10**MAX_DIGITS
        number = core_schema.int_schema(strict=True, gt=-limit, lt=limit)
        digits = core_schema.no_info_after_validator_function(
            int, core_schema.str_schema(strict=True, pattern=f"^{_PATTERN}$")
        )
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.union_schema([number, digits]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the string, and the number that is taken too."""
        digits: JsonSchemaValue = {"type": "string", "pattern": f"^{_PATTERN}$", "examples": ["9007199254740993"]}
        return digits if handler.mode == "serialization" else {"anyOf": [{"type": "integer"}, digits]}
