"""Every row of the refresh rule, at its bounds, and how long sessions live."""

from collections.abc import Callable
from io import StringIO

import httpx
import pytest

from app import clock
from tests.in_process import SITE
from tests.unit.conftest import Person

SITE_HEADERS = {"Origin": SITE, "X-Requested-With": "fulmar"}


async def test_the_refresh_token_given_out_a_moment_ago_is_repeated(client: httpx.AsyncClient, ada: Person) -> None:
    again = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})

    assert again.status_code == 200
    assert again.json()["refresh_token"] == ada.refresh_token
    assert again.json()["session_id"] == ada.session_id


@pytest.mark.parametrize(
    ("use_first_after", "status", "session_lives"), [(0, 200, True), (60, 200, True), (61, 401, False)]
)
async def test_the_token_before_the_current_one_is_forgiven_for_a_minute(
    client: httpx.AsyncClient,
    ada: Person,
    clock_at: Callable[[float], None],
    use_first_after: int,
    status: int,
    session_lives: bool,
) -> None:
    rotated_at = clock.seconds() + 100
    clock_at(rotated_at)
    second = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["refresh_token"]
    clock_at(rotated_at + use_first_after)

    late = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    newest = await client.post("/auth/refresh", json={"refresh_token": second})

    assert second != ada.refresh_token
    assert late.status_code == status
    assert (newest.status_code == 200) is session_lives
    if status == 200:
        assert late.json()["refresh_token"] == second


@pytest.mark.parametrize(("age", "rotates"), [(9.999, False), (10.0, True)])
async def test_a_token_rotates_ten_seconds_after_it_was_given_out(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None], age: float, rotates: bool
) -> None:
    given_at = clock.seconds() + 100
    clock_at(given_at)
    second = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["refresh_token"]
    clock_at(given_at + age)

    third = (await client.post("/auth/refresh", json={"refresh_token": second})).json()["refresh_token"]

    assert (third != second) is rotates


async def test_who_gets_the_current_token_for_the_one_before_has_ten_seconds_from_then(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    rotated_at = clock.seconds() + 100
    clock_at(rotated_at)
    second = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["refresh_token"]
    clock_at(rotated_at + 30)
    again = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["refresh_token"]

    clock_at(rotated_at + 39)
    early = (await client.post("/auth/refresh", json={"refresh_token": second})).json()["refresh_token"]
    clock_at(rotated_at + 40)
    late = (await client.post("/auth/refresh", json={"refresh_token": second})).json()["refresh_token"]

    assert again == early == second
    assert late != second


@pytest.mark.parametrize("settings", [{}, {"log_level": "ERROR"}], indirect=True)
async def test_a_replayed_refresh_token_ends_the_session_and_its_access_tokens(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None], log: StringIO
) -> None:
    start = clock.seconds()
    token = ada.refresh_token
    for step in (1, 2):
        clock_at(start + 100 * step)
        refreshed = (await client.post("/auth/refresh", json={"refresh_token": token})).json()
        token = refreshed["refresh_token"]

    replayed = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    me = await client.get("/users/me", headers={"Authorization": f"Bearer {refreshed['access_token']}"})

    assert (replayed.status_code, me.status_code) == (401, 401)
    assert "auth.refresh.replayed" in log.getvalue()


@pytest.mark.parametrize("change", ["mac", "counter", "version", "user", "garbage"])
async def test_a_forged_refresh_token_is_refused_and_ends_nothing(
    client: httpx.AsyncClient, ada: Person, bob: Person, change: str
) -> None:
    version, user, session, counter, mac = ada.refresh_token.split(".")
    forged = {
        "mac": f"{version}.{user}.{session}.{counter}.{'A' * 43}",
        "counter": f"{version}.{user}.{session}.{int(counter) + 1}.{mac}",
        "version": f"v2.{user}.{session}.{counter}.{mac}",
        "user": f"{version}.{bob.user_id}.{session}.{counter}.{mac}",
        "garbage": "💥" * 100,
    }[change]

    answer = await client.post("/auth/refresh", json={"refresh_token": forged})

    assert answer.status_code == 401
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200


@pytest.mark.parametrize(("idle_days", "status"), [(29.9, 200), (30, 401)])
async def test_an_idle_session_ends_after_thirty_days_while_its_item_is_still_there(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None], idle_days: float, status: int
) -> None:
    clock_at(clock.seconds() + idle_days * 86400 + 1)

    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == status


async def test_a_session_in_daily_use_ends_after_ninety_days(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    start, token = clock.seconds(), ada.refresh_token
    for day in (29, 58, 87, 89):
        clock_at(start + day * 86400)
        token = (await client.post("/auth/refresh", json={"refresh_token": token})).json()["refresh_token"]
    clock_at(start + 90 * 86400 + 1)

    assert (await client.post("/auth/refresh", json={"refresh_token": token})).status_code == 401
