"""The end of an account: what is over at once, and that nothing of it is left in any table soon after."""

import json
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest
from pydantic import BaseModel

from app import clock, request_context
from app.blocking import in_worker_thread
from app.collection import Collection
from app.collection.layout_lock import Lock, LockedCollection, extended
from app.errors import ServiceUnavailable
from app.events import stream
from app.events.handler import EventsHandler
from app.events.local_sockets import LocalSockets
from app.events.runtime import EventsRuntime
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.runtime import Runtime
from app.security.caller import Caller
from app.services.access import oneself
from app.services.changes import Create
from app.services.purging import SETTLING_SECONDS
from app.settings import Settings
from tests.in_process import PASSWORD, SENDER, TABLES, new_address
from tests.unit.conftest import Mailbox, Person

with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)
CACHE_SECONDS = 60


class Thing(BaseModel):
    """Something to store."""

    text: str = ""


class Shout(Thing):
    """Something for everybody who is signed in."""


class Brick(Thing):
    """Something for everybody."""


class Notice(Thing):
    """Something that clerks write for everybody."""


DIARIES = Collection("diaries", Thing)
SHOUTS = Collection("shouts", Shout, read="member", shards=3)
WALLS = Collection("walls", Brick, read="public", write="member")
NOTICES = Collection("notices", Notice, read="member", write="clerk")


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return one collection of each kind."""
    return (DIARIES, SHOUTS, WALLS, NOTICES)


class Alarms:
    """Remembers what is to ring when."""

    def __init__(self) -> None:
        self.set: list[tuple[str, int]] = []

    async def ring(self, user_id: str, at: int) -> None:
        self.set.append((user_id, at))


@pytest.fixture
def alarms() -> Alarms:
    """Return alarms that ring when the test says so."""
    return Alarms()


@pytest.fixture
def events(
    aws: None, settings: Settings, declared: tuple[Collection, ...], alarms: Alarms, monkeypatch: pytest.MonkeyPatch
) -> EventsRuntime:
    """Return what the events function holds. A collection that is declared no more is among those it knows."""
    lock = extended(Lock({}), {collection.name: collection for collection in declared}).lock
    known = {**lock.collections, "retired": LockedCollection("owner", ((0, 1),))}
    monkeypatch.setattr("app.collection.layout_lock.Lock.read", lambda _: Lock(known))
    database = DynamoDB(Clients(settings), in_worker_thread)
    collections = {collection.name: collection for collection in declared}
    return EventsRuntime(settings, collections, database, alarms, LocalSockets())


def everything() -> list[dict[str, Any]]:
    """Return every item of every table."""
    client = boto3.client("dynamodb")
    return [item for table in TABLES.values() for item in client.scan(TableName=table)["Items"]]


def traces(*texts: str) -> list[str]:
    """Return the items that hold one of the texts anywhere."""
    return [text for item in everything() if any(sought in (text := json.dumps(item)) for sought in texts)]


async def fill(client: httpx.AsyncClient, person: Person, runtime: Runtime, documents: int = 3) -> None:
    """Let somebody leave traces wherever people do."""
    for name in ("diaries", "shouts", "walls"):
        for number in range(documents):
            key = {"Idempotency-Key": f"{name}-{number}"} if number == 0 else {}
            answer = await client.post(f"/data/{name}", json={"text": "x"}, headers={**person.headers, **key})
            assert answer.status_code == 201, answer.text
        await client.delete(f"/data/{name}/{answer.json()['id']}", headers=person.headers)
    wrong = {"email": person.email, "password": PASSWORD + "!"}
    await client.post("/auth/login", json=wrong)
    await client.post("/auth/login", json={"email": person.email, "password": PASSWORD})
    item = {"pk": {"S": f"retired#{person.user_id}"}, "sk": {"S": "01990c5e-0000-7000-8000-000000000000"}}
    boto3.client("dynamodb").put_item(TableName=TABLES["DataTable"], Item=item)


async def delete(client: httpx.AsyncClient, person: Person) -> httpx.Response:
    return await client.post("/users/me/deletion", headers=person.headers)


def marker_record(user_id: str, name: str = "INSERT") -> dict[str, Any]:
    keys = {"pk": {"S": "PURGE"}, "sk": {"S": user_id}}
    return {"eventName": name, "eventSource": "aws:dynamodb", "dynamodb": {"Keys": keys, "SequenceNumber": "7"}}


@with_mail
async def test_at_once_sessions_are_over_and_the_address_is_free(
    client: httpx.AsyncClient, ada: Person, mailbox: Mailbox, log: StringIO
) -> None:
    answer = await delete(client, ada)
    over = [
        await client.get("/users/me", headers=ada.headers),
        await client.get("/data/diaries", headers=ada.headers),
        await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token}),
        await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD}),
        await delete(client, ada),
    ]
    await client.post("/auth/register", json={"email": ada.email, "password": PASSWORD})

    assert (answer.status_code, answer.content) == (202, b"")
    assert [other.status_code for other in over] == [401] * 5
    subjects = [mail.subject for mail in mailbox(ada.email)]
    assert subjects == ["Your account was deleted", "Confirm your e-mail address"]
    (event,) = [line for line in map(json.loads, log.getvalue().splitlines()) if line["event"] == "user.deleted"]
    assert (event["user_id"], event["session_id"], event["address"]) == (ada.user_id, ada.session_id, "127.0.0.1")


async def test_it_needs_a_recent_proof_of_who_asks(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    clock_at(clock.now() + 601)
    access = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    refused = await client.post("/users/me/deletion", headers=headers)
    there = await client.get("/users/me", headers=headers)
    await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=headers)
    done = await client.post("/users/me/deletion", headers=headers)

    assert refused.json()["type"] == "urn:problem-type:reauthentication-required"
    assert (there.status_code, done.status_code) == (200, 202)


async def test_the_cookie_of_a_site_is_cleared(client: httpx.AsyncClient, ada: Person) -> None:
    own = {"Origin": "https://fulmar.example", "X-Requested-With": "fulmar"}
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    access = (await client.post("/auth/login", json=body, headers=own)).json()["access_token"]

    answer = await client.post("/users/me/deletion", headers={"Authorization": f"Bearer {access}"})

    assert answer.headers["Set-Cookie"].startswith('__Host-refresh=""')


async def test_two_steps_leave_nothing_of_a_user_and_everything_of_others(
    client: httpx.AsyncClient,
    ada: Person,
    bob: Person,
    runtime: Runtime,
    events: EventsRuntime,
    alarms: Alarms,
    clock_at: Callable[[float], None],
    log: StringIO,
) -> None:
    await fill(client, bob, runtime)
    others = {text for text in map(json.dumps, everything()) if ada.user_id not in text and ada.email not in text}
    await fill(client, ada, runtime)
    now = clock.now()
    clock_at(now)
    await delete(client, ada)
    assert await stream.handle([marker_record(ada.user_id)], events) == []
    left = traces(ada.user_id, ada.email)
    clock_at(alarms.set[0][1])
    await events.purging.step(ada.user_id)

    assert alarms.set == [(ada.user_id, int(now) + CACHE_SECONDS + SETTLING_SECONDS)]
    assert len(left) == 1
    assert '"PURGE"' in left[0]
    assert traces(ada.user_id, ada.email) == []
    after = {text for text in map(json.dumps, everything()) if "LIMIT#sign-in-network" not in text}
    assert {text for text in others if "LIMIT#sign-in-network" not in text} <= after
    assert all('"deleted_at"' in text for text in after - others)
    assert '"event":"user.purged"' in log.getvalue()


async def test_what_is_written_with_a_remembered_token_meanwhile_is_found_by_the_last_sweep(
    client: httpx.AsyncClient,
    ada: Person,
    runtime: Runtime,
    events: EventsRuntime,
    alarms: Alarms,
    clock_at: Callable[[float], None],
) -> None:
    await fill(client, ada, runtime, documents=1)
    await delete(client, ada)
    await events.purging.step(ada.user_id)
    caller = Caller(ada.user_id, ada.session_id, (), 0)  # whom the gateway still lets in
    for collection in (DIARIES, SHOUTS, WALLS):
        change = Create(collection=collection, actor=oneself(caller), content=lambda _: Thing(text="late"))
        await runtime.documents.do([change])
    assert len(traces(ada.user_id)) == 4
    clock_at(alarms.set[0][1])
    await events.purging.step(ada.user_id)

    assert traces(ada.user_id) == []


async def test_a_step_that_is_interrupted_anywhere_is_done_again(
    client: httpx.AsyncClient,
    ada: Person,
    runtime: Runtime,
    events: EventsRuntime,
    alarms: Alarms,
    clock_at: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await fill(client, ada, runtime)
    await delete(client, ada)
    original = DynamoDB._call
    calls = 0
    limit = 0

    async def dies(database: DynamoDB, call: Callable[[], Any]) -> Any:
        nonlocal calls
        calls += 1
        if calls > limit:
            raise ServiceUnavailable
        return await original(database, call)

    failures = 0
    with monkeypatch.context() as patched:
        patched.setattr(DynamoDB, "_call", dies)
        while True:
            calls = 0
            with suppress(ServiceUnavailable):
                await stream.handle([marker_record(ada.user_id)], events)
                break
            limit += 1
            failures += 1
    clock_at(alarms.set[-1][1])
    await events.purging.step(ada.user_id)

    assert failures > 10
    assert traces(ada.user_id, ada.email) == []


async def test_a_step_takes_little_time_and_wakes_the_next(
    client: httpx.AsyncClient,
    ada: Person,
    runtime: Runtime,
    events: EventsRuntime,
    alarms: Alarms,
    clock_at: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.repositories.purges._PAGE", 2)
    await fill(client, ada, runtime, documents=12)
    await delete(client, ada)
    now = clock.now()

    def a_second_later() -> float:
        nonlocal now
        now += 1
        return now

    monkeypatch.setattr("app.clock.now", a_second_later)
    request_context.enter(request_context.RequestContext("without the deadline of a request before it"))
    steps = 0
    while not alarms.set:
        before = boto3.client("dynamodb").scan(TableName=TABLES["DataTable"])["Items"]
        await events.purging.step(ada.user_id)
        (marker,) = [item for item in before if item["pk"]["S"] == "PURGE"]
        assert marker["steps"]["N"] == str(steps)
        steps += 1
    clock_at(alarms.set[0][1])
    await events.purging.step(ada.user_id)

    assert steps > 3
    assert traces(ada.user_id, ada.email) == []


async def test_a_purge_that_is_done_is_no_work_and_leftovers_are_found(
    client: httpx.AsyncClient, ada: Person, runtime: Runtime, events: EventsRuntime, clock_at: Callable[[float], None]
) -> None:
    await events.purging.step(ada.user_id)
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    await fill(client, ada, runtime)
    await delete(client, ada)
    clock_at(clock.now() + 86400)
    await events.purging.step_of_each()

    assert traces(ada.user_id, ada.email) == []


async def test_an_administrator_deletes_somebody_with_the_same_effect(
    client: httpx.AsyncClient,
    admin: Person,
    ada: Person,
    runtime: Runtime,
    events: EventsRuntime,
    clock_at: Callable[[float], None],
) -> None:
    await fill(client, ada, runtime)
    answer = await client.delete(f"/users/{ada.user_id}", headers=admin.headers)
    again = await client.delete(f"/users/{ada.user_id}", headers=admin.headers)
    clock_at(clock.now() + 86400)
    await events.purging.step(ada.user_id)

    assert (answer.status_code, again.status_code) == (204, 404)
    assert traces(ada.user_id, ada.email) == []


async def test_what_a_role_wrote_for_everybody_stays(
    client: httpx.AsyncClient, sign_up: Any, runtime: Runtime, events: EventsRuntime, clock_at: Callable[[float], None]
) -> None:
    clerk = await sign_up(new_address("clerk"), "clerk")
    notice = await client.post("/data/notices", json={"text": "closed"}, headers=clerk.headers)
    await fill(client, clerk, runtime)
    await delete(client, clerk)
    clock_at(clock.now() + 86400)
    await events.purging.step(clerk.user_id)

    (left,) = traces(clerk.user_id)
    assert notice.json()["id"] in left


async def test_a_new_owner_of_the_address_is_left_alone(
    client: httpx.AsyncClient, ada: Person, runtime: Runtime, events: EventsRuntime, clock_at: Callable[[float], None]
) -> None:
    await delete(client, ada)
    await client.post("/auth/register", json={"email": ada.email, "password": PASSWORD})
    clock_at(clock.now() + 86400)
    await events.purging.step(ada.user_id)

    assert (await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD})).status_code == 200


def test_the_function_handles_records_alarms_and_nothing_else(aws: None, events: EventsRuntime) -> None:
    stepped: list[str] = []

    async def step(user_id: str) -> None:
        if user_id == "broken":
            raise ServiceUnavailable
        stepped.append(user_id)

    events.purging.step = step  # type: ignore[method-assign]
    handler = EventsHandler(events)
    other = {"eventName": "INSERT", "eventSource": "aws:dynamodb"}
    note = {**other, "dynamodb": {"Keys": {"pk": {"S": "notes#x"}, "sk": {"S": "y"}}, "SequenceNumber": "1"}}
    records = [note, marker_record("a"), marker_record("a", "MODIFY"), marker_record("b", "REMOVE")]
    fine = handler({"Records": records}, None)
    broken = handler({"Records": [marker_record("c"), marker_record("broken"), marker_record("d")]}, None)
    with pytest.raises(ServiceUnavailable):
        handler({"Records": [marker_record("broken"), marker_record("d")]}, None)
    handler({"purge": "e"}, None)

    assert fine == {"batchItemFailures": []}
    assert broken == {"batchItemFailures": [{"itemIdentifier": "7"}]}
    assert stepped == ["a", "c", "e"]
    with pytest.raises(ValueError, match="no kind"):
        handler({"httpMethod": "GET"}, None)
    handler._loop.close()
