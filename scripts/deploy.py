"""Deploys the template, the application and the web app: to AWS, or to the local cloud with IAM enforced.

    python -m scripts.deploy --stage prod    # to AWS, as infra/samconfig.toml says
    python -m scripts.deploy --local         # to a local cloud of its own, until Ctrl-C

Both are one path: the same template, the same `sam deploy`, the same publishing. What differs is named in
`Target`, and in `local_gateway`, which makes up for what the local cloud leaves out.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from scripts import local_gateway, local_mail, package, publish_site, versions
from scripts.local_cloud import LocalCloud, LocalCloudError
from scripts.processes import port_is_taken
from scripts.targets import CONFIGURATION, DeployError, Target, aws_target, configuration, local_target, stack_name

PROJECT = package.PROJECT
TEMPLATE = PROJECT / "infra" / "template.yaml"
SAM = PROJECT / ".venv-cloud" / "bin" / "sam"
WEB = PROJECT / "web"

LOCAL_CLOUD_PORT = 4566
_CLI = (sys.executable, "-m", "app.cli")

Report = Callable[[str], None]


@dataclass(frozen=True)
class Stack:
    """A deployed stack and its outputs, by name."""

    name: str
    outputs: Mapping[str, str]


def deploy(target: Target, report: Report = print, parameters: Mapping[str, str] | None = None) -> Stack:
    """Build the package, deploy the template and return the stack.

    Parameters
    ----------
    parameters
        Values for the template's parameters, instead of those of infra/samconfig.toml.

    Raises
    ------
    DeployError
        `sam` is missing or failed; what it printed stands above.
    """
    built = package.build(target.build_for)
    report(f"Package: {built.size / 1e6:.1f} MB zipped, for {target.build_for}")
    name = stack_name(target.section)
    values = {
        **_overrides(configuration(target.section)),
        **(parameters or {}),
        "Stage": target.stage,
        "Architecture": target.architecture,
        "LocalCloudPort": str(target.local_port),
    }
    values["Release"] = _fingerprint(built, values)
    report(f"Deploying {name} …")
    _sam_deploy(target, name, values)
    stack = Stack(name, _outputs(target, name))
    if target.local_port:
        local_gateway.finish(stack.name, stack.outputs["ApiId"], target.client)
        if values.get("EmailFrom"):
            local_mail.let_send(target.client, values["EmailFrom"])
    return stack


def publish(target: Target, stack: Stack, dist: Path = publish_site.DIST) -> list[str]:
    """Publish a built web app to the stack; return what was uploaded."""
    return publish_site.publish(
        dist,
        bucket=stack.outputs["SiteBucket"],
        distribution=stack.outputs["DistributionId"],
        s3=target.client("s3"),
        cloudfront=target.client("cloudfront"),
    )


def build_web() -> None:
    """Build the web app into web/dist."""
    npm = shutil.which("npm")
    if npm is None:
        raise DeployError("npm is missing. It comes with Node.js 20 or newer (https://nodejs.org/).")
    if subprocess.run([npm, "--prefix", str(WEB), "run", "build", "--silent"], check=False).returncode:
        raise DeployError("The web app does not build.")


def _overrides(configuration: Mapping[str, Any]) -> dict[str, str]:
    return dict(str(pair).split("=", 1) for pair in configuration.get("parameter_overrides", ()))


def _fingerprint(built: package.Package, parameters: Mapping[str, str]) -> str:
    """Tell releases apart by all that a version of the function is made of: package, parameters, and the template."""
    template = hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
    return hashlib.sha256(json.dumps([built.digest, parameters, template], sort_keys=True).encode()).hexdigest()[:16]


def _sam_deploy(target: Target, name: str, parameters: Mapping[str, str]) -> None:
    if not SAM.exists():
        raise DeployError("sam is not installed. Run `make setup`.")
    command: list[str | Path] = [
        *(SAM, "deploy", "--template-file", TEMPLATE, "--stack-name", name),
        *("--config-file", CONFIGURATION, "--config-env", target.section),
        # SAM keeps a bucket for packages. The capability is for the IAM role, which has no name of its own.
        *("--resolve-s3", "--capabilities", "CAPABILITY_IAM"),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
        *("--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())),
    ]
    done = subprocess.run(
        command,
        check=False,
        cwd=PROJECT,
        env={**target.environment, "SAM_CLI_TELEMETRY": "0", "SAM_CLI_CHECK_VERSION": "0"},
        stdin=subprocess.DEVNULL,
        # On AWS it takes minutes and says how far it is; the local cloud needs seconds.
        stdout=subprocess.PIPE if target.local_port else None,
        stderr=subprocess.STDOUT if target.local_port else None,
        text=True,
    )
    if done.returncode:
        raise DeployError(f"sam deploy failed.\n{(done.stdout or '').strip()}")


def _outputs(target: Target, name: str) -> dict[str, str]:
    stack = target.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def run_local() -> None:
    """Deploy into a local cloud of its own, print the addresses and stay until Ctrl-C. Nothing is kept."""
    build_web()
    with LocalCloud(port=_local_port(), enforce_iam=True) as cloud:
        target = local_target(cloud)
        stack = deploy(target)
        publish(target, stack)
        _seed(cloud, stack)
        print(
            f"\n  site   {stack.outputs['SiteUrl']}"
            f"\n  API    {stack.outputs['ApiUrl']}"
            f"\n  stack  {stack.name}, until Ctrl-C, which keeps nothing"
            f"\n  CLI    {_operators_words(cloud, stack)}\n",
            flush=True,
        )
        _until_interrupted(cloud)


def _seed(cloud: LocalCloud, stack: Stack) -> None:
    """Make the demo user there, whose password is printed, so that there is something to look at."""
    command = [*_CLI, "seed", "--stack", stack.name, "--yes-on", stack.name]
    if subprocess.run(command, check=False, env=cloud.process_environment()).returncode:
        raise DeployError("The demo user could not be made.")


def _operators_words(cloud: LocalCloud, stack: Stack) -> str:
    """Return how a terminal calls the operator's commands there, for example to make an administrator."""
    names = ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    variables = " ".join(f"{name}={cloud.environment[name]}" for name in names)
    return f"{variables} .venv/bin/python -m app.cli users list --stack {stack.name}"


def _local_port() -> int | None:
    """CLOUD_PORT, else the usual one, else any: `make dev` may have a local cloud of its own running."""
    wanted = os.environ.get("CLOUD_PORT")
    if wanted:
        if not wanted.isdecimal():
            raise DeployError(f"CLOUD_PORT is {wanted!r}. It has to be a port number.")
        return int(wanted)
    return None if port_is_taken(LOCAL_CLOUD_PORT) else LOCAL_CLOUD_PORT


def _until_interrupted(cloud: LocalCloud) -> None:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    while not over.wait(1):
        cloud.check()


def run_stage(stage: str) -> None:
    """Deploy a stage to AWS and publish the web app there."""
    target = aws_target(stage)
    build_web()
    stack = deploy(target)
    uploaded = publish(target, stack)
    print(f"Published {len(uploaded)} files.\n\n  site  {stack.outputs['SiteUrl']}")
    print(f"  API   {stack.outputs['ApiUrl']}\n")
    gone = versions.prune_all(target.client("lambda"), stack.outputs)
    if gone:
        print(f"Deleted {gone} old versions of the functions.")


def main() -> int:
    parser = argparse.ArgumentParser(description="Deploy Fulmar.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--local", action="store_true", help="into a local cloud, until Ctrl-C")
    where.add_argument("--stage", metavar="NAME", help="to AWS, as infra/samconfig.toml says")
    arguments = parser.parse_args()
    try:
        run_local() if arguments.local else run_stage(arguments.stage)
    except (
        DeployError,
        LocalCloudError,
        package.PackageError,
        publish_site.PublishError,
        BotoCoreError,
        ClientError,
    ) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
