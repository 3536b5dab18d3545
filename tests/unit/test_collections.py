"""Declaring a collection: what works, and what fails at import with a sentence that says what to change."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, computed_field, create_model

from app.collection import (
    BigInteger,
    Collection,
    CollectionError,
    CreateOnly,
    Index,
    Private,
    ServerSet,
    registry,
)
from app.collection.declaration import RESERVED_FIELDS


class Task(BaseModel):
    """Something to do."""

    title: str


def test_a_declared_collection_is_found_by_its_name() -> None:
    assert registry(Collection("tasks", Task))["tasks"].model is Task


@pytest.mark.parametrize("name", ["", "Tasks", "my-tasks", "_tasks", "tasks_", "9tasks", "my__tasks", "x" * 41, "a/b"])
def test_a_name_that_makes_no_path_is_refused(name: str) -> None:
    with pytest.raises(CollectionError, match="lower case words"):
        Collection(name, Task)


@pytest.mark.parametrize("name", ["transactions", "changes"])
def test_a_name_that_is_a_route_already_is_refused(name: str) -> None:
    with pytest.raises(CollectionError, match="rename it"):
        Collection(name, Task)


@pytest.mark.parametrize("field", [*sorted(RESERVED_FIELDS), "due__gte"])
def test_a_field_with_a_reserved_name_is_refused(field: str) -> None:
    fields: Any = {field: (str, ...)}
    model = create_model("Model", **fields)

    with pytest.raises(CollectionError, match=field):
        Collection("tasks", model)


@pytest.mark.parametrize(
    ("access", "message"),
    [
        ({"read": "Every One"}, "is no role"),
        ({"write": ""}, "is no role"),
        ({"write": "public"}, "strangers"),
        ({"write": "member"}, "never be used"),
        ({"write": "editor"}, "never be used"),
        ({"read": "staff"}, "only the role 'staff' may read"),
        ({"read": "staff", "write": "member"}, "only the role 'staff' may read"),
    ],
)
def test_access_rules_that_make_no_sense_are_refused_with_what_to_write_instead(access: Any, message: str) -> None:
    with pytest.raises(CollectionError, match=message):
        Collection("tasks", Task, **access)


def test_two_collections_of_one_name_are_refused() -> None:
    with pytest.raises(CollectionError, match="Two collections"):
        registry(Collection("tasks", Task), Collection("tasks", create_model("Other")))


@pytest.mark.parametrize("name", ["User", "Problem", "TaskCreate", "TaskList"])
def test_a_model_whose_schema_has_a_name_already_is_refused(name: str) -> None:
    with pytest.raises(CollectionError, match="rename the model"):
        registry(Collection("tasks", Task), Collection("others", create_model(name)))


def test_reserved_names_hold_for_aliases_and_computed_fields_too() -> None:
    class Aliased(BaseModel):
        title: str = Field(alias="id")

    class Computed(BaseModel):
        @computed_field
        def version(self) -> int:
            return 1

    for model in (Aliased, Computed):
        with pytest.raises(CollectionError, match="reserved name"):
            Collection("tasks", model)


def test_two_models_of_one_name_within_fields_are_refused() -> None:
    def order(line: type[BaseModel]) -> type[BaseModel]:
        fields: Any = {"lines": (list[line] | None, None)}  # type: ignore[valid-type]
        return create_model("Order", **fields)

    line, other = create_model("Line"), create_model("Line")
    orders = Collection("orders", order(line))

    assert registry(orders, Collection("more", create_model("More", lines=(list[line], ...))))  # type: ignore[valid-type]
    with pytest.raises(CollectionError, match=r"'Line'.*rename the model"):
        registry(orders, Collection("more", create_model("More", lines=(list[other], ...))))  # type: ignore[valid-type]
    with pytest.raises(CollectionError, match="'User'"):
        registry(Collection("orders", order(create_model("User"))))


def test_a_model_that_is_none_is_refused() -> None:
    with pytest.raises(CollectionError, match="Pydantic model"):
        Collection("tasks", dict)  # type: ignore[arg-type]


def test_two_collections_of_one_model_name_are_refused() -> None:
    with pytest.raises(CollectionError, match="rename the model"):
        registry(Collection("tasks", Task), Collection("chores", Task))


class Everything(BaseModel):
    """Fields of all kinds."""

    text: Annotated[str, Field(max_length=200)] = ""
    long: Annotated[str, Field(max_length=201)] = ""
    unbounded: str = ""
    nullable: Annotated[str | None, Field(max_length=9)] = None
    amount: Decimal = Decimal(0)
    money: Annotated[Decimal, Field(max_digits=12, decimal_places=2)] = Decimal(0)
    whole: int = 0
    stepped: Annotated[int, Field(multiple_of=5)] = 0
    big: BigInteger = BigInteger(0)
    rough: float = 0
    flag: bool = False
    day: date | None = None
    at: AwareDatetime | None = None
    colour: Literal["red", "blue"] = "red"
    mixed: Literal["red", 1] = "red"
    either: int | str = 0
    tags: list[str] = []
    hidden: Annotated[str, Field(max_length=9), Private] = ""


@pytest.mark.parametrize("field", ["text", "nullable", "amount", "whole", "big", "flag", "day", "at", "colour"])
def test_a_field_whose_values_have_an_order_may_have_an_index(field: str) -> None:
    ((index, described),) = Collection("things", Everything, indexes=(field,)).ordered

    assert (index, described.name) == (Index(field), field)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"indexes": ("long",)}, "'long' is a text in an index, so it declares max_length, 200 at most"),
        ({"indexes": ("unbounded",)}, "'unbounded' is a text in an index, so it declares max_length"),
        ({"indexes": ("rough",)}, "'rough' has values without an order"),
        ({"indexes": ("mixed",)}, "'mixed' has values without an order"),
        ({"indexes": ("either",)}, "'either' has values without an order"),
        ({"indexes": ("tags",)}, "'tags' has values without an order"),
        ({"indexes": ("missing",)}, "'missing' does not exist"),
        ({"indexes": ("hidden",)}, "'hidden' is Private"),
        ({"indexes": "text"}, r"indexes=\('text',\)"),
        ({"indexes": ("text", "text")}, "named twice"),
        ({"indexes": ("text", "amount", "whole", "flag", "day")}, "5 indexes, and 4 is the most"),
        ({"indexes": (Index("text", "all"),), "read": "member"}, "over all owners already"),
        ({"indexes": (Index("text", "some"),)}, "scope 'some'"),  # type: ignore[arg-type]
        ({"counters": ("whole",), "indexes": ("whole",)}, "is a counter and has an index"),
        ({"counters": ("missing",)}, "'missing' does not exist"),
        ({"counters": ("text",)}, "'text' is no counter"),
        ({"counters": ("rough",)}, "'rough' is no counter"),
        ({"counters": ("stepped",)}, "keeps no constraints but ge, gt, le and lt"),
        ({"counters": ("amount",)}, "declares decimal_places and max_digits"),
        ({"counters": "whole"}, r"counters=\('whole',\)"),
        ({"expires": "day"}, "has to name a field of type datetime"),
        ({"expires": "missing"}, "has to name a field of type datetime"),
        ({"shards": 4}, "shards have no use"),
        ({"shards": 0, "read": "member"}, "between 1 and 16"),
        ({"shards": 17, "read": "member"}, "between 1 and 16"),
    ],
)
def test_a_declaration_that_cannot_work_says_what_to_change(options: Any, message: str) -> None:
    with pytest.raises(CollectionError, match=message):
        Collection("things", Everything, **options)


def test_counters_know_their_bounds_exactly() -> None:
    class Counted(BaseModel):
        low: Annotated[int, Field(gt=-3, lt=10)] = 0
        money: Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)]

    counted = Collection("counted", Counted, counters=("low", "money")).counted

    low = counted["low"]
    assert [low.minimum, low.maximum, low.default] == [Decimal(-2), Decimal(9), Decimal(0)]
    assert (counted["money"].minimum, counted["money"].maximum) == (Decimal("0.01"), Decimal("9999.99"))
    assert counted["money"].default is None


def test_a_field_of_the_servers_needs_a_default_and_is_not_written_once_beside() -> None:
    class Required(BaseModel):
        state: Annotated[str, ServerSet]

    class Both(BaseModel):
        state: Annotated[str, ServerSet, CreateOnly] = ""

    with pytest.raises(CollectionError, match="needs a default"):
        Collection("things", Required)
    with pytest.raises(CollectionError, match="drop CreateOnly"):
        Collection("things", Both)


def test_a_field_has_one_name_on_the_wire() -> None:
    class Differing(BaseModel):
        title: str = Field(validation_alias="in", serialization_alias="out")

    with pytest.raises(CollectionError, match="one name"):
        Collection("things", Differing)


def test_what_is_computed_does_not_tell_what_is_private() -> None:
    class Telling(BaseModel):
        secret: Annotated[str, Private] = ""

        @computed_field
        def length(self) -> int:
            return len(self.secret)

    with pytest.raises(CollectionError, match="computed"):
        Collection("things", Telling)


def test_one_owner_scoped_and_one_index_over_all_owners_may_be_on_one_field() -> None:
    collection = Collection("things", Everything, indexes=("text", Index("text", "all")), shards=3)

    assert [index.name for index, _ in collection.ordered] == ["text", "text (all owners)"]
    assert collection.spans_owners
