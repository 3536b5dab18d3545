"""Declaring a collection: what works, and what fails at import with a sentence that says what to change."""

from typing import Any

import pytest
from pydantic import BaseModel, Field, computed_field, create_model

from app.collection import Collection, CollectionError, registry
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


def test_a_model_that_is_none_is_refused() -> None:
    with pytest.raises(CollectionError, match="Pydantic model"):
        Collection("tasks", dict)  # type: ignore[arg-type]


def test_two_collections_of_one_model_name_are_refused() -> None:
    with pytest.raises(CollectionError, match="rename the model"):
        registry(Collection("tasks", Task), Collection("chores", Task))
