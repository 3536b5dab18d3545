"""Validating JSON from clients as JSON: a number is no date, "yes" is no truth value, and nothing is dropped.

Pydantic's own strict mode knows JSON only until a model has a validator that runs before it, so what a model's JSON
schema says of types is checked here: what OpenAPI tells clients is what is taken.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

type Path = tuple[str | int, ...]

_REFERENCE: Final = "#/$defs/"
_WORDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_DECIMAL: Final = "decimal"
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TIMES: Final = {"date", "date-time", "time", "duration"}


class _WithDecimals(GenerateJsonSchema):
    """Tells the text of a Decimal from any other, since Decimal itself reads spaces, underscores and all digits."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        described = super().decimal_schema(schema)
        for choice in described.get("anyOf", ()):
            if choice.get("type") == "string":
                choice["format"] = _DECIMAL
        return described


class JsonValidator:
    """Makes values of a type from parsed JSON.

    Parameters
    ----------
    type_
        A model, or any other type that Pydantic knows.
    extra
        `forbid`: no member of an object goes unread, however deep. Otherwise models decide themselves.
    """

    def __init__(self, type_: Any, extra: Literal["forbid"] | None = None) -> None:
        self._adapter: TypeAdapter[Any] = TypeAdapter(type_)
        self._extra: Literal["forbid"] | None = extra

    def validate(self, value: object) -> Any:
        """Return the value; `pydantic.ValidationError` if the JSON does not fit."""
        try:
            result = self._adapter.validate_python(value, from_attributes=False, extra=self._extra)
        except ValidationError as error:
            raise _placed(error, value) from None
        errors = [
            InitErrorDetails(type=PydanticCustomError(code, message), loc=path, input=None)
            for path, code, message in _misfits(value, self._schema, self._definitions, ())
        ]
        if errors:
            raise ValidationError.from_exception_data("value", errors, hide_input=True)
        return result

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return self._adapter.json_schema(mode="validation", schema_generator=_WithDecimals)

    @cached_property
    def _definitions(self) -> Mapping[str, Any]:
        definitions: Mapping[str, Any] = self._schema.get("$defs", {})
        return definitions


def _placed(error: ValidationError, value: object) -> ValidationError:
    """Return the same error with places that are in the value: Pydantic names parts of unions and validators too."""
    told = [
        InitErrorDetails(
            type=PydanticCustomError(problem["type"], problem["msg"].replace("{", "{{").replace("}", "}}")),
            loc=_place(problem["loc"], value),
            input=None,
        )
        for problem in error.errors(include_url=False, include_input=False)
    ]
    return ValidationError.from_exception_data(error.title, told, hide_input=True)


def _place(steps: Path, value: Any) -> Path:
    """Keep the steps that lead into the value, and the last one where it names a member that is missing."""
    place: list[str | int] = []
    for number, step in enumerate(steps):
        is_known = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if is_known:
            place.append(step)
            value = value[step] if isinstance(value, dict) or step < len(value) else None  # type: ignore[operator]
        elif isinstance(value, dict) and number == len(steps) - 1:
            place.append(step)
    return tuple(place)


def is_number_in_text(value: object) -> bool:
    """Tell whether it is a text that is only a number, which Pydantic would count from 1970 where a time is wanted."""
    return isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None


def _misfits(
    value: object, schema: Mapping[str, Any] | bool, definitions: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str, str]]:
    """Find what is of another JSON type than the schema says. Pydantic has taken the value already."""
    if isinstance(schema, bool):
        return
    if "$ref" in schema:
        yield from _misfits(value, definitions[schema["$ref"].removeprefix(_REFERENCE)], definitions, path)
        return
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        found = [list(_misfits(value, choice, definitions, path)) for choice in choices]
        if all(found):
            yield min(found, key=lambda misfits: -len(misfits[0][0]))[0]
        return
    for part in schema.get("allOf", ()):
        yield from _misfits(value, part, definitions, path)
    wanted = schema.get("type")
    if isinstance(wanted, str) and not _is(value, wanted):
        yield path, f"{wanted}_type", f"Input should be {_WORDS[wanted]}"
    elif schema.get("format") == _DECIMAL and not _NUMBER.fullmatch(str(value)):
        yield path, "decimal_type", "Input should be a number in the digits 0 to 9"
    elif schema.get("format") in _TIMES and is_number_in_text(value):
        yield path, "time_type", "Input should be written as in RFC 3339, for example 2026-12-24T18:00:00Z"
    elif isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name, child in value.items():
            yield from _misfits(child, known.get(name, others), definitions, (*path, name))
    elif isinstance(value, list):
        first, rest = schema.get("prefixItems", ()), schema.get("items", True)
        for number, child in enumerate(value):
            yield from _misfits(child, first[number] if number < len(first) else rest, definitions, (*path, number))


def _is(value: object, wanted: str) -> bool:
    match wanted:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
            return is_whole or (isinstance(value, int) and not isinstance(value, bool))
        case "number":
            return isinstance(value, int | Decimal | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return value is None
