"""What tests of every tier share."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from scripts.browser import find_chromium
from tests.e2e.stack import DeployedStack, deployed_stack
from tests.in_process import aws as aws
from tests.in_process import cheap_hashing as cheap_hashing

TIERS = (
    "unit",
    "compatibility",
    "models",
    "fuzz",
    "isolation",
    "faults",
    "contract",
    "attacks",
    "integration",
    "infra",
    "e2e",
)
# In two processes, what shares a local cloud, or the folder that deployments are built in, stays together, and so does
# a browser. Unit tests go where there is room.
TOGETHER = {"contract": "local", "attacks": "local", "integration": "local", "infra": "deployed", "e2e": "deployed"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run cheap tiers first, however pytest was called, and the browser last.

    Once Playwright has begun, its event loop runs in this thread until the end, and no other can.
    """

    def order(item: pytest.Item) -> tuple[int, bool]:
        return TIERS.index(item.path.parent.name), "browser" in item.path.name

    items.sort(key=order)


class Tiers(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out tests in their order. (`--dist loadgroup` of xdist 3.8 finds no groups under pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.split("/")[1], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Tiers:
    """Keep together what belongs together, and the cheap tiers first, instead of the largest group."""
    config.option.loadscopereorder = False
    return Tiers(config, log)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, as uvicorn and Lambda do."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def hostile_libraries_stay_out() -> Iterator[None]:
    """Fail the run if anything of it imported what python-jose brings and the application must never use."""
    yield
    assert not {"ecdsa", "rsa", "jose.jwe"} & sys.modules.keys()


@pytest.fixture(scope="session")
def stack() -> Iterator[DeployedStack]:
    """Deploy the real template into a local cloud, once for all tests that ask for it."""
    with deployed_stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def mail_stack() -> Iterator[DeployedStack]:
    """Deploy one that sends mail into a local cloud of its own, once for all tests that ask for it."""
    with deployed_stack(EmailFrom="hello@fulmar.example") as stack:
        yield stack


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the Chromium that is installed, whoever we are, and let it call nobody."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu"]
    return {"executable_path": find_chromium(), "args": ["--no-sandbox", *quiet]}
