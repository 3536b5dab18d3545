"""Measures what each route uses: through the function's own handler, on the local cloud's tables.

DynamoDB's units are counted by its rules (units.py). CPU time is that of this machine, the least of several requests.
"""

import io
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any
from unittest.mock import patch

import boto3
from botocore.config import Config

from app import clock
from app.lambda_handler import ApiHandler
from app.main import create_app
from app.repositories import aws
from app.repositories.aws import Clients
from app.settings import Settings
from scripts.cost.meter import TABLES, Lines, Meter
from scripts.cost.model import Usage
from scripts.local_cloud import LocalCloud
from scripts.tables import create_tables

REPETITIONS = 9
PASSPHRASE = "what does a gannet cost a month"  # noqa: S105  # of an account that nobody keeps
NOTE = {"title": "Buy oat milk", "body": "And bread, if there is any left. " * 8, "tags": ["home"], "due": "2026-12-01"}
PAGE = 25
SECRET = "cost/keys"  # noqa: S105  # its name

type Answer = dict[str, Any]


class Caller:
    """Sends requests to the handler as the gateway would, and measures them."""

    def __init__(self, handler: ApiHandler, clients: Clients) -> None:
        self._handler = handler
        self.clients = clients
        self._lines = Lines()
        self.meter = Meter(clients.dynamodb)
        self.identity: dict[str, str] | None = None
        logging.getLogger("app").addHandler(self._lines)

    def event(self, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Return a request as the gateway hands it over, of whom `identity` names."""
        path, _, query = path.partition("?")
        pairs = [pair.split("=", 1) for pair in query.split("&") if pair]
        content = {"Content-Type": "application/json"} if body is not None else {}
        return {
            "resource": "/{proxy+}",
            "httpMethod": method,
            "path": path,
            "headers": {},
            "multiValueHeaders": {name: [value] for name, value in {**content, **headers}.items()},
            "queryStringParameters": dict(pairs) or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in pairs} or None,
            "requestContext": {
                "requestId": str(uuid.uuid4()),
                "identity": {"sourceIp": "192.0.2.1"},
                **({"authorizer": self.identity} if self.identity else {}),
            },
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }

    def answer(self, event: dict[str, Any]) -> Answer:
        """Return the handler's answer, whatever it is."""
        return self._handler(event, None)

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request and return the answer; a failure raises."""
        answer = self.answer(self.event(method, path, body, **headers))
        if answer["statusCode"] >= 400:
            raise RuntimeError(f"{method} {path} was answered {answer['statusCode']}: {answer['body']}")
        return answer

    def measured(self, request: Callable[[], Any], *, signed_in: bool = True, cached: float = 0.0) -> Usage:
        """Make a request several times, and return what one of them uses."""
        least = float("inf")
        for _ in range(REPETITIONS):
            begun = time.process_time()
            request()
            least = min(least, time.process_time() - begun)
        self._lines.bytes = 0
        self.meter.start()
        answer = request()
        self.meter.stop()
        return Usage(
            calls=self.meter.calls,
            read_units=self.meter.read_units,
            write_units=self.meter.write_units,
            milliseconds=round(least * 1000, 1),
            sent_bytes=len(answer.get("body", "")),
            logged_bytes=self._lines.bytes,
            signed_in=signed_in,
            cached=cached,
        )


@contextmanager
def caller() -> Iterator[Caller]:
    """Start a local cloud with the template's tables, and the application's handler on it."""
    # The local cloud takes its time where there is much to look through, which no figure here is about.
    patience = patch.object(aws, "_CONFIG", aws._CONFIG.merge(Config(read_timeout=60)))
    with LocalCloud() as cloud, patch.dict("os.environ", cloud.environment), patience:
        boto3.setup_default_session()
        create_tables(cloud.client("dynamodb"), TABLES)
        cloud.client("secretsmanager").create_secret(Name=SECRET, SecretString="s" * 64)
        settings = Settings(
            stage="cost",
            users_table=TABLES["UsersTable"],
            sessions_table=TABLES["SessionsTable"],
            data_table=TABLES["DataTable"],
            secret_id=SECRET,
            site_origin="https://cost.example",
            metrics_namespace="Fulmar/cost",
            request_deadline_seconds=9,
            realtime_url="wss://cost.example/live",
            refresh_min_age_seconds=0,
            in_lambda=True,
            aws_endpoint_url=cloud.endpoint,
            aws_region="us-east-1",
        )
        with redirect_stdout(io.StringIO()):  # where the log goes from here on
            application = create_app(settings)
        handler = ApiHandler(application)
        try:
            yield Caller(handler, application.state.runtime.clients)
        finally:
            handler.close()


def measure() -> dict[str, Usage]:
    """Return what one request to each route uses; those of a list find a full page of 25."""
    with caller() as api:
        return _measured(api)


def signed_up(api: Caller, email: str) -> tuple[dict[str, str], dict[str, str], Answer]:
    """Make an account and sign in; return the credentials, the session and what the authorizer is asked about it."""
    credentials = {"email": email, "password": PASSPHRASE}
    api.identity = None
    api.request("POST", "/auth/register", credentials)
    session = json.loads(api.request("POST", "/auth/login", credentials)["body"])
    arn = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/api/GET/data/notes"
    ask = {"type": "TOKEN", "methodArn": arn, "authorizationToken": f"Bearer {session['access_token']}"}
    api.identity = api.answer(ask)["context"]
    return credentials, session, ask


def _products(api: Caller) -> list[str]:
    """Have an administrator put a page of products and one more into the shop, the first of them in stock."""
    signed_up(api, "keeper@cost.example")
    boto3.client("dynamodb").update_item(
        TableName=TABLES["UsersTable"],
        Key={"pk": {"S": f"USER#{(api.identity or {})['user_id']}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET #roles = :roles",
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={":roles": {"L": [{"S": "admin"}]}},
    )
    product = {"name": "Oilskin jacket", "description": "Keeps the spray out. " * 8, "price": "24.50"}
    made = [json.loads(api.request("POST", "/data/products", product)["body"])["id"] for _ in range(PAGE + 1)]
    api.request("POST", f"/data/products/{made[0]}/increment", {"field": "stock", "by": 1000})
    return made


def _measured(api: Caller) -> dict[str, Usage]:
    products = _products(api)
    credentials, session, ask = signed_up(api, "ada@cost.example")
    bearer = str(ask["authorizationToken"])

    notes = [json.loads(api.request("POST", "/data/notes", NOTE)["body"])["id"] for _ in range(PAGE + 1)]
    one = f"/data/notes/{notes[0]}"
    order = {"items": [{"product_id": products[0], "quantity": 1}], "address": "1 Quay Street, Harbour Town"}
    ten = {"operations": [{"op": "create", "collection": "notes", "document": NOTE} for _ in range(10)]}
    tokens = [session["refresh_token"]]

    def refresh() -> Answer:
        with patch.object(clock, "now", return_value=time.time() + 1 + len(tokens)):
            answer = api.request("POST", "/auth/refresh", {"refresh_token": tokens[-1]})
        tokens.append(json.loads(answer["body"])["refresh_token"])
        return answer

    def written(method: str, path: str, body: object) -> Callable[[], Answer]:
        return lambda: api.request(method, path, body)

    return {
        "authorizer": api.measured(lambda: api.answer(ask)),
        "GET /data/notes/{id}": api.measured(written("GET", one, None)),
        "GET /data/notes": api.measured(written("GET", "/data/notes", None)),
        "GET /data/notes?status=open&sort=due": api.measured(written("GET", "/data/notes?status=open&sort=due", None)),
        "GET /data/notes/changes": api.measured(written("GET", "/data/notes/changes?since=now", None)),
        "POST /data/notes": api.measured(written("POST", "/data/notes", NOTE)),
        "PATCH /data/notes/{id}": api.measured(lambda: api.request("PATCH", one, {"title": uuid.uuid4().hex})),
        "DELETE /data/notes/{id}": api.measured(lambda: api.request("DELETE", f"/data/notes/{notes.pop()}")),
        "POST /data/transactions (10 notes)": api.measured(written("POST", "/data/transactions", ten)),
        "GET /public/products": api.measured(written("GET", "/public/products", None), signed_in=False, cached=0.9),
        "POST /shop/checkout": api.measured(
            lambda: api.request("POST", "/shop/checkout", order, Authorization=bearer), signed_in=False
        ),
        "GET /users/me": api.measured(written("GET", "/users/me", None)),
        "POST /realtime/ticket": api.measured(written("POST", "/realtime/ticket", None)),
        "POST /auth/refresh": api.measured(refresh, signed_in=False),
        "POST /auth/login": api.measured(written("POST", "/auth/login", credentials), signed_in=False),
    }
