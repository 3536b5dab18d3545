"""Every page, looked over by axe in both colour schemes, and for anything that sticks out of a narrow window."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journeys import sign_in, sign_up, write_note
from tests.e2e.shopkeepers import Shopkeeper

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
SCHEMES: dict[Literal["light", "dark"], int] = {"light": 1280, "dark": 320}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Each with the heading by which one sees that it is there.
PUBLIC_PAGES = {
    "/": "A backend that is entirely yours.",
    "/sign-in": "Welcome back",
    "/sign-up": "Create your account",
    "/forgot-password": "Forgot your password?",
    "/reset-password": "This link does not work",
    "/verify-email": "This link does not work",
    "/confirm-email": "This link does not work",
    "/shop": "Shop",
    "/cart": "Your cart",
    "/no/such/page": "Nothing nests here",
}
OWN_PAGES = {
    "/notes": "Your notes",
    "/messages": "The board",
    "/orders": "Your orders",
    "/account": "Your profile",
    "/account/password": "Your password",
    "/account/email": "Your e-mail address",
    "/account/sessions": "Your devices",
    "/account/data": "Your data",
}
ADMIN_PAGES = {
    "/admin/users": "Users",
    "/admin/orders": "All orders",
    "/admin/data": "Data",
    "/admin/data/products": "products",
    "/admin/data/products/new": "New document of products",
    "/admin/data/nothing": "There is no such collection",
}


def findings(page: Page) -> list[str]:
    """Return what axe objects to, each with the element it means."""
    found: list[str] = page.evaluate(
        """async (rules) => {
            const { violations } = await axe.run(document, { runOnly: rules });
            return violations.flatMap(({ id, nodes }) =>
                nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
        }""",
        RULES,
    )
    return found


def look_over(page: Page, site: str, pages: dict[str, str]) -> list[str]:
    """Visit pages in both colour schemes and at two widths, and return what is wrong with them."""
    wrong: list[str] = []
    for scheme, width in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        for path, heading in pages.items():
            page.goto(f"{site}{path}")
            expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
            expect(page.get_by_text("Loading …")).to_have_count(0)
            wrong += [f"{path} ({scheme}, {width} px): {finding}" for finding in findings(page)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong.append(f"{path} is wider than {width} px")
    return wrong


@pytest.fixture
def watched(context: BrowserContext, page: Page) -> Page:
    """Return the page with axe in it, whatever the content security policy says of scripts from elsewhere."""
    context.add_init_script(path=AXE)
    return page


def test_axe_finds_nothing_on_public_pages(watched: Page, site: str) -> None:
    assert look_over(watched, site, PUBLIC_PAGES) == []


def test_axe_finds_nothing_on_the_pages_of_somebody_signed_in(watched: Page, site: str, email: str) -> None:
    sign_up(watched, site, email, name="Ada Lovelace")
    write_note(watched, "Order the wood")

    assert look_over(watched, site, OWN_PAGES) == []


def test_axe_finds_nothing_on_the_pages_of_administrators(watched: Page, site: str, shopkeeper: Shopkeeper) -> None:
    watched.goto(f"{site}/sign-in")
    sign_in(watched, shopkeeper.email, shopkeeper.password)
    expect(watched.get_by_role("heading", name="Your notes")).to_be_visible()
    me = shopkeeper.api.get("/users/me").json()

    assert look_over(watched, site, ADMIN_PAGES | {f"/admin/users/{me['id']}": shopkeeper.email}) == []


def test_axe_finds_nothing_in_dialogs_menus_and_messages(watched: Page, site: str, email: str) -> None:
    sign_up(watched, site, email)
    write_note(watched, "Order the wood")
    watched.emulate_media(reduced_motion="reduce")
    watched.get_by_role("button", name="Edit Order the wood").click()
    expect(watched.get_by_role("dialog")).to_be_visible()
    in_dialog = findings(watched)
    watched.keyboard.press("Escape")
    watched.get_by_role("button", name="Delete Order the wood").click()
    expect(watched.get_by_role("button", name="Undo")).to_be_visible()
    with_message = findings(watched)
    watched.set_viewport_size({"width": 320, "height": 800})
    watched.get_by_role("button", name="Menu").click()
    expect(watched.get_by_role("link", name="Board")).to_be_visible()

    assert in_dialog + with_message + findings(watched) == []
