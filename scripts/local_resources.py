"""What the application needs to find in the local cloud: its tables, from the template, its secret, and a sender."""

import secrets
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from app.settings import Settings
from scripts.cloud_client import client
from scripts.local_cloud import LocalCloud
from scripts.local_mail import let_send
from scripts.tables import create_tables, table_differences


class ResourcesError(Exception):
    """The tables, the secret or the mail's sender could not be made. The message is for people."""


@dataclass(frozen=True)
class Resources:
    """What `prepare` found and made: tables created, and tables unlike the template (name → what differs)."""

    endpoint: str
    created: list[str]
    differences: dict[str, list[str]]


def prepare(cloud: LocalCloud, settings: Settings) -> Resources:
    """Create the tables and the secret that are missing, and let the sender of mail send.

    What is there is never changed or removed.

    The tables are in the local cloud, unless the settings name another DynamoDB endpoint.

    Raises
    ------
    ResourcesError
        An endpoint does not answer, or refuses.
    """
    endpoint = settings.dynamodb_endpoint_url or cloud.endpoint
    names = {
        "UsersTable": settings.users_table,
        "SessionsTable": settings.sessions_table,
        "DataTable": settings.data_table,
    }
    try:
        dynamodb = client("dynamodb", endpoint)
        differences = table_differences(dynamodb, names)
        created = create_tables(dynamodb, names)
    except (BotoCoreError, ClientError) as error:
        raise ResourcesError(f"Could not create the tables at {endpoint}: {error}") from None
    try:
        _require_secret(cloud, settings.secret_id)
    except (BotoCoreError, ClientError) as error:
        raise ResourcesError(f"Could not create the secret {settings.secret_id}: {error}") from None
    if settings.email_from is not None:
        try:
            let_send(cloud.client, settings.email_from)
        except (BotoCoreError, ClientError) as error:
            raise ResourcesError(f"Could not let {settings.email_from} send mail: {error}") from None
    return Resources(endpoint, created, differences)


def _require_secret(cloud: LocalCloud, name: str) -> None:
    manager = cloud.client("secretsmanager")
    try:
        manager.describe_secret(SecretId=name)
    except manager.exceptions.ResourceNotFoundException:
        manager.create_secret(Name=name, SecretString=secrets.token_urlsafe(48))
