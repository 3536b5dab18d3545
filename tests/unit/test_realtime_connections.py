"""Connections as the gateway tells of them: who gets one, what is left of it afterwards, and when it is ended."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import httpx
import pytest

from app import clock, request_context
from app.blocking import in_worker_thread
from app.collections import COLLECTIONS
from app.events.handler import EventsHandler
from app.events.runtime import EventsRuntime
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.settings import Settings
from app.sockets import ConnectionGone
from tests.in_process import TABLES
from tests.unit.conftest import Person

pytestmark = pytest.mark.parametrize(
    "settings", [{"realtime_url": "wss://live.example/live"}], indirect=True, ids=["with-websocket"]
)


class Gateway:
    """Sockets that remember what they were sent, and whether they were closed."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.closed: list[str] = []
        self.gone = False

    async def send(self, connection_id: str, frame: str) -> None:
        if self.gone:
            raise ConnectionGone
        self.sent.append((connection_id, json.loads(frame)))

    async def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)

    async def ring(self, user_id: str, at: int) -> None:
        """Be an alarm as well, that never rings."""


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def events(aws: None, settings: Settings, gateway: Gateway) -> EventsRuntime:
    request_context.enter(request_context.RequestContext("without the deadline of a request before it"))
    database = DynamoDB(Clients(settings), in_worker_thread)
    return EventsRuntime(settings, COLLECTIONS, database, gateway, gateway)


@pytest.fixture
def handle(events: EventsRuntime) -> Callable[..., Any]:
    """Return a function that hands an event of the WebSocket API to the function, and returns the status."""
    handler = EventsHandler.__new__(EventsHandler)
    handler._runtime = events

    async def handle(route: str, connection_id: str = "c1", **more: Any) -> int:
        event = {"requestContext": {"routeKey": route, "connectionId": connection_id}, **more}
        status: int = (await handler._handled(event))["statusCode"]
        return status

    return handle


def rows() -> list[dict[str, Any]]:
    """Return what is stored of connections and tickets."""
    items = boto3.client("dynamodb").scan(TableName=TABLES["SessionsTable"])["Items"]
    kinds = ("CONNECTION#", "TOPIC#", "TICKET#")
    return [item for item in items if item["pk"]["S"].startswith(kinds) or item["sk"]["S"].startswith(kinds)]


async def ticket(client: httpx.AsyncClient, person: Person) -> str:
    answer = await client.post("/realtime/ticket", headers=person.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["url"] == "wss://live.example/live"
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.json()["ticket"])


async def connect(handle: Any, client: httpx.AsyncClient, person: Person, connection_id: str = "c1") -> None:
    query = {"ticket": await ticket(client, person)}
    assert await handle("$connect", connection_id, queryStringParameters=query) == 200


async def say(handle: Any, gateway: Gateway, connection_id: str = "c1", **message: Any) -> dict[str, Any]:
    await handle("$default", connection_id, body=json.dumps(message))
    return gateway.sent[-1][1]


async def test_a_ticket_is_stored_as_a_hash_and_good_once_within_half_a_minute(
    client: httpx.AsyncClient, ada: Person, handle: Any, clock_at: Callable[[float], None]
) -> None:
    now = clock.now()
    clock_at(now)
    first, second, third = [await ticket(client, ada) for _ in range(3)]
    stored = json.dumps(rows())
    used = [await handle("$connect", queryStringParameters={"ticket": first}) for _ in range(2)]
    clock_at(now + 29)
    just = await handle("$connect", queryStringParameters={"ticket": second})
    clock_at(now + 31)
    late = await handle("$connect", queryStringParameters={"ticket": third})
    none = [
        await handle("$connect", queryStringParameters=query)
        for query in (None, {}, {"ticket": ""}, {"ticket": "x"}, {"ticket": "é" * 43}, {"other": second})
    ]

    assert first not in stored
    assert (used, just, late, none) == ([200, 401], 200, 401, [401] * 6)


async def test_a_session_that_has_ended_since_opens_nothing(
    client: httpx.AsyncClient, ada: Person, bob: Person, handle: Any, admin: Person
) -> None:
    tickets = [await ticket(client, person) for person in (ada, bob)]
    await client.post("/auth/logout", json={"refresh_token": ada.refresh_token})
    await client.patch(f"/users/{bob.user_id}", json={"disabled": True}, headers=admin.headers)

    assert [await handle("$connect", queryStringParameters={"ticket": text}) for text in tickets] == [401, 401]


async def test_nothing_is_left_of_a_connection_that_closed(
    client: httpx.AsyncClient, ada: Person, handle: Any, gateway: Gateway
) -> None:
    await connect(handle, client, ada)
    for collection in ("notes", "messages"):
        await say(handle, gateway, action="subscribe", collection=collection)
    stored = len(rows())
    status = [await handle("$disconnect") for _ in range(2)]

    assert stored == 2 + 2 * 2
    assert status == [200, 200]
    assert rows() == []


async def test_a_subscription_is_checked_against_the_session_as_it_is_now(
    client: httpx.AsyncClient, ada: Person, handle: Any, gateway: Gateway
) -> None:
    await connect(handle, client, ada)
    first = await say(handle, gateway, action="subscribe", collection="notes")
    await client.post("/auth/logout", json={"refresh_token": ada.refresh_token})
    await handle("$default", body='{"action": "subscribe", "collection": "messages"}')

    assert first["type"] == "subscribed"
    assert len(gateway.sent) == 1
    assert gateway.closed == ["c1"]
    assert rows() == []


async def test_an_administrator_may_subscribe_for_another_and_nobody_else_may(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person, handle: Any, gateway: Gateway
) -> None:
    for person, connection_id in ((bob, "bob"), (admin, "admin")):
        await connect(handle, client, person, connection_id)
    message = {"action": "subscribe", "collection": "notes", "owner": ada.user_id}
    refused = await say(handle, gateway, "bob", **message)
    allowed = await say(handle, gateway, "admin", **message)
    topics = {row["pk"]["S"] for row in rows() if row["pk"]["S"].startswith("TOPIC#")}

    assert (refused["type"], refused["code"], refused["owner"]) == ("error", "forbidden", ada.user_id)
    assert allowed == {"type": "subscribed", "collection": "notes", "owner": ada.user_id}
    assert topics == {f"TOPIC#notes#{ada.user_id}"}


async def test_a_message_of_a_connection_that_nobody_knows_closes_it(handle: Any, gateway: Gateway) -> None:
    assert await handle("$default", body='{"action": "subscribe", "collection": "notes"}') == 200
    assert gateway.closed == ["c1"]


async def test_who_left_before_the_answer_is_forgotten(
    client: httpx.AsyncClient, ada: Person, handle: Any, gateway: Gateway
) -> None:
    await connect(handle, client, ada)
    gateway.gone = True
    await handle("$default", body='{"action": "subscribe", "collection": "notes"}')

    assert rows() == []


@pytest.mark.parametrize("body", ["", "null", "[" * 100, "\\ud800", '{"action":"ping","action":"ping"}', "1e400", "é"])
async def test_whatever_is_said_is_answered(
    client: httpx.AsyncClient, ada: Person, handle: Any, gateway: Gateway, body: str
) -> None:
    await connect(handle, client, ada)

    assert await handle("$default", body=body) == 200
    assert gateway.sent[-1][1]["type"] == "error"


async def test_a_purge_closes_what_is_open_and_leaves_nothing_of_it(
    client: httpx.AsyncClient, ada: Person, bob: Person, handle: Any, gateway: Gateway, events: EventsRuntime
) -> None:
    for person, connection_id in ((ada, "a1"), (ada, "a2"), (bob, "b1")):
        await connect(handle, client, person, connection_id)
        await say(handle, gateway, connection_id, action="subscribe", collection="notes")
    await client.post("/users/me/deletion", headers=ada.headers)
    await events.purging.step(ada.user_id)

    assert sorted(gateway.closed) == ["a1", "a2"]
    assert ada.user_id not in json.dumps(rows())
    assert len(rows()) == 4


async def test_a_connection_that_is_over_is_told_nothing(
    client: httpx.AsyncClient,
    ada: Person,
    handle: Any,
    gateway: Gateway,
    events: EventsRuntime,
    clock_at: Callable[[float], None],
) -> None:
    await connect(handle, client, ada)
    await say(handle, gateway, action="subscribe", collection="notes")
    connections = events.publishing._connections
    before = await connections.subscribers(f"notes#{ada.user_id}")
    clock_at(clock.now() + 3 * 3600)
    after = await connections.subscribers(f"notes#{ada.user_id}")

    assert (before.connection_ids, after.connection_ids) == (["c1"], [])


async def test_one_more_than_a_user_may_have_closes_the_oldest(
    client: httpx.AsyncClient,
    ada: Person,
    bob: Person,
    handle: Any,
    gateway: Gateway,
    clock_at: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.services.realtime.MAX_CONNECTIONS", 2)
    now = clock.now()
    await connect(handle, client, bob, "bob")
    for number, connection_id in enumerate(("z", "a", "m")):
        clock_at(now + number)
        await connect(handle, client, ada, connection_id)

    assert gateway.closed == ["z"]
    assert "CONNECTION#z" not in json.dumps(rows())


async def test_a_row_whose_connection_is_gone_is_removed_with_its_session(
    client: httpx.AsyncClient, ada: Person, handle: Any, events: EventsRuntime
) -> None:
    await connect(handle, client, ada)
    own = {"pk": {"S": "CONNECTION#c1"}, "sk": {"S": "CONNECTION"}}
    boto3.client("dynamodb").delete_item(TableName=TABLES["SessionsTable"], Key=own)
    await events.realtime.end_session(ada.user_id, ada.session_id)

    assert rows() == []


async def test_without_a_websocket_there_is_no_ticket(client: httpx.AsyncClient) -> None:
    assert (await client.post("/realtime/ticket")).status_code == 401
