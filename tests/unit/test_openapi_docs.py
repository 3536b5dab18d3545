"""What /docs says of every operation: what it does, when it fails, what it costs, and examples that are true."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Self

import jsonschema_rs
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field, model_validator

from app.collection import Collection, registry
from app.collection.layout_lock import Lock
from app.collections import COLLECTIONS
from app.errors import AppError, NotFound
from app.main import create_app
from app.openapi.collection_examples import CollectionExamples
from app.openapi.collection_routes import OF_ANY
from app.openapi.operations import Operation, operations_of
from app.openapi.problems import problem_types
from app.openapi.schema_examples import NoExample, SchemaExamples
from app.problems import MEDIA_TYPE, TYPE_PREFIX, responses
from app.services.client_content import ClientContent
from app.services.document_content import data_of
from tests.in_process import settings_for_tests
from tests.unit.collections_for_tests import ALL

JSON = "application/json"
INTERNALS = re.compile(r"\b(pk|sk|gsi\d|ttl|partition|GSI|[A-Z]+#\w*|test-(users|sessions|data))\b")


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Part(BaseModel):
    """A part that has parts."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}$", examples=["FU-3456"])]
    parts: list["Part"] = []


class Machine(BaseModel):
    """Fields of all kinds, of which but a pattern says what an example would be."""

    serial_number: Annotated[str, Field(min_length=12, max_length=14)]
    colour: Colour
    weight: Annotated[Decimal, Field(gt=100, max_digits=6, decimal_places=1)]
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    gears: Annotated[int, Field(ge=3, multiple_of=2)]
    built: date | None = None
    kind: Literal["pump", "press"] = Field(default="press", alias="type")
    main: Part
    spares: Annotated[dict[str, Part], Field(max_length=5)] = {}
    size: tuple[int, int] = (1, 2)


class Period(BaseModel):
    """What its schema says is not all that it asks for."""

    first: int
    last: int
    note: str = ""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.last <= self.first:
            raise ValueError("Input should begin before it ends")
        return self


MACHINES = Collection("machines", Machine, indexes=("colour",))
PERIODS = Collection("periods", Period)


def application(*collections: Collection) -> FastAPI:
    if not collections:
        return create_app(settings_for_tests())
    return create_app(settings_for_tests(), registry(*collections), Lock({}))


APP = application()
DOCUMENT = APP.openapi()
OPERATIONS = operations_of(APP, DOCUMENT)
of_every_operation = pytest.mark.parametrize("name", OPERATIONS)


def json_bodies(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every body in JSON that a request or an answer of the operation may have."""
    for where, part in (("request", operation.described.get("requestBody", {})), *operation.responses.items()):
        for media_type, content in part.get("content", {}).items():
            assert media_type in (JSON, MEDIA_TYPE)
            yield where, content


def examples_of(content: dict[str, Any], document: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    shared = document["components"]["examples"]
    return [shared[example["$ref"].rpartition("/")[2]]["value"] for example in content.get("examples", {}).values()]


def wrongs(document: dict[str, Any], operations: dict[str, Operation]) -> list[str]:
    """Return what is wrong with the examples of the operations: none, or one that its own schema forbids."""
    found = []
    for name, operation in operations.items():
        for where, content in json_bodies(operation):
            examples = examples_of(content, document)
            if not examples:
                found.append(f"{name}: no example of {where}")
            schema = {**content["schema"], "components": document["components"]}
            validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            found += [f"{name}: {where}: {error.message}" for one in examples for error in validator.iter_errors(one)]
    return found


@of_every_operation
def test_every_operation_says_what_it_does_when_it_fails_and_what_it_costs(name: str) -> None:
    described = OPERATIONS[name].described

    assert re.fullmatch(r"(?!What|Where|Who|Is|Can)[A-Z][a-z]+( [^.?!]{1,60})?", described["summary"])
    assert re.search(r"\bFails (with|as any request may)\b", described["description"])
    assert re.search(r"\bCosts (nothing|\d+ calls?)\b", described["description"])
    assert not described["description"].startswith(("Fails", "Costs"))


@of_every_operation
def test_a_description_names_what_the_operation_may_fail_with_and_nothing_else(name: str) -> None:
    operation, every = OPERATIONS[name], DOCUMENT["components"]["examples"].keys()
    named = set(re.findall(r"`([a-z-]+)`", operation.described["description"])) & every
    documented = set(problem_types(operation))

    assert documented - OF_ANY <= named <= documented


@of_every_operation
def test_no_description_tells_of_how_things_are_stored(name: str) -> None:
    described = json.dumps(OPERATIONS[name].described)

    assert not INTERNALS.search(described)


def test_what_any_request_may_fail_with_is_said_once() -> None:
    assert all(f"`{type_}`" in DOCUMENT["info"]["description"] for type_ in OF_ANY)


def test_every_body_has_an_example_that_its_schema_allows() -> None:
    assert not wrongs(DOCUMENT, OPERATIONS)


@pytest.mark.parametrize("name", [name for name, each in OPERATIONS.items() if each.route.body_field is not None])
def test_an_example_of_a_request_is_accepted(name: str) -> None:
    operation = OPERATIONS[name]
    field = operation.route.body_field
    assert field is not None
    value, errors = field.validate(operation.described["requestBody"]["content"][JSON]["example"], {}, loc=())

    assert not errors
    assert value is not None


@pytest.mark.parametrize("collection", [*COLLECTIONS.values(), *ALL, MACHINES], ids=lambda each: each.name)
def test_examples_of_a_collection_are_what_its_clients_may_send(collection: Collection) -> None:
    examples, content = CollectionExamples(collection), ClientContent(collection)
    assert examples.create is not None
    assert examples.patch is not None

    made = content.creating(examples.create)(None)
    changed = content.patching(examples.patch)(made)

    assert data_of(content.replacing(examples.create)(made)) == data_of(made)
    assert isinstance(changed, collection.model)


def test_a_new_collection_has_good_docs_with_no_work() -> None:
    app = application(*ALL, MACHINES)
    document = app.openapi()
    operations = operations_of(app, document)
    of_collections = {name: operations[name] for name in operations if name.partition("_")[0] not in ("auth", "users")}

    assert not wrongs(document, of_collections)
    for operation in of_collections.values():
        assert "Fails " in operation.described["description"]
        assert "Costs " in operation.described["description"]
    assert operations["machines_create"].described["summary"] == "Create a machine"
    assert operations["accounts_increment"].described["summary"] == "Add to a counter of an account"
    assert operations["staff_notes_list"].described["summary"] == "List staff notes"


def test_an_example_shows_what_the_model_asks_for() -> None:
    shown = CollectionExamples(MACHINES).create

    assert shown == {
        "serial_number": "Serial number",
        "colour": "red",
        "weight": 101,
        "share": 0.5,
        "gears": 4,
        "built": "2026-12-24",
        "type": "press",
        "main": {"code": "FU-3456", "parts": []},
        "spares": {"key": {"code": "FU-3456", "parts": []}},
        "size": [1, 2],
    }


def test_where_no_example_can_be_told_there_is_none_rather_than_a_wrong_one() -> None:
    app = application(PERIODS)
    operations = operations_of(app, app.openapi())

    assert CollectionExamples(PERIODS).requests() == {}
    assert CollectionExamples(PERIODS).answers() == {}
    assert operations["periods_create"].described["summary"] == "Create a period"


def test_examples_of_the_fields_win() -> None:
    class Told(Period):
        first: Annotated[int, Field(examples=[3])]
        last: Annotated[int, Field(examples=[9])]

    assert CollectionExamples(Collection("told", Told)).create == {"first": 3, "last": 9, "note": "Note"}


def test_every_type_of_problem_is_rendered_from_its_class_alone() -> None:
    shown = DOCUMENT["components"]["examples"]
    validator = jsonschema_rs.Draft202012Validator(
        {"$ref": "#/components/schemas/Problem", "components": DOCUMENT["components"]}
    )

    assert shown["not-found"]["value"]["type"] == TYPE_PREFIX + NotFound.type
    assert shown["not-found"]["value"]["detail"] == NotFound.detail
    assert "errors" in shown["validation-failed"]["value"]
    assert "challenge" in shown["second-factor-required"]["value"]
    assert all(validator.is_valid(example["value"]) for example in shown.values())


def test_an_applications_own_error_is_documented_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class ShopClosed(AppError):
        """Nothing is sold on Sundays."""

        status = 409
        type = "shop-closed"
        title = "Shop closed"
        detail = "Come back tomorrow."

    app = application()
    monkeypatch.setitem(OPERATIONS["shop_checkout"].route.responses, 409, responses(ShopClosed)[409])
    document = app.openapi()

    conflict = operations_of(app, document)["shop_checkout"].responses["409"]
    assert "Nothing is sold on Sundays." in conflict["description"]
    assert document["components"]["examples"]["shop-closed"]["value"]["detail"] == "Come back tomorrow."


@pytest.mark.parametrize(
    ("pattern", "most", "text"),
    [
        (r"^#[0-9a-f]{6}$", 7, "#2f6f9f"),
        (r"^[a-z0-9]+(-[a-z0-9]+)*$", 60, "fulmar"),
        (r"^\+?[0-9 ]{6,20}$", 30, "+44 1856 000000"),
        (r"^[^\x00-\x1f\x7f-\x9f]+$", 100, "fulmar"),
    ],
)
def test_a_text_is_known_for_many_a_pattern(pattern: str, most: int, text: str) -> None:
    schema = {"type": "string", "pattern": pattern, "maxLength": most}

    assert SchemaExamples({}).of(schema) == text


@pytest.mark.parametrize("pattern", [r"\p{L}+", r"^[A-HJ-NPR-Z0-9]{17}$"])
def test_of_other_patterns_the_field_has_to_have_an_example(pattern: str) -> None:
    schema = {"type": "string", "pattern": pattern}

    with pytest.raises(NoExample):
        SchemaExamples({}).of(schema)
    assert SchemaExamples({}).of({**schema, "examples": ["WVWZZZ1JZXW000001"]}) == "WVWZZZ1JZXW000001"


def test_a_schema_that_contains_itself_ends() -> None:
    schema = Part.model_json_schema()

    assert SchemaExamples(schema["$defs"]).of(schema) == {"code": "FU-3456", "parts": []}
