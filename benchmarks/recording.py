"""The cases, and what a database answers in each: recorded from the local cloud, by Fulmar's own handler."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scripts.cost.measurement import NOTE, SECRET, Caller, caller, signed_up
from scripts.cost.meter import TABLES

LISTED = 50
EXPECTED = {"read": 200, "list of 50": 200, "create": 201, "404": 404, "401": 401, "refresh": 200}
"""The cases, and the status that every handler answers each of them with."""

ABSENT = "0192f0c0-0000-7000-8000-000000000000"

type Answers = dict[str, dict[str, list[str]]]
"""For each case and operation of AWS, bodies in base64."""


@dataclass
class Recording:
    """Events of the cases, the answers of AWS to each, and the variables that handlers are started with."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


def record() -> Recording:
    """Make 50 notes on the local cloud, and record one request of each case."""
    recording = Recording(variables=_variables())
    with caller() as api, _recorded(api) as bodies:
        _, session, _ = signed_up(api, "ada@bench.example")
        identity = api.identity
        notes = [json.loads(api.request("POST", "/data/notes", NOTE)["body"])["id"] for _ in range(LISTED)]
        recording.answers["default"] = {name: [kept[0]] for name, kept in bodies.items()}

        def case(name: str, method: str, path: str, body: object = None, *, signed_in: bool = True) -> None:
            api.identity = identity if signed_in else None
            bodies.clear()
            recording.events[name] = api.event(method, path, body)
            api.answer(recording.events[name])
            recording.answers[name] = {operation: list(kept) for operation, kept in bodies.items()}
            recording.calls[name] = sum(len(kept) for kept in bodies.values())

        case("read", "GET", f"/data/notes/{notes[0]}")
        case("list of 50", "GET", f"/data/notes?limit={LISTED}")
        case("create", "POST", "/data/notes", NOTE)
        case("404", "GET", f"/data/notes/{ABSENT}")
        case("401", "GET", f"/data/notes/{notes[0]}", signed_in=False)
        token = session["refresh_token"]
        case("refresh", "POST", "/auth/refresh", {"refresh_token": token}, signed_in=False)
        recording.answers["default"].setdefault("GetItem", recording.answers["read"]["GetItem"])
    return recording


@contextmanager
def _recorded(api: Caller) -> Iterator[dict[str, list[str]]]:
    """Keep what AWS answers to each operation."""
    bodies: dict[str, list[str]] = {}

    def keep(http_response: Any, model: Any, **_: object) -> None:
        if http_response.status_code != 200:  # a stage that a secret does not have
            return
        bodies.setdefault(model.name, []).append(base64.b64encode(http_response.content).decode())

    clients = api.clients
    for service, client in (("dynamodb", clients.dynamodb), ("secretsmanager", clients.secrets_manager)):
        client.meta.events.register(f"after-call.{service}", keep)
    yield bodies


def _variables() -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return {
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "APP_STAGE": "bench",
        "APP_USERS_TABLE": TABLES["UsersTable"],
        "APP_SESSIONS_TABLE": TABLES["SessionsTable"],
        "APP_DATA_TABLE": TABLES["DataTable"],
        "APP_SECRET_ID": SECRET,
        "APP_SITE_ORIGIN": "https://cost.example",
        "APP_REFRESH_MIN_AGE_SECONDS": "0",
        "BENCH_SIGNING_KEY": key.private_bytes(encoding, form, serialization.NoEncryption()).decode(),
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
