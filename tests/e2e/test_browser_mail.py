"""What people do with the mails that the deployed stack sends them, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from scripts.local_mail import newest_token
from tests.e2e.stack import DeployedStack

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

PASSWORD = "gliding low over grey water"
NEW_PASSWORD = "a long enough passphrase"


@pytest.fixture
def site(mail_stack: DeployedStack) -> str:
    return mail_stack.site_url.rstrip("/")


def link(stack: DeployedStack, site: str, page: str, email: str) -> str:
    """Return the newest link that was mailed to an address."""
    return f"{site}/{page}#token={newest_token(email, stack.cloud.endpoint)}"


def sign_up(page: Page, stack: DeployedStack, site: str, email: str) -> None:
    """Make an account by the form and the mail, and arrive at the notes."""
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(link(stack, site, "verify-email", email))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page).to_have_url(f"{site}/notes")


def test_an_account_is_confirmed_by_its_mail_and_password(
    page: Page, mail_stack: DeployedStack, site: str, email: str
) -> None:
    sign_up(page, mail_stack, site, email)

    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()


def test_the_token_of_a_link_is_out_of_sight_at_once_and_good_once(
    page: Page, mail_stack: DeployedStack, site: str, email: str
) -> None:
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    address = link(mail_stack, site, "verify-email", email)

    page.goto(address)
    expect(page).to_have_url(f"{site}/verify-email")
    page.get_by_label("Password", exact=True).fill("not the password of it")
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not the password you chose")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page).to_have_url(f"{site}/notes")

    page.goto(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_mail(page: Page, mail_stack: DeployedStack, site: str, email: str) -> None:
    sign_up(page, mail_stack, site, email)
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/sign-in")
    page.get_by_role("link", name="Forgot password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(link(mail_stack, site, "reset-password", email))
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set new password").click()

    expect(page.get_by_role("status")).to_contain_text("Your new password is set")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site}/notes")
