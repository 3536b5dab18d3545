"""The application in this process, and a token for it, as the contract tests use them."""

import asyncio

import httpx
import pytest

from app.main import create_app
from tests.in_process import PASSWORD, SITE, new_address, settings_for_tests


@pytest.fixture(scope="session")
def access_token(aws: None, cheap_hashing: None) -> str:
    """Return the access token of a user who has an account."""

    async def sign_up() -> str:
        transport = httpx.ASGITransport(create_app(settings_for_tests()))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            credentials = {"email": new_address("contract"), "password": PASSWORD}
            await client.post("/auth/register", json=credentials)
            return str((await client.post("/auth/login", json=credentials)).json()["access_token"])

    return asyncio.run(sign_up())
