"""The site in a browser, from the distribution: what a person does, and what must not lie around meanwhile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.e2e.journeys import PASSWORD, refuse_once, sign_in, sign_up, write_note

# pytest-base-url, which pytest-playwright brings, declares its fixture in a way that pytest 10 will not take.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]


def readable_by_scripts(page: Page) -> str:
    """Return what every script of the site could read, but for the memory of the others."""
    readable: str = page.evaluate(
        """async () => JSON.stringify([
            document.cookie, {...localStorage}, {...sessionStorage}, history.state, location.href,
            await indexedDB.databases(), document.documentElement.outerHTML,
        ])"""
    )
    return readable


def refresh_token(page: Page) -> str:
    """Return the refresh token, which the browser alone has, after looking at how it keeps it."""
    cookie = next(cookie for cookie in page.context.cookies() if "refresh" in cookie["name"])
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    return cookie["value"]


def to_devices(page: Page) -> None:
    """Go to where one is signed in, by the site's own links."""
    page.get_by_role("banner").get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Devices").click()


def test_a_note_is_there_after_a_reload_and_gone_from_sight_after_signing_out(
    page: Page, site: str, email: str
) -> None:
    page.goto(site)
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    write_note(page, "Order the wood")
    write_note(page, "<script>alert(1)</script>")

    page.reload()

    expect(page.get_by_text(email)).to_be_visible()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(
        ["<script>alert(1)</script>", "Order the wood"]
    )

    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{site}/notes")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.get_by_text("Order the wood")).to_have_count(0)


def test_a_deep_link_leads_to_sign_in_and_back(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/notes?show=open#end")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    sign_in(page, email, PASSWORD)

    expect(page).to_have_url(f"{site}/notes?show=open#end")
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()


def test_signing_in_leads_nowhere_but_to_this_site(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/sign-in?from=//elsewhere.example")
    sign_in(page, email, PASSWORD)

    expect(page).to_have_url(f"{site}/notes")


def test_a_wrong_password_is_said_and_the_address_kept(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/sign-in")

    sign_in(page, email, "not the password")

    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    expect(page.get_by_label("E-mail address")).to_have_value(email)


def test_sign_up_says_what_is_wrong_at_each_field(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill("nobody")
    page.get_by_label("Password", exact=True).fill("short")

    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_label("E-mail address")).to_have_accessible_description("This is not an e-mail address.")
    expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(re.compile("15 characters"))
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_an_address_has_one_account(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_role("alert")).to_contain_text("already an account")


def test_signing_out_reaches_every_tab(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    other = page.context.new_page()
    other.goto(f"{site}/notes")
    expect(other.get_by_role("heading", name="Your notes")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(other).to_have_url(re.compile("/sign-in"))


def test_a_refused_access_token_is_renewed_without_a_word(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    refuse_once(page, "POST", "**/api/data/notes", 401, "unauthenticated")

    with page.expect_response("**/api/auth/refresh") as renewal:
        write_note(page, "Written on the second try")

    assert renewal.value.ok
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("")


def test_a_note_that_could_not_be_sent_stays_in_the_form(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    refuse_once(page, "POST", "**/api/data/notes", 503)
    page.get_by_label("Title").fill("Keep me")

    page.get_by_role("button", name="Add note").click()

    expect(page.get_by_role("alert")).to_contain_text("busy")
    expect(page.get_by_label("Title")).to_have_value("Keep me")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("article")).to_contain_text("Keep me")


def test_nothing_secret_is_where_scripts_or_people_could_find_it(page: Page, site: str, email: str) -> None:
    access_tokens: list[str] = []
    refresh_tokens: list[str | None] = []
    addresses: list[str] = []

    def look(answer: Response) -> None:
        addresses.append(answer.url)
        if answer.url.endswith(("/auth/login", "/auth/refresh")) and answer.ok:
            body = answer.json()
            refresh_tokens.append(body.get("refresh_token"))
            access_tokens.append(body["access_token"])

    page.on("response", look)
    sign_up(page, site, email)
    page.reload()
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()

    readable = readable_by_scripts(page)
    refresh = refresh_token(page)
    assert len(access_tokens) == 2
    assert not any(refresh_tokens)
    for secret in (PASSWORD, refresh, *access_tokens):
        assert secret not in readable
        assert not any(secret in address for address in addresses)


def test_cookie_sign_in_survives_a_reload_and_refreshes_by_itself(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    with page.expect_response("**/api/auth/refresh") as after_reload:
        page.reload()
    assert after_reload.value.ok
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()
    refusal = {"type": "urn:problem-type:unauthenticated", "title": "Not signed in", "status": 401}
    page.route(
        "**/api/users/me/sessions",
        lambda route: route.fulfill(status=401, json=refusal, content_type="application/problem+json"),
        times=1,
    )

    with page.expect_response("**/api/auth/refresh") as renewal:
        to_devices(page)

    assert renewal.value.ok
    expect(page.get_by_role("article").filter(has_text="This device")).to_contain_text("Chrome on Linux")


def test_signing_out_everywhere_else_ends_the_other_browser(
    page: Page, site: str, email: str, new_context: Callable[..., BrowserContext]
) -> None:
    sign_up(page, site, email)
    other = new_context().new_page()
    other.goto(f"{site}/sign-in")
    sign_in(other, email, PASSWORD)
    expect(other.get_by_role("heading", name="Your notes")).to_be_visible()
    to_devices(page)
    expect(page.get_by_role("article")).to_have_count(2)

    page.get_by_role("button", name="Sign out everywhere else").click()

    expect(page.get_by_role("status")).to_have_text("Every other device is signed out.")
    expect(page.get_by_role("article")).to_have_count(1)
    other.reload()
    expect(other).to_have_url(re.compile("/sign-in"))
    page.reload()
    expect(page.get_by_role("article")).to_contain_text("This device")


def test_one_device_can_be_signed_out(
    page: Page, site: str, email: str, new_context: Callable[..., BrowserContext]
) -> None:
    sign_up(page, site, email)
    other = new_context(
        user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
    ).new_page()
    other.goto(f"{site}/sign-in")
    sign_in(other, email, PASSWORD)
    expect(other.get_by_role("heading", name="Your notes")).to_be_visible()
    to_devices(page)

    page.get_by_role("button", name="Sign out Firefox on Windows").click()

    expect(page.get_by_role("status")).to_have_text("Firefox on Windows is signed out.")
    expect(page.get_by_role("article")).to_have_count(1)
    other.reload()
    expect(other).to_have_url(re.compile("/sign-in"))


def test_no_refresh_token_is_ever_readable_by_scripts(page: Page, site: str, email: str) -> None:
    bodies: list[str] = []
    readable: list[str] = []
    tokens: set[str] = set()

    def keep(answer: Response) -> None:
        if "/api/" in answer.url and answer.status != 204:
            bodies.append(answer.text())

    def look() -> None:
        tokens.add(refresh_token(page))
        readable.append(readable_by_scripts(page))

    page.on("response", keep)
    sign_up(page, site, email)
    look()
    page.reload()
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()
    look()
    to_devices(page)
    expect(page.get_by_role("article")).to_contain_text("This device")
    look()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{site}/")
    readable.append(readable_by_scripts(page))

    assert tokens
    assert len(bodies) >= 5
    for token in tokens:
        assert not any(token in text for text in (*bodies, *readable))


def test_the_token_of_a_mail_leaves_the_address_at_once(page: Page, site: str) -> None:
    token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))

    page.goto(f"{site}/reset-password#token={token}")

    expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    expect(page).to_have_url(f"{site}/reset-password")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set new password").click()
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Part of it is missing")).to_be_visible()
    assert token not in readable_by_scripts(page)
    assert not any(token in address for address in addresses)


def test_a_page_that_does_not_exist_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}/no/such/page")

    expect(page.get_by_role("heading", name="Nothing nests here")).to_be_visible()
    page.get_by_role("main").get_by_role("link").click()
    expect(page).to_have_url(f"{site}/")
