"""Indexes: by which fields lists are filtered and sorted, and what a field must be to have an order."""

import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Len, MaxLen
from pydantic import AwareDatetime, BaseModel, NaiveDatetime, PastDate, PastDatetime

from app.collection.integers import BigInteger

Scope = Literal["owner", "all"]
type Kind = Literal["str", "number", "bool", "date", "datetime", "choice"]

MAX_INDEXES: Final = 4
MAX_TEXT: Final = 200
"""How many characters a text in an index may have, so that its key fits into DynamoDB's 1024 bytes."""

_KINDS: Final[tuple[tuple[type, Kind], ...]] = (
    (bool, "bool"),
    (int, "number"),
    (Decimal, "number"),
    (str, "str"),
    (datetime, "datetime"),
    (date, "date"),
)


# Pydantic's own words for a time, whose values are plain ones.
_PLAIN: Final[dict[Any, type]] = {
    **dict.fromkeys((AwareDatetime, NaiveDatetime, PastDatetime), datetime),
    PastDate: date,
}


class NotIndexable(Exception):
    """The field cannot have an index; the message says why, to follow "the field …"."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index on one field of a collection.

    Parameters
    ----------
    field
        Its name in the model. A text declares `max_length`, 200 at most.
    scope
        `owner`: over the documents of one owner, or of the whole collection where it is shared. `all`: over the
        documents of all owners, for administrators and the application's own code (`?scope=all`).
    """

    field: str
    scope: Scope = "owner"

    @property
    def name(self) -> str:
        """How the layout lock calls it."""
        return self.field if self.scope == "owner" else f"{self.field} (all owners)"


@dataclass(frozen=True, slots=True)
class OrderedField:
    """A field that has an index: what its values are.

    `type` is its type without null and without constraints; `max_length` is of texts, in characters.
    """

    name: str
    wire_name: str
    kind: Kind
    type: Any
    is_nullable: bool
    max_length: int | None = None

    @property
    def encoding(self) -> str:
        """How its values are written into keys: choices as what they stand for."""
        if self.kind != "choice":
            return self.kind
        return "str" if isinstance(choices(self.type)[0], str) else "number"


def ordered_field(model: type[BaseModel], name: str) -> OrderedField:
    """Describe a field of the model for an index.

    Raises
    ------
    NotIndexable
        There is no such field, or its values have no order.
    """
    info = model.model_fields.get(name)
    if info is None:
        raise NotIndexable("does not exist")
    metadata: list[Any] = list(info.metadata)
    annotation, is_nullable = _unwrapped(info.annotation, metadata)
    kind = _kind(annotation)
    if kind is None:
        raise NotIndexable(
            "has values without an order; index a str, int, Decimal, bool, date, datetime, enum or Literal"
        )
    max_length = None
    if kind == "str":
        lengths = [item.max_length for item in metadata if isinstance(item, MaxLen | Len) and item.max_length]
        max_length = min(lengths, default=None)
        if max_length is None or max_length > MAX_TEXT:
            raise NotIndexable(f"is a text in an index, so it declares max_length, {MAX_TEXT} at most")
    if kind == "choice" and any(isinstance(v, str) and len(v) > MAX_TEXT for v in choices(annotation)):
        raise NotIndexable(f"has a choice of more than {MAX_TEXT} characters")
    return OrderedField(name, info.serialization_alias or name, kind, annotation, is_nullable, max_length)


def plain_type(annotation: Any) -> Any:
    """Return a type without null, aliases, constraints and Pydantic's own words for times."""
    return _unwrapped(annotation, [])[0]


def choices(annotation: Any) -> list[Any]:
    """Return the values of a Literal or an enum."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [member.value for member in annotation]
    return list(get_args(annotation))


def _unwrapped(annotation: Any, metadata: list[Any]) -> tuple[Any, bool]:
    """Take Annotated, type aliases and null away; their constraints go to `metadata`."""
    is_nullable = False
    while True:
        if hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        elif get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for item in more:
                metadata.extend(getattr(item, "metadata", [item]))
        elif get_origin(annotation) in (Union, types.UnionType):
            parts = [part for part in get_args(annotation) if part is not type(None)]
            if len(parts) != 1:
                return annotation, is_nullable
            annotation, is_nullable = parts[0], True
        else:
            return _PLAIN.get(annotation, annotation), is_nullable


def _kind(annotation: Any) -> Kind | None:
    if get_origin(annotation) is Literal or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return "choice" if _have_one_order(choices(annotation)) else None
    if annotation is BigInteger:
        return "number"
    return next((kind for known, kind in _KINDS if annotation is known), None)


def _have_one_order(values: Iterable[Any]) -> bool:
    """Tell whether the choices are all texts or all numbers."""
    kinds = {next((kind for known, kind in _KINDS if isinstance(value, known)), None) for value in values}
    return len(kinds) == 1 and kinds <= {"str", "number"}
