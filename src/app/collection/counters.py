"""Counters: numeric fields that many may change at once without reading them first."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from app import numbers
from app.collection.integers import MAX_INTEGER, BigInteger

# One digit less than DynamoDB holds: the bounds of a condition lie a step beyond those of the counter.
MAX_DIGITS: Final = numbers.MAX_DIGITS - 1
_BIG: Final = 10**MAX_DIGITS - 1


class NotCountable(Exception):
    """The field cannot be a counter; the message says why, to follow "the field …"."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A numeric field and the least and greatest value that its model allows; both are included.

    `default` is what a document has that is older than the field, None where the field is required.
    """

    field: str
    type: Any
    minimum: Decimal
    maximum: Decimal
    places: int
    default: Decimal | None

    def amount(self, number: int | Decimal) -> int | Decimal:
        """Return a number in the form in which the field is stored."""
        return int(number) if self.places == 0 else numbers.plain(Decimal(number))


def counter(model: type[BaseModel], name: str) -> Counter:
    """Describe a field of the model as a counter.

    Raises
    ------
    NotCountable
        There is no such field, it is no number, or its constraints cannot be kept by counting.
    """
    info = model.model_fields.get(name)
    if info is None:
        raise NotCountable("does not exist")
    if info.annotation not in (int, BigInteger, Decimal):
        raise NotCountable("is no counter: that is an int, a BigInteger or a Decimal, never null")
    limits, places = _limits_of_type(info)
    low, high = limits
    step = Decimal(1).scaleb(-places, numbers.EXACT)
    for constraint in info.metadata:
        match constraint:
            case Ge(ge=bound):
                low = max(low, _decimal(bound))
            case Gt(gt=bound):
                low = max(low, numbers.EXACT.add(_decimal(bound), step))
            case Le(le=bound):
                high = min(high, _decimal(bound))
            case Lt(lt=bound):
                high = min(high, numbers.EXACT.subtract(_decimal(bound), step))
            case _ if type(constraint).__name__ in ("_PydanticGeneralMetadata", "PydanticGeneralMetadata", "Marker"):
                pass  # max_digits and decimal_places, read above
            case _:
                raise NotCountable("is a counter, and counting keeps no constraints but ge, gt, le and lt")
    default = None if info.is_required() else _decimal(info.get_default(call_default_factory=True))
    return Counter(name, info.annotation, low, high, places, default)


def _limits_of_type(info: FieldInfo) -> tuple[tuple[Decimal, Decimal], int]:
    """Return what the type itself allows, and how many decimal places."""
    if info.annotation is Decimal:
        schema: Any = TypeAdapter(info.rebuild_annotation()).core_schema
        while "schema" in schema and schema["type"] != "decimal":
            schema = schema["schema"]
        digits, places = schema.get("max_digits"), schema.get("decimal_places")
        if digits is None or places is None or digits > MAX_DIGITS:
            raise NotCountable("is a Decimal counter, so it declares decimal_places and max_digits, 37 at most")
        greatest = Decimal((0, (9,) * digits, -places))
        return (greatest.copy_negate(), greatest), places
    greatest = Decimal(_BIG if info.annotation is BigInteger else MAX_INTEGER)
    return (greatest.copy_negate(), greatest), 0


def _decimal(bound: Any) -> Decimal:
    return Decimal(str(bound))
