"""What one browser writes shows in another, at once or after a time without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.e2e.journeys import PASSWORD, sign_in, sign_up, write_note

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

type NewContext = Callable[..., BrowserContext]


def live_page(page: Page, site: str) -> Page:
    """Open the notes and wait until they are live."""
    page.goto(f"{site}/notes")
    expect(page.locator("[data-live=live]")).to_be_attached()
    return page


def is_of_the_api(socket: WebSocket) -> bool:
    """Tell a connection from that of a development server."""
    return "ticket=" in socket.url


@pytest.fixture
def other(page: Page, site: str, email: str, new_context: NewContext) -> Page:
    """Return a page in another browser that shows the notes of who signed up in the first, live."""
    sign_up(page, site, email)
    live_page(page, site)
    page_of_other = new_context().new_page()
    page_of_other.goto(f"{site}/sign-in")
    sign_in(page_of_other, email, PASSWORD)
    expect(page_of_other.get_by_role("heading", name="Your notes")).to_be_visible()
    return live_page(page_of_other, site)


def test_what_is_written_edited_and_deleted_in_one_browser_shows_in_another(page: Page, other: Page) -> None:
    write_note(page, "Order the wood")
    expect(other.get_by_role("article")).to_contain_text("Order the wood")

    write_note(other, "Paint the hull")
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Paint the hull", "Order the wood"])

    page.get_by_role("checkbox", name="Paint the hull").check()
    expect(other.get_by_role("checkbox", name="Paint the hull")).to_be_checked()

    page.get_by_role("button", name="Edit Order the wood").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Order the larch")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(other.get_by_role("article").get_by_role("heading")).to_have_text(["Paint the hull", "Order the larch"])

    other.get_by_role("button", name="Delete Paint the hull").click()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Order the larch"])


def test_what_was_written_while_the_network_was_away_appears_after_it(page: Page, other: Page) -> None:
    write_note(page, "Before")
    expect(other.get_by_role("article")).to_have_count(1)
    other.context.set_offline(True)
    expect(other.get_by_text("Not live just now")).to_be_visible()
    for title in ("First meanwhile", "Second meanwhile"):
        write_note(page, title)
    expect(other.get_by_role("article")).to_have_count(1)

    other.context.set_offline(False)

    expect(other.get_by_role("article").get_by_role("heading")).to_have_text(
        ["Second meanwhile", "First meanwhile", "Before"]
    )
    expect(other.get_by_text("Live again")).to_be_visible()


def test_tabs_share_one_connection_and_the_next_goes_on_when_one_closes(page: Page, other: Page, site: str) -> None:
    second = other.context.new_page()
    sockets: list[WebSocket] = []
    second.on("websocket", lambda socket: sockets.append(socket) if is_of_the_api(socket) else None)
    second.goto(f"{site}/notes")
    expect(second.get_by_role("heading", name="Your notes")).to_be_visible()
    write_note(page, "To both tabs")
    expect(other.get_by_role("article")).to_contain_text("To both tabs")
    expect(second.get_by_role("article")).to_contain_text("To both tabs")
    assert sockets == []

    with second.expect_websocket(is_of_the_api):
        other.close()
    write_note(page, "To the one that is left")
    expect(second.get_by_role("article").first).to_contain_text("To the one that is left")


def test_signing_out_closes_the_connection(page: Page, site: str, email: str) -> None:
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket) if is_of_the_api(socket) else None)
    sign_up(page, site, email)
    live_page(page, site)
    # The page after signing up has had one, too.
    with sockets[-1].expect_event("close"):
        page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")
