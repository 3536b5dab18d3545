"""Other passwords: changed by who knows the old one, reset by who reads the account's mail."""

from collections.abc import Callable
from io import StringIO

import boto3
import httpx
import pytest
from passlib.hash import argon2

from app import clock
from app.security import passwords
from app.services.attempts import Allowance
from tests.in_process import PASSWORD, SENDER, SITE, new_address
from tests.unit.conftest import ClientFrom, Mailbox, Person, SignUp

NEW_PASSWORD = "gliding low over grey water"
with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)

type SetClock = Callable[[float], None]


async def log_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def change(client: httpx.AsyncClient, person: Person, current: str, new: str) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await client.put("/users/me/password", json=body, headers=person.headers)


async def forget(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post("/auth/password/forgot", json={"email": email})


async def reset(client: httpx.AsyncClient, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await client.post("/auth/password/reset", json={"token": token, "password": password})


def disable(person: Person) -> None:
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{person.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET disabled = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )


@pytest.fixture
async def carla(client: httpx.AsyncClient, mailbox: Mailbox) -> Person:
    """Return a signed-in user of a deployment with mail."""
    email = new_address("carla")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})
    answer = await client.post("/auth/verify-email", json={"token": mailbox(email)[0].token, "password": PASSWORD})
    tokens = answer.json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    user_id = (await client.get("/users/me", headers=headers)).json()["id"]
    return Person(user_id, email, tokens["session_id"], tokens["access_token"], tokens["refresh_token"])


async def test_a_changed_password_ends_every_other_session_and_this_one_goes_on(
    client: httpx.AsyncClient, ada: Person, log: StringIO
) -> None:
    other = (await log_in(client, ada.email)).json()

    changed = await change(client, ada, PASSWORD, NEW_PASSWORD)

    assert changed.status_code == 204
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == 200
    headers = {"Authorization": f"Bearer {other['access_token']}"}
    assert (await client.get("/users/me", headers=headers)).status_code == 401
    assert (await client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})).status_code == 401
    assert (await log_in(client, ada.email)).status_code == 401
    assert (await log_in(client, ada.email, NEW_PASSWORD)).status_code == 200
    assert '"event":"auth.password.changed"' in log.getvalue()


async def test_the_current_password_has_to_be_right_and_is_guessed_five_times(
    client: httpx.AsyncClient, ada: Person
) -> None:
    wrong = [await change(client, ada, NEW_PASSWORD, NEW_PASSWORD + " 2") for _ in range(5)]
    waiting = await change(client, ada, PASSWORD, NEW_PASSWORD)

    assert {answer.status_code for answer in wrong} == {401}
    assert wrong[0].json()["type"] == "urn:problem-type:invalid-credentials"
    assert waiting.status_code == 429
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    assert (await log_in(client, ada.email)).status_code == 200


@pytest.mark.parametrize("new", ["too short", "password password", "x" * 257])
async def test_a_new_password_that_is_not_acceptable_changes_nothing_and_is_named(
    client: httpx.AsyncClient, ada: Person, new: str
) -> None:
    answer = await change(client, ada, PASSWORD, new)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/new_password"]
    assert (await log_in(client, ada.email)).status_code == 200


async def test_a_new_password_may_not_be_the_address(client: httpx.AsyncClient, ada: Person) -> None:
    assert (await change(client, ada, PASSWORD, ada.email)).status_code == 422


async def test_without_mail_nobody_can_reset_and_is_told(client: httpx.AsyncClient, ada: Person) -> None:
    known, unknown = await forget(client, ada.email), await forget(client, new_address("nobody"))

    assert known.status_code == unknown.status_code == 409
    assert known.json()["type"] == "urn:problem-type:mail-off"


@with_mail
async def test_a_forgotten_password_is_reset_by_mail_and_every_session_ends(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox, log: StringIO
) -> None:
    forgotten = await forget(client, carla.email.upper())
    mail = mailbox(carla.email)[-1]

    answer = await reset(client, mail.token)

    assert (forgotten.status_code, answer.status_code) == (202, 204)
    assert f"{SITE}/reset-password#token=" in mail.text
    assert (await client.get("/users/me", headers=carla.headers)).status_code == 401
    assert (await client.post("/auth/refresh", json={"refresh_token": carla.refresh_token})).status_code == 401
    assert (await log_in(client, carla.email)).status_code == 401
    assert (await log_in(client, carla.email, NEW_PASSWORD)).status_code == 200
    assert mailbox(carla.email)[-1].subject == "Your password was changed"
    assert '"event":"auth.password.reset"' in log.getvalue()
    assert mail.token not in log.getvalue()


@with_mail
async def test_who_resets_by_mail_has_shown_that_the_address_is_theirs(
    client: httpx.AsyncClient, ada: Person, mailbox: Mailbox
) -> None:
    before = (await client.get("/users/me", headers=ada.headers)).json()["email_verified"]
    await forget(client, ada.email)
    await reset(client, mailbox(ada.email)[-1].token)

    tokens = (await log_in(client, ada.email, NEW_PASSWORD)).json()
    me = await client.get("/users/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})

    assert (before, me.json()["email_verified"]) == (False, True)


@with_mail
async def test_forgetting_answers_alike_for_everybody_and_mails_nobody_else(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox
) -> None:
    disabled, unknown = carla, new_address("nobody")
    disable(disabled)
    before = len(mailbox(disabled.email))

    answers = [await forget(client, unknown), await forget(client, disabled.email)]

    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "null")}
    assert mailbox(unknown) == []
    assert len(mailbox(disabled.email)) == before


@with_mail
async def test_a_reset_token_is_good_once_and_ended_by_a_newer_one(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox
) -> None:
    await forget(client, carla.email)
    await forget(client, carla.email)
    older, newer = mailbox(carla.email)[-2:]

    statuses = [(await reset(client, token)).status_code for token in (older.token, newer.token, newer.token)]

    assert statuses == [404, 204, 404]


@with_mail
@pytest.mark.parametrize(("seconds", "status"), [(599, 204), (600, 404)])
async def test_a_reset_token_is_good_for_ten_minutes(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox, clock_at: SetClock, seconds: int, status: int
) -> None:
    now = clock.seconds() + 1
    clock_at(now)
    await forget(client, carla.email)
    clock_at(now + seconds)

    assert (await reset(client, mailbox(carla.email)[-1].token)).status_code == status


@with_mail
async def test_a_password_that_is_not_acceptable_does_not_use_the_token_up(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox
) -> None:
    await forget(client, carla.email)
    token = mailbox(carla.email)[-1].token

    refused = await reset(client, token, "too short")

    assert refused.status_code == 422
    assert (await reset(client, token)).status_code == 204


@with_mail
@pytest.mark.parametrize("change_it", ["secret", "user", "shape", "other purpose"])
async def test_a_forged_reset_token_changes_nothing(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox, change_it: str
) -> None:
    await forget(client, carla.email)
    token = mailbox(carla.email)[-1].token
    user_id, _, secret = token.partition(".")
    forged = {
        "secret": f"{user_id}.{'A' * 43}",
        "user": f"01990c5e-0000-7000-8000-000000000000.{secret}",
        "shape": secret,
        "other purpose": token,
    }[change_it]
    path = "/auth/email/confirm" if change_it == "other purpose" else "/auth/password/reset"
    body = {"token": forged} if change_it == "other purpose" else {"token": forged, "password": NEW_PASSWORD}

    answer = await client.post(path, json=body)

    assert answer.status_code == 404
    assert (await log_in(client, carla.email)).status_code == 200


@with_mail
async def test_a_changed_password_makes_the_reset_link_useless(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox
) -> None:
    await forget(client, carla.email)
    token = mailbox(carla.email)[-1].token
    await change(client, carla, PASSWORD, NEW_PASSWORD)

    assert (await reset(client, token, "another password altogether")).status_code == 404


@with_mail
async def test_a_reset_ends_the_waiting_after_failures(
    client: httpx.AsyncClient, client_from: ClientFrom, carla: Person, mailbox: Mailbox, other_network: str
) -> None:
    elsewhere = client_from(other_network)
    for _ in range(6):
        await log_in(elsewhere, carla.email, NEW_PASSWORD)
    await forget(elsewhere, carla.email)

    await reset(elsewhere, mailbox(carla.email)[-1].token)

    assert (await log_in(elsewhere, carla.email, NEW_PASSWORD)).status_code == 200


@with_mail
async def test_an_address_gets_five_reset_mails_an_hour(
    client: httpx.AsyncClient, carla: Person, mailbox: Mailbox
) -> None:
    before = len(mailbox(carla.email))

    answers = [await forget(client, carla.email) for _ in range(8)]

    assert {answer.status_code for answer in answers} == {202}
    assert len(mailbox(carla.email)) == before + 5


@with_mail
async def test_a_network_asks_for_a_hundred_resets_in_ten_minutes(
    client_from: ClientFrom, other_network: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.password_change._FROM_A_NETWORK", Allowance("few", limit=3, seconds=600))
    client = client_from(other_network)

    statuses = [(await forget(client, new_address("nobody"))).status_code for _ in range(4)]

    assert statuses == [202, 202, 202, 429]


@with_mail
@pytest.mark.parametrize("path", ["/auth/password/forgot", "/auth/password/reset", "/auth/email/confirm"])
@pytest.mark.parametrize("value", [None, [], {}, 7, True])
async def test_fields_of_the_wrong_kind_are_named(client: httpx.AsyncClient, path: str, value: object) -> None:
    fields = {"/auth/password/forgot": ["email"], "/auth/password/reset": ["token", "password"]}.get(path, ["token"])

    answer = await client.post(path, json=dict.fromkeys(fields, value))

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}" for field in fields]


async def test_a_hash_of_other_parameters_is_replaced_at_sign_in(
    client: httpx.AsyncClient, sign_up: SignUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await sign_up(new_address("ada"))
    key = {"pk": {"S": f"USER#{person.user_id}"}, "sk": {"S": "ACCOUNT"}}

    def stored() -> str:
        return boto3.client("dynamodb").get_item(TableName="test-users", Key=key)["Item"]["password_hash"]["S"]

    before = stored()
    stronger = argon2.using(type="ID", memory_cost=16, time_cost=1, parallelism=1)  # type: ignore[no-untyped-call]
    monkeypatch.setattr(passwords, "_ARGON2ID", stronger)

    wrong = await log_in(client, person.email, NEW_PASSWORD)
    unchanged = stored()
    right = await log_in(client, person.email)

    assert (wrong.status_code, right.status_code) == (401, 200)
    assert unchanged == before
    assert "m=8," in before
    assert "m=16," in stored()
    assert (await log_in(client, person.email)).status_code == 200
