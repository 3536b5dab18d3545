"""The real template, deployed into a local cloud with IAM enforced: what end-to-end tests run against.

    with deployed_stack() as stack:
        stack.api().get("/health")

Deploying takes some twenty seconds, so a test run does it once.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts import deploy, publish_site
from scripts.local_cloud import LocalCloud
from scripts.targets import local_target


@dataclass(frozen=True)
class DeployedStack:
    """A deployed stack, and clients that reach it the way the two kinds of caller do."""

    cloud: LocalCloud
    name: str
    outputs: dict[str, str]

    @property
    def port(self) -> int:
        """The port of everything: gateway, distribution and AWS's own APIs."""
        return self.cloud.port

    @property
    def site_url(self) -> str:
        """The site as a browser addresses it; other clients may not resolve the name (see `site`)."""
        return self.outputs["SiteUrl"]

    @property
    def api_url(self) -> str:
        """The stage of the REST API, beside the distribution."""
        return self.outputs["ApiUrl"]

    def site(self) -> httpx.Client:
        """Return a client of the distribution; the API is under /api."""
        host = self.outputs["DistributionDomain"]
        return httpx.Client(base_url=self.cloud.endpoint, headers={"Host": host}, timeout=30, trust_env=False)

    def api(self) -> httpx.Client:
        """Return a client of the gateway itself."""
        return httpx.Client(base_url=self.api_url, timeout=30, trust_env=False)


@contextlib.contextmanager
def deployed_stack(
    *, log: Path | None = None, dist: Path = publish_site.DIST, **parameters: str
) -> Iterator[DeployedStack]:
    """Deploy application and site into a local cloud of their own, and end it afterwards.

    The site is what stands in `dist`; it is built first when nothing stands there. `parameters` are the template's.
    """
    if dist == publish_site.DIST and not (dist / "index.html").exists():
        deploy.build_web()
    with LocalCloud(enforce_iam=True, log=log) as cloud:
        target = local_target(cloud)
        deployed = deploy.deploy(target, report=lambda _: None, parameters=parameters)
        deploy.publish(target, deployed, dist)
        yield DeployedStack(cloud, deployed.name, dict(deployed.outputs))
