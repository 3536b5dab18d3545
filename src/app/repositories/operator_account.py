"""The AWS account of the environment's credentials, for commands that need no setting of the application."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class OperatorAccount:
    """Clients with boto3's own patience: an operator may sit behind a proxy or an ocean, and nobody waits for them.

    Parameters
    ----------
    region
        None takes the environment's.
    """

    def __init__(self, region: str | None = None) -> None:
        self._region = region

    @cached_property
    def secrets_manager(self) -> "SecretsManagerClient":
        """The client for Secrets Manager."""
        return boto3.client("secretsmanager", region_name=self._region)
