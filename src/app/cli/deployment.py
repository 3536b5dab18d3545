"""The deployment that a command works on: the local cloud, what the settings name, or a stack on AWS."""

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from app.blocking import inline
from app.cli.target import Target
from app.cli.terminal import OBSTACLES, Explanations, run
from app.repositories.obstacles import Obstacle
from app.repositories.operator_account import OperatorAccount
from app.repositories.operator_stacks import Stack, StackRefused, Stacks
from app.settings import Settings, SettingsError

OUTPUTS: Final = ("UsersTable", "SessionsTable", "DataTable", "SecretId", "SiteUrl")
"""What a stack of this application tells of itself, as infra/template.yaml has it."""


class DeploymentError(Exception):
    """The options do not lead to a deployment. The message is for people: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment of the application: the account that it is in, its settings, and where that is, in words.

    `options` are those that lead to it, as one would type them; `function` is the one that a stack runs in.
    """

    account: OperatorAccount
    settings: Settings
    where: str
    options: str
    function: str | None = None

    @property
    def is_local(self) -> bool:
        """True in the local cloud."""
        return self.settings.is_local

    @property
    def where_tables_are(self) -> str:
        """Where its tables are, in words: DynamoDB may have an endpoint of its own."""
        return self.settings.dynamodb_endpoint_url or self.where


def account_of(target: Target) -> tuple[OperatorAccount, str | None]:
    """Return the account that the options lead to, and where the local cloud is if it is that.

    Raises
    ------
    DeploymentError, SettingsError
        They lead nowhere.
    """
    if target.stack is not None:
        return OperatorAccount(target.region, profile=target.profile), None
    settings = _settings(target)
    return OperatorAccount.of(
        settings, profile=target.profile
    ), settings.aws_endpoint_url if settings.is_local else None


def deployment(target: Target) -> Deployment:
    """Return the deployment that is meant: the stack, or what the settings name.

    Raises
    ------
    DeploymentError, SettingsError, StackRefused
        It cannot be found.
    """
    account, _ = account_of(target)
    if target.stack is not None:
        return _of_stack(run(Stacks(account, inline).by_name(target.stack)), account, target)
    settings = _settings(target)
    where = settings.aws_endpoint_url or named_region(Target(region=settings.aws_region))
    return Deployment(account, settings, where, _options(target))


def _settings(target: Target) -> Settings:
    settings = Settings.from_environment()
    if settings.is_local and (target.profile or target.region):
        raise DeploymentError(
            "A profile and a region lead to AWS, and these settings to the local cloud. Name the stack: --stack NAME."
        )
    return settings if target.region is None else settings.model_copy(update={"aws_region": target.region})


def _of_stack(stack: Stack, account: OperatorAccount, target: Target) -> Deployment:
    missing = [name for name in OUTPUTS if name not in stack.outputs]
    if missing:
        raise DeploymentError(
            f"The stack {stack.name} in {stack.region} has no output {', '.join(missing)}, and is {stack.status}. "
            "It is none of this application, or its deployment has not ended well: run `make deploy` again."
        )
    told = {
        "stage": "deployed",
        "users_table": stack.outputs["UsersTable"],
        "sessions_table": stack.outputs["SessionsTable"],
        "data_table": stack.outputs["DataTable"],
        "secret_id": stack.outputs["SecretId"],
        "site_origin": stack.outputs["SiteUrl"],
        "email_from": stack.parameters.get("EmailFrom") or None,
        "authorizer_cache_seconds": stack.parameters.get("AuthorizerCacheSeconds"),
        "aws_region": stack.region,
    }
    try:
        settings = Settings.model_validate({name: value for name, value in told.items() if value is not None})
    except ValidationError as error:
        raise DeploymentError(f"What the stack {stack.name} tells of itself makes no settings: {error}") from None
    where = f"stack {stack.name} in {stack.region}"
    return Deployment(account, settings, where, _options(target), stack.outputs.get("ApiFunctionName"))


def _options(target: Target) -> str:
    given = {"--stack": target.stack, "--profile": target.profile, "--region": target.region}
    return "".join(f" {option} {value}" for option, value in given.items() if value)


def named_region(target: Target) -> str:
    """Say in words which region is meant where a part of a stack is named, and not the stack."""
    return f"region {target.region}" if target.region else "the region of your environment"


def deployment_explanations(target: Target) -> Explanations:
    """Say what to do when a deployment cannot be found."""
    return {
        DeploymentError: str,
        SettingsError: lambda error: f"{error}\nFor a deployed stack none of them is needed: name it, --stack.",
        StackRefused: lambda error: f"{_help(error.obstacle, target)}\n{error}",
    }


def _help(obstacle: Obstacle, target: Target) -> str:
    match obstacle:
        case Obstacle.NO_CREDENTIALS | Obstacle.NO_REGION | Obstacle.DENIED:
            return OBSTACLES[obstacle]
        case Obstacle.MISSING:
            return (
                f"There is no stack {target.stack} in {named_region(target)}. Look at --region and --profile, or "
                "deploy it with `make deploy`."
            )
        case Obstacle.UNREACHABLE:
            return "CloudFormation does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case _:
            return "CloudFormation refuses."
