"""The mailbox of `make dev`: what it shows of the mail that was sent, and what it does not let a mail do."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from scripts.development_plan import Plan, PlanError
from scripts.local_cloud import LocalCloud
from scripts.local_mail import mail_to
from scripts.mailbox import Mail, create_mailbox
from scripts.processes import ROOT, free_port, port_is_taken
from tests.in_process import PASSWORD, new_address

HOSTILE: Final = "\"></title><script>alert('x')</script>"
HOST: Final = "http://127.0.0.1:8025"


def a_mail(number: int, **changes: Any) -> Mail:
    return {
        "MessageId": f"{number}@email.amazonses.com",
        "Source": "Fulmar <hello@example.com>",
        "To": [f"ada-{number}@example.com"],
        "Subject": f"Subject {number}",
        "BodyText": f"Text {number}\n\nhttps://fulmar.example/?a=1&b=2#token=x\n",
        "BodyHtml": f"<!doctype html><html><head><title>x</title></head><body>Page {number}</body></html>",
        "Timestamp": 1_795_412_428.0 + number,
        **changes,
    }


class Sent:
    """Stands in for the local cloud."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.is_there = True

    def __call__(self) -> Sequence[Mail]:
        if not self.is_there:
            raise httpx.ConnectError("refused")
        return self.mails


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
async def browser(sent: Sent) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_mailbox(sent)), base_url=HOST) as client:
        yield client


async def test_the_list_has_every_mail_with_the_newest_first(sent: Sent, browser: httpx.AsyncClient) -> None:
    sent.mails = [a_mail(1), a_mail(2)]

    page = (await browser.get("/")).text

    assert page.index("Subject 2") < page.index("Subject 1")
    assert "ada-1@example.com" in page
    assert "Fulmar &lt;hello@example.com&gt;" in page
    assert '<time datetime="' in page
    assert 'href="/mails/2%40email.amazonses.com"' in page
    assert "2 mails" in page


async def test_an_empty_mailbox_says_how_to_get_a_mail(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")

    assert answer.status_code == 200
    assert "No mail yet" in answer.text


async def test_a_mail_is_shown_in_a_frame_without_scripts(sent: Sent, browser: httpx.AsyncClient) -> None:
    sent.mails = [a_mail(1), a_mail(2)]

    page = (await browser.get("/mails/2%40email.amazonses.com")).text
    framed = await browser.get("/mails/2%40email.amazonses.com/html")

    assert 'src="/mails/2%40email.amazonses.com/html"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "Page 2" not in page
    assert "Page 2" in framed.text
    assert '<head><base target="_blank">' in framed.text
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "script" not in policy


async def test_the_text_and_the_source_are_shown_as_they_are(sent: Sent, browser: httpx.AsyncClient) -> None:
    sent.mails = [a_mail(1)]

    text = (await browser.get("/mails/1%40email.amazonses.com?part=text")).text
    source = (await browser.get("/mails/1%40email.amazonses.com?part=source")).text

    link = "https://fulmar.example/?a=1&amp;b=2#token=x"
    assert f'<a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a>' in text
    assert "&lt;body&gt;Page 1&lt;/body&gt;" in source


@pytest.mark.parametrize("part", ["html", "text", "source"])
async def test_what_is_in_a_mail_never_becomes_a_part_of_the_page(
    sent: Sent, browser: httpx.AsyncClient, part: str
) -> None:
    sent.mails = [
        a_mail(1, Subject=HOSTILE, Source=HOSTILE, To=[HOSTILE], BodyText=f"https://x/{HOSTILE}", BodyHtml=HOSTILE),
        a_mail(2, MessageId=HOSTILE.replace("/", "")),
    ]

    for path in ("/", f"/mails/1%40email.amazonses.com?part={part}"):
        page = (await browser.get(path)).text
        assert "<script>" not in page
        assert "</script>" not in page.replace('<script src="/mailbox.js" defer></script>', "")
        assert escape(HOSTILE) in page


async def test_a_mail_without_html_is_shown_as_text(sent: Sent, browser: httpx.AsyncClient) -> None:
    sent.mails = [a_mail(1, BodyHtml=None)]

    page = (await browser.get("/mails/1%40email.amazonses.com")).text

    assert "<iframe" not in page
    assert "Text 1" in page


@pytest.mark.parametrize("path", ["/mails/none", "/mails/none/html", "/mails/1%40email.amazonses.com?part=x", "/none"])
async def test_what_is_not_there_is_404(sent: Sent, browser: httpx.AsyncClient, path: str) -> None:
    sent.mails = [a_mail(1)]

    assert (await browser.get(path)).status_code == 404


async def test_a_cloud_that_does_not_answer_is_named(sent: Sent, browser: httpx.AsyncClient) -> None:
    sent.is_there = False

    answer = await browser.get("/")

    assert answer.status_code == 503
    assert "The local cloud does not answer" in answer.text


@pytest.mark.parametrize("path", ["/", "/mails/1%40email.amazonses.com", "/mailbox.js", "/mailbox.css", "/none"])
async def test_every_answer_keeps_scripts_and_resources_from_elsewhere_out(
    sent: Sent, browser: httpx.AsyncClient, path: str
) -> None:
    sent.mails = [a_mail(1)]

    answer = await browser.get(path)

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "http" not in answer.text


async def test_another_name_that_leads_to_this_machine_is_refused(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/", headers={"Host": "evil.example:8025"})).status_code == 400
    assert (await browser.get("/", headers={"Host": "localhost:8025"})).status_code == 200


async def test_what_the_application_sends_is_in_the_mailbox_with_both_parts(
    cloud: LocalCloud, client_with_mail: httpx.AsyncClient
) -> None:
    email = new_address("ada")
    (await client_with_mail.post("/auth/register", json={"email": email, "password": PASSWORD})).raise_for_status()
    (mail,) = mail_to(email, cloud.endpoint)
    path = f"/mails/{mail['MessageId'].replace('@', '%40')}"
    page, framed = pages(cloud.endpoint, path, f"{path}/html")

    link = mail["BodyText"].split("Confirm this address:\n")[1].split()[0]
    assert email in page
    assert f'href="{link}"' in framed
    assert link.startswith("https://fulmar.example/verify-email#token=")


def pages(endpoint: str, *paths: str) -> list[str]:
    """Return pages of a mailbox that is started as `make dev` does it."""
    port = free_port()
    command = [sys.executable, "-m", "scripts.mailbox", "--port", str(port), "--cloud", endpoint]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            until = time.monotonic() + 30
            while not port_is_taken(port) and time.monotonic() < until:
                time.sleep(0.1)
            answers = [httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False) for path in paths]
        finally:
            process.terminate()
    return [answer.raise_for_status().text for answer in answers]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for variable in ("PORT", "WEB_PORT", "MAIL_PORT", "CLOUD_PORT", "APP_EMAIL_FROM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("FULMAR_STATE", str(tmp_path))
    return monkeypatch


def test_the_mailbox_has_a_port_where_mail_is_on(environment: pytest.MonkeyPatch) -> None:
    assert Plan.from_environment(api_only=False).mailbox is None

    environment.setenv("APP_EMAIL_FROM", "hello@example.com")
    assert Plan.from_environment(api_only=False).mailbox == HOST
    assert Plan.from_environment(api_only=True).mailbox is None

    environment.setenv("MAIL_PORT", "8035")
    assert Plan.from_environment(api_only=False).ports["MAIL_PORT"] == ("the mailbox", 8035)

    environment.setenv("MAIL_PORT", "many")
    with pytest.raises(PlanError, match="MAIL_PORT"):
        Plan.from_environment(api_only=False)
