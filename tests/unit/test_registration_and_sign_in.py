"""Accounts and sessions, as their callers see them."""

import subprocess
import sys
import unicodedata
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest

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


async def test_no_secret_reaches_the_log(client: httpx.AsyncClient, ada: Person, log: StringIO) -> None:
    await client.post("/auth/login", json={"email": ada.email, "password": "wrong " + PASSWORD})
    await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    await client.get("/users/me", headers=ada.headers)

    written = log.getvalue()
    assert "auth.login.failed" in written
    for secret in (PASSWORD, ada.refresh_token, ada.access_token, "argon2"):
        assert secret not in written


def test_the_first_passwords_that_a_process_sees_may_come_at_once() -> None:
    """passlib loads argon2 lazily, and a call that had begun before it was loaded failed after it."""
    script = """
from app.security.passwords import _ARGON2ID
verify = _ARGON2ID.verify  # what one thread has looked up
stored = _ARGON2ID.hash("correct horse battery staple")  # while another one loads
print(verify("correct horse battery staple", stored))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("True\n", "")


async def test_an_unknown_address_costs_a_comparison_and_no_hash_of_its_own(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords._unmatched.cache_clear()
    monkeypatch.setattr(passwords._ARGON2ID, "hash", None)

    answer = await client.post("/auth/login", json={"email": new_address("nobody"), "password": PASSWORD})

    assert answer.status_code == 401
    # A hash that cannot be read would be compared in no time at all.
    assert passwords._ARGON2ID.verify(PASSWORD, passwords._unmatched()) is False
    assert not passwords.Passwords.is_outdated(passwords._unmatched())
