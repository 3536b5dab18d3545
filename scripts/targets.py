"""Where a deployment goes: a stage of infra/samconfig.toml, in an AWS account or in the local cloud."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from scripts import package
from scripts.local_cloud import LocalCloud

CONFIGURATION = package.PROJECT / "infra" / "samconfig.toml"

LOCAL = "local"
# The application refuses to run in Lambda as "local", which turns safety checks off.
LOCAL_STAGE_NAME = "cloud"


class DeployError(Exception):
    """The deployment cannot go on. The message is for people."""


@dataclass(frozen=True)
class Target:
    """Where to deploy to: a section of infra/samconfig.toml, and the account behind the environment."""

    section: str
    stage: str
    architecture: Literal["arm64", "x86_64"]
    build_for: package.Target
    environment: Mapping[str, str]
    client: Callable[[str], Any]
    local_port: int = 0


def local_target(cloud: LocalCloud) -> Target:
    """Return a running local cloud as a target. It runs functions on this machine's processor."""
    return Target(
        section=LOCAL,
        stage=LOCAL_STAGE_NAME,
        architecture="arm64" if os.uname().machine in {"arm64", "aarch64"} else "x86_64",
        build_for="host",
        environment=cloud.process_environment(),
        client=cloud.client,
        local_port=cloud.port,
    )


def aws_target(stage: str) -> Target:
    """Return a stage of infra/samconfig.toml in the AWS account of the environment's credentials.

    Raises
    ------
    DeployError
        There is no such stage, or there are no credentials that AWS accepts.
    """
    if stage == LOCAL:
        raise DeployError("The local cloud is `make cloud`. A stage has another name, such as dev or prod.")
    region = configuration(stage).get("region")
    session = boto3.session.Session(region_name=region)
    try:
        session.client("sts").get_caller_identity()
    except NoCredentialsError as error:
        raise DeployError(
            "There are no AWS credentials. Sign in first, for example `aws sso login` and AWS_PROFILE=…"
        ) from error
    except NoRegionError as error:
        raise DeployError(f"{CONFIGURATION.name} names no region for {stage}, nor does AWS_REGION.") from error
    except (BotoCoreError, ClientError) as error:
        raise DeployError(f"AWS does not accept the credentials: {error}") from error
    environment = {**os.environ, **({"AWS_REGION": region, "AWS_DEFAULT_REGION": region} if region else {})}
    return Target(
        section=stage,
        stage=stage,
        architecture="arm64",
        build_for="arm64",
        environment=environment,
        client=session.client,  # type: ignore[arg-type]  # an overload a service
    )


def configuration(section: str) -> dict[str, Any]:
    """Return what infra/samconfig.toml says of a stage for `sam deploy`.

    Raises
    ------
    DeployError
        It says nothing of such a stage.
    """
    stages_by_name = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    stages = [name for name, value in stages_by_name.items() if isinstance(value, dict)]
    if section not in stages:
        known = ", ".join(name for name in stages if name != LOCAL)
        raise DeployError(f"infra/{CONFIGURATION.name} has no stage {section!r}. It has: {known}.")
    parameters: dict[str, Any] = stages_by_name[section]["deploy"]["parameters"]
    return parameters


def stack_name(section: str) -> str:
    """Return the name of a stage's stack."""
    return str(configuration(section)["stack_name"])
