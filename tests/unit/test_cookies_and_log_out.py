"""Logging out, and the transport that keeps the refresh token from scripts."""

from typing import Any

import httpx
import pytest

from tests.in_process import PASSWORD, SITE
from tests.unit.conftest import Person

SITE_HEADERS = {"Origin": SITE, "X-Requested-With": "fulmar"}


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
