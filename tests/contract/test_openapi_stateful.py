"""Chains of operations: what one answers is what the next one asks for, by the links that follow from the document."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis.errors import Flaky
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.contract.test_openapi_contract import SCHEMA
from tests.in_process import forget_everything
from tests.soak import effort

pytestmark = pytest.mark.usefixtures("aws", "cheap_hashing")

# These end the session, or the account, that everything after them would need.
LAST = ("auth_logout", "users_delete_me", "users_end_my_session", "users_change_my_password")
CHAINED: Any = SCHEMA.exclude(operation_id=list(LAST))
# Whether what is there lets an operation be done is not for a schema to tell: versions, rules, cursors. And a link puts
# what it carries over what was drawn, so that what was drawn as wrong may have been sent as right.
UNTOLD = [positive_data_acceptance, negative_data_rejection]


def test_chains_of_operations_are_answered_as_documented(sign_up: Callable[[], str]) -> None:
    failures: list[Failure] = []
    succeeded: set[str] = set()

    class Chains(CHAINED.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            forget_everything()
            self.headers = {"Authorization": f"Bearer {sign_up()}"}

        def get_call_kwargs(self, _case: Any) -> dict[str, Any]:
            return {"headers": self.headers}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            try:
                case.validate_response(response, excluded_checks=UNTOLD)
            except FailureGroup as group:
                failures.extend(group.exceptions)
            if response.status_code < 300:
                succeeded.add(case.operation.definition.raw["operationId"])

    # Ids and times are others each time, so Hypothesis may find that a chain cannot be had again. It is no failure.
    with suppress(Flaky):
        Chains.run(settings=effort(60, stateful_step_count=12, phases=[Phase.generate]))

    assert not failures
    # An id that was not made before cannot be found, so these had it from another operation.
    assert any(name.endswith(("_get", "_patch", "_delete")) for name in succeeded), succeeded
