"""How often DynamoDB is called for what people do most."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app import clock
from app.runtime import Runtime
from tests.in_process import PASSWORD
from tests.unit.conftest import Person


@pytest.fixture
def calls(runtime: Runtime) -> Iterator[Counter[str]]:
    """Count the calls that the application makes, by operation."""
    counted: Counter[str] = Counter()

    def count(event_name: str, **_: object) -> None:
        counted[event_name.rpartition(".")[2]] += 1

    events = runtime.profiles._users._database._clients.dynamodb.meta.events
    events.register("before-send.dynamodb", count)
    yield counted
    events.unregister("before-send.dynamodb", count)


async def test_each_use_case_costs_the_calls_it_should(
    client: httpx.AsyncClient, ada: Person, calls: Counter[str]
) -> None:
    async def cost(method: str, path: str, **options: Any) -> dict[str, int]:
        calls.clear()
        answer = await client.request(method, path, **options)
        assert answer.is_success, answer.text
        return dict(calls)

    # Under uvicorn the caller costs one BatchGetItem; behind the gateway the authorizer has paid it.
    note = {"headers": ada.headers, "json": {"title": "x"}}
    credentials = {"email": ada.email, "password": PASSWORD}
    assert await cost("POST", "/data/notes", **note) == {"BatchGetItem": 1, "PutItem": 1}
    assert await cost("GET", "/data/notes", headers=ada.headers) == {"BatchGetItem": 1, "Query": 1}
    assert await cost("GET", "/users/me", headers=ada.headers) == {"BatchGetItem": 1, "GetItem": 1}
    # The counters of failures, the attempt counted, claim and account, the session with the count taken back.
    login = {"BatchGetItem": 1, "GetItem": 2, "TransactWriteItems": 2}
    assert await cost("POST", "/auth/login", json=credentials) == login
    assert await cost("POST", "/auth/refresh", json={"refresh_token": ada.refresh_token}) == {"BatchGetItem": 1}


async def test_a_refresh_that_rotates_costs_two_calls(
    client: httpx.AsyncClient, ada: Person, calls: Counter[str], clock_at: Callable[[float], None]
) -> None:
    clock_at(clock.seconds() + 100)
    calls.clear()

    await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})

    assert calls == {"BatchGetItem": 1, "UpdateItem": 1}
