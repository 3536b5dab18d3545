"""Two requests at once, one in the middle of the other: every place between two database calls is tried."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import boto3
import httpx
import pytest

from app.errors import ServiceUnavailable
from app.repositories.dynamodb import DynamoDB
from tests.in_process import PASSWORD, SENDER, new_address
from tests.unit.conftest import Mailbox, Person

NEW_PASSWORD = "gliding low over grey water"
OTHER_PASSWORD = "another password altogether"
with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)
before_call = pytest.mark.parametrize("number", range(1, 9))

type Request = Callable[[], Awaitable[httpx.Response]]


@asynccontextmanager
async def meanwhile(number: int, other: Request) -> AsyncIterator[list[httpx.Response]]:
    """Let the other request happen, whole, before the nth call to the database. The list will hold its answer."""
    answers: list[httpx.Response] = []
    left, is_inside = number, False
    really = DynamoDB._call

    async def call(database: DynamoDB, operation: Any) -> Any:
        nonlocal left, is_inside
        if not is_inside:
            left -= 1
            if left == 0:
                is_inside = True
                answers.append(await other())
                is_inside = False
        return await really(database, operation)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(DynamoDB, "_call", call)
        yield answers


async def log_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def change(client: httpx.AsyncClient, headers: dict[str, str], new: str) -> httpx.Response:
    body = {"current_password": PASSWORD, "new_password": new}
    return await client.put("/users/me/password", json=body, headers=headers)


async def end_others(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.delete("/users/me/sessions", headers=headers)


async def is_alive(client: httpx.AsyncClient, tokens: dict[str, Any]) -> bool:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    by_access = (await client.get("/users/me", headers=headers)).status_code == 200
    answer = await client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert by_access is (answer.status_code == 200)
    return by_access


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


@before_call
async def test_a_sign_in_that_meets_a_new_password_gives_no_dead_tokens(
    client: httpx.AsyncClient, ada: Person, number: int
) -> None:
    async with meanwhile(number, lambda: change(client, ada.headers, NEW_PASSWORD)) as changed:
        signed_in = await log_in(client, ada.email)

    assert [answer.status_code for answer in changed] in ([204], [])
    assert signed_in.status_code == (401 if changed else 200)


@before_call
async def test_a_sign_in_that_meets_everybody_elses_end_is_whole_or_refused(
    client: httpx.AsyncClient, ada: Person, number: int
) -> None:
    async with meanwhile(number, lambda: end_others(client, ada.headers)) as ended:
        signed_in = await log_in(client, ada.email)

    assert [answer.status_code for answer in ended] in ([204], [])
    assert signed_in.status_code == 200
    assert await is_alive(client, signed_in.json())


@before_call
async def test_cleaning_removes_nobody_who_came_later(client: httpx.AsyncClient, ada: Person, number: int) -> None:
    async with meanwhile(number, lambda: log_in(client, ada.email)) as signed_in:
        ended = await end_others(client, ada.headers)

    assert ended.status_code == 204
    if signed_in and number >= 3:  # behind the read and the write that end the others
        assert await is_alive(client, signed_in[0].json())


@before_call
async def test_an_ended_session_changes_no_password(client: httpx.AsyncClient, ada: Person, number: int) -> None:
    thief = (await log_in(client, ada.email)).json()

    async with meanwhile(number, lambda: end_others(client, ada.headers)) as ended:
        changed = await change(client, bearer(thief), NEW_PASSWORD)

    assert [answer.status_code for answer in ended] in ([204], [401], [])
    if ended and ended[0].status_code == 204:
        assert changed.status_code in {401, 204}
        assert (changed.status_code == 204) is (number > 5), "what ended before the write could not write"
        if changed.status_code == 401:
            assert (await log_in(client, ada.email)).status_code == 200


@before_call
async def test_of_two_that_end_each_other_one_goes_on(client: httpx.AsyncClient, ada: Person, number: int) -> None:
    other = (await log_in(client, ada.email)).json()

    async with meanwhile(number, lambda: end_others(client, bearer(other))) as answers:
        mine = await end_others(client, ada.headers)

    me = {"access_token": ada.access_token, "refresh_token": ada.refresh_token}
    statuses = [mine.status_code, *(answer.status_code for answer in answers)]
    alive = [await is_alive(client, tokens) for tokens in (me, other)]
    if answers:
        assert sorted(statuses) == [204, 401]
        assert alive == [mine.status_code == 204, mine.status_code == 401]
    else:
        assert (statuses, alive) == ([204], [True, False])


@with_mail
@before_call
async def test_two_confirmations_with_one_token_move_the_address_once(
    client: httpx.AsyncClient, ada: Person, mailbox: Mailbox, number: int
) -> None:
    wanted = new_address("wanted")
    await client.post("/users/me/email", json={"email": wanted}, headers=ada.headers)
    body = {"token": mailbox(wanted)[0].token}

    async with meanwhile(number, lambda: client.post("/auth/email/confirm", json=body)) as answers:
        mine = await client.post("/auth/email/confirm", json=body)

    statuses = sorted([mine.status_code, *(answer.status_code for answer in answers)])
    assert statuses in ([204, 404], [204])
    assert (await client.get("/users/me", headers=ada.headers)).json()["email"] == wanted


@with_mail
@before_call
async def test_two_verifications_with_one_token_make_one_account(
    client: httpx.AsyncClient, mailbox: Mailbox, number: int
) -> None:
    email = new_address("ada")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": mailbox(email)[0].token, "password": PASSWORD}

    async with meanwhile(number, lambda: client.post("/auth/verify-email", json=body)) as answers:
        mine = await client.post("/auth/verify-email", json=body)

    statuses = sorted([mine.status_code, *(answer.status_code for answer in answers)])
    assert statuses in ([200, 404], [200])


@with_mail
@pytest.mark.parametrize(
    "end", ["reset", "change", "end_others", "end_others uncleaned", "logout", "end_one", "disable"]
)
async def test_a_pending_address_ends_with_the_session_that_asked_for_it(
    client: httpx.AsyncClient, ada: Person, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    thief, theirs = (await log_in(client, ada.email)).json(), new_address("thief")
    asked = await client.post("/users/me/email", json={"email": theirs}, headers=bearer(thief))
    match end:
        case "reset":
            await client.post("/auth/password/forgot", json={"email": ada.email})
            body = {"token": mailbox(ada.email)[-1].token, "password": NEW_PASSWORD}
            assert (await client.post("/auth/password/reset", json=body)).status_code == 204
        case "change":
            assert (await change(client, ada.headers, NEW_PASSWORD)).status_code == 204
        case "end_others uncleaned":  # their items stay, and are over all the same

            async def away(*_: object) -> None:
                raise ServiceUnavailable

            monkeypatch.setattr(DynamoDB, "delete_many", away)
            assert (await end_others(client, ada.headers)).status_code == 204
        case "end_others":
            assert (await end_others(client, ada.headers)).status_code == 204
        case "logout":
            await client.post("/auth/logout", json={"refresh_token": thief["refresh_token"]})
        case "end_one":
            await client.delete(f"/users/me/sessions/{thief['session_id']}", headers=ada.headers)
        case "disable":
            boto3.client("dynamodb").update_item(
                TableName="test-users",
                Key={"pk": {"S": f"USER#{ada.user_id}"}, "sk": {"S": "ACCOUNT"}},
                UpdateExpression="SET disabled = :yes",
                ExpressionAttributeValues={":yes": {"BOOL": True}},
            )

    confirmed = await client.post("/auth/email/confirm", json={"token": mailbox(theirs)[0].token})

    assert (asked.status_code, confirmed.status_code) == (202, 404)
    claims = [item for item in boto3.client("dynamodb").scan(TableName="test-users")["Items"] if "email" in item]
    assert [item["email"]["S"] for item in claims] == [ada.email]


@with_mail
@pytest.mark.parametrize("end", ["disable", "another address"])
async def test_a_reset_link_ends_with_the_account_or_address_it_was_for(
    client: httpx.AsyncClient, ada: Person, mailbox: Mailbox, end: str
) -> None:
    await client.post("/auth/password/forgot", json={"email": ada.email})
    token = mailbox(ada.email)[-1].token
    changes: dict[str, tuple[str, Any]] = {
        "disable": ("disabled", {"BOOL": True}),
        "another address": ("email", {"S": "new@example.com"}),
    }
    changed = changes[end]
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{ada.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression=f"SET {changed[0]} = :value",
        ExpressionAttributeValues={":value": changed[1]},
    )

    answer = await client.post("/auth/password/reset", json={"token": token, "password": NEW_PASSWORD})

    assert answer.status_code == 404
