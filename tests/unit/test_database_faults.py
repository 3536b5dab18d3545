"""What callers see when DynamoDB is slow, throttled, away or forgetful."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import httpx
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from fastapi import FastAPI
from moto.core.models import botocore_stubber

from app import clock, request_context
from app.errors import ServiceUnavailable
from app.main import create_app
from app.repositories.dynamodb import ConditionFailed
from app.repositories.operations import Key, Put
from app.runtime import Runtime
from app.settings import Settings
from tests.in_process import PASSWORD, new_address
from tests.unit.conftest import Person

type Fault = Callable[[Any], AWSResponse | None]


class _Raw:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.content


def refusal(code: str, status: int = 400) -> Fault:
    """Answer with an error of DynamoDB's."""
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}).encode()
    return lambda request: AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))


def connection_refused(request: Any) -> AWSResponse:
    raise EndpointConnectionError(endpoint_url=request.url)


def answer_lost(request: Any) -> AWSResponse:
    """Do what was asked, and lose the answer."""
    botocore_stubber.enabled = True  # moto stood aside for the fault
    done = botocore_stubber("before-send", request)
    assert done is not None
    assert done.status_code == 200
    raise ReadTimeoutError(endpoint_url=request.url)


@pytest.fixture
def app(aws: None, cheap_hashing: None, settings: Settings) -> FastAPI:
    """Return an application of its own: botocore lets a client repeat so many calls, and these tests use them up."""
    return create_app(settings)


@pytest.fixture
def inject(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that lets the next `times` requests of an operation fail."""
    monkeypatch.setattr("time.sleep", lambda _: None)  # the pauses between attempts
    events = runtime.profiles._users._database._clients.dynamodb.meta.events
    injected: list[Any] = []

    def inject(operation: str, fault: Fault, times: int = 1000) -> None:
        left = [fault] * times

        def before_send(request: Any, event_name: str, **_: object) -> Any:
            faulty = bool(left) and event_name.endswith(operation)
            # botocore asks every handler and takes the first answer, so moto has to stand aside for a fault.
            botocore_stubber.enabled = not faulty
            return left.pop()(request) if faulty else None

        events.register_first("before-send.dynamodb", before_send)
        injected.append(before_send)

    yield inject
    for handler in injected:
        events.unregister("before-send.dynamodb", handler)
    botocore_stubber.enabled = True


FAULTS = {
    "throttled": refusal("ProvisionedThroughputExceededException"),
    "server error": refusal("InternalServerError", 500),
    "connection refused": connection_refused,
    "table missing": refusal("ResourceNotFoundException"),
    "access denied": refusal("AccessDeniedException"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("operation", ["BatchGetItem", "Query", "PutItem", "GetItem", "TransactWriteItems"])
async def test_a_fault_that_lasts_is_a_503_with_retry_after_and_the_next_request_works(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], operation: str, fault: Fault
) -> None:
    async def request() -> httpx.Response:
        match operation:
            case "PutItem":
                return await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)
            case "GetItem":
                return await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD})
            case "TransactWriteItems":
                account = {"email": new_address("new"), "password": PASSWORD}
                return await client.post("/auth/register", json=account)
            case _:
                return await client.get("/data/notes", headers=ada.headers)

    inject(operation, fault, times=3)

    faulty, healthy = await request(), await request()
    for _ in range(2):  # a fault that is not worth a second attempt leaves some to come
        healthy = healthy if healthy.is_success else await request()

    assert faulty.status_code == 503
    assert faulty.json()["type"] == "urn:problem-type:service-unavailable"
    assert faulty.headers["Retry-After"] == "1"
    assert "dynamodb" not in faulty.text.lower()
    assert healthy.is_success


@pytest.mark.parametrize("fault", [FAULTS["throttled"], connection_refused], ids=["throttled", "refused"])
async def test_a_fault_that_passes_is_not_noticed(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], fault: Fault
) -> None:
    inject("PutItem", fault, times=2)

    assert (await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)).status_code == 201


async def test_a_create_whose_answer_was_lost_is_done_once_and_succeeds(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None]
) -> None:
    inject("PutItem", answer_lost, times=1)

    created = await client.post("/data/notes", json={"title": "x", "due": "2026-12-01"}, headers=ada.headers)

    assert created.status_code == 201
    assert len((await client.get("/data/notes", headers=ada.headers)).json()["items"]) == 1


async def test_a_deletion_whose_answer_was_lost_succeeds_and_is_not_taken_for_anothers(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], clock_at: Callable[[float], None]
) -> None:
    created = await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)
    path = f"/data/notes/{created.json()['id']}"
    clock_at(clock.now())  # so that the time alone could not tell two deletions apart
    inject("UpdateItem", answer_lost, times=1)

    lost = await client.delete(path, headers=ada.headers)
    again = await client.delete(path, headers=ada.headers)

    assert (lost.status_code, again.status_code) == (204, 404)


@pytest.mark.parametrize("number", [Decimal("1.50"), 1.0, Decimal("-0"), 1e25, 1e-7])
async def test_a_lost_answer_is_recognised_however_the_database_writes_a_number(
    runtime: Runtime, inject: Callable[..., None], number: object
) -> None:
    request_context.enter(request_context.RequestContext("a request of its own, without a deadline"))
    database = runtime.profiles._users._database
    inject("PutItem", answer_lost, times=1)

    await database.put(Put("test-data", {"pk": "LOST", "sk": str(number), "number": number}))

    with pytest.raises(ConditionFailed):
        await database.put(Put("test-data", {"pk": "LOST", "sk": str(number), "number": 7}))


async def test_a_refresh_whose_answer_was_lost_keeps_the_session(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], clock_at: Callable[[float], None]
) -> None:
    clock_at(clock.seconds() + 100)
    inject("UpdateItem", answer_lost, times=1)

    refreshed = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    again = await client.post("/auth/refresh", json={"refresh_token": refreshed.json()["refresh_token"]})

    assert (refreshed.status_code, again.status_code) == (200, 200)


async def test_ending_a_session_succeeds_though_the_answer_was_lost(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None]
) -> None:
    phone = await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD})
    path = f"/users/me/sessions/{phone.json()['session_id']}"
    tokens: list[str] = []

    def lose_the_first_answer(request: Any) -> AWSResponse:
        tokens.append(json.loads(request.body)["ClientRequestToken"])
        if len(tokens) == 1:
            return answer_lost(request)
        # DynamoDB knows the repetition by its token and says that it is done; moto does not.
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(b"{}"))

    inject("TransactWriteItems", lose_the_first_answer, times=2)
    ended = await client.delete(path, headers=ada.headers)
    again = await client.delete(path, headers=ada.headers)

    assert (ended.status_code, again.status_code) == (204, 404)
    assert tokens == tokens[:1] * 2


async def test_a_conflicting_transaction_is_tried_again(client: httpx.AsyncClient, inject: Callable[..., None]) -> None:
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "message": "cancelled",
        "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
    }
    inject(
        "TransactWriteItems",
        lambda request: AWSResponse(request.url, 400, HTTPHeaders(), _Raw(json.dumps(body).encode())),
        times=1,
    )

    answer = await client.post("/auth/register", json={"email": new_address("ada"), "password": PASSWORD})

    assert answer.status_code == 202


async def test_an_answer_that_is_no_json_is_not_taken_for_nothing(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None]
) -> None:
    def garble(request: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(b"<html>Welcome</html>"))

    inject("PutItem", garble, times=1)
    written = await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)
    inject("BatchGetItem", garble, times=1)
    read = await client.get("/data/notes", headers=ada.headers)

    assert (written.status_code, read.status_code) == (503, 503)
    assert (await client.get("/data/notes", headers=ada.headers)).json()["items"] == []


@pytest.mark.parametrize("settings", [{"request_deadline_seconds": 4}], indirect=True)
async def test_a_pause_that_aws_asks_for_is_not_made_where_there_is_no_time_for_it(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)

    def refuse(request: Any) -> AWSResponse:
        headers = HTTPHeaders()
        headers["x-amz-retry-after"] = "5000"
        return AWSResponse(request.url, 400, headers, _Raw(b'{"__type": "#ThrottlingException", "message": "no"}'))

    inject("PutItem", refuse, times=1)
    answer = await client.post("/data/notes", json={"title": "x"}, headers=ada.headers)

    assert (answer.status_code, pauses) == (503, [])


async def test_the_log_says_why_what_was_repeated_by_ourselves_was_given_up(
    client: httpx.AsyncClient, ada: Person, inject: Callable[..., None], log: StringIO
) -> None:
    def leave_unprocessed(request: Any) -> AWSResponse:
        body = {"Responses": {}, "UnprocessedKeys": json.loads(request.body)["RequestItems"]}
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(json.dumps(body).encode()))

    inject("BatchGetItem", leave_unprocessed, times=3)

    assert (await client.get("/data/notes", headers=ada.headers)).status_code == 503
    assert '"reason":"UnprocessedKeys"' in log.getvalue()


async def test_no_call_is_begun_that_could_not_end_before_the_deadline(runtime: Runtime) -> None:
    late = request_context.RequestContext("late")
    late.answer_within(1.4)
    request_context.enter(late)

    with pytest.raises(ServiceUnavailable):
        await runtime.profiles._users._database.get(Key("test-users", "x", "y"))

    late.answer_within(4)
    assert await runtime.profiles._users._database.get(Key("test-users", "x", "y")) is None
