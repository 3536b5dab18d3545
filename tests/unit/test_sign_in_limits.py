"""How often one may be wrong: what waits, what is hashed, and that no stranger keeps the owner out."""

import secrets
from collections.abc import Callable
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest

from app import clock
from app.repositories.attempts import MEMORY_SECONDS
from app.repositories.dynamodb import DynamoDB
from app.security import passwords
from tests.in_process import PASSWORD, new_address
from tests.unit.conftest import ClientFrom, Person

WRONG = "wrong " + PASSWORD
START = 1_900_000_000.0

type SetClock = Callable[[float], None]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the passwords that were compared with a hash, one entry a comparison."""
    compared: list[str] = []
    original = passwords._ARGON2ID.verify

    def counted(secret: str, stored: str) -> bool:
        compared.append(secret)
        return bool(original(secret, stored))

    monkeypatch.setattr(passwords._ARGON2ID, "verify", counted)
    return compared


@pytest.fixture
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ten of a hundred and five of fifty; the numbers themselves are tested on the local cloud."""
    monkeypatch.setattr("app.services.attempts.NETWORK_FAILURES", 10)
    monkeypatch.setattr("app.services.attempts.FREE_FAILURES_OVERALL", 5)
    monkeypatch.setattr("app.services.attempts.FAILURES_UNTIL_RESET", 10)


async def sign_in(client: httpx.AsyncClient, email: str, password: str = WRONG) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def fail(client: httpx.AsyncClient, email: str, times: int, set_clock: SetClock, at: float) -> float:
    """Fail `times` times, each as soon as it may be tried again. Returns the time of the last."""
    for _ in range(times):
        answer = await sign_in(client, email)
        if answer.status_code == 429:
            at += int(answer.headers["Retry-After"])
            set_clock(at)
            answer = await sign_in(client, email)
        assert answer.status_code == 401
    return at


def random_network() -> str:
    return f"2001:db8:{secrets.randbits(16):x}:{secrets.randbits(16):x}::1"


@pytest.mark.parametrize("is_known", [True, False])
async def test_after_five_failures_one_waits_twice_as_long_each_time_known_or_not(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock, hashed: list[str], is_known: bool
) -> None:
    client, email = client_from(other_network), ada.email if is_known else new_address("nobody")
    clock_at(START)
    waits = []
    at = START
    for _ in range(12):
        while (answer := await sign_in(client, email)).status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            assert answer.json()["type"] == "urn:problem-type:rate-limited"
            at += waits[-1]
            clock_at(at)
        assert answer.status_code == 401

    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert len(hashed) == 12


async def test_nobody_waits_longer_than_a_quarter_of_an_hour(
    client_from: ClientFrom, other_network: str, clock_at: SetClock
) -> None:
    client, email = client_from(other_network), new_address("nobody")
    clock_at(START)

    at = await fail(client, email, 20, clock_at, START)

    assert int((await sign_in(client, email)).headers["Retry-After"]) == 900
    clock_at(at + 899)
    assert (await sign_in(client, email)).status_code == 429
    clock_at(at + 900)
    assert (await sign_in(client, email)).status_code == 401


async def test_attempts_while_waiting_neither_count_nor_extend_nor_are_hashed(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock, hashed: list[str]
) -> None:
    client = client_from(other_network)
    clock_at(START)
    await fail(client, ada.email, 6, clock_at, START)
    compared = len(hashed)

    waiting = [await sign_in(client, ada.email, password) for password in (WRONG, PASSWORD) * 10]
    clock_at(START + 1 + 2)  # the sixth came a second late, and two more are to wait

    assert {answer.status_code for answer in waiting} == {429}
    assert len(hashed) == compared
    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 200


async def test_a_success_clears_the_failures_before_it(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)
    await fail(client, ada.email, 4, clock_at, START)

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 200
    again = [await sign_in(client, ada.email) for _ in range(5)]

    assert {answer.status_code for answer in again} == {401}


async def test_one_network_is_a_whole_24_or_64_and_another_one_starts_afresh(
    client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    clock_at(START)
    prefix = f"198.51.{secrets.randbelow(256)}"
    for host in range(5):
        assert (await sign_in(client_from(f"{prefix}.{host}"), ada.email)).status_code == 401

    assert (await sign_in(client_from(f"{prefix}.200"), ada.email)).status_code == 429
    assert (await sign_in(client_from("203.0.113.1"), ada.email)).status_code == 401


async def test_existing_sessions_go_on_while_sign_in_waits(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, other_network: str
) -> None:
    for _ in range(6):
        await sign_in(client_from(other_network), ada.email)

    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == 200


@pytest.mark.usefixtures("small_numbers")
async def test_a_stranger_on_many_networks_waits_everywhere_but_never_keeps_the_owner_out(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock, log: StringIO
) -> None:
    clock_at(START)
    await sign_in(client, ada.email, PASSWORD)  # from here on the owner's network is known
    for _ in range(5):
        assert (await sign_in(client_from(random_network()), ada.email)).status_code == 401

    stranger = await sign_in(client_from(random_network()), ada.email)
    owner = await sign_in(client, ada.email, PASSWORD)

    assert (stranger.status_code, stranger.headers["Retry-After"]) == (429, "1")
    assert owner.status_code == 200
    assert '"reason":"subject"' in log.getvalue()


@pytest.mark.usefixtures("small_numbers")
async def test_after_so_many_failures_nothing_helps_but_a_reset_except_where_the_owner_was_before(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    clock_at(START)
    await sign_in(client, ada.email, PASSWORD)
    at = START
    for _ in range(10):
        stranger = client_from(random_network())
        at = await fail(stranger, ada.email, 1, clock_at, at)

    clock_at(at + 3600)
    right = await sign_in(client_from(random_network()), ada.email, PASSWORD)
    known = await sign_in(client, ada.email, PASSWORD)
    after_the_owner = await sign_in(client_from(random_network()), ada.email, PASSWORD)

    assert (right.status_code, known.status_code, after_the_owner.status_code) == (429, 200, 200)


async def test_a_known_network_has_its_own_waiting_time(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    clock_at(clock.seconds() + 5)
    for _ in range(5):
        await sign_in(client, ada.email)

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 429


@pytest.mark.usefixtures("small_numbers")
async def test_a_network_is_known_for_ninety_days(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    start = clock.seconds() + 1.0
    clock_at(start)
    await sign_in(client, ada.email, PASSWORD)
    long_after = start + MEMORY_SECONDS + 1
    clock_at(long_after)
    for _ in range(5):
        await sign_in(client_from(random_network()), ada.email)

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 429


@pytest.mark.usefixtures("small_numbers")
async def test_a_network_may_fail_so_often_in_ten_minutes_whatever_the_addresses(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock, hashed: list[str]
) -> None:
    client = client_from(other_network)
    clock_at(START)
    for _ in range(10):
        assert (await sign_in(client, new_address("nobody"))).status_code == 401

    refused = await sign_in(client, ada.email, PASSWORD)
    clock_at(START + 599)
    still = await sign_in(client, ada.email, PASSWORD)
    clock_at(START + 600)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert still.status_code == 429
    assert len(hashed) == 10
    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 200


@pytest.mark.usefixtures("small_numbers")
async def test_an_office_that_signs_in_is_no_network_that_fails(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)

    answers = [await sign_in(client, ada.email, PASSWORD) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {200}


async def test_a_caller_cannot_choose_the_network_they_are_counted_for(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)
    for number in range(5):
        forged = {"X-Forwarded-For": f"192.0.2.{number}", "X-Fulmar-Viewer-Address": f"198.51.{number}.1"}
        await client.post("/auth/login", json={"email": ada.email, "password": WRONG}, headers=forged)

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 429


async def test_spellings_of_an_address_share_their_failures(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)
    for spelt in (ada.email.upper(), f" {ada.email} ", ada.email.capitalize(), ada.email, ada.email.title()):
        assert (await sign_in(client, spelt)).status_code == 401

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 429


async def test_the_refusal_tells_nothing_about_the_account(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client, unknown = client_from(other_network), new_address("nobody")
    clock_at(START)
    bodies: list[dict[str, Any]] = []
    for email in (ada.email, unknown):
        for _ in range(5):
            await sign_in(client, email)
        answer = await sign_in(client, email)
        bodies.append({**answer.json(), "instance": "", "wait": answer.headers["Retry-After"]})

    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("settings", [{"registrations_per_network": 3}], indirect=True)
async def test_registrations_of_a_network_are_limited_before_hashing(
    client_from: ClientFrom, other_network: str, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_from(other_network)
    clock_at(START)

    waits: list[str | None] = []

    async def register() -> int:
        body = {"email": new_address("ada"), "password": PASSWORD}
        answer = await client.post("/auth/register", json=body)
        waits.append(answer.headers.get("Retry-After"))
        return answer.status_code

    first = [await register() for _ in range(3)]
    clock_at(START + 100)
    with monkeypatch.context() as without_hashing:
        without_hashing.setattr(passwords._ARGON2ID, "hash", None)
        fourth = await register()
    clock_at(START + 600)

    assert (first, fourth, waits[3]) == ([202, 202, 202], 429, "500")
    assert await register() == 202


@pytest.mark.usefixtures("small_numbers")
async def test_failures_from_a_known_network_are_not_held_against_others(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    clock_at(START)
    await sign_in(client, ada.email, PASSWORD)
    await fail(client, ada.email, 9, clock_at, START)

    assert (await sign_in(client_from(random_network()), ada.email, PASSWORD)).status_code == 200


async def test_a_wait_is_told_in_whole_seconds_that_are_enough(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)
    await fail(client, ada.email, 5, clock_at, START)
    clock_at(START + 0.3)

    early = await sign_in(client, ada.email)
    clock_at(START + 0.3 + int(early.headers["Retry-After"]))

    assert early.headers["Retry-After"] == "1"
    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 200


async def test_a_clock_that_was_ahead_makes_nobody_wait_longer_than_the_longest(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START + 3600)
    await fail(client, ada.email, 5, clock_at, START + 3600)
    clock_at(START)

    assert (await sign_in(client, ada.email)).headers["Retry-After"] == "900"


async def test_failures_in_a_row_are_forgotten_ninety_days_after_the_last(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(START)
    await fail(client, ada.email, 5, clock_at, START)
    for item in limits():
        remembered = 600 if "-network#" in item["pk"]["S"] else MEMORY_SECONDS
        assert int(item["ttl"]["N"]) == int(START) + remembered
    clock_at(START + MEMORY_SECONDS)

    answers = [await sign_in(client, ada.email) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {401}


async def test_what_is_remembered_of_a_success_is_kept_as_long(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    clock_at(START)
    await sign_in(client_from(other_network), ada.email, PASSWORD)

    (near,) = [item for item in limits() if item["sk"]["S"].startswith("NET#")]
    assert int(near["ttl"]["N"]) == int(near["known_until"]["N"]) == int(START) + MEMORY_SECONDS


@pytest.mark.usefixtures("small_numbers")
async def test_each_kind_of_proof_has_a_network_counter_of_its_own(
    client_from: ClientFrom, ada: Person, other_network: str, clock_at: SetClock
) -> None:
    client = client_from(other_network)
    clock_at(clock.seconds())
    for _ in range(10):
        await sign_in(client, new_address("nobody"))

    proved = await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=ada.headers)

    assert (await sign_in(client, ada.email, PASSWORD)).status_code == 429
    assert proved.status_code == 204


@pytest.mark.usefixtures("small_numbers")
async def test_a_new_password_lifts_the_lock(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    now = clock.now()
    clock_at(now)
    at = now
    for _ in range(10):
        at = await fail(client_from(random_network()), ada.email, 1, clock_at, at)
    clock_at(now + 60)
    body = {"current_password": PASSWORD, "new_password": "gliding low over grey water"}

    changed = await client.put("/users/me/password", json=body, headers=ada.headers)

    assert changed.status_code == 204
    answer = await sign_in(client_from(random_network()), ada.email, "gliding low over grey water")
    assert answer.status_code == 200


async def test_whoever_stole_a_session_locks_nobody_else_out_of_proving_who_they_are(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person
) -> None:
    thief = (await sign_in(client, ada.email, PASSWORD)).json()
    stolen = {"Authorization": f"Bearer {thief['access_token']}"}
    for n in range(6):
        await client.post("/auth/reauthenticate", json={"password": f"{WRONG} {n}"}, headers=stolen)

    by_thief = await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=stolen)
    by_owner = await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=ada.headers)

    assert (by_thief.status_code, by_owner.status_code) == (429, 204)


async def test_every_failure_costs_the_database_the_same(
    client: httpx.AsyncClient, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{bob.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET disabled = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    calls = 0
    really = DynamoDB._call

    async def counted(database: DynamoDB, call: Any) -> Any:
        nonlocal calls
        calls += 1
        return await really(database, call)

    monkeypatch.setattr(DynamoDB, "_call", counted)
    costs = []
    for email, password in ((new_address("nobody"), WRONG), (ada.email, WRONG), (bob.email, PASSWORD)):
        calls = 0
        assert (await sign_in(client, email, password)).status_code == 401
        costs.append(calls)

    assert costs == [4, 4, 4]


def limits() -> list[dict[str, Any]]:
    items = boto3.client("dynamodb").scan(TableName="test-sessions")["Items"]
    return [item for item in items if item["pk"]["S"].startswith("LIMIT#")]


async def test_failures_are_stored_under_hashes(ada: Person, client: httpx.AsyncClient) -> None:
    await sign_in(client, ada.email)

    items = boto3.client("dynamodb").scan(TableName="test-sessions")["Items"]
    limits = [item for item in items if item["pk"]["S"].startswith("LIMIT#")]
    assert limits
    assert not any("@" in item["pk"]["S"] for item in limits)
    assert all("ttl" in item for item in limits)
