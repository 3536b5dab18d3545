"""Realtime under uvicorn, on the local cloud: real sockets, fed from the real stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
import websockets
from websockets.asyncio.client import ClientConnection, connect

from app.main import create_app
from app.repositories.table_stream import TableStream
from scripts.local_cloud import LocalCloud
from scripts.processes import LOOPBACK, free_port
from tests.in_process import PASSWORD, new_address, settings_for_tests
from tests.integration.conftest import patient

PATIENCE_SECONDS = 20
ANOTHER = "0199f000-0000-7000-8000-000000000004"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    user_id: str
    email: str
    headers: dict[str, str]
    refresh_token: str


class Device:
    """A socket of somebody, and what arrives on it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> dict[str, Any]:
        """Send a message and return its answer."""
        await self.socket.send(json.dumps(message))
        return await self.next()

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def changes(self, count: int) -> list[dict[str, Any]]:
        """Return the next changes, over as many frames as they come in."""
        changes: list[dict[str, Any]] = []
        while len(changes) < count:
            message = await self.next()
            assert message["type"] == "changes", message
            changes += message["changes"]
        return changes

    async def stays_silent(self) -> bool:
        try:
            async with asyncio.timeout(2):
                await self.socket.recv()
        except TimeoutError:
            return True
        return False

    async def is_closed(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await self.socket.recv()
        except websockets.ConnectionClosed:
            return True
        except TimeoutError:
            return False


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> asyncio.Semaphore:
    """Count the readers of streams that have taken their places at the end."""
    in_place, open_stream = asyncio.Semaphore(0), TableStream.open

    async def counted(stream: TableStream) -> None:
        await open_stream(stream)
        in_place.release()

    monkeypatch.setattr(TableStream, "open", counted)
    return in_place


@pytest.fixture
async def api(cloud: LocalCloud, cheap_hashing: None, readers: asyncio.Semaphore) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application by uvicorn, as `make api` does."""
    settings = patient(
        settings_for_tests(
            stage="local",
            aws_endpoint_url=cloud.endpoint,
            site_origin="http://localhost:5173",
            authorizer_cache_seconds=0,
        )
    )
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host=LOOPBACK, port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=30) as client:
        while not server.started:  # noqa: ASYNC110  # uvicorn has a flag alone
            await asyncio.sleep(0.05)
        for _ in range(2):  # of the data and of the sessions
            await readers.acquire()
        yield client
    server.should_exit = True
    await serving


async def sign_up(api: httpx.AsyncClient) -> Person:
    body = {"email": new_address("user"), "password": PASSWORD}
    await api.post("/auth/register", json=body)
    tokens = (await api.post("/auth/login", json=body)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    user_id = (await api.get("/users/me", headers=headers)).json()["id"]
    return Person(user_id, body["email"], headers, tokens["refresh_token"])


async def ticket(api: httpx.AsyncClient, person: Person) -> str:
    answer = await api.post("/realtime/ticket", headers=person.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["expires_in"] == 30
    return f"{answer.json()['url']}?ticket={answer.json()['ticket']}"


@asynccontextmanager
async def device(api: httpx.AsyncClient, person: Person, *collections: str) -> AsyncIterator[Device]:
    """Connect, and subscribe."""
    async with connect(await ticket(api, person)) as socket:
        connected = Device(socket)
        for collection in collections:
            answer = await connected.say(action="subscribe", collection=collection)
            assert answer == {"type": "subscribed", "collection": collection}
        yield connected


async def test_what_is_made_changed_and_deleted_reaches_every_device_of_its_owner_and_nobody_else(
    api: httpx.AsyncClient,
) -> None:
    ada, bob = await sign_up(api), await sign_up(api)
    async with AsyncExitStack() as opened:
        phone, laptop = [await opened.enter_async_context(device(api, ada, "notes")) for _ in range(2)]
        stranger = await opened.enter_async_context(device(api, bob, "notes"))
        made = (await api.post("/data/notes", json={"title": "a"}, headers=ada.headers)).json()
        created = [await each.changes(1) for each in (phone, laptop)]
        path = f"/data/notes/{made['id']}"
        changed = (await api.patch(path, json={"title": "b"}, headers=ada.headers)).json()
        updated = [await each.changes(1) for each in (phone, laptop)]
        await api.delete(path, headers=ada.headers)
        deleted = [await each.changes(1) for each in (phone, laptop)]
        silent = await stranger.stays_silent()

    common = {"collection": "notes", "id": made["id"]}
    assert created == [[{**common, "op": "created", "version": made["version"], "document": made}]] * 2
    assert updated == [[{**common, "op": "updated", "version": changed["version"], "document": changed}]] * 2
    assert deleted == [[{**common, "op": "deleted", "version": changed["version"] + 1}]] * 2
    assert silent


async def test_a_shared_collection_is_told_to_all_who_subscribed_and_to_no_one_after_unsubscribing(
    api: httpx.AsyncClient,
) -> None:
    ada, bob = await sign_up(api), await sign_up(api)
    async with device(api, ada, "messages") as listening, device(api, bob, "messages") as leaving:
        left = await leaving.say(action="unsubscribe", collection="messages")
        made = (await api.post("/data/messages", json={"room": "r", "text": "hi"}, headers=bob.headers)).json()
        (change,) = await listening.changes(1)
        silent = await leaving.stays_silent()

    assert left == {"type": "unsubscribed", "collection": "messages"}
    assert change["document"] == made
    assert silent


async def test_a_transaction_is_told_in_one_go_and_each_document_once(api: httpx.AsyncClient) -> None:
    ada = await sign_up(api)
    operations = [{"op": "create", "collection": "notes", "document": {"title": f"n{n}"}} for n in range(20)]
    async with device(api, ada, "notes") as phone:
        answer = await api.post("/data/transactions", json={"operations": operations}, headers=ada.headers)
        changes = await phone.changes(20)

    assert {change["id"] for change in changes} == {result["id"] for result in answer.json()["results"]}
    assert len(changes) == 20


async def test_what_is_too_large_for_a_frame_is_told_by_id_and_version(api: httpx.AsyncClient) -> None:
    ada = await sign_up(api)
    document = {"title": "a", "body": "é" * 9_000}
    operations = [{"op": "create", "collection": "notes", "document": document}] * 10
    async with device(api, ada, "notes") as phone:
        answer = await api.post("/data/transactions", json={"operations": operations}, headers=ada.headers)
        changes = await phone.changes(10)

    results = {(result["id"], result["version"]) for result in answer.json()["results"]}
    assert {(change["id"], change["version"]) for change in changes} == results
    assert 0 < len([change for change in changes if "document" not in change]) < 10


async def test_a_ticket_opens_one_connection_and_nothing_else_opens_any(api: httpx.AsyncClient) -> None:
    ada = await sign_up(api)
    url = await ticket(api, ada)
    async with connect(url):
        pass
    ended = await ticket(api, ada)
    await api.post("/auth/logout", headers=ada.headers, json={"refresh_token": ada.refresh_token})
    bare = url.partition("?")[0]
    for refused in (url, ended, bare, f"{bare}?ticket=", f"{bare}?ticket=x", f"{bare}?ticket={'a' * 43}"):
        with pytest.raises(websockets.InvalidStatus) as status:
            await connect(refused)
        assert status.value.response.status_code == 403
    assert (await api.post("/realtime/ticket")).status_code == 401


async def test_of_ten_who_use_a_ticket_at_once_one_gets_in(api: httpx.AsyncClient) -> None:
    ada = await sign_up(api)
    url = await ticket(api, ada)
    tries = await asyncio.gather(*(connect(url) for _ in range(10)), return_exceptions=True)
    sockets = [each for each in tries if isinstance(each, ClientConnection)]
    for socket in sockets:
        await socket.close()

    assert len(sockets) == 1


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("nonsense", "malformed-request"),
        ("[]", "validation-failed"),
        ("{}", "validation-failed"),
        ('{"action": "shout"}', "validation-failed"),
        ('{"action": "subscribe"}', "validation-failed"),
        ('{"action": "subscribe", "collection": 7}', "validation-failed"),
        ('{"action": "subscribe", "collection": "notes", "extra": 1}', "validation-failed"),
        ('{"action": "subscribe", "collection": "nothing"}', "not-found"),
        ('{"action": "subscribe", "collection": "orders"}', "not-found"),
        ('{"action": "subscribe", "collection": "notes", "owner": "x"}', "forbidden"),
        (f'{{"action": "subscribe", "collection": "notes", "owner": "{ANOTHER}"}}', "forbidden"),
        ('{"action": "subscribe", "collection": "messages", "owner": "x"}', "validation-failed"),
        ('{"action": "ping", "pad": "' + "x" * 5000 + '"}', "malformed-request"),
        ("NaN", "malformed-request"),
    ],
)
async def test_each_mistake_has_its_error_and_the_connection_stays(
    api: httpx.AsyncClient, message: str, code: str
) -> None:
    ada = await sign_up(api)
    async with device(api, ada) as phone:
        await phone.socket.send(message)
        error = await phone.next()
        pong = await phone.say(action="ping")

    assert (error["type"], error["code"]) == ("error", code)
    assert error["detail"]
    assert pong == {"type": "pong"}


async def test_when_a_session_ends_its_connections_do_and_others_stay(api: httpx.AsyncClient) -> None:
    ada = await sign_up(api)
    body = {"email": ada.email, "password": PASSWORD}
    other = (await api.post("/auth/login", json=body)).json()
    headers = {"Authorization": f"Bearer {other['access_token']}"}
    second = Person(ada.user_id, ada.email, headers, other["refresh_token"])
    async with device(api, ada, "notes") as first, device(api, second, "notes") as staying:
        await api.post("/auth/logout", json={"refresh_token": ada.refresh_token})
        closed = await first.is_closed()
        await api.post("/data/notes", json={"title": "a"}, headers=second.headers)
        told = await staying.changes(1)
        await api.post("/users/me/deletion", headers=second.headers)
        gone = await staying.is_closed()

    assert closed
    assert len(told) == 1
    assert gone


async def test_a_connection_has_so_many_subscriptions_and_no_more(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.realtime.MAX_SUBSCRIPTIONS", 1)
    ada = await sign_up(api)
    async with device(api, ada, "notes") as phone:
        again = await phone.say(action="subscribe", collection="notes")
        refused = await phone.say(action="subscribe", collection="messages")
        await phone.say(action="unsubscribe", collection="notes")
        then = await phone.say(action="subscribe", collection="messages")

    assert again["type"] == "subscribed"
    assert (refused["type"], refused["code"]) == ("error", "rule-broken")
    assert then["type"] == "subscribed"
