"""Every operation, with thousands of requests made from its own schema: no 5xx, and every answer as documented."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.main import create_app
from tests.in_process import settings_for_tests
from tests.soak import effort

pytestmark = pytest.mark.usefixtures("aws", "cheap_hashing")

SCHEMA = schemathesis.openapi.from_asgi(
    "/openapi.json", create_app(settings_for_tests(docs=True, request_deadline_seconds=9))
)


@SCHEMA.parametrize()
@effort(40)
def test_operations_answer_strangers_as_documented(case: Any) -> None:
    case.call_and_validate(excluded_checks=excluded(case))


@SCHEMA.parametrize()
@effort(40)
def test_operations_answer_users_as_documented(case: Any, access_token: str, sign_up: Callable[[], str]) -> None:
    # What ends a session gets one of its own, or everything after it would be answered like a stranger's.
    is_last = case.operation.definition.raw["operationId"] in ("auth_logout", "users_delete_me")
    token = sign_up() if is_last else access_token
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=excluded(case))


def excluded(case: Any) -> list[Any]:
    """Return the checks that no schema can pass: which passwords are common, which cursors are ours, which keys were
    used, which ids are of the future, what is stored, which orders a list has together with which scope, which time
    zones there are, and how large a decimal number can be.
    """
    name = case.operation.definition.raw["operationId"]
    beyond_schemas = (
        *("auth_register", "transactions_create", "shop_checkout", "products_create", "products_patch"),
        *("users_change_me", "users_change_my_password", "orders_list"),
    )
    is_beyond = (
        name in beyond_schemas
        or name.endswith("_put")
        or not {"cursor", "since"}.isdisjoint(case.query or {})
        or "Idempotency-Key" in (case.headers or {})
    )
    return [positive_data_acceptance] if is_beyond else []


def test_the_schema_is_valid_openapi() -> None:
    SCHEMA.validate()


def test_the_schema_names_every_operation_once() -> None:
    operations: list[Any] = list(SCHEMA.get_all_operations())
    names = [operation.ok().definition.raw["operationId"] for operation in operations]

    assert len(names) == len(set(names)) >= 20
