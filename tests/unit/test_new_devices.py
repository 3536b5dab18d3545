"""A mail for a sign-in from a browser or network that was not seen before, and none for the others."""

from typing import Any, Final

import httpx
import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError

from tests.in_process import PASSWORD, SENDER, new_address
from tests.unit.conftest import ClientFrom, Mailbox, Person

pytestmark = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)

FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
NEWER_FIREFOX: Final = FIREFOX.replace("145", "146")
SAFARI: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15"
SUBJECT: Final = "New sign-in to your account"


async def log_in(client: httpx.AsyncClient, email: str, agent: str, password: str = PASSWORD) -> int:
    body = {"email": email, "password": password}
    return (await client.post("/auth/login", json=body, headers={"User-Agent": agent})).status_code


async def test_a_browser_or_a_network_that_is_new_is_told_once(
    client_from: ClientFrom, ada: Person, mailbox: Mailbox
) -> None:
    home, cafe = client_from("203.0.113.9"), client_from("198.51.100.7")
    told = []
    for client, agent in (
        (home, FIREFOX),  # the first that is known of
        (home, FIREFOX),
        (home, NEWER_FIREFOX),
        (client_from("203.0.113.77"), FIREFOX),  # the same network
        (home, SAFARI),
        (home, SAFARI),
        (cafe, FIREFOX),
        (cafe, SAFARI),
    ):
        before = len(mailbox(ada.email))
        assert await log_in(client, ada.email, agent) == 200
        told.append(len(mailbox(ada.email)) - before)

    assert told == [0, 0, 0, 0, 1, 0, 1, 0]
    first, second = mailbox(ada.email)
    assert {first.subject, second.subject} == {SUBJECT}
    assert "Safari" in first.text
    assert "203.0.113.9" in first.text
    assert "198.51.100.7" in second.text


async def test_who_does_not_get_in_is_no_reason_for_a_mail(
    client_from: ClientFrom, ada: Person, mailbox: Mailbox
) -> None:
    await log_in(client_from("203.0.113.9"), ada.email, FIREFOX)
    refused = await log_in(client_from("198.51.100.7"), ada.email, SAFARI, "wrong " + PASSWORD)

    assert refused == 401
    assert mailbox(ada.email) == []


async def test_after_registering_by_mail_the_same_browser_is_known(client_from: ClientFrom, mailbox: Mailbox) -> None:
    client = client_from("203.0.113.9")
    email = new_address("ada")
    headers = {"User-Agent": FIREFOX}
    await client.post("/auth/register", json={"email": email, "password": PASSWORD}, headers=headers)
    token = mailbox(email)[-1].token
    await client.post("/auth/verify-email", json={"token": token, "password": PASSWORD}, headers=headers)

    assert await log_in(client, email, FIREFOX) == 200
    assert len(mailbox(email)) == 1


async def test_mail_that_cannot_be_sent_keeps_nobody_out(
    client_from: ClientFrom, ada: Person, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def unless_mail(client: BaseClient, name: str, arguments: Any) -> Any:
        if name == "SendEmail":
            raise EndpointConnectionError(endpoint_url="https://email.example")
        return call(client, name, arguments)

    await log_in(client_from("203.0.113.9"), ada.email, FIREFOX)
    monkeypatch.setattr(BaseClient, "_make_api_call", unless_mail)

    assert await log_in(client_from("198.51.100.7"), ada.email, SAFARI) == 200
