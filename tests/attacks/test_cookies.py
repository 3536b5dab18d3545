"""Sessions in a cookie: no other site can use one, and it never becomes a session of the other kind."""

from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused, same_401
from tests.attacks.people import Person
from tests.attacks.target import CORS_ORIGIN, Target

SESSION_PATHS = ("/auth/refresh", "/auth/logout")


@pytest.fixture(scope="module")
def cookie_person(new_person: Callable[[str], Person]) -> Person:
    """Give somebody with an account, who will sign in by cookie."""
    return new_person("cookie")


def _of_the_site(target: Target) -> dict[str, str]:
    return {"Origin": target.site, "X-Requested-With": "fulmar"}


def _cookie_of(answer: httpx.Response, target: Target) -> "Morsel[str]":
    assert len(answer.headers.get_list("set-cookie")) == 1
    return SimpleCookie(answer.headers["set-cookie"])[target.cookie]


def _by_cookie(http: httpx.Client, person: Person, headers: dict[str, str]) -> httpx.Response:
    body = {"email": person.email, "password": person.password, "transport": "cookie"}
    http.cookies.clear()
    answer = http.post("/auth/login", json=body, headers=headers)
    http.cookies.clear()  # each request names the cookie that it sends
    return answer


@pytest.fixture
def cookie(new_client: Callable[[], httpx.Client], cookie_person: Person, target: Target) -> str:
    """Give the refresh token of a new session by cookie."""
    answer = accepted(_by_cookie(new_client(), cookie_person, _of_the_site(target)), 200)
    assert "refresh_token" not in answer.json()
    return _cookie_of(answer, target).value


def _send(http: httpx.Client, path: str, cookie: str, target: Target, **changes: Any) -> httpx.Response:
    headers = {**_of_the_site(target), "Cookie": f"{target.cookie}={cookie}", **changes}
    kept = [(name, value) for name, value in headers.items() if value is not None]
    http.cookies.clear()
    answer = http.post(path, headers=kept)
    http.cookies.clear()
    return answer


def test_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    anonymous: httpx.Client, cookie_person: Person, target: Target
) -> None:
    answer = accepted(_by_cookie(anonymous, cookie_person, _of_the_site(target)), 200)

    morsel = _cookie_of(answer, target)
    assert morsel["httponly"]
    assert morsel["samesite"].lower() == "strict"
    assert morsel["path"] == "/"
    assert not morsel["domain"]
    assert bool(morsel["secure"]) == target.site.startswith("https:")
    assert morsel.value not in answer.text


FOREIGN: dict[str, dict[str, str | None]] = {
    "no header of the site": {"X-Requested-With": None},
    "another's header": {"X-Requested-With": "XMLHttpRequest"},
    "header in upper case": {"X-Requested-With": "FULMAR"},
    "no origin": {"Origin": None},
    "origin null": {"Origin": "null"},
    "origin of another": {"Origin": "https://evil.example"},
    "origin that reads across origins": {"Origin": CORS_ORIGIN},
    "origin with the site's name before it": {"Origin": "{site}.evil.example"},
    "origin with the site's name behind it": {"Origin": "https://evil.example#{site}"},
    "origin with a path": {"Origin": "{site}/"},
    "origin with a user": {"Origin": "https://user@evil.example"},
    "origin with another port": {"Origin": "{site}1"},
    "origin in upper case": {"Origin": "HTTPS://EVIL.EXAMPLE"},
    "two origins": {"Origin": "{site}, https://evil.example"},
    "referer instead": {"Origin": None, "Referer": "{site}/"},
    "empty origin": {"Origin": ""},
}


def _written(changes: dict[str, str | None], target: Target) -> dict[str, str | None]:
    return {name: value and value.replace("{site}", target.site) for name, value in changes.items()}


@pytest.mark.parametrize("name", FOREIGN)
def test_another_site_cannot_use_the_cookie(anonymous: httpx.Client, cookie: str, target: Target, name: str) -> None:
    for path in SESSION_PATHS:
        refused(_send(anonymous, path, cookie, target, **_written(FOREIGN[name], target)), 403, secrets=(cookie,))

    accepted(_send(anonymous, "/auth/refresh", cookie, target), 200)


@pytest.mark.parametrize("name", FOREIGN)
def test_another_site_cannot_sign_anybody_in(
    anonymous: httpx.Client, cookie_person: Person, target: Target, name: str
) -> None:
    changed = {**_of_the_site(target), **_written(FOREIGN[name], target)}
    headers = {name: value for name, value in changed.items() if value is not None}

    answer = _by_cookie(anonymous, cookie_person, headers)

    refused(answer, 403)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_form_cannot_sign_anybody_in(anonymous: httpx.Client, target: Target, kind: str) -> None:
    headers = {**_of_the_site(target), "Content-Type": kind}
    body = '{"email": "a@example.com", "password": "incorrect horse battery", "transport": "cookie"}'

    refused(anonymous.post("/auth/login", content=body, headers=headers), 415)


def test_cookie_session_is_none_of_the_body(anonymous: httpx.Client, cookie: str, target: Target) -> None:
    same_401(anonymous.post("/auth/refresh", json={"refresh_token": cookie}), secrets=(cookie,))

    accepted(_send(anonymous, "/auth/refresh", cookie, target), 200)


def test_session_of_the_body_is_none_of_the_cookie(anonymous: httpx.Client, ada: Person, target: Target) -> None:
    answer = _send(anonymous, "/auth/refresh", ada.refresh_token, target)

    same_401(answer, secrets=(ada.refresh_token,))
    accepted(ada.http.get("/users/me"))


def test_log_out_clears_the_cookie_as_it_was_set(anonymous: httpx.Client, cookie: str, target: Target) -> None:
    for _ in range(2):
        morsel = _cookie_of(accepted(_send(anonymous, "/auth/logout", cookie, target), 204), target)
        assert not morsel.value
        assert morsel["max-age"] == "0"
        assert (bool(morsel["httponly"]), morsel["samesite"].lower(), morsel["path"]) == (True, "strict", "/")

    same_401(_send(anonymous, "/auth/refresh", cookie, target))
