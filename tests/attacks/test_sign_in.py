"""Registration and sign-in: who has an account is not told, guessing is slow, and one address is one account."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused
from tests.attacks.people import PASSWORD, Person, new_address, registered

WRONG = "incorrect horse battery staple"
FREE_FAILURES = 5
# While fifty wait for their turn, the first waiting times of a second or two may pass.
GUESSES_LET_THROUGH = FREE_FAILURES + 3

BAD_VALUES: dict[str, Any] = {
    "null": None,
    "list": ["a@example.com"],
    "object": {"S": "a@example.com"},
    "number": 1,
    "true": True,
    "empty": "",
    "NUL": "\x00",
    "blank": " ",
}
BODIES = {
    "/auth/register": ("email", "password"),
    "/auth/login": ("email", "password"),
    "/auth/verify-email": ("token", "password"),
    "/auth/password/forgot": ("email",),
    "/auth/password/reset": ("token", "password"),
    "/auth/email/confirm": ("token",),
}
FIELDS = [(path, field) for path, fields in BODIES.items() for field in fields]
GOOD = {"email": "nobody@example.com", "password": WRONG, "token": "x" * 43}

INJECTIONS = (
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com\nX-Header: 1",
    "a\r\n@example.com",
    "a@example.com\x00",
    "a@exam\x0bple.com",
    "a@example.com, b@example.com",
    "a@example.com;b@example.com",
    "Ada <a@example.com>",
    "<a@example.com>",
    "a@example.com\u2028Bcc: b@example.com",
    "a@[127.0.0.1]",
    "a@localhost",
    "a@example",
    "@example.com",
    "a@",
    "a@@example.com",
    "a b@example.com",
    "\u202ea@example.com",
    f"{'a' * 65}@example.com",
    f"a@{'a' * 64}.com",
    f"a@{'a.' * 130}com",
)


def _body(path: str, **changes: Any) -> dict[str, Any]:
    return {field: GOOD[field] for field in BODIES[path]} | changes


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_value_of_another_kind_is_refused(anonymous: httpx.Client, path: str, field: str) -> None:
    for name, value in BAD_VALUES.items():
        if isinstance(value, str) and value and field in ("password", "token"):
            continue  # any text may be tried as one of these
        answer = anonymous.post(path, json=_body(path, **{field: value}))
        problem = refused(answer, 422, secrets=(WRONG,))
        assert f"/{field}" in {error["pointer"] for error in problem["errors"]}, name


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_missing_value_is_refused_without_an_echo(anonymous: httpx.Client, path: str, field: str) -> None:
    body = _body(path)
    del body[field]

    refused(anonymous.post(path, json=body), 422, secrets=(WRONG,))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("body", ["null", "[]", '"text"', "1", "true", "{}"])
def test_body_of_another_kind_is_refused(anonymous: httpx.Client, path: str, body: str) -> None:
    answer = anonymous.post(path, content=body, headers={"Content-Type": "application/json"})

    refused(answer, 422)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("field", ["role", "roles", "id", "email_verified", "disabled", "pk", "sk", "__proto__"])
def test_field_nobody_asked_for_is_refused(anonymous: httpx.Client, path: str, field: str) -> None:
    refused(anonymous.post(path, json=_body(path, **{field: "admin"})), 422)


@pytest.mark.parametrize("address", INJECTIONS, ids=ascii)
def test_what_is_no_address_is_refused(anonymous: httpx.Client, address: str) -> None:
    refused(anonymous.post("/auth/register", json={"email": address, "password": PASSWORD}), 422, secrets=(PASSWORD,))


def test_failures_look_alike(anonymous: httpx.Client, admin: Person, new_person: Callable[[str], Person]) -> None:
    disabled, known = new_person("disabled"), new_person("known")
    accepted(admin.http.patch(f"/users/{disabled.id}", json={"disabled": True}))

    answers = [
        anonymous.post("/auth/login", json=credentials)
        for credentials in (
            {"email": new_address("unknown"), "password": WRONG},
            {"email": known.email, "password": WRONG},
            {"email": disabled.email, "password": disabled.password},
        )
    ]

    problems = [refused(answer, 401, secrets=(WRONG,)) for answer in answers]
    assert len({tuple(sorted((k, v) for k, v in p.items() if k != "instance")) for p in problems}) == 1
    assert len({frozenset(answer.headers) for answer in answers}) == 1


def test_who_guesses_waits_whether_or_not_there_is_an_account(anonymous: httpx.Client) -> None:
    emails = registered(anonymous, "guessed")["email"], new_address("unknown")

    def statuses(email: str) -> list[int]:
        guesses = [anonymous.post("/auth/login", json={"email": email, "password": WRONG}) for _ in range(7)]
        return [refused(guess, 401, 429)["status"] for guess in guesses][: FREE_FAILURES + 1]

    assert [statuses(email) for email in emails] == [[401] * FREE_FAILURES + [429]] * 2


def test_fifty_guesses_at_once_are_not_fifty_guesses(anonymous: httpx.Client) -> None:
    email = registered(anonymous, "besieged")["email"]

    with ThreadPoolExecutor(50) as at_once:
        answers = list(
            at_once.map(
                lambda n: anonymous.post("/auth/login", json={"email": email, "password": f"{WRONG} {n}"}), range(50)
            )
        )

    statuses = [refused(answer, 401, 429)["status"] for answer in answers]
    assert 1 <= statuses.count(401) <= GUESSES_LET_THROUGH


def test_address_registered_twice_at_once_has_one_account(anonymous: httpx.Client) -> None:
    for _ in range(20):
        credentials = {"email": new_address("twins"), "password": PASSWORD}
        with ThreadPoolExecutor(2) as at_once:
            tries = [at_once.submit(anonymous.post, "/auth/register", json=credentials) for _ in range(2)]
        assert sorted(each.result().status_code for each in tries) == [202, 409]
    accepted(anonymous.post("/auth/login", json=credentials))


def test_address_is_one_account_however_it_is_spelt(anonymous: httpx.Client) -> None:
    name = new_address("spelt").split("@")[0]
    first = {"email": f"{name}é@bücher.example", "password": PASSWORD}
    accepted(anonymous.post("/auth/register", json=first), 202)

    for spelling in (
        f"{name}é@BÜCHER.example",
        f"{name.upper()}É@bücher.example",
        f"  {name}é@bücher.example ",
        unicodedata.normalize("NFD", f"{name}é@bücher.example"),
        f"{name}é@xn--bcher-kva.example",
    ):
        refused(anonymous.post("/auth/register", json={**first, "email": spelling}), 409)
        accepted(anonymous.post("/auth/login", json={**first, "email": spelling}), 200)
    look_alike = {**first, "email": f"{name}é@bücher.example".replace("s", "ѕ", 1)}
    refused(anonymous.post("/auth/login", json=look_alike), 401)
