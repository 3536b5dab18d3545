"""boto3 clients for a cloud on this machine, which can never reach a real account."""

import os
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

REGION = "us-east-1"


@overload
def client(service: Literal["dynamodb"], endpoint: str) -> "DynamoDBClient": ...
@overload
def client(service: Literal["secretsmanager"], endpoint: str) -> "SecretsManagerClient": ...
@overload
def client(service: Literal["ssm"], endpoint: str) -> "SSMClient": ...
@overload
def client(service: str, endpoint: str) -> Any: ...  # the other services have no stubs installed
def client(service: str, endpoint: str) -> Any:
    """Return a client for `endpoint`. Credentials, profile and proxies of the environment have no say."""
    session = botocore.session.Session(
        {
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return boto3.session.Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the local cloud takes any
        region_name=REGION,
        botocore_session=session,
    ).client(service, endpoint_url=endpoint, config=Config(proxies={}, connect_timeout=5, read_timeout=30))  # type: ignore[call-overload]
