"""What is written to people: both parts of every mail, and hostile values in them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from app.mail import messages
from app.mail.foreign_text import BROWSERS, MAX_DEVICE_LENGTH, SYSTEMS, device_name
from app.mail.message import Button, Link, Message
from app.mail.rendering import TEXT_WIDTH, as_html, as_text
from tests.in_process import SITE

ROOT: Final = Path(__file__).parents[2]
TOKEN: Final = "v1.0199f000-0000-7000-a000-000000000001.aB3_-xyz"
SAFARI: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15"
HOSTILE: Final = '<script>alert(1)</script><img src="https://evil.example/x.png">" onload=\'x\' &amp;'
EVERY: Final = {
    "verification": messages.verification(SITE, TOKEN),
    "already registered": messages.already_registered(SITE),
    "password reset": messages.password_reset(SITE, TOKEN),
    "password changed": messages.password_changed(SITE),
    "e-mail confirmation": messages.email_confirmation(SITE, TOKEN),
    "e-mail changed": messages.email_changed(SITE, "new@example.com"),
    "new sign-in": messages.new_sign_in(SITE, SAFARI, "203.0.113.9", "2026-11-23T05:40:28.123Z"),
    "account deleted": messages.account_deleted(SITE),
}
every_message = pytest.mark.parametrize("message", EVERY.values(), ids=EVERY.keys())


class Page(HTMLParser):
    """A page as a mail program reads it: its elements, and the text that is seen."""

    VOID: Final = frozenset({"meta", "br"})
    UNSEEN: Final = frozenset({"style", "title"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.style = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.style += data
        if not self.UNSEEN.intersection(self._open):
            self.seen += f" {data}"

    @property
    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a"]


def words(text: str) -> str:
    return " ".join(text.split())


@every_message
def test_the_subject_is_one_line_and_the_page_s_title(message: Message) -> None:
    assert message.subject.isprintable()
    assert f"<title>{message.subject}</title>" in as_html(message)
    assert as_text(message).startswith(f"{message.subject}\n\n")


@every_message
def test_what_the_text_says_the_page_says_in_the_same_order(message: Message) -> None:
    said = [word.rstrip(":") for word in as_text(message).split() if word != "--" and not word.startswith(SITE)]
    seen = iter(word.rstrip(":") for word in Page(as_html(message)).seen.split())

    assert all(word in seen for word in said)  # looking for a word uses up those before it


@every_message
def test_the_text_is_narrow_and_a_link_has_a_line_of_its_own(message: Message) -> None:
    lines = as_text(message).splitlines()

    assert all(len(line) <= TEXT_WIDTH or line.startswith(SITE) for line in lines)
    assert all(line.startswith(SITE) and " " not in line for line in lines if SITE in line)


@every_message
def test_the_page_fetches_nothing_and_runs_nothing(message: Message) -> None:
    page = Page(as_html(message))

    assert not {tag for tag, _ in page.elements} & {"img", "script", "link", "iframe", "form", "object", "video", "svg"}
    assert not {name for _, attributes in page.elements for name in attributes} & {"src", "srcset", "background"}
    assert not re.search(r"url\(|@import|@font-face", as_html(message), re.IGNORECASE)
    assert all(link.startswith(SITE) for link in page.links)


@every_message
def test_the_page_suits_every_screen(message: Message) -> None:
    page = Page(as_html(message))
    metas = {attributes.get("name"): attributes.get("content") for tag, attributes in page.elements if tag == "meta"}
    tables = [attributes for tag, attributes in page.elements if tag == "table"]

    assert ("html", {"lang": "en"}) in page.elements
    assert metas["viewport"] == "width=device-width, initial-scale=1"
    assert metas["color-scheme"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in page.style
    assert "@media (min-width: 560px)" in page.style
    assert all(table["role"] == "presentation" for table in tables)
    assert len(page.style) < 8192  # beyond that Gmail drops it
    assert words(message.preheader) in words(page.seen).split(message.subject)[0]


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("verification", f"{SITE}/verify-email#token={TOKEN}"),
        ("already registered", f"{SITE}/sign-in"),
        ("already registered", f"{SITE}/forgot-password"),
        ("password reset", f"{SITE}/reset-password#token={TOKEN}"),
        ("password changed", f"{SITE}/forgot-password"),
        ("e-mail confirmation", f"{SITE}/confirm-email#token={TOKEN}"),
        ("new sign-in", f"{SITE}/forgot-password"),
        ("new sign-in", f"{SITE}/account/sessions"),
    ],
)
def test_a_link_is_in_both_parts_and_leads_to_a_page_of_the_site(name: str, link: str) -> None:
    # Every page of the site is looked at in a browser, by its address.
    looked_at = (ROOT / "tests/e2e/test_browser_accessibility.py").read_text("utf-8")

    assert link in as_text(EVERY[name]).splitlines()
    assert link in Page(as_html(EVERY[name])).links
    assert f'"{link.removeprefix(SITE).partition("#")[0]}": ' in looked_at


@every_message
def test_the_token_is_found_in_the_text(message: Message) -> None:
    assert re.findall(r"#token=(\S+)", as_text(message)) == [TOKEN] * ("#token=" in as_html(message))


def test_a_new_sign_in_is_told_in_words() -> None:
    text = as_text(EVERY["new sign-in"])

    assert "23 November 2026, 05:40 UTC" in text
    assert "Safari on Mac" in text
    assert "203.0.113.9" in text


@pytest.mark.parametrize(
    "message",
    [
        messages.new_sign_in(SITE, HOSTILE, HOSTILE, HOSTILE),
        messages.email_changed(SITE, HOSTILE),
        Message(HOSTILE, HOSTILE, (HOSTILE, Button(HOSTILE, f"{SITE}/{HOSTILE.replace(' ', '')}")), SITE),
    ],
)
def test_a_hostile_value_is_text_in_the_page(message: Message) -> None:
    page = Page(as_html(message))

    assert not {tag for tag, _ in page.elements} & {"script", "img"}
    assert not {name for _, attributes in page.elements for name in attributes} & {"onload", "src"}
    assert "<script>alert(1)</script>" in page.seen


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        (SAFARI, "Safari on Mac"),
        ("", "Unknown device"),
        (" \r\n\x00", "Unknown device"),
        ("curl/8.14.1", "curl/8.14.1"),
        ("a\r\nBcc: b\x00c\x1b[31m\u202ed\u200be", "a Bcc: b c [31m d e"),
        ("see https://evil.example/login now", "see https evil example/login now"),
        ("see www.evil.example, write to me@evil.example", "see www evil example, write to me evil example"),
        ("x" * 500, "x" * (MAX_DEVICE_LENGTH - 1) + "…"),
    ],
)
def test_a_device_has_one_short_line_without_controls_and_links(device: str, shown: str) -> None:
    assert device_name(device) == shown
    text = as_text(messages.new_sign_in(SITE, device, "203.0.113.9", "2026-11-23T05:40:28Z"))
    assert all(line.isprintable() for line in text.split("\n"))


def test_the_site_and_a_mail_call_a_device_by_the_same_name() -> None:
    source = (ROOT / "web/src/features/account/device-name.ts").read_text("utf-8")

    signs = re.findall(r"\[/(.+)/, '(.+)'\]", source)

    assert signs == [*BROWSERS, *SYSTEMS]


@pytest.mark.parametrize(
    "subject", ["", "a\r\nBcc: b@example.com", "a\nb", "a\x00b", "a\u2028b", "a\u202eb", "x" * 101]
)
def test_a_subject_is_one_line_or_there_is_no_message(subject: str) -> None:
    with pytest.raises(ValueError, match="a subject is one line"):
        Message(subject, "preheader", (), SITE)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "https://a\n"]
)
def test_a_link_leads_to_a_page_or_there_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="a link leads to"):
        Link("label", url)


def test_a_message_has_one_button_at_most() -> None:
    with pytest.raises(ValueError, match="one button"):
        Message("subject", "preheader", (Button("a", SITE), Button("b", SITE)), SITE)
