"""The board in a browser: what one person says shows with everybody, under their name and as text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journeys import refuse_once, sign_up

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]


def to_board(page: Page) -> None:
    """Go there by the menu, and wait until it is live."""
    page.get_by_role("banner").get_by_role("link", name="Board").click()
    expect(page.get_by_role("heading", name="The board")).to_be_visible()
    expect(page.locator("[data-live=live]")).to_be_attached()


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_label("Your message")).to_have_value("")


def test_what_one_says_shows_with_everybody_under_ones_name(
    page: Page, site: str, email: str, new_context: Callable[..., BrowserContext]
) -> None:
    sign_up(page, site, email, name="Ada <b>Lovelace</b>")
    to_board(page)
    other = new_context().new_page()
    sign_up(other, site, f"bob.{email}")
    to_board(other)
    text = f"<img src=x onerror=alert(1)> {email}"

    say(page, text)

    heard = other.get_by_role("article").filter(has_text=email)
    expect(heard).to_contain_text(text)
    expect(heard.get_by_role("heading")).to_have_text("Ada <b>Lovelace</b>")
    expect(heard.get_by_role("button")).to_have_count(0)
    said = page.get_by_role("article").filter(has_text=email)
    expect(said.get_by_role("heading")).to_have_text("You")

    said.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Your message").fill(f"Mended: {email}")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(heard).to_contain_text("Mended")
    expect(heard).to_contain_text("edited")

    said.get_by_role("button", name="Delete").click()
    expect(heard).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(heard).to_contain_text("Mended")


def test_what_could_not_be_said_stays_in_the_form(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    to_board(page)
    refuse_once(page, "POST", "**/api/data/messages", 503)
    page.get_by_label("Your message").fill(f"Keep me, {email}")

    page.get_by_role("button", name="Say it").click()

    expect(page.get_by_role("alert")).to_contain_text("busy")
    expect(page.get_by_label("Your message")).to_have_value(f"Keep me, {email}")
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_role("article").filter(has_text=email)).to_be_visible()
