"""Another e-mail address: asked for by who is signed in, confirmed by who gets its mail."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest

from app import clock
from tests.in_process import PASSWORD, SENDER, SITE, new_address
from tests.unit.conftest import Mailbox

type SetClock = Callable[[float], None]

with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


@with_mail
async def test_an_address_changes_once_its_mail_was_answered_and_the_old_one_is_told_and_free(
    client: httpx.AsyncClient, mailbox: Mailbox, log: StringIO
) -> None:
    person, old = await verified(client, mailbox)
    new = new_address("ada.new")

    asked = await client.post("/users/me/email", json={"email": new.upper()}, headers=person)
    unchanged = (await client.get("/users/me", headers=person)).json()["email"]
    (mail,) = mailbox(new)
    confirmed = await client.post("/auth/email/confirm", json={"token": mail.token})

    assert (asked.status_code, confirmed.status_code, unchanged) == (202, 204, old)
    assert f"{SITE}/confirm-email#token=" in mail.text
    assert (await client.get("/users/me", headers=person)).json()["email"] == new
    assert (await client.post("/auth/login", json={"email": new, "password": PASSWORD})).status_code == 200
    assert (await client.post("/auth/login", json={"email": old, "password": PASSWORD})).status_code == 401
    assert new in mailbox(old)[-1].text
    claims = boto3.client("dynamodb").scan(TableName="test-users")["Items"]
    assert f"EMAIL#{old}" not in {item["pk"]["S"] for item in claims}
    assert '"event":"auth.email.changed"' in log.getvalue()
    assert mail.token not in log.getvalue()


@with_mail
async def test_changing_to_a_taken_address_is_answered_like_a_free_one_and_its_owner_is_told(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, _ = await verified(client, mailbox)
    _, taken = await verified(client, mailbox)

    answer = await client.post("/users/me/email", json={"email": taken}, headers=person)

    assert (answer.status_code, answer.text) == (202, "null")
    assert mailbox(taken)[-1].subject == "You already have an account"
    assert "#token=" not in mailbox(taken)[-1].text


@with_mail
async def test_an_address_that_was_taken_meanwhile_is_not_taken_again(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    (first, _), (second, old) = await verified(client, mailbox), await verified(client, mailbox)
    wanted = new_address("wanted")
    for person in (first, second):
        await client.post("/users/me/email", json={"email": wanted}, headers=person)
    tokens = [mail.token for mail in mailbox(wanted)]

    statuses = [(await client.post("/auth/email/confirm", json={"token": token})).status_code for token in tokens]

    assert statuses == [204, 409]
    assert (await client.get("/users/me", headers=second)).json()["email"] == old


@with_mail
@pytest.mark.parametrize(("seconds", "newer", "status"), [(599, False, 204), (600, False, 404), (1, True, 404)])
async def test_a_confirmation_is_good_for_ten_minutes_once_and_until_a_newer_one(
    client: httpx.AsyncClient, mailbox: Mailbox, clock_at: SetClock, seconds: int, newer: bool, status: int
) -> None:
    now = clock.seconds() + 1
    clock_at(now)
    person, _ = await verified(client, mailbox)
    wanted = new_address("wanted")
    await client.post("/users/me/email", json={"email": wanted}, headers=person)
    if newer:
        await client.post("/users/me/email", json={"email": new_address("other")}, headers=person)
    clock_at(now + seconds)
    token = mailbox(wanted)[0].token

    statuses = [(await client.post("/auth/email/confirm", json={"token": token})).status_code for _ in range(2)]

    assert statuses == [status, 404]


@with_mail
async def test_the_same_address_is_no_change_and_a_user_asks_five_times_an_hour(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, email = await verified(client, mailbox)

    same = await client.post("/users/me/email", json={"email": email}, headers=person)
    others = [
        (await client.post("/users/me/email", json={"email": new_address("new")}, headers=person)).status_code
        for _ in range(6)
    ]

    assert (same.status_code, same.json()["errors"][0]["pointer"]) == (422, "/email")
    assert others == [202, 202, 202, 202, 202, 429]


async def verified(client: httpx.AsyncClient, mailbox: Mailbox) -> tuple[dict[str, str], str]:
    """Return the headers and the address of a new user."""
    email = new_address("ada")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})
    answer = await client.post("/auth/verify-email", json={"token": mailbox(email)[0].token, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return bearer(answer.json()), email
