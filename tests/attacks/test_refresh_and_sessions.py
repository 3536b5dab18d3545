"""Refresh tokens and sessions: theft is noticed, forgery ends nothing, and what was ended stays ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused, same_401
from tests.attacks.people import PASSWORD, Person, bearer
from tests.attacks.target import Inside

type NewPerson = Callable[[str], Person]


def _refreshed(anonymous: httpx.Client, token: str) -> httpx.Response:
    return anonymous.post("/auth/refresh", json={"refresh_token": token})


def _next(anonymous: httpx.Client, token: str) -> str:
    return str(accepted(_refreshed(anonymous, token), 200).json()["refresh_token"])


FORGED: dict[str, Callable[[list[str]], list[str]]] = {
    "mac flipped": lambda parts: [*parts[:4], ("A" if parts[4][0] != "A" else "B") + parts[4][1:]],
    "mac empty": lambda parts: [*parts[:4], ""],
    "mac left out": lambda parts: parts[:4],
    "counter ahead": lambda parts: [*parts[:3], "7", parts[4]],
    "counter negative": lambda parts: [*parts[:3], "-1", parts[4]],
    "counter with a zero before it": lambda parts: [*parts[:3], "0" + parts[3], parts[4]],
    "counter in other digits": lambda parts: [*parts[:3], "\u0660", parts[4]],
    "counter of a hundred digits": lambda parts: [*parts[:3], "9" * 100, parts[4]],
    "another version": lambda parts: ["v2", *parts[1:]],
    "no version": lambda parts: parts[1:],
    "user a path": lambda parts: [parts[0], "../../etc", *parts[2:]],
    "session a key": lambda parts: [*parts[:2], "SESSION#1", *parts[3:]],
    "user and session exchanged": lambda parts: [parts[0], parts[2], parts[1], *parts[3:]],
    "a part more": lambda parts: [*parts, "x"],
    "a line more": lambda parts: [*parts[:4], parts[4] + "\n"],
    "a space before it": lambda parts: [" " + parts[0], *parts[1:]],
    "NUL behind it": lambda parts: [*parts[:4], parts[4] + "\x00"],
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_refresh_token_is_refused_and_ends_nothing(anonymous: httpx.Client, ada: Person, name: str) -> None:
    forged = ".".join(FORGED[name](ada.refresh_token.split(".")))

    same_401(_refreshed(anonymous, forged), secrets=(forged.strip("\x00\n "),))

    accepted(ada.http.get("/users/me"))


def test_refresh_token_with_anothers_session_ends_nothing(
    anonymous: httpx.Client, ada: Person, mallory: Person
) -> None:
    hers, his = ada.refresh_token.split("."), mallory.refresh_token.split(".")

    for mixed in ([*hers[:4], his[4]], [*his[:4], hers[4]], [his[0], hers[1], *his[2:]], [*his[:2], hers[2], *his[3:]]):
        same_401(_refreshed(anonymous, ".".join(mixed)))

    for person in (ada, mallory):
        accepted(person.http.get("/users/me"))


def test_twenty_refreshes_at_once_have_one_child(anonymous: httpx.Client, new_person: NewPerson) -> None:
    person = new_person("tabs")

    with ThreadPoolExecutor(20) as at_once:
        children = set(at_once.map(lambda _: _next(anonymous, person.refresh_token), range(20)))

    assert len(children) == 1
    accepted(_refreshed(anonymous, children.pop()), 200)
    accepted(person.http.get("/users/me"))


def test_replayed_refresh_token_ends_the_session_and_all_of_its_tokens(
    anonymous: httpx.Client, new_person: NewPerson, inside: Inside
) -> None:
    person = new_person("robbed")
    child = _next(anonymous, person.refresh_token)
    newest = accepted(_refreshed(anonymous, child), 200).json()

    same_401(_refreshed(anonymous, person.refresh_token))

    same_401(_refreshed(anonymous, newest["refresh_token"]))
    same_401(_refreshed(anonymous, child))
    for access_token in (newest["access_token"], person.access_token):
        same_401(anonymous.get("/users/me", headers=bearer(access_token)))


def _again(anonymous: httpx.Client, person: Person) -> dict[str, Any]:
    answer = anonymous.post("/auth/login", json={"email": person.email, "password": person.password})
    session: dict[str, Any] = accepted(answer, 200).json()
    return session


def _is_over(anonymous: httpx.Client, session: dict[str, Any]) -> None:
    same_401(_refreshed(anonymous, session["refresh_token"]))
    same_401(anonymous.get("/users/me", headers=bearer(session["access_token"])))


def test_log_out_ends_the_session_and_may_be_repeated(
    anonymous: httpx.Client, new_person: NewPerson, inside: Inside
) -> None:
    person = new_person("leaving")
    body = {"refresh_token": person.refresh_token}

    for _ in range(2):
        accepted(anonymous.post("/auth/logout", json=body), 204)

    _is_over(anonymous, person.session)


def test_log_out_everywhere_ends_the_others_alone(
    anonymous: httpx.Client, new_person: NewPerson, inside: Inside
) -> None:
    person = new_person("everywhere")
    other = _again(anonymous, person)

    accepted(person.http.delete("/users/me/sessions"), 204)

    _is_over(anonymous, other)
    accepted(person.http.get("/users/me"))


def test_session_of_another_cannot_be_ended(ada: Person, mallory: Person) -> None:
    refused(mallory.http.delete(f"/users/me/sessions/{ada.session['session_id']}"), 404)

    accepted(ada.http.get("/users/me"))


def test_password_change_ends_the_other_sessions(
    anonymous: httpx.Client, new_person: NewPerson, inside: Inside
) -> None:
    person = new_person("changing")
    other = _again(anonymous, person)
    wanted = {"current_password": PASSWORD, "new_password": "another horse, another battery"}

    refused(person.http.put("/users/me/password", json={**wanted, "current_password": "wrong"}), 401)
    accepted(person.http.put("/users/me/password", json=wanted), 204)

    _is_over(anonymous, other)
    refused(anonymous.post("/auth/login", json={"email": person.email, "password": PASSWORD}), 401)
    accepted(person.http.get("/users/me"))


def test_disabled_account_has_no_sessions(
    anonymous: httpx.Client, new_person: NewPerson, admin: Person, inside: Inside
) -> None:
    person = new_person("kept-out")

    accepted(admin.http.patch(f"/users/{person.id}", json={"disabled": True}), 200)

    _is_over(anonymous, person.session)


def test_deleted_account_has_no_sessions(anonymous: httpx.Client, new_person: NewPerson, inside: Inside) -> None:
    person = new_person("gone")

    accepted(person.http.post("/users/me/deletion"), 202)

    _is_over(anonymous, person.session)
    refused(anonymous.post("/auth/login", json={"email": person.email, "password": PASSWORD}), 401)
