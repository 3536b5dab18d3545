"""Passwords at their bounds: each character counts, none is trimmed, and what everybody guesses is refused."""

import secrets
import unicodedata

import httpx
import pytest

from tests.attacks.answers import accepted, refused
from tests.attacks.people import new_address

COMMON = ("passwordpassword", "123456789012345", "qwertyuiopasdfgh")


@pytest.fixture(scope="module")
def bounds(anonymous: httpx.Client) -> tuple[int, int]:
    """Give the least and the most characters of a password."""
    options = accepted(anonymous.get("/auth/options")).json()
    if options["mail"]:
        pytest.skip("the deployment confirms registrations by mail, which nobody here can read")
    return options["password_min_length"], options["password_max_length"]


def _of_length(characters: int) -> str:
    return secrets.token_hex(characters)[:characters]


def _registers(anonymous: httpx.Client, password: str) -> tuple[dict[str, str], httpx.Response]:
    credentials = {"email": new_address("password"), "password": password}
    return credentials, anonymous.post("/auth/register", json=credentials)


@pytest.mark.parametrize("character", ["x", "é", "界", "🧭"], ids=ascii)
def test_bounds_count_characters(anonymous: httpx.Client, bounds: tuple[int, int], character: str) -> None:
    least, most = bounds
    for length in (least, most):
        credentials, answer = _registers(anonymous, character + _of_length(length - 1))
        accepted(answer, 202)
        accepted(anonymous.post("/auth/login", json=credentials), 200)
    for length in (least - 1, most + 1):
        password = character + _of_length(length - 1)
        refused(_registers(anonymous, password)[1], 422, secrets=(password,))


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_guesses_is_refused(anonymous: httpx.Client, bounds: tuple[int, int], password: str) -> None:
    refused(_registers(anonymous, password)[1], 422, secrets=(password,))


def test_address_is_no_password(anonymous: httpx.Client, bounds: tuple[int, int]) -> None:
    email = new_address("password")

    refused(anonymous.post("/auth/register", json={"email": email, "password": email}), 422)


def test_both_forms_of_a_password_sign_in(anonymous: httpx.Client, bounds: tuple[int, int]) -> None:
    composed = unicodedata.normalize("NFC", f"{_of_length(20)} café Ångström")
    credentials, answer = _registers(anonymous, composed)
    accepted(answer, 202)

    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    accepted(anonymous.post("/auth/login", json={**credentials, "password": decomposed}), 200)


def test_nothing_of_a_password_is_trimmed_or_folded(anonymous: httpx.Client, bounds: tuple[int, int]) -> None:
    password = f" {_of_length(20)}A "
    credentials, answer = _registers(anonymous, password)
    accepted(answer, 202)

    for other in (password.strip(), password.lower(), password + "\x00", password[:-1]):
        refused(anonymous.post("/auth/login", json={**credentials, "password": other}), 401, secrets=(other,))
    accepted(anonymous.post("/auth/login", json=credentials), 200)


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff\\ud800"], ids=["high", "wrong way round"])
@pytest.mark.parametrize("path", ["/auth/login", "/auth/register"])
def test_lone_surrogate_is_refused(anonymous: httpx.Client, path: str, text: str) -> None:
    body = f'{{"email": "nobody@example.com", "password": "{_of_length(20)}{text}"}}'

    refused(anonymous.post(path, content=body, headers={"Content-Type": "application/json"}), 400, 422)
