"""boto3 clients, made once a process, with time-outs that leave room for an answer.

boto3 waits 60 s by default; a request here has 4 s. Each attempt may take 0.5 s to connect and 1 s to answer, there
are three of them, and none is begun that could not end before the request's deadline.
"""

import threading
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from app import request_context
from app.repositories import consumed_capacity, plain_answers
from app.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_ssm import SSMClient

CONNECT_SECONDS = 0.5
READ_SECONDS = 1.0
ATTEMPTS = 3

_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    max_pool_connections=50,
    parameter_validation=False,
    # Else botocore puts it together anew for every request, twice, from ten parts: a tenth of a call's time.
    user_agent=f"Fulmar Boto3/{boto3.__version__}",
    tcp_keepalive=True,
)


_ANSWER_IN_JSON = {"dynamodb", "secretsmanager", "ssm"}
"""Services of whose answers each is one JSON object, however little there is to say."""


class UnreadableAnswer(BotoCoreError):
    """An answer of success that is no JSON. botocore would read it as one that says nothing: no item, a write done."""

    fmt = "The answer is not JSON"


class DeadlineExceeded(Exception):
    """No attempt was begun, because the request's time would have been over before its answer."""


def _respect_deadline(**_: Any) -> None:
    if request_context.current().remaining_seconds() < CONNECT_SECONDS + READ_SECONDS:
        raise DeadlineExceeded


def _wait_only_in_time(response: tuple[Any, Any] | None, **_: Any) -> None:
    """Give up where AWS asks for a pause that the deadline has no time for: botocore would wait, up to five seconds."""
    asked = "" if response is None else response[0].headers.get("x-amz-retry-after", "")
    if not asked.isdecimal():
        return
    pause_seconds = min(int(asked) / 1000, 5)
    if request_context.current().remaining_seconds() < pause_seconds + CONNECT_SECONDS + READ_SECONDS:
        raise DeadlineExceeded


def _require_json(http_response: Any, **_: Any) -> None:
    """Look at both ends alone, since what is between them is parsed already."""
    body: bytes = http_response.content.strip()
    if http_response.status_code < 300 and not (body.startswith(b"{") and body.endswith(b"}")):
        raise UnreadableAnswer


class Clients:
    """The AWS clients of this process, each made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._clients: dict[str, Any] = {}

    @property
    def dynamodb(self) -> "DynamoDBClient":
        """The client for DynamoDB, at the endpoint of its own if there is one."""
        client: DynamoDBClient = self._client("dynamodb", self._settings.dynamodb_endpoint_url)
        return client

    @property
    def dynamodb_streams(self) -> "DynamoDBStreamsClient":
        """The client for the streams of tables, where the tables are."""
        client: DynamoDBStreamsClient = self._client("dynamodbstreams", self._settings.dynamodb_endpoint_url)
        return client

    @property
    def scheduler(self) -> "EventBridgeSchedulerClient":
        """The client for EventBridge Scheduler."""
        client: EventBridgeSchedulerClient = self._client("scheduler")
        return client

    @property
    def sockets(self) -> "ApiGatewayManagementApiClient":
        """The client for the WebSockets that API Gateway holds."""
        endpoint = self._settings.realtime_endpoint
        client: ApiGatewayManagementApiClient = self._client("apigatewaymanagementapi", endpoint)
        return client

    @property
    def functions(self) -> "LambdaClient":
        """The client for Lambda."""
        client: LambdaClient = self._client("lambda")
        return client

    @property
    def secrets_manager(self) -> "SecretsManagerClient":
        """The client for Secrets Manager."""
        client: SecretsManagerClient = self._client("secretsmanager")
        return client

    @property
    def parameter_store(self) -> "SSMClient":
        """The client for the Systems Manager parameter store."""
        client: SSMClient = self._client("ssm")
        return client

    @property
    def mail(self) -> "SESV2Client":
        """The client for SES."""
        client: SESV2Client = self._client("sesv2")
        return client

    def preload(self) -> None:
        """Have botocore read its description of DynamoDB, which is most of the work of making a client.

        The client made here is thrown away. Its credentials are nobody's, so that none are looked for.
        """
        plain_answers.session().client(
            "dynamodb",
            region_name="us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",  # noqa: S106
        )

    def _client(self, service: str, endpoint_url: str | None = None) -> Any:
        with self._lock:  # boto3's session may not be used by two threads at once
            client = self._clients.get(service)
            if client is None:
                client = self._clients[service] = self._make(service, endpoint_url)
            return client

    def _make(self, service: str, endpoint_url: str | None) -> Any:
        region, config, credentials = self._settings.aws_region, _CONFIG, {}
        if self._settings.is_local:  # the local cloud takes any credentials, but boto3 wants some
            session = boto3.Session()
            region = region or session.region_name or "us-east-1"
            config = _CONFIG.merge(Config(proxies={}))  # what runs on this machine is not behind a proxy
            if session.get_credentials() is None:
                credentials = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        make: Any = plain_answers.session().client if service == "dynamodb" else boto3.client
        client = make(
            service,
            region_name=region,
            endpoint_url=endpoint_url or self._settings.aws_endpoint_url,
            config=config,
            **credentials,
        )
        if service == "dynamodb":
            consumed_capacity.watch(client)
        client.meta.events.register(f"before-send.{service}", _respect_deadline)
        client.meta.events.register(f"needs-retry.{service}", _wait_only_in_time)
        if service in _ANSWER_IN_JSON:
            client.meta.events.register(f"after-call.{service}", _require_json)
        return client
