"""The application in this process, and a token for it, as the contract tests use them."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app.main import create_app
from tests.in_process import PASSWORD, SITE, new_address, settings_for_tests


@pytest.fixture(scope="session")
def sign_up(aws: None, cheap_hashing: None) -> Callable[[], str]:
    """Return a function that makes an account, and returns an access token for it."""
    application = create_app(settings_for_tests(request_deadline_seconds=9))

    async def signed_up() -> str:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=SITE) as client:
            credentials = {"email": new_address("contract"), "password": PASSWORD}
            for path in ("/auth/register", "/auth/login"):
                for _ in range(3):  # a busy machine answers some too late
                    answer = await client.post(path, json=credentials)
                    if answer.status_code not in (429, 503):
                        break
            return str(answer.raise_for_status().json()["access_token"])

    return lambda: asyncio.run(signed_up())


@pytest.fixture(scope="session")
def access_token(sign_up: Callable[[], str]) -> str:
    """Return the access token of a user who has an account."""
    return sign_up()
