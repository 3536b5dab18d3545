"""The demo user of `make dev`, made through the API like any other user, and something in every shipped collection."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.collections import COLLECTIONS
from scripts.local_mail import newest_token
from scripts.processes import ROOT

NOTES = (
    {"title": "Welcome to Fulmar", "body": "This note is in a table on your machine. It survives a restart."},
    {
        "title": "Declare a collection",
        "body": "docs/collections.md goes from nothing to a typed page in ten minutes.",
        "tags": ["docs"],
    },
    {"title": "Find out what was left to do", "status": "done", "tags": ["docs"]},
)
MESSAGES = (
    {"room": "harbour", "text": "Anybody who is signed in reads this; only its author changes it."},
    {"room": "harbour", "text": "The tide is in."},
)
PRODUCTS = Path(__file__).parent / "demo_products.ndjson"
BASKET = {"items": [{"product_id": "0199f000-0000-7000-8000-000000000004", "quantity": 1}], "address": "1 Quay Street"}


class SeedError(Exception):
    """The API did not take the demo user. The message is for people."""


@dataclass(frozen=True)
class Login:
    """What a person types to sign in."""

    email: str
    password: str


DEMO = Login("demo@example.com", "gliding over the open sea")


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
            registered = client.post("/auth/register", json={**credentials, "name": "Demo"})
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
    posted: list[tuple[str, object]] = []
    if "notes" in COLLECTIONS:
        posted += [("/data/notes", note) for note in reversed(NOTES)]  # newest first is how they are listed
    if "messages" in COLLECTIONS:
        posted += [("/data/messages", message) for message in MESSAGES]
    if {"products", "orders"} <= COLLECTIONS.keys():
        _import(PRODUCTS, environment)
        posted.append(("/shop/checkout", BASKET))
    return posted


def _import(file: Path, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "app.cli", "import", str(file)]
    done = subprocess.run(
        command, env={**environment}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode != 0:
        raise SeedError(f"the products were not imported: {done.stderr.strip()[-500:]}")
