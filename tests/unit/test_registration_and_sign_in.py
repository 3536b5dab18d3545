"""Accounts and sessions, as their callers see them."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest

from app import clock
from app.security import passwords
from tests.in_process import PASSWORD, SITE, new_address
from tests.unit.conftest import Person

SITE_HEADERS = {"Origin": SITE, "X-Requested-With": "fulmar"}


def without_instance(answer: httpx.Response) -> dict[str, Any]:
    return {**answer.json(), "instance": ""}


async def test_options_tell_the_rules_a_form_needs(client: httpx.AsyncClient) -> None:
    options = (await client.get("/auth/options")).json()

    assert options == {
        "mail": False,
        "sign_in_methods": ["password"],
        "password_min_length": 15,
        "password_max_length": 256,
    }


async def test_after_registration_one_signs_in_and_sees_oneself(client: httpx.AsyncClient) -> None:
    email = new_address("ada")
    registered = await client.post("/auth/register", json={"email": email, "password": PASSWORD, "name": "Ada"})

    signed_in = await client.post("/auth/login", json={"email": email, "password": PASSWORD})
    me = await client.get("/users/me", headers={"Authorization": f"Bearer {signed_in.json()['access_token']}"})

    assert (registered.status_code, registered.json()) == (202, {"next": "sign_in"})
    assert signed_in.json().keys() == {"access_token", "token_type", "expires_in", "session_id", "refresh_token"}
    assert (me.json()["email"], me.json()["name"], me.json()["roles"]) == (email, "Ada", [])


async def test_an_address_has_one_account_however_it_is_spelt(client: httpx.AsyncClient) -> None:
    email = new_address("zo\u00eb")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})

    for other in (email.upper(), f"  {email} ", unicodedata.normalize("NFD", email)):
        again = await client.post("/auth/register", json={"email": other, "password": PASSWORD})
        assert (again.status_code, again.json()["type"]) == (409, "urn:problem-type:email-taken")
        signed_in = await client.post("/auth/login", json={"email": other, "password": PASSWORD})
        assert signed_in.status_code == 200


async def test_a_refused_registration_leaves_the_first_account_as_it_was(client: httpx.AsyncClient) -> None:
    email = new_address("ada")
    await client.post("/auth/register", json={"email": email, "password": PASSWORD})

    await client.post("/auth/register", json={"email": email, "password": "another password altogether"})

    assert (await client.post("/auth/login", json={"email": email, "password": PASSWORD})).status_code == 200


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("x" * 14, 422),
        ("x" * 15, 202),
        ("x" * 256, 202),
        ("x" * 257, 422),
        ("e\u0301" * 14, 422),  # 14 characters once normalised
        ("\u00e9" * 15, 202),
        (" " * 15, 202),
        ("nul \0 and \n are characters", 202),
        ("x" * 1_000_000, 422),
        ("", 422),
        (None, 422),
        (["x" * 20], 422),
        ({"x": 20}, 422),
        (12345678901234567890, 422),
    ],
)
async def test_passwords_are_measured_in_characters(client: httpx.AsyncClient, password: object, status: int) -> None:
    answer = await client.post("/auth/register", json={"email": new_address("ada"), "password": password})

    assert answer.status_code == status
    if status == 422:
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/password"]


async def test_both_normal_forms_of_a_password_sign_in(client: httpx.AsyncClient) -> None:
    email, password = new_address("ada"), "cr\u00e8me br\u00fbl\u00e9e \u00e0 la carte"
    await client.post("/auth/register", json={"email": email, "password": password})

    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, password)
        assert (await client.post("/auth/login", json={"email": email, "password": typed})).status_code == 200
    for other in (password + " ", " " + password, password.upper()):
        assert (await client.post("/auth/login", json={"email": email, "password": other})).status_code == 401


async def test_an_unknown_address_a_wrong_password_and_a_disabled_account_get_one_answer_and_equal_work(
    client: httpx.AsyncClient, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{bob.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET disabled = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    verified: list[str] = []
    original = passwords._ARGON2ID.verify

    def counted(secret: str, hashed: str) -> bool:
        verified.append(hashed)
        return bool(original(secret, hashed))

    monkeypatch.setattr(passwords._ARGON2ID, "verify", counted)

    answers = [
        await client.post("/auth/login", json={"email": new_address("nobody"), "password": PASSWORD}),
        await client.post("/auth/login", json={"email": ada.email, "password": "wrong " + PASSWORD}),
        await client.post("/auth/login", json={"email": bob.email, "password": PASSWORD}),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert without_instance(answers[0]) == without_instance(answers[1]) == without_instance(answers[2])
    assert len(verified) == 3


@pytest.mark.parametrize("field", ["email", "password", "name"])
@pytest.mark.parametrize("value", [[], {}, 7, True, "\r\nBcc: all@example.com"])
async def test_fields_of_the_wrong_kind_are_named_and_never_echoed(
    client: httpx.AsyncClient, field: str, value: object
) -> None:
    body = {"email": new_address("ada"), "password": PASSWORD, "name": "Ada", field: value}

    answer = await client.post("/auth/register", json=body)

    if field == "password" and isinstance(value, str):
        return  # a password may hold any character
    assert answer.status_code == 422
    assert f"/{field}" in [error["pointer"] for error in answer.json()["errors"]]
    assert PASSWORD not in answer.text
    assert "Bcc" not in answer.text


async def test_a_registration_without_address_does_not_repeat_the_password(client: httpx.AsyncClient) -> None:
    answer = await client.post("/auth/register", json={"password": PASSWORD, "role": "admin"})

    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/email", "/role"}


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


async def test_log_out_ends_the_session_at_once_and_twice_is_no_error(client: httpx.AsyncClient, ada: Person) -> None:
    answers = [await client.post("/auth/logout", json={"refresh_token": ada.refresh_token}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 401
    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == 401


async def test_log_out_takes_an_access_token_too(client: httpx.AsyncClient, ada: Person) -> None:
    answers = [await client.post("/auth/logout", headers=ada.headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 401


async def test_the_cookie_transport_keeps_the_refresh_token_out_of_every_body(
    client: httpx.AsyncClient, ada: Person
) -> None:
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    signed_in = await client.post("/auth/login", json=body, headers=SITE_HEADERS)

    refreshed = await client.post("/auth/refresh", headers=SITE_HEADERS)

    assert signed_in.status_code == refreshed.status_code == 200
    assert "refresh_token" not in signed_in.json()
    assert "refresh_token" not in refreshed.json()
    name, _, attributes = signed_in.headers["Set-Cookie"].partition("=")
    assert name == "__Host-refresh"
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= {part.strip() for part in attributes.split(";")}
    assert "Domain" not in attributes
    assert f"Max-Age={30 * 86400}" in attributes


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": SITE},
        {"X-Requested-With": "fulmar"},
        {"Origin": "https://evil.example", "X-Requested-With": "fulmar"},
        {"Origin": "null", "X-Requested-With": "fulmar"},
        {"Origin": f"{SITE}.evil.example", "X-Requested-With": "fulmar"},
        {"Origin": SITE, "X-Requested-With": "XMLHttpRequest"},
        [("Origin", SITE), ("Origin", SITE), ("X-Requested-With", "fulmar")],
    ],
)
async def test_the_cookie_counts_only_on_requests_of_the_sites_own_pages(
    client: httpx.AsyncClient, ada: Person, headers: Any
) -> None:
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    await client.post("/auth/login", json=body, headers=SITE_HEADERS)

    refused = [
        await client.post("/auth/login", json=body, headers=headers),
        await client.post("/auth/refresh", headers=headers),
        await client.post("/auth/logout", headers=headers),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert (await client.post("/auth/refresh", headers=SITE_HEADERS)).status_code == 200


async def test_logging_out_clears_the_cookie_with_the_attributes_it_was_set_with(
    client: httpx.AsyncClient, ada: Person
) -> None:
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    await client.post("/auth/login", json=body, headers=SITE_HEADERS)

    logged_out = await client.post("/auth/logout", headers=SITE_HEADERS)

    cookie = logged_out.headers["Set-Cookie"]
    assert cookie.startswith('__Host-refresh=""')
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict", "Max-Age=0"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert (await client.post("/auth/refresh", headers=SITE_HEADERS)).status_code == 401


async def test_a_session_is_bound_to_its_transport(client: httpx.AsyncClient, ada: Person) -> None:
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    await client.post("/auth/login", json=body, headers=SITE_HEADERS)
    of_cookie = client.cookies["__Host-refresh"]

    by_body = await client.post("/auth/refresh", json={"refresh_token": of_cookie})
    client.cookies.set("__Host-refresh", ada.refresh_token, domain="fulmar.example")
    by_cookie = await client.post("/auth/refresh", headers=SITE_HEADERS)

    assert (by_body.status_code, by_cookie.status_code) == (401, 401)


async def test_a_refused_cookie_is_cleared(client: httpx.AsyncClient, ada: Person) -> None:
    body = {"email": ada.email, "password": PASSWORD, "transport": "cookie"}
    signed_in = (await client.post("/auth/login", json=body, headers=SITE_HEADERS)).json()
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}
    await client.delete(f"/users/me/sessions/{signed_in['session_id']}", headers=headers)

    refused = await client.post("/auth/refresh", headers=SITE_HEADERS)

    assert refused.status_code == 401
    assert "Max-Age=0" in refused.headers["Set-Cookie"]


async def test_no_secret_reaches_the_log(client: httpx.AsyncClient, ada: Person, log: StringIO) -> None:
    await client.post("/auth/login", json={"email": ada.email, "password": "wrong " + PASSWORD})
    await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    await client.get("/users/me", headers=ada.headers)

    written = log.getvalue()
    assert "auth.login.failed" in written
    for secret in (PASSWORD, ada.refresh_token, ada.access_token, "argon2"):
        assert secret not in written


def test_the_first_password_that_a_process_sees_may_be_of_an_unknown_address() -> None:
    """passlib loads argon2 lazily, and a call that began before it was loaded failed."""
    script = """
import anyio
from app.blocking import in_worker_thread
from app.security.passwords import Passwords
print(anyio.run(Passwords(in_worker_thread).matches, "correct horse battery staple", None))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("False\n", "")
