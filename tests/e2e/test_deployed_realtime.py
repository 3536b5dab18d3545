"""Realtime on the deployed stack: gateway, function, streams and rights as they are in production."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.e2e.processes import kill_function
from tests.e2e.stack import DeployedStack
from tests.in_process import PASSWORD

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    headers: dict[str, str]
    refresh_token: str


@pytest.fixture
def api(stack: DeployedStack) -> Iterator[httpx.Client]:
    with stack.api() as client:
        yield client


def sign_up(api: httpx.Client) -> Person:
    credentials = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    api.post("/auth/register", json=credentials).raise_for_status()
    tokens = api.post("/auth/login", json=credentials).json()
    return Person({"Authorization": f"Bearer {tokens['access_token']}"}, tokens["refresh_token"])


def address(api: httpx.Client, person: Person) -> str:
    answer = api.post("/realtime/ticket", headers=person.headers).raise_for_status().json()
    return f"{answer['url']}?ticket={answer['ticket']}"


@contextmanager
def subscribed(api: httpx.Client, person: Person, collection: str = "notes") -> Iterator[ClientConnection]:
    with connect(address(api, person)) as socket:
        socket.send(json.dumps({"action": "subscribe", "collection": collection}))
        answer = json.loads(socket.recv(PATIENCE_SECONDS))
        assert answer == {"type": "subscribed", "collection": collection}
        yield socket


def changes(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    while len(told) < count:
        message = json.loads(socket.recv(PATIENCE_SECONDS))
        assert message["type"] == "changes"
        told += message["changes"]
    return told


def is_closed(socket: ClientConnection) -> bool:
    try:
        while True:
            socket.recv(PATIENCE_SECONDS)
    except ConnectionClosed:
        return True
    except TimeoutError:
        return False


def test_a_note_reaches_the_other_devices_of_its_owner_and_no_one_else(api: httpx.Client) -> None:
    ada, bob = sign_up(api), sign_up(api)
    with subscribed(api, ada) as phone, subscribed(api, ada) as laptop, subscribed(api, bob) as stranger:
        note = api.post("/data/notes", json={"title": "a"}, headers=ada.headers).json()
        created = [changes(socket, 1) for socket in (phone, laptop)]
        api.patch(f"/data/notes/{note['id']}", json={"title": "b"}, headers=ada.headers).raise_for_status()
        updated = [changes(socket, 1) for socket in (phone, laptop)]
        api.delete(f"/data/notes/{note['id']}", headers=ada.headers).raise_for_status()
        deleted = [changes(socket, 1) for socket in (phone, laptop)]
        with pytest.raises(TimeoutError):
            stranger.recv(2)

    assert [[change["op"] for change in each] for each in created + updated + deleted] == [
        *[["created"]] * 2,
        *[["updated"]] * 2,
        *[["deleted"]] * 2,
    ]
    assert created[0][0]["document"] == note


def test_a_shared_collection_reaches_everybody_who_is_signed_in(api: httpx.Client) -> None:
    ada, bob = sign_up(api), sign_up(api)
    with subscribed(api, ada, "messages") as listening:
        message = api.post("/data/messages", json={"room": "r", "text": "hi"}, headers=bob.headers).json()
        told = changes(listening, 1)

    assert told[0]["document"] == message


def test_a_ticket_is_good_once_and_ends_with_its_session(api: httpx.Client) -> None:
    ada = sign_up(api)
    url = address(api, ada)
    with connect(url):
        pass
    unused = address(api, ada)
    api.post("/auth/logout", json={"refresh_token": ada.refresh_token}).raise_for_status()
    for refused in (url, unused, url.partition("?")[0]):
        with pytest.raises(InvalidStatus):
            connect(refused)
    assert api.post("/realtime/ticket", headers=ada.headers).status_code == 401


def test_a_session_that_ends_takes_its_connection_along(api: httpx.Client) -> None:
    ada = sign_up(api)
    with subscribed(api, ada) as phone:
        api.post("/auth/logout", json={"refresh_token": ada.refresh_token}).raise_for_status()

        assert is_closed(phone)


def test_a_mistake_is_answered_and_harms_nothing(api: httpx.Client) -> None:
    ada = sign_up(api)
    with subscribed(api, ada) as phone:
        for text in ("nonsense", '{"action": "shout"}', '{"action": "subscribe", "collection": "orders"}'):
            phone.send(text)
            assert json.loads(phone.recv(PATIENCE_SECONDS))["type"] == "error"
        phone.send('{"action": "ping"}')
        assert json.loads(phone.recv(PATIENCE_SECONDS)) == {"type": "pong"}


def test_killing_the_function_loses_no_change_and_the_client_shows_none_twice(
    stack: DeployedStack, api: httpx.Client
) -> None:
    ada = sign_up(api)
    since = api.get("/data/notes/changes", headers=ada.headers).json()["next_cursor"]
    versions: dict[str, int] = {}
    shown: list[str] = []
    killed = 0

    def take(told: list[dict[str, Any]]) -> None:
        for change in told:
            if change["version"] > versions.get(change["id"], 0):
                versions[change["id"]] = change["version"]
                shown.append(change["id"])

    with subscribed(api, ada) as phone:
        made = []
        for number in range(30):
            made.append(api.post("/data/notes", json={"title": f"{number}"}, headers=ada.headers).json()["id"])
            if number % 10 == 5:
                killed += kill_function(stack.outputs["EventsFunctionName"])
        until = time.monotonic() + PATIENCE_SECONDS
        while set(made) - versions.keys() and time.monotonic() < until:
            try:
                take(json.loads(phone.recv(2))["changes"])
            except (TimeoutError, ConnectionClosed):
                answer = api.get("/data/notes/changes", params={"since": since, "limit": 100}, headers=ada.headers)
                take(answer.json()["changes"])

    assert killed
    assert sorted(shown) == sorted(made)
