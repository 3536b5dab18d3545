"""The demo user of `make dev`, made through the API like any other user, and something in every shipped collection."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.collections import COLLECTIONS
from app.services.demo_content import DEMO_EMAIL, DEMO_NAME, DEMO_PASSWORD, demo_documents
from scripts.local_mail import newest_token
from scripts.processes import ROOT

_LINES = demo_documents(COLLECTIONS)


def _data_of(collection: str) -> list[dict[str, Any]]:
    return [line["data"] for line in _LINES if line["collection"] == collection]


class SeedError(Exception):
    """The API did not take the demo user. The message is for people."""


@dataclass(frozen=True)
class Login:
    """What a person types to sign in."""

    email: str
    password: str


DEMO = Login(DEMO_EMAIL, DEMO_PASSWORD)


def seed(api: str, cloud: str, environment: Mapping[str, str], login: Login = DEMO) -> bool:
    """Register `login` with a few documents at the API's address. False when it was there before.

    Where mail is on, the registration is confirmed with what arrived in the mailbox of the local cloud at `cloud`.
    `environment` is that of the API: products, which administrators keep, are imported as an operator would.

    Raises
    ------
    SeedError
        The API answered otherwise than a fresh installation does.
    """
    credentials = {"email": login.email, "password": login.password}
    try:
        with httpx.Client(base_url=api, timeout=30, trust_env=False) as client:
            by_mail = client.get("/auth/options").raise_for_status().json()["mail"]
            if by_mail and client.post("/auth/login", json=credentials).is_success:
                return False  # there, a registration would only remind its owner by mail
            registered = client.post("/auth/register", json={**credentials, "name": DEMO_NAME})
            if registered.status_code == httpx.codes.CONFLICT:
                return False
            registered.raise_for_status()
            if by_mail:
                confirmation = {"token": newest_token(login.email, cloud), "password": login.password}
                signed_in = client.post("/auth/verify-email", json=confirmation)
            else:
                signed_in = client.post("/auth/login", json=credentials)
            client.headers["Authorization"] = f"Bearer {signed_in.raise_for_status().json()['access_token']}"
            for path, body in _documents(environment):
                client.post(path, json=body).raise_for_status()
    except httpx.HTTPStatusError as error:
        answer = error.response
        raise SeedError(
            f"{answer.request.method} {answer.url.path} answered {answer.status_code}: {answer.text[:500]}"
        ) from None
    except httpx.HTTPError as error:
        raise SeedError(f"the API did not answer: {error}") from None
    return True


def _documents(environment: Mapping[str, str]) -> list[tuple[str, object]]:
    """Return what is to be posted, of those shipped collections that are still there."""
    posted: list[tuple[str, object]] = [
        (f"/data/{collection}", data) for collection in ("notes", "messages") for data in _data_of(collection)
    ]
    if {"products", "orders"} <= COLLECTIONS.keys():
        _import([line for line in _LINES if line["collection"] == "products"], environment)
        posted += [("/shop/checkout", _basket(order)) for order in _data_of("orders")]
    return posted


def _basket(order: Mapping[str, Any]) -> dict[str, object]:
    """Return what was to be bought for an order like this."""
    items = [{"product_id": line["product_id"], "quantity": line["quantity"]} for line in order["lines"]]
    return {"items": items, "address": order["address"]}


def _import(lines: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.ndjson"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        command = [sys.executable, "-m", "app.cli", "import", str(file)]
        done = subprocess.run(
            command, env={**environment}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
    if done.returncode != 0:
        raise SeedError(f"the products were not imported: {done.stderr.strip()[-500:]}")
