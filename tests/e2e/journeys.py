"""Steps that people take on the site, for the browser tests that begin with them."""

from playwright.sync_api import Page, Route, expect

PASSWORD = "gliding low over grey water"


def sign_up(page: Page, site: str, email: str, name: str = "") -> None:
    """Make an account by the form, and arrive at the notes."""
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(f"{site}/notes")
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the form of the page that is open."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def write_note(page: Page, title: str) -> None:
    """Write a note by the form, and see it in the list."""
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("article").filter(has_text=title)).to_be_visible()


def refuse_once(page: Page, method: str, url: str, status: int, kind: str = "unavailable") -> None:
    """Have the next call of this method to a URL fail. Others go on: a page may read its list again at any time."""
    left = [True]

    def answer(route: Route) -> None:
        if route.request.method != method or not left:
            return route.fallback()
        left.clear()
        problem = {"type": f"urn:problem-type:{kind}", "title": kind, "status": status}
        return route.fulfill(status=status, json=problem, content_type="application/problem+json")

    page.route(url, answer)
