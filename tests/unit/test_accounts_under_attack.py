"""What an attack on accounts, purges and changes found, each as it has to be."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest
from pydantic import BaseModel

from app import clock, request_context
from app.blocking import in_worker_thread
from app.collection import Collection
from app.collection.layout import layouts_of
from app.collection.layout_lock import Lock, extended
from app.errors import ServiceUnavailable
from app.events.runtime import EventsRuntime
from app.main import create_app
from app.repositories.aws import Clients
from app.repositories.connections import Connection
from app.repositories.dynamodb import DynamoDB
from app.runtime import Runtime
from app.settings import Settings
from tests.in_process import TABLES
from tests.unit.conftest import Person


class Entry(BaseModel):
    """An entry, whose `text` was called `old` once."""

    text: str


class Poster(BaseModel):
    """Something that everybody has on their device."""

    text: str = ""


class Brief(BaseModel):
    """Something that ends."""

    text: str = ""
    seconds: int = 60


def upgrade(data: dict[str, Any]) -> dict[str, Any]:
    return {"text": data["old"]} if "old" in data else data


def ends(brief: Brief) -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(clock.now() + brief.seconds, UTC)


ENTRIES = Collection("entries", Entry, sync=True, live=True, upgrade=upgrade)
POSTERS = Collection("posters", Poster, read="member", sync=True, shards=3, live=True)


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    return (ENTRIES, POSTERS)


class Gateway:
    def __init__(self) -> None:
        self.closed: list[str] = []
        self.sent: list[Any] = []

    async def send(self, connection_id: str, frame: str) -> None:
        self.sent.append((connection_id, json.loads(frame)))

    async def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)

    async def ring(self, user_id: str, at: int) -> None:
        pass


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def events(
    aws: None, settings: Settings, declared: Any, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> EventsRuntime:
    request_context.enter(request_context.RequestContext("no deadline"))
    collections = {collection.name: collection for collection in declared}
    lock = extended(Lock({}), collections).lock
    monkeypatch.setattr("app.collection.layout_lock.Lock.read", lambda _: lock)
    return EventsRuntime(settings, collections, DynamoDB(Clients(settings), in_worker_thread), gateway, gateway)


async def test_the_feed_upgrades_older_documents(client: httpx.AsyncClient, ada: Person) -> None:
    made = (await client.post("/data/entries", json={"text": "a"}, headers=ada.headers)).json()["id"]
    boto3.client("dynamodb").update_item(
        TableName=TABLES["DataTable"],
        Key={"pk": {"S": f"entries#{ada.user_id}"}, "sk": {"S": made}},
        UpdateExpression="SET #d = :d",
        ExpressionAttributeNames={"#d": "data"},
        ExpressionAttributeValues={":d": {"M": {"old": {"S": "a"}}}},
    )
    listed = (await client.get("/data/entries", headers=ada.headers)).json()["items"]
    told = (await client.get("/data/entries/changes", headers=ada.headers)).json()["changes"]
    assert [each["text"] for each in listed] == ["a"]
    assert [each["document"]["text"] for each in told] == ["a"]


async def test_sessions_do_not_outlive_disabling_when_a_generation_was_begun_meanwhile(
    client: httpx.AsyncClient, ada: Person, admin: Person, runtime: Runtime
) -> None:
    users = runtime.profiles._users
    original = users.change_standing
    raced = False

    async def late(account: Any, **more: Any) -> None:
        nonlocal raced
        if not raced:  # between the administrator's read and write, ada signs out everywhere else
            raced = True
            assert (await client.delete("/users/me/sessions", headers=ada.headers)).status_code == 204
        await original(account, **more)

    users.change_standing = late  # type: ignore[method-assign]
    try:
        done = await client.patch(f"/users/{ada.user_id}", json={"disabled": True}, headers=admin.headers)
    finally:
        del users.change_standing
    assert done.status_code == 200
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 401
    await client.patch(f"/users/{ada.user_id}", json={"disabled": False}, headers=admin.headers)
    assert raced
    # "Disabling ends every session": the old access and refresh tokens work again after enabling.
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 401


async def test_disabling_closes_connections_when_a_generation_was_begun_meanwhile(
    client: httpx.AsyncClient, ada: Person, admin: Person, runtime: Runtime
) -> None:
    users = runtime.profiles._users
    original = users.change_standing

    async def late(account: Any, **more: Any) -> None:
        await client.delete("/users/me/sessions", headers=ada.headers)
        await original(account, **more)

    users.change_standing = late  # type: ignore[method-assign]
    try:
        await client.patch(f"/users/{ada.user_id}", json={"disabled": True}, headers=admin.headers)
    finally:
        del users.change_standing
    items = boto3.client("dynamodb").scan(TableName=TABLES["SessionsTable"])["Items"]
    # No REMOVE record, so the socket of this session is never closed.
    assert [it for it in items if it["pk"]["S"] == f"USER#{ada.user_id}" and it["sk"]["S"].startswith("SESSION#")] == []


async def test_others_are_told_by_the_feed_that_a_deleted_users_documents_are_gone(
    client: httpx.AsyncClient, ada: Person, bob: Person, events: EventsRuntime, clock_at: Callable[[float], None]
) -> None:
    made = (await client.post("/data/posters", json={"text": "a"}, headers=ada.headers)).json()["id"]
    first = (await client.get("/data/posters/changes", headers=bob.headers)).json()
    assert [each["id"] for each in first["changes"]] == [made]
    await client.post("/users/me/deletion", headers=ada.headers)
    await events.purging.step(ada.user_id)
    later = await client.get(f"/data/posters/changes?since={first['next_cursor']}", headers=bob.headers)
    assert [(each["op"], each["id"]) for each in later.json()["changes"]] == [("deleted", made)]


async def test_a_cursor_from_before_changes_were_not_told_for_a_while_is_gone(
    client: httpx.AsyncClient,
    ada: Person,
    settings: Settings,
    declared: Any,
    runtime: Runtime,
    clock_at: Callable[[float], None],
) -> None:
    def app_with(collection: Collection, lock: Lock) -> tuple[httpx.AsyncClient, Any]:
        app = create_app(settings, {collection.name: collection}, lock)
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://fulmar.example"), app

    on = Collection("things", Poster)
    on = Collection("things", type("Thing", (Poster,), {"__doc__": "Thing."}), sync=True)
    off = replace(on, sync=False)
    lock0 = extended(Lock({}), {"things": on}).lock
    lock1 = extended(lock0, {"things": off}).lock
    lock2 = extended(lock1, {"things": on}).lock
    now = clock.now()
    first, _ = app_with(on, lock0)
    clock_at(now)
    made = (await first.post("/data/things", json={"text": "a"}, headers=ada.headers)).json()["id"]
    clock_at(now + 300)
    cursor = (await first.get("/data/things/changes", headers=ada.headers)).json()["next_cursor"]
    second, _ = app_with(off, lock1)
    assert (await second.delete(f"/data/things/{made}", headers=ada.headers)).status_code == 204
    third, app = app_with(on, lock2)
    layout = layouts_of({"things": on}, lock2)["things"]
    await app.state.runtime.change_feed._readiness.mark_ready(layout, dict(layout.generations))
    answer = await third.get(f"/data/things/changes?since={cursor}", headers=ada.headers)
    told = answer.json().get("changes", [])
    assert answer.status_code == 410 or ("deleted", made) in [(each["op"], each["id"]) for each in told], answer.text


async def test_a_deletion_that_was_done_is_recorded_though_the_origin_cannot_be_read(
    client: httpx.AsyncClient, ada: Person, admin: Person, runtime: Runtime, log: StringIO
) -> None:
    async def away() -> str:
        raise ServiceUnavailable

    site = runtime.deletion._site
    runtime.deletion._site = type("Site", (), {"origin": staticmethod(away)})()
    try:
        answer = await client.delete(f"/users/{ada.user_id}", headers=admin.headers)
    finally:
        runtime.deletion._site = site
    there = await client.get(f"/users/{ada.user_id}", headers=admin.headers)
    recorded = '"event":"admin.user.deleted"' in log.getvalue()
    assert (answer.status_code, there.status_code, recorded) in [(204, 404, True), (503, 200, False)]


async def test_unsubscribing_is_possible_after_a_role_was_lost(
    client: httpx.AsyncClient, ada: Person, admin: Person, sign_up: Any, events: EventsRuntime, gateway: Gateway
) -> None:
    other = await sign_up("other-admin@example.org", "admin")
    await events.realtime._connections.add(Connection("c1", other.user_id, other.session_id))
    ask = {"collection": "entries", "owner": ada.user_id}
    await events.realtime.received("c1", json.dumps({"action": "subscribe", **ask}))
    await client.patch(f"/users/{other.user_id}", json={"roles": []}, headers=admin.headers)
    await events.realtime.received("c1", json.dumps({"action": "unsubscribe", **ask}))
    assert [frame["type"] for _, frame in gateway.sent] == ["subscribed", "unsubscribed"]


async def test_after_a_failed_publish_nothing_goes_on_sending() -> None:
    import asyncio

    from app.services.publishing import Publishing
    from app.sockets import ConnectionGone

    class Room:
        sent = 0

        async def send(self, connection_id: str, frame: str) -> None:
            await asyncio.sleep(0)
            if connection_id == "c0":
                raise ConnectionGone
            Room.sent += 1

        async def remove(self, connection_id: str) -> None:
            raise ServiceUnavailable

        async def close(self, connection_id: str) -> None: ...

    room = Room()
    publishing = Publishing(room, room, None, {}, 1000.0)  # type: ignore[arg-type]
    with pytest.raises(ServiceUnavailable):
        await publishing.send("{}", [f"c{number}" for number in range(300)])
    before = Room.sent
    for _ in range(1000):  # the next invocation, on the same loop
        await asyncio.sleep(0)
    assert Room.sent == before


async def test_a_document_that_is_over_is_told_with_a_version_that_counts() -> None:
    from app.repositories.document_changes import _change_of

    change = _change_of({"changes_sk": "t#i", "sk": "i", "version": 7, "ttl": 1, "data": {}})
    assert change.document is None
    assert change.version > 7  # a client has version 7, and drops what is not newer
