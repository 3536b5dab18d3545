"""`python -m app.cli rotate-keys` as an operator runs it, on the local cloud."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.settings import LOCAL_DEFAULTS
from scripts.local_cloud import LocalCloud
from scripts.processes import ROOT, free_port
from scripts.tables import create_tables
from tests.in_process import PASSWORD, SITE, TABLES, new_address, settings_for_tests

PENDING, CURRENT, PREVIOUS = "AWSPENDING", "AWSCURRENT", "AWSPREVIOUS"
SECRET_ID = LOCAL_DEFAULTS["secret_id"]
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud() as cloud:
        create_tables(cloud.client("dynamodb"), TABLES)
        yield cloud


@pytest.fixture(autouse=True)
def secret(cloud: LocalCloud) -> Iterator[None]:
    """Give each test the secret as `make dev` makes it."""
    manager = cloud.client("secretsmanager")
    manager.create_secret(Name=SECRET_ID, SecretString="f" * 64)
    yield
    manager.delete_secret(SecretId=SECRET_ID, ForceDeleteWithoutRecovery=True)


def started(cloud: LocalCloud, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "rotate-keys", *arguments],
        env=cloud.process_environment(**environment),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def run(cloud: LocalCloud, *arguments: str, **environment: str) -> tuple[int, str]:
    process = started(cloud, *arguments, **environment)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, output


def stages(cloud: LocalCloud) -> dict[str, str]:
    """Return which version has which label."""
    versions = cloud.client("secretsmanager").describe_secret(SecretId=SECRET_ID)["VersionIdsToStages"]
    return {label: version_id for version_id, labels in versions.items() for label in labels}


def test_it_rotates_after_the_waiting_time_and_again(cloud: LocalCloud) -> None:
    first = stages(cloud)[CURRENT]
    began = time.monotonic()
    status, output = run(cloud, "--pending-seconds", "3")
    took = time.monotonic() - began
    after_one = stages(cloud)
    run(cloud, "--pending-seconds", "0")
    after_two = stages(cloud)

    assert status == 0, output
    assert took > 2  # the version's date is in whole seconds
    assert SECRET_ID in output
    assert after_one == {CURRENT: after_one[CURRENT], PREVIOUS: first}
    assert after_two == {CURRENT: after_two[CURRENT], PREVIOUS: after_one[CURRENT]}
    assert len({first, after_one[CURRENT], after_two[CURRENT]}) == 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_while_it_waits_it_goes_on_with_the_version_that_is_there(
    cloud: LocalCloud, how: signal.Signals
) -> None:
    first = stages(cloud)[CURRENT]
    process = started(cloud)
    assert process.stdout is not None
    output = process.stdout.readline() + process.stdout.readline()
    process.send_signal(how)
    rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    while_pending = stages(cloud)
    resumed = run(cloud, "--pending-seconds", "0")

    assert "signs in 14 min 59 s" in output or "signs in 14 min 58 s" in output or "signs in 15 min 00 s" in output
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert "Nothing is lost" in rest
    assert while_pending == {CURRENT: first, PENDING: while_pending[PENDING]}
    assert resumed[0] == 0, resumed[1]
    assert stages(cloud) == {CURRENT: while_pending[PENDING], PREVIOUS: first}


def test_without_an_answer_nothing_is_dropped(cloud: LocalCloud) -> None:
    before = stages(cloud)
    status, output = run(cloud, "--compromised")  # no --yes, and nobody to ask

    assert status == 1
    assert "has to sign in again" in output
    assert stages(cloud) == before


def test_compromised_leaves_one_version_that_nothing_older_was_signed_with(cloud: LocalCloud) -> None:
    run(cloud, "--pending-seconds", "0")
    manager = cloud.client("secretsmanager")
    manager.put_secret_value(SecretId=SECRET_ID, SecretString="p" * 64, VersionStages=[PENDING])
    before = stages(cloud)
    status, output = run(cloud, "--compromised", "--yes")

    assert before.keys() == {PENDING, CURRENT, PREVIOUS}
    assert status == 0, output
    assert stages(cloud).keys() == {CURRENT}
    assert stages(cloud)[CURRENT] not in before.values()


def test_a_deployed_secret_needs_no_setting_of_the_application(cloud: LocalCloud) -> None:
    arn = cloud.client("secretsmanager").describe_secret(SecretId=SECRET_ID)["ARN"]
    status, output = run(cloud, "--secret-id", arn, "--pending-seconds", "0", APP_STAGE="prod")

    assert status == 0, output
    assert stages(cloud).keys() == {CURRENT, PREVIOUS}


def test_what_is_missing_is_named(cloud: LocalCloud) -> None:
    no_secret = run(cloud, APP_SECRET_ID="fulmar-local/other")
    no_cloud = run(cloud, AWS_ENDPOINT_URL=f"http://127.0.0.1:{free_port()}")

    assert (no_secret[0], no_cloud[0]) == (1, 1)
    assert f"There is no secret fulmar-local/other in {cloud.endpoint}" in no_secret[1]
    assert "make dev" in no_cloud[1]
    assert "Traceback" not in no_secret[1] + no_cloud[1]


async def test_the_application_follows_a_rotation(
    cloud: LocalCloud, cheap_hashing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    settings = settings_for_tests(aws_endpoint_url=cloud.endpoint, secret_id=SECRET_ID)

    def client() -> httpx.AsyncClient:
        """Return a client of a function that has just started."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(settings)), base_url=SITE)

    async def outcomes(tokens: dict[str, Any]) -> tuple[int, int, int]:
        function = client()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        refresh = {"refresh_token": tokens["refresh_token"]}
        published = (await function.get("/.well-known/jwks.json")).json()["keys"]
        user = await function.get("/users/me", headers=headers)
        return user.status_code, (await function.post("/auth/refresh", json=refresh)).status_code, len(published)

    credentials = {"email": new_address("ada"), "password": PASSWORD}
    await client().post("/auth/register", json=credentials)
    tokens = (await client().post("/auth/login", json=credentials)).json()

    before = await outcomes(tokens)
    await asyncio.to_thread(run, cloud, "--pending-seconds", "0")
    after_one = await outcomes(tokens)
    await asyncio.to_thread(run, cloud, "--pending-seconds", "0")
    after_two = await outcomes(tokens)

    assert (before, after_one, after_two) == ((200, 200, 1), (200, 200, 2), (401, 401, 2))
