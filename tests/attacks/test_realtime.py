"""The WebSocket: a ticket opens it once, for its own person, and no message on it does more than that person may."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.attacks.answers import accepted, same_401
from tests.attacks.people import Person

SECONDS = 10.0

MESSAGES: dict[str, str] = {
    "nothing": "",
    "not JSON": "{",
    "null": "null",
    "a list": "[]",
    "no action": "{}",
    "unknown action": '{"action": "eval"}',
    "action a list": '{"action": ["ping"]}',
    "action twice": '{"action": "ping", "action": "subscribe"}',
    "a field more": '{"action": "ping", "owner": "x"}',
    "not a number": '{"action": NaN}',
    "lone surrogate": '{"action": "\\ud800"}',
    "1,000 levels": '{"action": ' + "[" * 1_000 + "]" * 1_000 + "}",
    "unknown collection": '{"action": "subscribe", "collection": "users"}',
    "a key": '{"action": "subscribe", "collection": "TOPIC#notes"}',
    "a path": '{"action": "subscribe", "collection": "../users"}',
    "collection without changes": '{"action": "subscribe", "collection": "orders"}',
    "collection a list": '{"action": "subscribe", "collection": ["notes"]}',
    "owner a key": '{"action": "subscribe", "collection": "notes", "owner": "a#b"}',
    "owner everybody": '{"action": "subscribe", "collection": "notes", "owner": "*"}',
    "roles": '{"action": "subscribe", "collection": "notes", "roles": ["admin"]}',
}


def _ticket(person: Person) -> tuple[str, str]:
    answer = person.http.post("/realtime/ticket")
    if answer.status_code == 404:
        pytest.skip("this deployment has no WebSocket")
    body = accepted(answer, 200).json()
    assert answer.headers["cache-control"] == "no-store"
    return str(body["url"]), str(body["ticket"])


def _opened(url: str, ticket: str) -> ClientConnection:
    return connect(f"{url}?ticket={ticket}", open_timeout=SECONDS, proxy=None)


def _is_refused(url: str, ticket: str) -> bool:
    try:
        with _opened(url, ticket):
            return False
    except InvalidStatus as error:
        return error.response.status_code in (400, 401, 403)


def _answered(socket: ClientConnection, message: str) -> dict[str, Any]:
    socket.send(message)
    answer: dict[str, Any] = json.loads(socket.recv(timeout=SECONDS))
    return answer


def test_ticket_wants_an_access_token(anonymous: httpx.Client, ada: Person) -> None:
    same_401(anonymous.post("/realtime/ticket"))
    same_401(anonymous.post("/realtime/ticket", params={"access_token": ada.access_token}))


def test_ticket_opens_one_connection(ada: Person) -> None:
    url, ticket = _ticket(ada)

    with _opened(url, ticket) as socket:
        assert _answered(socket, '{"action": "ping"}') == {"type": "pong"}

    assert _is_refused(url, ticket)


def test_ticket_used_by_ten_at_once_opens_one_connection(ada: Person) -> None:
    url, ticket = _ticket(ada)

    with ThreadPoolExecutor(10) as at_once:
        refusals = list(at_once.map(lambda _: _is_refused(url, ticket), range(10)))

    assert refusals.count(False) == 1


def test_what_is_no_ticket_opens_nothing(ada: Person) -> None:
    url, ticket = _ticket(ada)
    flipped = ("A" if ticket[0] != "A" else "B") + ticket[1:]

    for forged in ("", "x", flipped, ticket[:-1], ticket + "A", ticket + "%00", "*", ada.access_token, "a" * 3_000):
        assert _is_refused(url, forged), forged[:60]


def test_access_token_opens_no_connection(ada: Person) -> None:
    url, _ = _ticket(ada)

    with pytest.raises(InvalidStatus):
        connect(url, additional_headers={"Authorization": f"Bearer {ada.access_token}"}, proxy=None).close()


@pytest.mark.parametrize("name", MESSAGES)
def test_message_that_is_none_is_an_error_and_the_connection_stays(mallory: Person, name: str) -> None:
    with _opened(*_ticket(mallory)) as socket:
        answer = _answered(socket, MESSAGES[name])

        assert answer["type"] == "error"
        assert {"code", "detail"} <= answer.keys()
        assert "Traceback" not in str(answer)
        assert _answered(socket, '{"action": "ping"}') == {"type": "pong"}


def test_changes_of_another_are_for_administrators(ada: Person, mallory: Person) -> None:
    with _opened(*_ticket(mallory)) as socket:
        message = {"action": "subscribe", "collection": "notes", "owner": ada.id}

        assert _answered(socket, json.dumps(message))["type"] == "error"


@pytest.mark.parametrize("size", [4_097, 100_000, 2_000_000])
def test_huge_message_is_not_acted_upon(mallory: Person, size: int) -> None:
    message = json.dumps({"action": "subscribe", "collection": "notes", "owner": "a" * size})

    # What carries the messages may take none so large.
    with _opened(*_ticket(mallory)) as socket, suppress(ConnectionClosed):
        assert _answered(socket, message)["type"] == "error"


def test_binary_message_is_not_acted_upon(mallory: Person) -> None:
    with _opened(*_ticket(mallory)) as socket:
        socket.send(b'{"action": "ping"}')
        with suppress(ConnectionClosed):  # text alone may be read
            assert json.loads(socket.recv(timeout=SECONDS))["type"] in ("error", "pong")
