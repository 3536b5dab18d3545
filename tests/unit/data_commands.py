"""What tests of the commands `reindex`, `export` and `import` share."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from typer.testing import CliRunner

from app import cli, clock
from app.collection import Collection, registry
from app.collection.layout_lock import Lock, extended
from app.ids import new_id
from app.main import create_app
from app.settings import Settings
from tests.in_process import SITE, TABLES
from tests.unit.conftest import Person

TABLE = TABLES["DataTable"]


class Checkout:
    """The checkout in which the commands run: what its release declares, and its lock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *collections: Collection) -> None:
        self._lock_file = folder / "layout.lock.json"
        self._monkeypatch = monkeypatch
        self._lock = Lock({})
        monkeypatch.setattr("app.collection.layout.LOCK_FILE", self._lock_file)
        monkeypatch.setattr("app.cli.data_table.LOCK_FILE", self._lock_file)
        self.declare(*collections)

    def declare(self, *collections: Collection) -> tuple[dict[str, Collection], Lock]:
        """Declare the next release, and return its collections and its lock."""
        declared = registry(*collections)
        self._lock = extended(self._lock, declared).lock
        self._lock.write(self._lock_file)
        self._monkeypatch.setattr("app.cli.data_table.COLLECTIONS", declared)
        return declared, self._lock

    def release(self, settings: Settings, *collections: Collection) -> httpx.AsyncClient:
        """Deploy the next release, and return a client of it."""
        transport = httpx.ASGITransport(create_app(settings, *self.declare(*collections)))
        return httpx.AsyncClient(transport=transport, base_url=SITE)


async def run(*arguments: str | Path) -> tuple[int, str]:
    """Run a command beside the event loop of the test, since it has its own. Return its status and what it said."""
    words = [*map(str, arguments), "--table", TABLE]
    result = await asyncio.to_thread(CliRunner().invoke, cli.app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


async def create(client: httpx.AsyncClient, person: Person, collection: str, **fields: Any) -> dict[str, Any]:
    """Make a document."""
    answer = await client.post(f"/data/{collection}", json=fields, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def tickets(client: httpx.AsyncClient, person: Person, count: int) -> list[dict[str, Any]]:
    """Make tickets."""
    return [await create(client, person, "tickets", subject=f"{n}") for n in range(count)]


def items() -> list[dict[str, Any]]:
    """Return what the table holds, without the marks and the times of writes."""
    found = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    return sorted(
        ({**item, "write": None, "changed_at": None} for item in found),
        key=lambda item: (item["pk"]["S"], item["sk"]["S"]),
    )


def entries_of(document_id: str) -> set[str]:
    """Return the names of a document's attributes in the indexes of its fields."""
    (item,) = [item for item in items() if item["sk"]["S"] == document_id]
    return {name for name in item if name.startswith("gsi")}


def empty() -> None:
    """Remove everything from the table."""
    dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].tables[TABLE].items.clear()


def content(file: Path) -> bytes:
    """Return what a file holds."""
    return file.read_bytes()


def lines(file: Path) -> list[dict[str, Any]]:
    """Return the lines of an export."""
    return [json.loads(line) for line in content(file).splitlines()]


def mode(file: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(file.stat().st_mode)


def leftovers(file: Path) -> list[str]:
    """Return what lies beside a file and is named after it."""
    return [path.name for path in file.parent.iterdir() if path.name.startswith(f"{file.name}.")]


def write(file: Path, *documents: dict[str, Any] | str) -> None:
    """Write lines of an export."""
    file.write_text("".join(f"{it if isinstance(it, str) else json.dumps(it)}\n" for it in documents))


def line(person: Person | None = None, collection: str = "tickets", **changes: Any) -> dict[str, Any]:
    """Return a line as `export` writes it."""
    owner_id, now = new_id() if person is None else person.user_id, clock.timestamp(clock.now())
    document = {
        "collection": collection,
        "id": new_id(),
        "owner_id": owner_id,
        "author_id": owner_id,
        "version": 7,
        "created_at": now,
        "updated_at": now,
        "data": {"subject": "x"},
    }
    return {**document, **changes}
