"""What the tests through a deployed stack share.

FULMAR_SITE names another running site for the browser tests, such as the one of `make dev`; else the stack is
deployed first.
"""

import os
import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

expect.set_options(timeout=20_000)  # the local cloud starts a function anew now and then

# Chromium writes such a line for every answer of 400 and up; tests expect some of those answers.
REFUSED_CALL = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|409|410|412|422|429|503) "
)

# Content security policy violations are not always written to the console, but always reported as events.
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> str:
    """Return the site's address, without a slash at its end."""
    given = os.environ.get("FULMAR_SITE") or request.getfixturevalue("stack").site_url
    return str(given).rstrip("/")


@pytest.fixture
def no_complaints(page: Page) -> Iterator[None]:
    """Fail a test whose page wrote an error to the console, threw one, or broke the content security policy."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED_CALL.match(message.text):
            complaints.append(message.text)

    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert complaints == []


@pytest.fixture
def email() -> str:
    """Return an address that nobody has yet."""
    return f"ada.{uuid.uuid4().hex[:12]}@example.com"
