"""`python -m app.cli export`: a backup holds everything, and `import` gives it back as it was."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from app import cli, clock, strict_json
from app.collection import Collection
from app.runtime import Runtime
from app.services.access import Actor
from app.services.changes import Replace
from app.services.export_files import ExportFile
from tests.unit.collections_for_tests import ALL, TICKETS
from tests.unit.conftest import Person
from tests.unit.data_commands import (
    TABLE,
    Checkout,
    content,
    create,
    empty,
    items,
    leftovers,
    lines,
    mode,
    run,
    tickets,
    write,
)


class Former(BaseModel):
    """Of a collection that is declared no more."""


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that use every option."""
    return ALL


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """Let the commands run in the checkout of the application under test, which once had a collection more."""
    checkout = Checkout(tmp_path, monkeypatch, *ALL, Collection("former", Former))
    checkout.declare(*ALL)
    return checkout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.ndjson"


EVERYTHING = """{
    "whole": -9007199254740991, "big": "12345678901234567890123456789012345678", "rough": 0.1, "yes": true,
    "exact": "0.00000000012345678901234567890123456789", "day": "2026-02-28", "at": "2026-02-28T23:59:59.123456+01:00",
    "free": {"huge": 1e20, "huger": 1e125, "small": 1.5e-130, "text": "\\u0000 \\u2028 \\ud83d\\ude00 \\n", "no": null,
             "wide": 9007199254740991, "deep": [[{"a": [1.10, -0.0]}]]},
    "more": [1, "two", 3.25, null, {}, []]
}"""


async def test_what_was_exported_is_imported_into_an_empty_table_as_it_was(
    client: httpx.AsyncClient, ada: Person, bob: Person, runtime: Runtime, file: Path
) -> None:
    ticket = await create(client, ada, "tickets", subject="häfen", secret="the moon is full", due="2026-02-28")

    def closed(before: Any) -> Any:
        return before.model_copy(update={"stage": "closed"})

    actor = Actor(None, ada.user_id, is_application=True)
    await runtime.documents.do([Replace(collection=TICKETS, actor=actor, document_id=ticket["id"], content=closed)])
    headers = {**ada.headers, "Content-Type": "application/json"}
    await client.post("/data/anything", content=EVERYTHING, headers=headers)
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for person in (ada, bob):
        await create(client, person, "leases", holder="h", until=until)
        account = await create(client, person, "accounts", balance="0.10")
        body = {"field": "balance", "by": "5.05"}
        await client.post(f"/data/accounts/{account['id']}/increment", json=body, headers=person.headers)
    before = items()
    exported = await run("export", "--output", file)
    empty()
    imported = await run("import", file)

    assert exported[0] == 0, exported[1]
    assert "6 documents exported." in exported[1]
    assert "leases: 2 documents" in exported[1]
    assert imported == (0, "6 documents imported.\n")
    assert items() == before
    again = await client.get(f"/data/tickets/{ticket['id']}", headers=ada.headers)
    assert (again.json()["stage"], again.json()["version"]) == ("closed", ticket["version"] + 1)
    assert (await client.get("/data/tickets?stage=closed", headers=ada.headers)).json()["items"] == [again.json()]


async def test_a_line_holds_everything_with_all_digits(client: httpx.AsyncClient, ada: Person, file: Path) -> None:
    exact = "0.00000000012345678901234567890123456789"
    made = await create(client, ada, "anything", exact=exact, big="9" * 38)
    await create(client, ada, "tickets", subject="x", secret="the moon is full")
    await run("export", "-o", file)

    text = content(file).decode()
    assert exact in text or "1.2345678901234567890123456789E-10" in text
    assert '"big":99999999999999999999999999999999999999,' in text
    anything, ticket = sorted(lines(file), key=lambda it: it["collection"])
    assert list(anything) == [
        *("collection", "id", "owner_id", "author_id", "version", "created_at", "updated_at", "data")
    ]
    assert (anything["id"], anything["version"], anything["owner_id"]) == (made["id"], made["version"], ada.user_id)
    assert ticket["data"]["secret"] == "the moon is full"
    assert ticket["data"]["stage"] == "new"
    assert all(strict_json.loads(line) for line in content(file).splitlines())
    assert mode(file) == 0o600
    assert leftovers(file) == []


async def test_what_was_deleted_or_is_over_is_not_exported(
    client: httpx.AsyncClient, ada: Person, file: Path, clock_at: Callable[[float], None]
) -> None:
    kept, gone = await tickets(client, ada, 2)
    await client.delete(f"/data/tickets/{gone['id']}", headers=ada.headers)
    now = clock.now()
    await create(client, ada, "leases", holder="h", until=datetime.fromtimestamp(now + 5, UTC).isoformat())
    clock_at(now + 10)
    _, said = await run("export", "-o", file)

    assert "1 document exported" in said
    assert [it["id"] for it in lines(file)] == [kept["id"]]


async def test_some_collections_are_exported_and_a_former_one_is_known(
    client: httpx.AsyncClient, ada: Person, file: Path
) -> None:
    await tickets(client, ada, 1)
    await create(client, ada, "papers", text="x")
    some = await run("export", "papers", "-o", file)
    former = await run("export", "former", "-o", file, "--overwrite")
    misspelt = await run("export", "ticket", "-o", file, "--overwrite")

    assert some == (0, "1 document exported.\n  papers: 1 document\n")
    assert former == (0, "0 documents exported.\n")
    assert misspelt[0] == 1
    assert "There is no collection ticket." in misspelt[1]


async def test_a_file_that_is_there_is_replaced_only_when_asked(
    client: httpx.AsyncClient, ada: Person, file: Path
) -> None:
    await tickets(client, ada, 1)
    write(file, "precious")
    refused = await run("export", "-o", file)
    before = content(file)
    agreed = await run("export", "-o", file, "--overwrite")

    assert refused[0] == 1
    assert "--overwrite" in refused[1]
    assert before == b"precious\n"
    assert agreed[0] == 0
    assert len(lines(file)) == 1
    assert mode(file) == 0o600


@pytest.mark.parametrize("how", [KeyboardInterrupt, OSError(28, "No space left on device")])
async def test_an_interrupted_export_goes_on_and_misses_nothing(
    client: httpx.AsyncClient, ada: Person, file: Path, monkeypatch: pytest.MonkeyPatch, how: Any
) -> None:
    monkeypatch.setattr("app.repositories.document_scan.PAGE_ITEMS", 2)
    made = await tickets(client, ada, 7)
    original = ExportFile.write

    def interrupted(self: ExportFile, text: bytes, progress: Any) -> None:
        if progress.looked_at == 6:
            self._file.write(text[:-20] * 10)  # more than the rest will be
            raise how
        original(self, text, progress)

    with monkeypatch.context() as patched:
        patched.setattr(ExportFile, "write", interrupted)
        stopped = await run("export", "-o", file)
    half = content(file)
    others = await run("export", "tickets", "-o", file)
    await create(client, ada, "tickets", subject="made since")
    resumed = await run("export", "-o", file)

    assert stopped[0] == (130 if how is KeyboardInterrupt else 1)
    assert f"{file} is not complete. Running the same again goes on where it was." in stopped[1]
    assert how is KeyboardInterrupt or f"{file}: No space left on device." in stopped[1]
    assert not half.endswith(b"\n")
    assert others[0] == 1
    assert resumed[0] == 0, resumed[1]
    assert "Going on with" in resumed[1]
    assert "8 documents exported" in resumed[1]
    ids = [it["id"] for it in lines(file)]
    assert len(ids) == len(set(ids)) == 8
    assert {ticket["id"] for ticket in made} < set(ids)
    assert leftovers(file) == []


async def test_on_standard_output_there_are_lines_alone(client: httpx.AsyncClient, ada: Person) -> None:
    await tickets(client, ada, 2)
    result = await asyncio.to_thread(CliRunner().invoke, cli.app, ["export", "--output", "-", "--table", TABLE])

    assert result.exit_code == 0
    assert [json.loads(text)["collection"] for text in result.stdout.splitlines()] == ["tickets"] * 2
    assert "2 documents exported" in result.stderr
