"""Journeys by keyboard alone: every step is a key, and what is reached is reached by Tab."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.journeys import PASSWORD

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

MOST_TABS = 60


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_attached()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {MOST_TABS} tabs")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    tab_to(page, target)
    page.keyboard.type(text)


def test_from_the_landing_page_to_a_message_and_out_again(page: Page, site: str, email: str) -> None:
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    press(page, page.get_by_role("link", name="Skip to content"))
    press(page, page.get_by_role("main").get_by_role("link", name="Create an account"))
    expect(page.get_by_role("heading", name="Create your account")).to_be_focused()
    write(page, page.get_by_label("E-mail address"), email)
    write(page, page.get_by_label("Password", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your notes")).to_be_focused()

    write(page, page.get_by_label("Title"), "Order the wood")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Order the wood")
    press(page, page.get_by_role("button", name="Edit Order the wood"))
    title = page.get_by_role("dialog").get_by_label("Title")
    expect(title).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Order the larch")
    press(page, page.get_by_role("dialog").get_by_role("button", name="Save"))
    expect(page.get_by_role("article")).to_contain_text("Order the larch")
    expect(page.get_by_role("button", name="Edit Order the larch")).to_be_focused()

    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    press(page, page.get_by_role("button", name="Menu"))
    press(page, page.get_by_role("link", name="Board"))
    expect(page.get_by_role("heading", name="The board")).to_be_focused()
    write(page, page.get_by_label("Your message"), f"By keyboard, {email}")
    press(page, page.get_by_role("button", name="Say it"))
    expect(page.get_by_role("article").filter(has_text=email)).to_be_visible()

    page.reload()
    press(page, page.get_by_role("button", name="Menu"))
    press(page, page.get_by_role("button", name="Sign out"))
    expect(page).to_have_url(f"{site}/")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
