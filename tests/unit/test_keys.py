"""Keys through a rotation: what still verifies, what a running process notices, and how often it asks."""

import asyncio
import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError
from fastapi import FastAPI
from jose import jwt

from app import clock
from app.blocking import inline
from app.main import create_app
from app.repositories.configuration import Secret
from app.repositories.operator_account import OperatorAccount
from app.security.keys import HELD_SECONDS, KeySet
from app.services.key_rotation import KeyRotation
from app.settings import Settings
from tests.in_process import PASSWORD, SITE, settings_for_tests
from tests.unit.conftest import Person

PENDING, CURRENT, PREVIOUS = "AWSPENDING", "AWSCURRENT", "AWSPREVIOUS"


@pytest.fixture
def settings(aws: None) -> Settings:
    """Give the application a secret of its own."""
    secret_id = f"fulmar-test/{secrets.token_hex(8)}"
    boto3.client("secretsmanager").create_secret(Name=secret_id, SecretString=secrets.token_hex(32))
    return settings_for_tests(secret_id=secret_id)


@pytest.fixture
def rotation(settings: Settings) -> KeyRotation:
    return KeyRotation(Secret(OperatorAccount(), inline, settings.secret_id), pending_seconds=0)


async def rotate(rotation: KeyRotation) -> None:
    begun = await rotation.begin()
    assert begun is not None
    await rotation.promote(begun)


class Time:
    """The application's clock, which a test moves."""

    def __init__(self, clock_at: Callable[[float], None]) -> None:
        self._clock_at = clock_at
        self._now = clock.now()
        self.passes(0)

    def passes(self, seconds: float) -> None:
        self._now += seconds
        self._clock_at(self._now)


@pytest.fixture
def time(clock_at: Callable[[float], None]) -> Time:
    return Time(clock_at)


@dataclass
class Store:
    """Secrets Manager as the application meets it: the stages that were read, and whether it answers."""

    reads: list[str] = field(default_factory=list)
    is_away: bool = False

    def taken(self) -> list[str]:
        """Return the reads since the last time."""
        reads, self.reads = self.reads, []
        return reads


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    store = Store()
    really = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if operation == "GetSecretValue" and "VersionStage" in arguments:
            store.reads.append(arguments["VersionStage"])
            if store.is_away:
                raise EndpointConnectionError(endpoint_url="https://secretsmanager.example")
        return really(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    return store


@pytest.fixture
def other(app: FastAPI, settings: Settings) -> httpx.AsyncClient:
    """Return a client of another function of the same deployment, which has not answered anything yet."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(settings)), base_url=SITE)


async def sign_in(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await client.post("/auth/login", json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def status_with(client: httpx.AsyncClient, access_token: str) -> int:
    return (await client.get("/users/me", headers={"Authorization": f"Bearer {access_token}"})).status_code


async def status_of_refresh(client: httpx.AsyncClient, refresh_token: str) -> int:
    return (await client.post("/auth/refresh", json={"refresh_token": refresh_token})).status_code


async def cursor_of(client: httpx.AsyncClient, person: Person) -> str:
    for title in ("one", "two"):
        await client.post("/data/notes", json={"title": title}, headers=person.headers)
    cursor: str = (await client.get("/data/notes?limit=1", headers=person.headers)).json()["next_cursor"]
    return cursor


async def status_of_list(client: httpx.AsyncClient, access_token: str, cursor: str) -> int:
    headers = {"Authorization": f"Bearer {access_token}"}
    return (await client.get("/data/notes", params={"limit": 1, "cursor": cursor}, headers=headers)).status_code


def signed_under_an_unknown_key(person: Person) -> str:
    keys = KeySet.derived_from(secrets.token_hex(32))
    claims = jwt.get_unverified_claims(person.access_token)
    return str(jwt.encode(claims, keys.signing, "ES256", {"typ": "at+jwt", "kid": keys.kid}))


async def published(client: httpx.AsyncClient) -> list[str]:
    answer = await client.get("/.well-known/jwks.json")
    assert answer.status_code == 200, answer.text
    return [key["kid"] for key in answer.json()["keys"]]


def kid_of(access_token: str) -> str:
    return str(jwt.get_unverified_header(access_token)["kid"])


async def test_a_token_signed_before_a_rotation_verifies_after_one_and_not_after_two(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time
) -> None:
    await rotate(rotation)
    time.passes(60)
    after_one = await status_with(client, ada.access_token)
    await rotate(rotation)
    time.passes(60)
    after_two = await status_with(client, ada.access_token)

    assert (after_one, after_two) == (200, 401)


async def test_a_session_refreshed_between_two_rotations_goes_on_and_one_that_was_not_ends(
    client: httpx.AsyncClient, ada: Person, bob: Person, rotation: KeyRotation, time: Time
) -> None:
    await rotate(rotation)
    time.passes(60)
    refreshed = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    await rotate(rotation)
    time.passes(60)

    assert refreshed.status_code == 200
    assert await status_of_refresh(client, refreshed.json()["refresh_token"]) == 200
    assert await status_of_refresh(client, bob.refresh_token) == 401


async def test_a_cursor_leads_on_after_one_rotation_and_not_after_two(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time
) -> None:
    cursor = await cursor_of(client, ada)

    await rotate(rotation)
    time.passes(60)
    access_token = (await sign_in(client, ada))["access_token"]
    after_one = await status_of_list(client, access_token, cursor)
    await rotate(rotation)
    time.passes(60)
    after_two = await status_of_list(client, access_token, cursor)

    assert (after_one, after_two) == (200, 400)


async def test_a_key_is_published_before_it_signs_and_until_another_has_taken_its_place_twice(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time
) -> None:
    first = kid_of(ada.access_token)
    begun = await rotation.begin()
    assert begun is not None
    time.passes(60)
    while_pending = await published(client)
    signs_while_pending = kid_of((await sign_in(client, ada))["access_token"])
    await rotation.promote(begun)
    time.passes(60)
    second = kid_of((await sign_in(client, ada))["access_token"])
    while_current = await published(client)
    await rotate(rotation)
    time.passes(60)
    while_previous = await published(client)

    assert signs_while_pending == first
    assert while_pending == [second, first]
    assert while_current == [second, first]
    assert while_previous[1:] == [second]


async def test_a_set_of_keys_published_right_after_a_promotion_is_complete(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time
) -> None:
    begun = await rotation.begin()
    assert begun is not None
    time.passes(30)
    before = await published(client)
    await rotation.promote(begun)
    time.passes(40)  # the current stage is read anew, the set as a whole is not yet
    await sign_in(client, ada)

    assert set(await published(client)) == set(before)
    assert len(before) == 2


@pytest.mark.parametrize("stage", ["previous", "pending"])
async def test_a_secret_too_short_to_derive_keys_from_is_as_good_as_none(
    client: httpx.AsyncClient, ada: Person, settings: Settings, stage: str
) -> None:
    manager = boto3.client("secretsmanager")
    if stage == "pending":
        manager.put_secret_value(SecretId=settings.secret_id, SecretString="short", VersionStages=[PENDING])
    else:
        manager.put_secret_value(
            SecretId=settings.secret_id, SecretString="short", VersionStages=[PREVIOUS], ClientRequestToken="0" * 32
        )

    assert await published(client) == [kid_of(ada.access_token)]
    assert await status_with(client, signed_under_an_unknown_key(ada)) == 401


async def test_a_running_process_learns_of_a_key_it_does_not_know_when_it_meets_it(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time, store: Store
) -> None:
    assert await status_with(client, ada.access_token) == 200
    await rotation.replace_at_once()
    tokens = await sign_in(other, ada)
    store.taken()

    assert await status_with(client, tokens["access_token"]) == 200
    # The previous one again, because what was read of it had been the previous of another.
    assert store.taken() == [PREVIOUS, PENDING, CURRENT, PREVIOUS]
    assert await status_of_refresh(client, tokens["refresh_token"]) == 200
    assert store.taken() == []


async def test_a_refresh_token_under_an_unknown_key_makes_it_learn_too(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ada: Person, rotation: KeyRotation
) -> None:
    await rotation.replace_at_once()
    tokens = await sign_in(other, ada)

    assert await status_of_refresh(client, tokens["refresh_token"]) == 200


async def test_what_another_function_signs_with_a_key_pending_here_verifies_and_nothing_is_signed_with_it_here(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time
) -> None:
    begun = await rotation.begin()
    assert begun is not None
    time.passes(60)
    await status_with(client, ada.access_token)
    await status_with(client, signed_under_an_unknown_key(ada))  # it has asked, and may not again for a minute
    await rotation.promote(begun)
    tokens = await sign_in(other, ada)

    assert kid_of(tokens["access_token"]) != kid_of(ada.access_token)
    assert await status_with(client, tokens["access_token"]) == 200
    refreshed = await client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 200
    assert kid_of(refreshed.json()["access_token"]) == kid_of(ada.access_token)


async def test_what_the_former_secret_signed_verifies_right_after_a_promotion_was_noticed(
    client: httpx.AsyncClient, ada: Person, bob: Person, rotation: KeyRotation, time: Time
) -> None:
    await rotate(rotation)
    time.passes(60)
    await status_with(client, bob.access_token)  # reads the previous stage
    tokens = await sign_in(client, ada)
    time.passes(30)
    await status_with(client, signed_under_an_unknown_key(ada))  # it has asked, and may not again for a minute
    begun = await rotation.begin()
    assert begun is not None
    await rotation.promote(begun)
    time.passes(60)
    await sign_in(client, bob)  # notices the new current one

    assert await status_of_refresh(client, tokens["refresh_token"]) == 200


async def test_however_many_unknown_keys_come_it_asks_once_a_minute(
    client: httpx.AsyncClient, ada: Person, time: Time, store: Store
) -> None:
    time.passes(60)
    assert await status_with(client, ada.access_token) == 200
    garbage = signed_under_an_unknown_key(ada)
    forged = f"{ada.refresh_token[:-43]}{'A' * 43}"
    store.taken()

    for _ in range(10):
        assert await status_with(client, garbage) == 401
        assert await status_of_refresh(client, forged) == 401
        assert await status_of_list(client, ada.access_token, "A" * 40) == 400
    first_minute = store.taken()
    time.passes(59)
    await status_with(client, garbage)
    before_it_is_over = store.taken()
    time.passes(1)
    for _ in range(10):
        await status_with(client, garbage)

    assert first_minute == [PREVIOUS, PENDING, CURRENT]
    assert before_it_is_over == []
    assert store.taken() == [CURRENT, PREVIOUS, PENDING, CURRENT]


async def test_what_verifies_under_the_current_secret_reads_that_once_a_minute_and_no_other(
    other: httpx.AsyncClient, ada: Person, time: Time, store: Store
) -> None:
    cold = [await status_with(other, ada.access_token), store.taken()]
    warm = [await status_with(other, ada.access_token), await status_of_refresh(other, ada.refresh_token)]
    time.passes(59)
    warm.append(await status_with(other, ada.access_token))
    in_the_first_minute = store.taken()
    time.passes(1)
    await status_with(other, ada.access_token)

    assert cold == [200, [CURRENT]]
    assert warm == [200, 200, 200]
    assert in_the_first_minute == []
    assert store.taken() == [CURRENT]


async def test_what_verifies_under_the_previous_secret_reads_that_once_a_minute_too(
    other: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time, store: Store
) -> None:
    await rotate(rotation)

    assert [await status_with(other, ada.access_token) for _ in range(3)] == [200] * 3
    assert store.taken() == [CURRENT, PREVIOUS]
    time.passes(60)
    assert await status_of_refresh(other, ada.refresh_token) == 200
    assert store.taken() == [CURRENT, PREVIOUS]


async def test_publishing_reads_every_stage_once_a_minute(client: httpx.AsyncClient, time: Time, store: Store) -> None:
    for _ in range(3):
        await published(client)
    cold = store.taken()
    time.passes(59)
    await published(client)
    before_it_is_over = store.taken()
    time.passes(1)
    for _ in range(3):
        await published(client)

    assert cold == [CURRENT, PENDING, CURRENT, PREVIOUS]
    assert before_it_is_over == []
    assert store.taken() == [CURRENT, PENDING, CURRENT, PREVIOUS]


async def test_a_key_that_was_dropped_is_no_longer_published_a_minute_later(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, settings: Settings, time: Time
) -> None:
    await rotate(rotation)
    time.passes(60)
    await status_with(client, ada.access_token)  # reads the previous stage
    time.passes(50)
    before = await published(client)
    manager = boto3.client("secretsmanager")
    versions = manager.describe_secret(SecretId=settings.secret_id)["VersionIdsToStages"]
    (previous,) = [version_id for version_id, stages in versions.items() if PREVIOUS in stages]
    manager.update_secret_version_stage(
        SecretId=settings.secret_id, VersionStage=PREVIOUS, RemoveFromVersionId=previous
    )
    time.passes(10)

    assert kid_of(ada.access_token) in before
    assert kid_of(ada.access_token) not in await published(client)


async def test_many_requests_at_once_read_a_stage_once(other: httpx.AsyncClient, ada: Person, store: Store) -> None:
    answers = await asyncio.gather(*(status_with(other, ada.access_token) for _ in range(10)))

    assert answers == [200] * 10
    assert store.taken() == [CURRENT]


async def test_a_clock_set_back_does_not_keep_it_from_asking(
    client: httpx.AsyncClient, ada: Person, time: Time, store: Store
) -> None:
    await published(client)
    store.taken()
    time.passes(-86400)
    await published(client)

    assert sorted(set(store.taken())) == [CURRENT, PENDING, PREVIOUS]


@pytest.mark.parametrize("signed_under", ["current", "previous"])
async def test_of_a_compromised_secret_nothing_is_accepted_a_minute_later(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time, signed_under: str
) -> None:
    cursor = await cursor_of(client, ada)
    if signed_under == "previous":
        await rotate(rotation)
        time.passes(60)
    assert await status_with(client, ada.access_token) == 200
    await rotation.begin()
    await published(client)

    await rotation.replace_at_once()
    time.passes(60)
    access = await status_with(client, ada.access_token)
    refreshed = await status_of_refresh(client, ada.refresh_token)
    access_token = (await sign_in(client, ada))["access_token"]

    assert (access, refreshed) == (401, 401)
    assert await status_of_list(client, access_token, cursor) == 400
    assert await published(client) == [kid_of(access_token)]


async def test_while_the_secret_cannot_be_read_a_cold_process_says_so_and_the_next_call_recovers(
    other: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time, store: Store
) -> None:
    await rotate(rotation)
    store.is_away = True
    refused = [
        await other.get("/users/me", headers=ada.headers),
        await other.post("/auth/refresh", json={"refresh_token": ada.refresh_token}),
        await other.get("/.well-known/jwks.json"),
        await other.get("/health/ready"),
    ]
    store.is_away = False

    # At once, and for what needs more than the current stage.
    assert await status_with(other, ada.access_token) == 200
    assert await status_of_refresh(other, ada.refresh_token) == 200
    assert len(await published(other)) == 2
    for answer in refused:
        assert answer.status_code == 503
        assert 0 < int(answer.headers["Retry-After"]) < 5
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_set_of_keys_that_may_lack_one_is_not_published(
    other: httpx.AsyncClient, ada: Person, store: Store
) -> None:
    assert await status_with(other, ada.access_token) == 200  # knows the current stage, and no other
    store.is_away = True
    refused = await other.get("/.well-known/jwks.json")

    assert (refused.status_code, refused.headers["Cache-Control"]) == (503, "no-store")


async def test_a_stage_that_could_not_be_read_is_read_again_when_callers_are_told_to_come_back(
    other: httpx.AsyncClient, ada: Person, time: Time, store: Store
) -> None:
    assert await status_with(other, ada.access_token) == 200  # knows the current stage, and no other
    store.is_away = True
    refused = [await other.get("/.well-known/jwks.json") for _ in range(3)]
    attempts = store.taken()
    store.is_away = False
    time.passes(int(refused[0].headers["Retry-After"]))

    assert [answer.status_code for answer in refused] == [503] * 3
    assert attempts == [CURRENT, PENDING, CURRENT, PREVIOUS]
    assert await published(other) == [kid_of(ada.access_token)]
    assert await status_with(other, signed_under_an_unknown_key(ada)) == 401


async def test_while_the_secret_cannot_be_read_a_running_process_goes_on_for_an_hour_and_says_so(
    client: httpx.AsyncClient, ada: Person, time: Time, store: Store, log: StringIO
) -> None:
    time.passes(60)
    assert await status_with(client, ada.access_token) == 200
    store.taken()
    store.is_away = True

    time.passes(60)
    held = [await status_with(client, ada.access_token) for _ in range(3)]
    attempts = store.taken()
    time.passes(HELD_SECONDS - 61)
    refreshed = await status_of_refresh(client, ada.refresh_token)
    time.passes(1)
    too_long = await status_of_refresh(client, ada.refresh_token)
    store.is_away = False
    back = await status_of_refresh(client, ada.refresh_token)

    assert held == [200] * 3
    assert attempts == [CURRENT]
    assert (refreshed, too_long, back) == (200, 503, 200)
    warnings = [json.loads(line) for line in log.getvalue().splitlines() if '"keys.held"' in line]
    assert [(line["level"], line["stage"], line["read_seconds_ago"]) for line in warnings] == [
        ("WARNING", "current", 60),
        ("WARNING", "current", HELD_SECONDS - 1),
    ]


async def test_what_cannot_be_judged_because_the_secret_cannot_be_read_is_not_refused_for_good(
    client: httpx.AsyncClient, ada: Person, rotation: KeyRotation, time: Time, store: Store
) -> None:
    await rotate(rotation)
    time.passes(60)
    await sign_in(client, ada)
    time.passes(60)
    store.is_away = True
    unknown = signed_under_an_unknown_key(ada)

    assert [await status_with(client, unknown) for _ in range(2)] == [503, 503]
    assert await status_of_refresh(client, ada.refresh_token) == 503
    assert sorted(store.taken()).count(PREVIOUS) == 1
    store.is_away = False
    time.passes(60)
    assert await status_of_refresh(client, ada.refresh_token) == 200
    assert await status_with(client, unknown) == 401


async def test_a_current_secret_too_short_to_derive_keys_from_is_not_used(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ada: Person, settings: Settings, time: Time, log: StringIO
) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=settings.secret_id, SecretString="short")
    time.passes(60)

    assert await status_with(client, ada.access_token) == 200
    assert await status_with(other, ada.access_token) == 503
    assert '"secret.too_short"' in log.getvalue()
    assert "short" not in log.getvalue().replace("secret.too_short", "")


def test_no_key_is_in_the_text_of_a_key_set() -> None:
    keys = KeySet.derived_from("s" * 64)

    assert repr(keys.refresh) not in repr(keys)
    assert repr(keys.cursor) not in repr(keys)
    assert base64.b64encode(keys.refresh).decode() not in repr(keys)
