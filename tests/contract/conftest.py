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
    application = create_app(settings_for_tests())

    async def signed_up() -> str:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=SITE) as client:
            credentials = {"email": new_address("contract"), "password": PASSWORD}
            await client.post("/auth/register", json=credentials)
            return str((await client.post("/auth/login", json=credentials)).json()["access_token"])

    return lambda: asyncio.run(signed_up())


@pytest.fixture(scope="session")
def access_token(sign_up: Callable[[], str]) -> str:
    """Return the access token of a user who has an account."""
    return sign_up()
