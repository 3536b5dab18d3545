"""What is attacked: a server at `FULMAR_ATTACK_URL`, or one under uvicorn on a local cloud of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from app.settings import Settings
from scripts.local_cloud import LocalCloud
from scripts.local_resources import prepare
from scripts.processes import LOOPBACK, ROOT, ChildProcess, free_port

PATIENCE_SECONDS = 30.0
CORS_ORIGIN = "https://app.example"

LOCAL_CHOICES = {
    "APP_CORS_ORIGINS": CORS_ORIGIN,
    # Rotation and theft without waiting; the times themselves are proved by unit tests, with a clock of their own.
    "APP_REFRESH_MIN_AGE_SECONDS": "0",
    "APP_REQUEST_DEADLINE_SECONDS": "9",  # a busy machine stands still now and then, which is no slow database
}


@dataclass(frozen=True)
class Inside:
    """What only the server's owner can reach."""

    cloud: LocalCloud
    settings: Settings
    log: Path

    def secret(self) -> str:
        """Return the secret that all keys are derived from."""
        client = self.cloud.client("secretsmanager")
        return client.get_secret_value(SecretId=self.settings.secret_id)["SecretString"]

    def create_admin(self, email: str, password: str) -> None:
        """Make an administrator, as an operator does."""
        command = [sys.executable, "-m", "app.cli", "create-admin", email, "--password-stdin"]
        environment = self.cloud.process_environment(PYTHONPATH=str(ROOT / "src"), **LOCAL_CHOICES)
        subprocess.run(
            command, input=password + "\n", text=True, env=environment, check=True, timeout=60, capture_output=True
        )


@dataclass(frozen=True)
class Target:
    """A server to attack, and what it says of itself."""

    url: str
    issuer: str
    inside: Inside | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """The name and port that a request line's server is reached by."""
        return urlsplit(self.url).netloc

    @property
    def prefix(self) -> str:
        """The path that the API is below: empty, or `/api` behind the distribution."""
        return urlsplit(self.url).path.rstrip("/")

    @property
    def site(self) -> str:
        """The origin of the site whose pages may use the cookie."""
        return self.issuer.removesuffix("/api")

    @property
    def cookie(self) -> str:
        """The name of the refresh cookie, which depends on the site's scheme."""
        return "__Host-refresh" if self.site.startswith("https:") else "refresh"


def _described(url: str, inside: Inside | None = None) -> Target:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=PATIENCE_SECONDS, trust_env=False) as client:
        # With retries the client waits for a server that does not listen yet.
        client.get(f"{url}/health/ready").raise_for_status()
        issuer = client.get(f"{url}/.well-known/openid-configuration").raise_for_status().json()["issuer"]
    return Target(url, str(issuer), inside)


@contextmanager
def target() -> Iterator[Target]:
    """Give the server to attack."""
    remote = os.environ.get("FULMAR_ATTACK_URL", "").rstrip("/")
    if remote:
        yield _described(remote)
        return
    with tempfile.TemporaryDirectory() as folder, LocalCloud() as cloud:
        environment = cloud.process_environment(PYTHONUNBUFFERED="1", **LOCAL_CHOICES)
        settings = Settings.from_environment({**cloud.environment, **LOCAL_CHOICES})
        prepare(cloud, settings)
        log, port = Path(folder) / "api.log", free_port()
        # The flags of `make api` but for the reload.
        flags = (
            "--app-dir src --log-level warning --no-use-colors --no-access-log --no-server-header --no-proxy-headers"
        )
        command = [sys.executable, "-m", "uvicorn", "app.main:app", *flags.split(), "--host", LOOPBACK]
        with (
            log.open("wb") as output,
            ChildProcess([*command, "--port", str(port)], environment=environment, output=output),
        ):
            yield _described(f"http://{LOOPBACK}:{port}", Inside(cloud, settings, log))
