"""The application in this process, on the local cloud."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from botocore.config import Config

from app.main import create_app
from app.repositories import aws
from app.settings import Settings
from scripts.local_cloud import LocalCloud
from scripts.local_mail import let_send
from scripts.tables import create_tables
from tests.in_process import SECRET_ID, SENDER, SITE, TABLES, settings_for_tests

PATIENCE_SECONDS = 5.0
DEADLINE_SECONDS = 60.0

type ClientFrom = Callable[[str], httpx.AsyncClient]


def patient(settings: Settings) -> Settings:
    """Return the settings with a deadline that no stage may have: fifty sign-ins at once take two cores longer."""
    return settings.model_copy(update={"request_deadline_seconds": DEADLINE_SECONDS})


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """Start a local cloud with the template's tables, a secret and a sender."""
    with LocalCloud() as cloud:
        create_tables(cloud.client("dynamodb"), TABLES)
        cloud.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
        let_send(cloud.client, SENDER)
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name, value in cloud.environment.items():
                monkeypatch.setenv(name, value)
            assert os.environ["AWS_ENDPOINT_URL"] == cloud.endpoint
            # The local cloud stands still for seconds now and then, on a busy machine longer than AWS ever would.
            monkeypatch.setattr(aws, "_CONFIG", aws._CONFIG.merge(Config(read_timeout=PATIENCE_SECONDS)))
            yield cloud


@pytest.fixture
async def clients(cloud: LocalCloud, cheap_hashing: None) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Return a function that makes clients, of an application with such settings, at a network address.

    As under uvicorn: blocking calls run in worker threads, so what is asked at once really happens at once.
    """
    async with AsyncExitStack() as opened:

        def make(address: str = "127.0.0.1", **changes: Any) -> httpx.AsyncClient:
            own = {"refresh_min_age_seconds": 0, **changes}
            settings = patient(settings_for_tests(aws_endpoint_url=cloud.endpoint, **own))
            transport = httpx.ASGITransport(create_app(settings), client=(address, 50000))
            client = httpx.AsyncClient(transport=transport, base_url=SITE)
            opened.push_async_callback(client.aclose)
            return client

        yield make


@pytest.fixture
def client(clients: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    """Return a client of an application without mail."""
    return clients()


@pytest.fixture
def client_from(clients: Callable[..., httpx.AsyncClient]) -> ClientFrom:
    """Return a function that makes clients of an application without mail, each at a network address."""
    return clients


@pytest.fixture
def client_with_mail(clients: Callable[..., httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    """Return a client of an application with mail, which does not wait to look alike."""
    monkeypatch.setattr("app.mail.outbox.ANSWER_SECONDS", 0)
    return clients(email_from=SENDER)
