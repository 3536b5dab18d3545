"""What there is to look at in a new deployment: a demo user, and documents of every shipped collection."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

DEMO_USER_ID: Final = "0199f000-0000-7000-a000-000000000001"
DEMO_EMAIL: Final = "demo@example.com"
DEMO_NAME: Final = "Demo"
DEMO_PASSWORD: Final = "gliding over the open sea"  # noqa: S105 - for the local cloud alone
"""Everybody knows it, so nobody has it but on their own machine."""

DEMO_DOCUMENTS: Final = Path(__file__).with_name("demo_documents.ndjson")
"""Lines as `python -m app.cli export` writes them."""


def demo_documents(collections: Iterable[str]) -> list[dict[str, Any]]:
    """Return the lines of these collections, oldest document first."""
    wanted = set(collections)
    lines = [json.loads(line) for line in DEMO_DOCUMENTS.read_text("utf-8").splitlines()]
    return [line for line in lines if line["collection"] in wanted]
