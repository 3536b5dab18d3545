"""Administration in a browser: finding people, keeping them out, giving roles, handing out links."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journeys import PASSWORD, sign_in, sign_up
from tests.e2e.shopkeepers import Shopkeeper

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

NEW_PASSWORD = "a long enough passphrase"


@pytest.fixture
def person(new_context: Callable[..., BrowserContext], site: str, email: str) -> Page:
    """Return the browser of somebody who has just signed up."""
    page = new_context().new_page()
    sign_up(page, site, email)
    return page


def to_user(page: Page, site: str, keeper: Shopkeeper, email: str) -> None:
    """Sign in as an administrator and find a user, by the menu and the search."""
    page.goto(f"{site}/sign-in")
    sign_in(page, keeper.email, keeper.password)
    page.get_by_role("banner").get_by_role("link", name="Administration").click()
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=email).click()
    expect(page.get_by_role("heading", name=email, level=1)).to_be_visible()


def test_who_is_disabled_is_signed_out_and_kept_out_until_enabled(
    page: Page, site: str, shopkeeper: Shopkeeper, email: str, person: Page
) -> None:
    to_user(page, site, shopkeeper, email)
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(page.get_by_text("Disabled", exact=True)).to_be_visible()

    person.reload()
    expect(person).to_have_url(re.compile("/sign-in"))
    sign_in(person, email, PASSWORD)
    expect(person.get_by_role("alert")).to_contain_text("wrong")

    page.get_by_role("button", name="Enable").click()
    page.get_by_role("dialog").get_by_role("button", name="Enable").click()
    expect(page.get_by_text("Disabled", exact=True)).to_have_count(0)
    sign_in(person, email, PASSWORD)
    expect(person.get_by_role("heading", name="Your notes")).to_be_visible()


def test_who_gets_the_role_gets_the_menu(
    page: Page, site: str, shopkeeper: Shopkeeper, email: str, person: Page
) -> None:
    to_user(page, site, shopkeeper, email)
    page.get_by_role("button", name="Change roles").click()
    page.get_by_role("textbox", name="Roles").fill("Not A Role!")
    page.get_by_role("button", name="Save roles").click()
    expect(page.get_by_role("dialog")).to_contain_text("not right yet")
    page.get_by_role("textbox", name="Roles").fill("editor, admin")
    page.get_by_role("button", name="Save roles").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("main").get_by_text("editor", exact=True)).to_be_visible()

    person.reload()
    person.get_by_role("banner").get_by_role("link", name="Administration").click()
    expect(person.get_by_role("heading", name="Users", level=1)).to_be_visible()


def test_a_link_to_reset_a_password_works_once(
    page: Page, site: str, shopkeeper: Shopkeeper, email: str, person: Page
) -> None:
    to_user(page, site, shopkeeper, email)
    page.get_by_role("button", name="Make a link to reset").click()
    page.get_by_role("dialog").get_by_role("button", name="Make the link").click()
    link = page.get_by_role("dialog").get_by_text("/reset-password#token=").inner_text()

    person.goto(f"{site}/reset-password{link[link.index('#') :]}")
    person.get_by_label("New password").fill(NEW_PASSWORD)
    person.get_by_role("button", name="Set new password").click()
    expect(person.get_by_text("Your new password is set.")).to_be_visible()
    sign_in(person, email, NEW_PASSWORD)
    expect(person.get_by_role("heading", name="Your notes")).to_be_visible()


def test_who_is_deleted_is_gone(page: Page, site: str, shopkeeper: Shopkeeper, email: str, person: Page) -> None:
    to_user(page, site, shopkeeper, email)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()

    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("There is no account with this address.")).to_be_visible()
    person.reload()
    expect(person).to_have_url(re.compile("/sign-in"))


def test_everybody_else_is_told_whose_pages_these_are(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    for path in ("/admin", "/admin/users", "/admin/orders", "/admin/data"):
        page.goto(f"{site}{path}")
        expect(page.get_by_role("heading", name="This page is for administrators")).to_be_visible()
