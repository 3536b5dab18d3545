"""How a list is read: which index drives it, and what the other filters ask of the documents that it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.collection.indexes import MAX_TEXT, Scope
from app.collection.layout import Layout, Slot
from app.errors import ValidationFailed
from app.repositories.document_lists import Range
from app.repositories.index_keys import BEHIND_IDS, NULL, VALUE, encode_prefix, encode_value

type Operator = Literal["eq", "gt", "gte", "lt", "lte", "prefix", "null"]

BY_ID: Final = "id"

_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a field has to be."""

    field: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a list was asked for.

    Parameters
    ----------
    sort
        `id` or an indexed field, with `-` before it for descending; None for the usual order: newest first.
    scope
        `all`: the documents of all owners.
    """

    limit: int = 25
    sort: str | None = None
    filters: Sequence[Filter] = ()
    scope: Scope = "owner"
    cursor: str | None = None

    def binding(self) -> tuple[str, ...]:
        """Return everything that decides which documents the list holds, and in which order."""
        asked = sorted(f"{f.field} {f.operator} {encode_value(f.value)}" for f in self.filters)
        return (self.sort or "", self.scope, *asked)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a list. `driver` is None where the documents are read by id."""

    descending: bool
    driver: Slot | None
    within: Range = field(default_factory=Range)
    others: tuple[tuple[Slot, Range], ...] = ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every index that has to be complete for this."""
        return tuple(slot for slot in (self.driver, *(slot for slot, _ in self.others)) if slot is not None)


def plan(layout: Layout, request: ListRequest) -> Plan:
    """Choose how to read a list: one index drives, the other filters drop.

    Raises
    ------
    ValidationFailed
        No index gives the documents in this order.
    """
    ranges = _ranges(request.filters)
    sort = request.sort or _usual_order(layout, request, ranges)
    descending, name = sort.startswith("-"), sort.removeprefix("-")
    driver = _driver(layout, request, name, ranges)
    others = tuple(
        (slot, within)
        for field_name, within in ranges.items()
        if driver is None or field_name != driver.field.name
        if (
            slot := layout.slot(field_name, request.scope)
            or layout.slot(field_name, "all" if request.scope == "owner" else "owner")
        )
    )
    within = Range() if driver is None else ranges.get(driver.field.name, Range())
    return Plan(descending, driver, within, others)


def _usual_order(layout: Layout, request: ListRequest, ranges: Mapping[str, Range]) -> str:
    """Newest first; over all owners only an index has an order, unless one value of it is asked for."""
    if request.scope == "all" and not _exact(layout, request, ranges):
        first = next((slot for slot in layout.slots if slot.index.scope == "all"), None)
        if first is not None:
            return first.field.name
    return f"-{BY_ID}"


def _driver(layout: Layout, request: ListRequest, name: str, ranges: Mapping[str, Range]) -> Slot | None:
    if name != BY_ID:
        slot = layout.slot(name, request.scope)
        if slot is None and request.scope == "owner":
            raise impossible("/sort", f"Only lists over all owners, scope=all, are sorted by {name}")
        if slot is None:
            raise impossible(
                "/sort",
                f'Lists over all owners are sorted by fields with an Index(…, scope="all"), which {name} has not',
            )
        return slot
    exact = _exact(layout, request, ranges)
    if exact is None and request.scope == "all":
        raise impossible(
            "/sort", "Lists over all owners are in the order of ids where an indexed field is asked for exactly"
        )
    return exact


def _exact(layout: Layout, request: ListRequest, ranges: Mapping[str, Range]) -> Slot | None:
    """Return an index of which one value is asked for: within it documents are in the order of their ids."""
    asked = {f.field for f in request.filters if f.operator == "eq" or (f.operator == "null" and f.value)}
    return next(
        (
            slot
            for slot in layout.slots
            if slot.field.name in asked and slot == layout.slot(slot.field.name, request.scope)
        ),
        None,
    )


def _ranges(filters: Sequence[Filter]) -> dict[str, Range]:
    """Return for each field the keys that all its filters allow."""
    ranges: dict[str, Range] = {}
    for asked in filters:
        one, other = ranges.get(asked.field, Range()), _range(asked)
        ranges[asked.field] = Range(max(one.low, other.low), min(one.high, other.high))
    return ranges


def _range(asked: Filter) -> Range:
    value = asked.value
    match asked.operator:
        case "eq":
            return Range(encode_value(value), encode_value(value) + BEHIND_IDS)
        case "gte":
            return Range(encode_value(value), NULL)
        case "gt":
            return Range(encode_value(value) + BEHIND_IDS, NULL)
        case "lt":
            return Range(VALUE, encode_value(value))
        case "lte":
            return Range(VALUE, encode_value(value) + BEHIND_IDS)
        case "prefix":
            begin = encode_prefix(value)
            return Range(begin, begin + _LAST_CHARACTER * (MAX_TEXT + 1 - len(value)))
        case "null":
            return Range(NULL, NULL + BEHIND_IDS) if value else Range(VALUE, NULL)


def impossible(parameter: str, message: str) -> ValidationFailed:
    """Return the error for parameters of a list that do not go together."""
    return ValidationFailed.at("query", parameter, "no-such-list", message)
