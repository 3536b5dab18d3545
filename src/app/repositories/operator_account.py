"""The AWS account of the environment's credentials, or of a profile, for commands that need no APP_* setting."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config

from app.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_ssm import SSMClient

# Many calls at once, and a table that first has to grow is waited for.
_MANY_CALLS = Config(
    max_pool_connections=50, retries={"total_max_attempts": 10, "mode": "standard"}, tcp_keepalive=True
)
_LOCAL_REGION = "us-east-1"


class OperatorAccount:
    """Clients with boto3's own patience: an operator may sit behind a proxy or an ocean, and nobody waits for them.

    Each is made when it is first needed, and that is when a profile that is not there is an error.

    Parameters
    ----------
    region
        None takes the environment's, or the profile's.
    profile
        A profile of `~/.aws/config`; None takes what the environment says.
    endpoint, database_endpoint
        Where AWS is, and where DynamoDB is, if these are not AWS's own.
    is_local
        It is the local cloud, which takes any credentials and is behind no proxy.
    """

    def __init__(
        self,
        region: str | None = None,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        database_endpoint: str | None = None,
        is_local: bool = False,
    ) -> None:
        self._region = region or os.environ.get("AWS_REGION")  # which boto3 leaves to other SDKs
        self._profile = profile
        self._endpoint = endpoint
        self._database_endpoint = database_endpoint or endpoint
        self._is_local = is_local

    @classmethod
    def of(cls, settings: Settings, *, profile: str | None = None) -> Self:
        """Return the account that the application itself would use, the local cloud's for example."""
        return cls(
            settings.aws_region,
            profile=profile,
            endpoint=settings.aws_endpoint_url,
            database_endpoint=settings.dynamodb_endpoint_url,
            is_local=settings.is_local,
        )

    @cached_property
    def secrets_manager(self) -> "SecretsManagerClient":
        """The client for Secrets Manager."""
        client: SecretsManagerClient = self._client("secretsmanager", self._endpoint)
        return client

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """The client for DynamoDB."""
        client: DynamoDBClient = self._client("dynamodb", self._database_endpoint, _MANY_CALLS)
        return client

    @cached_property
    def mail(self) -> "SESV2Client":
        """The client for SES."""
        client: SESV2Client = self._client("sesv2", self._endpoint)
        return client

    @cached_property
    def parameter_store(self) -> "SSMClient":
        """The client for the Systems Manager parameter store."""
        client: SSMClient = self._client("ssm", self._endpoint)
        return client

    @cached_property
    def cloudformation(self) -> Any:
        """The client for CloudFormation."""
        return self._client("cloudformation", self._endpoint)

    @cached_property
    def functions(self) -> Any:
        """The client for Lambda."""
        return self._client("lambda", self._endpoint)

    @cached_property
    def token_service(self) -> Any:
        """The client for STS, which tells whose credentials these are."""
        return self._client("sts", self._endpoint)

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(profile_name=self._profile)

    def _client(self, service: str, endpoint: str | None, config: Config | None = None) -> Any:
        config, session, region, credentials = config or Config(), self._session, self._region, {}
        if self._is_local:
            region = region or session.region_name or _LOCAL_REGION
            config = config.merge(Config(proxies={}))
            if session.get_credentials() is None:  # any will do, but boto3 wants some
                credentials = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        return session.client(  # type: ignore[call-overload]
            service, region_name=region, endpoint_url=endpoint, config=config, **credentials
        )
