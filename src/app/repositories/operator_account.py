"""The AWS account of the environment's credentials, for commands that need no setting of the application."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config

from app.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

# Many calls at once, and a table that first has to grow is waited for.
_MANY_CALLS = Config(
    max_pool_connections=50, retries={"total_max_attempts": 10, "mode": "standard"}, tcp_keepalive=True
)


class OperatorAccount:
    """Clients with boto3's own patience: an operator may sit behind a proxy or an ocean, and nobody waits for them.

    Parameters
    ----------
    region
        None takes the environment's.
    database
        What else the client for DynamoDB is made with.
    """

    def __init__(self, region: str | None = None, database: dict[str, Any] | None = None) -> None:
        self._region = region or os.environ.get("AWS_REGION")  # which boto3 leaves to other SDKs
        self._database = {"config": _MANY_CALLS, **(database or {})}

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the account that the application itself would use, the local cloud's for example."""
        region = settings.aws_region
        database: dict[str, Any] = {"endpoint_url": settings.dynamodb_endpoint_url or settings.aws_endpoint_url}
        if settings.is_local:  # the local cloud takes any credentials, but boto3 wants some; it is behind no proxy
            session = boto3.Session()
            region = region or session.region_name or "us-east-1"
            database["config"] = _MANY_CALLS.merge(Config(proxies={}))
            if session.get_credentials() is None:
                database |= {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        return cls(region, database)

    @cached_property
    def secrets_manager(self) -> "SecretsManagerClient":
        """The client for Secrets Manager."""
        return boto3.client("secretsmanager", region_name=self._region)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """The client for DynamoDB."""
        client: DynamoDBClient = boto3.client("dynamodb", region_name=self._region, **self._database)
        return client
