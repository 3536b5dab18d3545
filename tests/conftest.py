"""What tests of every tier share."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, as uvicorn and Lambda do."""
    return "asyncio"
