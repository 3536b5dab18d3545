"""A value that a JSON Schema allows, to show in the documentation: of schemas as Pydantic writes them.

What a field shows is its own: the first of its `examples`, its only value, or its default where that says something.
Else it is made from type, format and constraints.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

DOCUMENT_ID: Final = "01a23179-de00-7000-8000-000000000001"
USER_ID: Final = "01a23179-de00-7000-8000-000000000002"
MOMENT: Final = "2026-12-01T12:00:00.000Z"
VERSION: Final = 1_796_126_400_000
"""What a document has that was made at `MOMENT`."""

_REFERENCE: Final = "/"
_SAYS_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
_PAST: Final = frozenset({"created_at", "updated_at", "last_used_at"})
_OF_USERS: Final = frozenset({"owner_id", "author_id", "user_id"})
_FORMATS: Final[Mapping[str, str]] = {
    "uuid": DOCUMENT_ID,
    "uuid4": "9f1b3c52-6d1e-4a53-9c0a-2f4f1f0f8b11",
    "date": "2026-12-24",
    "date-time": "2026-12-24T18:00:00Z",
    "time": "18:00:00Z",
    "duration": "PT90M",
    "email": "ada@example.com",
    "name-email": "Ada Lovelace <ada@example.com>",
    "uri": "https://example.com",
    "multi-host-uri": "https://example.com",
    "password": "gliding low over grey water",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "ipvanyaddress": "192.0.2.1",
    "ipv4network": "192.0.2.0/24",
    "ipv6network": "2001:db8::/32",
    "ipvanynetwork": "192.0.2.0/24",
    "json-string": "{}",
    "base64": "ZnVsbWFy",
    "base64url": "ZnVsbWFy",
    "regex": "^[a-z]+$",
}
_OFTEN_ALLOWED: Final = ("fulmar", "Fulmar", "FULMAR", "24.50", "42", "#2f6f9f", "+44 1856 000000")


class NoExample(Exception):
    """No value can be told from the schema; `examples` of the field would tell one."""


class SchemaExamples:
    """Makes examples of schemas.

    Parameters
    ----------
    definitions
        What schemas refer to by name.
    known
        Examples of some of those, which are not to be made.
    """

    def __init__(self, definitions: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> None:
        self._definitions = definitions
        self._known = known or {}
        self._within: list[str] = []

    def of(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """Return a value that the schema allows.

        Parameters
        ----------
        name
            That of the field, which is all that is known of some texts.

        Raises
        ------
        NoExample
            There is a pattern that nothing was found for, or the schema contains itself.
        """
        if schema.get("examples"):
            return schema["examples"][0]
        if "const" in schema:
            return schema["const"]
        if schema.get("default") not in _SAYS_NOTHING:
            return schema["default"]
        if "enum" in schema:
            return schema["enum"][0]
        if "$ref" in schema:
            return self._referred(schema["$ref"].rpartition(_REFERENCE)[2], name)
        for choices in ("anyOf", "oneOf", "allOf"):
            if choices in schema:
                return self._chosen(schema[choices], name)
        return self._of_type(schema, name)

    def object(self, schema: Mapping[str, Any], *, required_only: bool = False) -> dict[str, Any]:
        """Return an object with all properties, or with those alone that it has to have.

        A property that nothing can be told of is left out where it may be.

        Raises
        ------
        NoExample
            Nothing can be told of one that has to be there.
        """
        required = schema.get("required", ())
        made: dict[str, Any] = {}
        for name, property_ in schema.get("properties", {}).items():
            if required_only and name not in required:
                continue
            try:
                made[name] = self.of(property_, name)
            except NoExample:
                if name in required:
                    raise
        others = schema.get("additionalProperties")
        if not made and isinstance(others, Mapping) and others:
            made["key"] = self.of(others)
        return made

    def _referred(self, definition: str, name: str) -> Any:
        if definition in self._known:
            return self._known[definition]
        if definition in self._within or definition not in self._definitions:
            raise NoExample
        self._within.append(definition)
        try:
            return self.of(self._definitions[definition], name)
        finally:
            self._within.pop()

    def _chosen(self, choices: list[Mapping[str, Any]], name: str) -> Any:
        for choice in choices:
            if choice.get("type") != "null":
                try:
                    return self.of(choice, name)
                except NoExample:
                    continue
        if any(choice.get("type") == "null" for choice in choices):
            return None
        raise NoExample

    def _of_type(self, schema: Mapping[str, Any], name: str) -> Any:
        match schema.get("type"):
            case "object":
                return self.object(schema)
            case "array":
                return self._array(schema, name)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return _text(schema, name)

    def _array(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        least: int = schema.get("minItems", 0)
        if "prefixItems" in schema:
            return [self.of(item, name) for item in schema["prefixItems"]]
        if schema.get("maxItems") == 0:
            return []
        try:
            item = self.of(schema.get("items", {}), name.removesuffix("s"))
        except NoExample:
            if least == 0:
                return []
            raise
        return [item] * max(1, least)


def _number(schema: Mapping[str, Any]) -> int | float:
    whole = schema["type"] == "integer"
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    low = max(schema.get("minimum", -math.inf), above + 1 if whole else above)
    high = min(schema.get("maximum", math.inf), below - 1 if whole else below)
    number = min(max(1, low), high)
    if not whole and (number <= above or number >= below):
        number = (above + below) / 2 if math.isfinite(above + below) else number + (1 if number <= above else -1)
    if step := schema.get("multipleOf"):
        number = math.ceil(number / step) * step
    return int(number) if number == int(number) else number


def _text(schema: Mapping[str, Any], name: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if "format" in schema and "pattern" not in schema:
        match schema["format"]:
            case "uuid" if name in _OF_USERS:
                return USER_ID
            case "date-time" if name in _PAST:
                return MOMENT
            case known:
                return _FORMATS.get(known, "fulmar")
    if "pattern" in schema:
        return _matching(schema["pattern"], least, most)
    words = name.replace("_", " ").strip().capitalize() or "Fulmar"
    if len(words) < least:
        words = (f"{words} " * least)[:least].rstrip().ljust(least, "x")
    return words if most == math.inf else words[:most]


def _matching(pattern: str, least: int, most: float) -> str:
    """Return a text that a pattern allows, of those that are often allowed; there is no making one up."""
    try:
        expression = re.compile(pattern)
    except re.error:  # it is Rust's, which has more
        raise NoExample from None
    for text in _OFTEN_ALLOWED:
        if least <= len(text) <= most and expression.search(text):
            return text
    raise NoExample
