"""The numbers of the sign-in limits, as they are: a hundred failures take a database that is quick about them."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app import clock
from scripts.local_cloud import LocalCloud
from scripts.local_mail import newest_token
from tests.in_process import PASSWORD, SENDER, new_address
from tests.integration.conftest import ClientFrom

WRONG = "wrong " + PASSWORD


async def guess(client: httpx.AsyncClient, email: str, password: str = WRONG) -> int:
    return (await client.post("/auth/login", json={"email": email, "password": password})).status_code


async def test_a_network_fails_a_hundred_times_in_ten_minutes(client_from: ClientFrom) -> None:
    client = client_from("203.0.113.77")

    first = [await guess(client, new_address("nobody")) for _ in range(100)]
    more = [await guess(client, new_address("nobody")) for _ in range(3)]

    assert (set(first), more) == ({401}, [429, 429, 429])


async def test_of_guesses_at_many_accounts_at_once_a_hundred_are_checked(client_from: ClientFrom) -> None:
    client = client_from("2001:db8:77::1")

    answers = await asyncio.gather(*(guess(client, new_address("nobody")) for _ in range(130)))

    assert set(answers) <= {401, 429, 503}
    assert answers.count(401) <= 100
    assert answers.count(429) + answers.count(503) >= 30  # a busy machine answers some too late


async def test_strangers_wait_from_fifty_failures_on_and_from_a_hundred_on_only_a_reset_lets_them_in(
    clients: Callable[..., httpx.AsyncClient], cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.mail.outbox.ANSWER_SECONDS", 0)
    application = clients(email_from=SENDER)
    email = new_address("ada")
    await application.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": newest_token(email, cloud.endpoint), "password": PASSWORD}
    assert (await application.post("/auth/verify-email", json=body)).status_code == 200
    now = clock.now() + 10
    monkeypatch.setattr("app.clock.now", lambda: now)

    first_wait = None
    unanswered = 0  # a busy machine answers some too late, which may have been counted nevertheless
    for number in range(100):
        stranger = clients(f"2001:db8:1:{number:x}::1")
        while (status := await guess(stranger, email)) in (429, 503):
            if status == 503:
                unanswered += 1
                continue
            first_wait = number if first_wait is None else first_wait
            now += 900
        assert status == 401

    now += 30 * 86400
    locked = await guess(clients("2001:db8:1:ffff::1"), email, PASSWORD)
    await application.post("/auth/password/forgot", json={"email": email})
    reset = {"token": newest_token(email, cloud.endpoint), "password": "gliding low over grey water"}
    assert (await application.post("/auth/password/reset", json=reset)).status_code == 204
    after = await guess(clients("2001:db8:1:ffff::1"), email, "gliding low over grey water")

    assert first_wait is not None
    assert 50 - unanswered <= first_wait <= 50
    assert (locked, after) == (429, 200)
