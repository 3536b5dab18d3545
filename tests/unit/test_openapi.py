"""The OpenAPI document, and the table of who may call what: a new route without a row fails here."""

from typing import Any

import httpx
import pytest

from app.collection import Collection
from app.collection.registry import RESERVED_SCHEMAS
from app.collections import COLLECTIONS
from app.main import create_app
from tests.in_process import settings_for_tests
from tests.unit.conftest import Person

ABSENT = "01990c5e-0000-7000-8000-000000000000"


def rows_of(collection: Collection) -> dict[str, tuple[int, int]]:
    """Return what the declaration of a collection says of its routes, for a user without roles."""
    needs_role = collection.write not in ("owner", "member")
    has_required = any(field.is_required() for field in collection.model.model_fields.values())
    written = 422 if has_required else 201
    is_hidden = collection.read not in ("owner", "member", "public")
    refused = 404 if is_hidden else 403
    rows = {
        "create": (401, 403 if needs_role else written),
        "list": (401, 403 if is_hidden else 200),
        "get": (401, 404),
        "put": (401, refused if needs_role else written),
        "patch": (401, refused if needs_role else 404),
        "delete": (401, refused if needs_role else 404),
    }
    if collection.sync:
        rows["changes"] = (401, 403 if is_hidden else 200)
    if collection.counters:
        rows["increment"] = (401, 422)
    named = {f"{collection.name}_{verb}": row for verb, row in rows.items()}
    if collection.read == "public":
        named |= {f"public_{collection.name}_list": (200, 200), f"public_{collection.name}_get": (404, 404)}
    return named


# operation: (anonymous, a signed-in user); every status that is no success is one the operation documents
ACCESS: dict[str, tuple[int, int]] = {
    **{name: row for collection in COLLECTIONS.values() for name, row in rows_of(collection).items()},
    "health": (200, 200),
    "health_ready": (200, 200),
    "well_known_jwks": (200, 200),
    "well_known_openid_configuration": (200, 200),
    "auth_options": (200, 200),
    "auth_register": (422, 422),
    "auth_login": (422, 422),
    "auth_refresh": (401, 401),
    "auth_logout": (204, 204),
    "auth_verify_email": (422, 422),
    "auth_forgot_password": (422, 422),
    "auth_reset_password": (422, 422),
    "auth_confirm_email": (422, 422),
    "auth_reauthenticate": (401, 422),
    "users_get_me": (401, 200),
    "users_change_me": (401, 200),
    "users_delete_me": (401, 202),
    "users_export_me": (401, 200),
    "users_list_profiles": (401, 422),
    "users_list": (401, 403),
    "users_get": (401, 403),
    "users_change": (401, 403),
    "users_delete": (401, 403),
    "users_end_sessions": (401, 403),
    "users_make_reset_link": (401, 403),
    "users_change_my_password": (401, 422),
    "users_change_my_email": (401, 422),
    "users_list_my_sessions": (401, 200),
    "users_end_my_session": (401, 404),
    "users_end_my_other_sessions": (401, 204),
    "transactions_create": (401, 422),
    "realtime_create_ticket": (401, 404),
    "shop_checkout": (401, 422),
}

DOCUMENT = create_app(settings_for_tests()).openapi()
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def test_every_operation_has_a_row() -> None:
    assert OPERATIONS.keys() == ACCESS.keys()


@pytest.mark.parametrize("name", ACCESS)
async def test_each_caller_is_answered_as_the_table_says(client: httpx.AsyncClient, ada: Person, name: str) -> None:
    method, path, operation = OPERATIONS[name]
    body: dict[str, Any] = {"json": {}} if "requestBody" in operation else {}

    anonymous = await client.request(method, path.replace("{id}", ABSENT), **body)
    user = await client.request(method, path.replace("{id}", ABSENT), headers=ada.headers, **body)

    assert (anonymous.status_code, user.status_code) == ACCESS[name]
    assert {str(anonymous.status_code), str(user.status_code)} <= operation["responses"].keys()


@pytest.mark.parametrize("name", ACCESS)
def test_operations_that_need_a_token_say_so(name: str) -> None:
    method, _, operation = OPERATIONS[name]

    assert ("security" in operation) is (ACCESS[name][0] == 401 and name != "auth_refresh")
    assert operation["summary"]
    assert operation["description"]
    assert method


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
