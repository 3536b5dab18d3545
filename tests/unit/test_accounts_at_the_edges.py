"""Accounts when something breaks in the middle, and sessions of accounts that are no more."""

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import httpx
import pytest

from app.errors import ServiceUnavailable
from app.repositories.dynamodb import DynamoDB
from app.security import passwords
from tests.in_process import PASSWORD, SENDER, SITE, new_address
from tests.unit.conftest import Mailbox, Person

SITE_HEADERS = {"Origin": SITE, "X-Requested-With": "fulmar"}


def users_items() -> list[dict[str, Any]]:
    return boto3.client("dynamodb").scan(TableName="test-users")["Items"]


@contextmanager
def breaking_at(number: int) -> Iterator[None]:
    """Let the nth call to the database from now on fail, and every one after it, as if the function had been killed."""
    left = number
    really = DynamoDB._call

    async def call(database: DynamoDB, operation: Any) -> Any:
        nonlocal left
        left -= 1
        if left <= 0:
            raise ServiceUnavailable
        return await really(database, operation)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(DynamoDB, "_call", call)
        yield


@pytest.mark.parametrize("number", range(1, 5))
async def test_a_registration_that_breaks_anywhere_leaves_no_half_user(client: httpx.AsyncClient, number: int) -> None:
    body = {"email": new_address("ada"), "password": PASSWORD}

    with breaking_at(number):
        first = await client.post("/auth/register", json=body)
    left_behind = {item["sk"]["S"] for item in users_items()}
    second = await client.post("/auth/register", json=body)

    assert (first.status_code, left_behind) in [(503, set()), (202, {"ACCOUNT", "CLAIM"})]
    assert second.status_code == (202 if first.status_code == 503 else 409)


@pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)
@pytest.mark.parametrize("number", range(1, 6))
async def test_a_confirmation_that_breaks_anywhere_can_be_repeated(
    client: httpx.AsyncClient, mailbox: Mailbox, number: int
) -> None:
    email = new_address("ada")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": mailbox(email)[0].token, "password": PASSWORD}

    with breaking_at(number):
        first = await client.post("/auth/verify-email", json=body)
    left_behind = {item["sk"]["S"] for item in users_items()}
    second = await client.post("/auth/verify-email", json=body)

    assert (first.status_code, left_behind) in [(503, set()), (200, {"ACCOUNT", "CLAIM"})]
    assert second.status_code == (200 if first.status_code == 503 else 404)


@pytest.mark.parametrize("end", ["disabled", "deleted"])
async def test_of_an_account_that_is_disabled_or_gone_nothing_is_accepted(
    client: httpx.AsyncClient, ada: Person, end: str
) -> None:
    key = {"pk": {"S": f"USER#{ada.user_id}"}, "sk": {"S": "ACCOUNT"}}
    database = boto3.client("dynamodb")
    if end == "disabled":
        database.update_item(
            TableName="test-users",
            Key=key,
            UpdateExpression="SET disabled = :yes",
            ExpressionAttributeValues={":yes": {"BOOL": True}},
        )
    else:
        database.delete_item(TableName="test-users", Key=key)

    answers = [
        await client.get("/users/me", headers=ada.headers),
        await client.get("/users/me/sessions", headers=ada.headers),
        await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token}),
        await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=ada.headers),
        await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD}),
    ]

    assert [answer.status_code for answer in answers] == [401] * 5


@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/verify-email", "/auth/password/reset"])
@pytest.mark.parametrize("password", ["x" * 1_000_000, "x" * 1025])
async def test_a_password_of_a_megabyte_is_refused_without_hashing(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str, password: str
) -> None:
    monkeypatch.setattr(passwords._ARGON2ID, "hash", None)
    monkeypatch.setattr(passwords._ARGON2ID, "verify", None)
    identity = {"token": "x"} if path in {"/auth/verify-email", "/auth/password/reset"} else {"email": "ada@x.io"}

    answer = await client.post(path, json={**identity, "password": password})

    assert answer.status_code in {413, 422}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
@pytest.mark.parametrize("path", ["/auth/login", "/auth/refresh", "/auth/logout"])
async def test_a_form_of_another_page_is_no_request_of_ours(
    client: httpx.AsyncClient, ada: Person, path: str, content_type: str
) -> None:
    await client.post(
        "/auth/login", json={"email": ada.email, "password": PASSWORD, "transport": "cookie"}, headers=SITE_HEADERS
    )
    body = b'{"email": "ada@x.io", "password": "correct horse battery staple", "transport": "cookie"}'
    headers = {"Content-Type": content_type} if content_type else {}

    as_form = await client.post(path, content=body, headers={**headers, "Origin": "https://evil.example"})
    from_own = await client.post(path, content=body, headers={**headers, **SITE_HEADERS})

    assert as_form.status_code in {403, 415}
    assert from_own.status_code == 415
    assert (await client.post("/auth/refresh", headers=SITE_HEADERS)).status_code == 200


async def test_no_token_makes_the_application_call_anybody(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an outbound connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '{"alg":"ES256","typ":"at+jwt","kid":"x","jku":"http://127.0.0.1:9/","x5u":"http://127.0.0.1:9/"}'
    encoded = base64.urlsafe_b64encode(head.encode()).rstrip(b"=").decode()
    token = f"{encoded}.{ada.access_token.partition('.')[2]}"

    answer = await client.get("/users/me", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401
