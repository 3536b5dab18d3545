"""The query parameters of a collection's lists: sorting and filtering by exactly the fields that have an index."""

import inspect
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from pydantic import BeforeValidator, Field, WithJsonSchema

from app.collection import BigInteger, Collection
from app.collection.indexes import OrderedField, Scope, choices
from app.collection.integers import MAX_INTEGER
from app.json_validation import is_number_in_text
from app.routers.paging import Cursor, Limit
from app.services.list_plan import BY_ID, Filter, ListRequest, Operator

_RANGES: Final[tuple[tuple[Operator, str], ...]] = (
    ("gte", "at least"),
    ("gt", "more than"),
    ("lte", "at most"),
    ("lt", "less than"),
)


_DECIMAL: Final = r"^-?[0-9]{1,19}(\.[0-9]{1,19})?$"
"""The form of a number in a filter: plain digits, of which 38 are stored exactly."""


class ListParameters:
    """The parameters of one collection's lists, and what a request gives for them."""

    def __init__(self, collection: Collection, *, with_scope: bool) -> None:
        fields = {described.name: described for _, described in collection.ordered}
        self._filters: dict[str, tuple[OrderedField, Operator]] = {}
        self._names = {described.wire_name: described.name for described in fields.values()}
        self.parameters = [
            _parameter("limit", Limit, 25),
            _parameter("cursor", Cursor, None),
            _parameter("sort", _sort(fields), None),
        ]
        if with_scope and any(index.scope == "all" for index, _ in collection.ordered):
            described = "`all`: over the documents of all owners, for administrators."
            self.parameters.append(_parameter("scope", Annotated[Scope, Query(description=described)], "owner"))
        for described_field in fields.values():
            self._add_filters(described_field)

    def request(self, given: dict[str, Any]) -> ListRequest:
        """Return what a request with these arguments asks for."""
        filters = [
            Filter(described.name, operator, _value(described, operator, given[name]))
            for name, (described, operator) in self._filters.items()
            if given[name] is not None
        ]
        return ListRequest(
            given["limit"], self._order(given["sort"]), filters, given.get("scope", "owner"), given["cursor"]
        )

    def _order(self, sort: str | None) -> str | None:
        """Return the order by the model's name of the field."""
        if sort is None:
            return None
        name = sort.removeprefix("-")
        return "-" * sort.startswith("-") + self._names.get(name, name)

    def _add_filters(self, described: OrderedField) -> None:
        name, type_ = described.wire_name, _type(described)
        whose = f"Only those whose {name}"
        self._add(described, "eq", name, type_, f"{whose} is this.")
        if described.kind in ("str", "number", "date", "datetime"):
            for operator, words in _RANGES:
                self._add(described, operator, f"{name}__{operator}", type_, f"{whose} is {words} this.")
        if described.kind == "str":
            self._add(described, "prefix", f"{name}__prefix", type_, f"{whose} begins with this.")
        if described.is_nullable:
            words = f"true: only those without {name}; false: only those with one."
            self._add(described, "null", f"{name}__null", bool, words)

    def _add(self, described: OrderedField, operator: Operator, alias: str, type_: Any, words: str) -> None:
        name = f"{described.name}__{operator}"
        self._filters[name] = (described, operator)
        self.parameters.append(_parameter(name, Annotated[type_ | None, Query(alias=alias, description=words)], None))


def with_parameters[**P, R](function: Callable[P, R], parameters: list[inspect.Parameter]) -> Callable[P, R]:
    """Give a function that takes `**given` the parameters that FastAPI shall read for it."""
    signature = inspect.signature(function)
    kept = [
        parameter for parameter in signature.parameters.values() if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    function.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in kept), *parameters]
    )
    return function


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _sort(fields: dict[str, OrderedField]) -> Any:
    names = [f"-{BY_ID}", BY_ID]
    for described in fields.values():
        names += [described.wire_name, f"-{described.wire_name}"]
    words = "`-id`: newest first, the usual order. `id`: oldest first. With `-`: descending. Null sorts last."
    return Annotated[Literal[*names] | None, Query(description=words)]


def _type(described: OrderedField) -> Any:
    """Return the type of a filter's value. Of a model's constraints only the length counts: it bounds a key."""
    if described.kind == "str":
        return Annotated[str, Field(max_length=described.max_length)]
    if described.kind == "choice":
        return Literal[*map(str, choices(described.type))]
    if described.type is int:
        return Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)]
    if described.type in (Decimal, BigInteger):
        schema = {"type": "string", "pattern": _DECIMAL, "examples": ["24.50"]}
        return Annotated[Decimal, BeforeValidator(_number), WithJsonSchema(schema)]
    if described.type in (date, datetime):
        return Annotated[described.type, BeforeValidator(_time)]
    return described.type


def _time(given: str) -> str:
    if is_number_in_text(given):
        raise ValueError("Input should be written as in RFC 3339, for example 2026-12-24")
    return given


def _number(given: str) -> str:
    if not re.fullmatch(_DECIMAL, given):
        raise ValueError("Input should be a number in plain digits, up to 19 before and after the point")
    return given


def _value(described: OrderedField, operator: Operator, given: Any) -> Any:
    if described.kind == "choice" and operator == "eq":
        return next(value for value in choices(described.type) if str(value) == given)
    return given
