"""The OpenAPI document, and who may call what: a new route without a row in `tests/who_may_call.py` fails here."""

from typing import Any

import httpx
import pytest

from app.collection.registry import RESERVED_SCHEMAS
from app.collections import COLLECTIONS
from app.main import create_app
from tests.in_process import settings_for_tests
from tests.unit.conftest import Person
from tests.who_may_call import ANYONE, WHO_MAY_CALL, WITH_A_ROLE

ABSENT = "01990c5e-0000-7000-8000-000000000000"
DOCUMENT = create_app(settings_for_tests()).openapi()
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def test_every_operation_has_a_row() -> None:
    assert OPERATIONS.keys() == WHO_MAY_CALL.keys()


@pytest.mark.parametrize("name", WHO_MAY_CALL)
async def test_each_caller_is_answered_as_the_table_says(client: httpx.AsyncClient, ada: Person, name: str) -> None:
    method, path, operation = OPERATIONS[name]
    body: dict[str, Any] = {"json": {}} if "requestBody" in operation else {}

    anonymous = await client.request(method, path.replace("{id}", ABSENT), **body)
    user = await client.request(method, path.replace("{id}", ABSENT), headers=ada.headers, **body)

    # The 401 of a refresh is about its own token; what one may not read, one is not told of; and an empty body may be
    # judged before whose it is.
    assert (anonymous.status_code == 401) is (WHO_MAY_CALL[name] != ANYONE or name == "auth_refresh")
    assert (user.status_code == 401) is (name == "auth_refresh")
    if WHO_MAY_CALL[name] == WITH_A_ROLE:
        assert user.status_code in (403, 404, 422)
    else:
        assert user.status_code != 403
    assert {str(anonymous.status_code), str(user.status_code)} <= operation["responses"].keys()


@pytest.mark.parametrize("name", WHO_MAY_CALL)
def test_operations_that_need_a_token_say_so(name: str) -> None:
    operation = OPERATIONS[name][2]

    assert ("security" in operation) is (WHO_MAY_CALL[name] != ANYONE)
    assert operation["summary"]
    assert operation["description"]


def test_errors_are_documented_as_problems_with_examples() -> None:
    for _, _, operation in OPERATIONS.values():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                (content,) = response["content"].values()
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content["examples"]


def test_the_names_of_the_apis_own_schemas_are_reserved() -> None:
    of_collections = {name for collection in COLLECTIONS.values() for name in collection.schema_names()}
    of_collections |= {
        name for collection in COLLECTIONS.values() for name in collection.model.model_json_schema().get("$defs", {})
    }

    assert DOCUMENT["components"]["schemas"].keys() - of_collections == RESERVED_SCHEMAS


def test_nothing_stored_inwardly_is_in_a_schema() -> None:
    names = {field for schema in DOCUMENT["components"]["schemas"].values() for field in schema.get("properties", {})}

    assert not names & {"pk", "sk", "password_hash", "ttl", "refresh_counter", "changed_at"}
