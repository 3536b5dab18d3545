"""What the tests through a deployed stack share.

FULMAR_SITE names another running site for the browser tests, such as the one of `make dev`; else the stack is
deployed first.
"""

import os
import re
import uuid
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from app.services.demo_content import DEMO_PASSWORD
from tests.e2e.journeys import PASSWORD
from tests.e2e.shopkeepers import Shopkeeper, make_admin, signed_in
from tests.e2e.stack import DeployedStack

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


@pytest.fixture(scope="session")
def shopkeeper(request: pytest.FixtureRequest) -> Iterator[Shopkeeper]:
    """Return the administrator of `make dev` where its site is tested, else one made in the tables of the stack."""
    given = os.environ.get("FULMAR_SITE")
    if given:
        credentials = {"email": "admin@example.com", "password": DEMO_PASSWORD}
        with httpx.Client(base_url=f"{given.rstrip('/')}/api", timeout=30, trust_env=False) as api:
            signed_in(api, credentials)
            yield Shopkeeper(**credentials, api=api)
        return
    stack: DeployedStack = request.getfixturevalue("stack")
    credentials = {"email": f"keeper.{uuid.uuid4().hex[:12]}@example.com", "password": PASSWORD}
    with stack.api() as api:
        api.post("/auth/register", json=credentials).raise_for_status()
        make_admin(stack, signed_in(api, credentials))
        yield Shopkeeper(**credentials, api=api)
