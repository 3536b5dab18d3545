"""The application in this process, on moto's DynamoDB and Secrets Manager."""

import json
import logging
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest
from fastapi import FastAPI
from moto.sesv2.responses import SESV2Response

from app import logs, request_context
from app.collection import Collection, registry
from app.collection.layout_lock import Lock
from app.logs import JsonLines
from app.main import create_app
from app.repositories.attributes import decode
from app.runtime import Runtime
from app.security import passwords
from app.services.new_accounts import new_account
from app.services.new_sessions import Device
from app.settings import Settings
from tests.in_process import PASSWORD, SENDER, SITE, forget_everything, new_address, settings_for_tests


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """Return the settings of the application under test; a test may change some by indirect parameters."""
    return settings_for_tests(**getattr(request, "param", {}))


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return the collections of the application under test; none means its own. Modules have theirs."""
    return ()


@cache
def application(settings: Settings, declared: tuple[Collection, ...]) -> FastAPI:
    """Return the application with such settings. Making one takes a twentieth of a second, and tests are a thousand."""
    return create_app(settings, registry(*declared), Lock({})) if declared else create_app(settings)


@pytest.fixture
def app(aws: None, cheap_hashing: None, settings: Settings, declared: tuple[Collection, ...]) -> FastAPI:
    """Return the application under test, with empty tables."""
    forget_everything()
    logs.configure(settings.log_level)  # the log is the process's, and the last application that was made has set it
    return application(settings, declared)


@pytest.fixture
def runtime(app: FastAPI) -> Runtime:
    """Return what the application under test holds."""
    runtime: Runtime = app.state.runtime
    return runtime


type ClientFrom = Callable[[str], httpx.AsyncClient]


@pytest.fixture
async def client_from(app: FastAPI) -> AsyncIterator[ClientFrom]:
    """Return a function that makes clients of the application under test, each at a network address."""
    async with AsyncExitStack() as clients:

        def client_from(address: str) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, client=(address, 50000))
            client = httpx.AsyncClient(transport=transport, base_url=SITE)
            clients.push_async_callback(client.aclose)
            return client

        yield client_from


@pytest.fixture
def client(client_from: ClientFrom) -> httpx.AsyncClient:
    """Return a client of the application under test, with nobody signed in."""
    return client_from("127.0.0.1")


@dataclass(frozen=True)
class Person:
    """Somebody with an account and a session in the body transport."""

    user_id: str
    email: str
    session_id: str
    access_token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of their requests."""
        return {"Authorization": f"Bearer {self.access_token}"}


type SignUp = Callable[..., Awaitable[Person]]


@cache
def password_hash() -> str:
    """Return a hash of PASSWORD, the same for everybody: making one a user would be most of what tests do."""
    return str(passwords._ARGON2ID.hash(PASSWORD))


@pytest.fixture
def sign_up(runtime: Runtime) -> SignUp:
    """Return a function that makes an account and a session, as registering and signing in leave them behind.

    They are written directly, since the routes take a dozen calls to moto; these have tests of their own.
    """

    async def sign_up(email: str, *roles: str) -> Person:
        request_context.enter(request_context.RequestContext("without the deadline of a request before it"))
        services = runtime.registrations
        account = new_account(email, password_hash(), roles=roles)
        session = services._new_sessions.session_for(account, "body", Device("Tests", "127.0.0.1"))
        await services._users.create(account, [services._sessions.created(session)])
        tokens = await services._new_sessions.tokens_for(session)
        return Person(account.user_id, email, session.session_id, tokens.access_token, tokens.refresh_token)

    return sign_up


@pytest.fixture
async def ada(sign_up: SignUp) -> Person:
    """Return a signed-in user."""
    return await sign_up(new_address("ada"))


@pytest.fixture
async def bob(sign_up: SignUp) -> Person:
    """Return another one."""
    return await sign_up(new_address("bob"))


@pytest.fixture
async def admin(sign_up: SignUp) -> Person:
    """Return a signed-in administrator."""
    return await sign_up(new_address("admin"), "admin")


@pytest.fixture
def other_network() -> str:
    """Return an address in a network that no test has called from."""
    return f"2001:db8:{secrets.randbits(16):x}:{secrets.randbits(16):x}::1"


@dataclass(frozen=True)
class Mail:
    """What was sent."""

    to: str
    subject: str
    text: str
    html: str

    @property
    def token(self) -> str:
        """The token of its link."""
        found = re.search(r"#token=(\S+)", self.text)
        assert found is not None, self.text
        return found.group(1)


type Mailbox = Callable[[str], list[Mail]]


@pytest.fixture
def mailbox(aws: None, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Return a function that lists the mail sent to an address, oldest first. Nothing waits to look alike."""
    boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
    monkeypatch.setattr("app.mail.outbox.ANSWER_SECONDS", 0)
    sent: list[Mail] = []
    really_send = SESV2Response.send_email

    def send_email(response: SESV2Response) -> str:
        """Keep what moto took. It keeps the HTML alone of a mail that has a text as well."""
        answer = really_send(response)
        asked = json.loads(response.body)
        simple = asked["Content"]["Simple"]
        parts = {name: part["Data"] for name, part in simple["Body"].items()}
        for to in asked["Destination"]["ToAddresses"]:
            sent.append(Mail(to, simple["Subject"]["Data"], parts["Text"], parts["Html"]))
        return answer

    monkeypatch.setattr(SESV2Response, "send_email", send_email)
    return lambda to: [mail for mail in sent if mail.to == to]


@pytest.fixture
def log(app: FastAPI) -> Iterator[StringIO]:
    """Return what the application under test logs, as it would be written."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("app")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.fixture
def stored_data(aws: None) -> Callable[[str, str], dict[str, Any]]:
    """Return a function that reads the fields of a stored document by its keys."""

    def read(pk: str, sk: str) -> dict[str, Any]:
        item = boto3.client("dynamodb").get_item(TableName="test-data", Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"]
        fields: dict[str, Any] = decode(item["data"])
        return fields

    return read


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that sets the application's clock, in seconds since 1970."""

    def set_clock(seconds: float) -> None:
        monkeypatch.setattr("app.clock.now", lambda: seconds)

    return set_clock
