"""`python -m app.cli import`, `export` and `reindex` as an operator runs them, on the local cloud."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ids import new_id
from app.settings import LOCAL_DEFAULTS
from scripts.local_cloud import LocalCloud
from scripts.processes import ROOT, free_port
from scripts.tables import create_tables

TABLE = LOCAL_DEFAULTS["data_table"]
TABLES = {f"{name.capitalize()}Table": LOCAL_DEFAULTS[f"{name}_table"] for name in ("users", "sessions", "data")}
PATIENCE_SECONDS = 60
NOW = "2026-01-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """Start a local cloud with the tables as `make dev` makes them."""
    with LocalCloud() as cloud:
        create_tables(cloud.client("dynamodb"), TABLES)
        yield cloud


def started(cloud: LocalCloud, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        env=cloud.process_environment(**environment),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def run(cloud: LocalCloud, *arguments: str | Path, **environment: str) -> tuple[int, str]:
    process = started(cloud, *arguments, **environment)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, output


def note(number: int, owner_id: str) -> dict[str, Any]:
    return {
        "collection": "notes",
        "id": new_id(),
        "owner_id": owner_id,
        "author_id": owner_id,
        "version": number + 1,
        "created_at": NOW,
        "updated_at": NOW,
        "data": {"title": f"{number}", "body": "", "tags": ["a"], "status": "open", "due": "2026-02-28"},
    }


def written(file: Path, count: int) -> list[dict[str, Any]]:
    """Write lines of so many notes, and return them."""
    owner_id = new_id()
    notes = [note(number, owner_id) for number in range(count)]
    file.write_text("".join(f"{json.dumps(it)}\n" for it in notes))
    return notes


def by_id(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(notes, key=lambda it: str(it["id"]))


def test_documents_go_in_and_come_out_and_their_indexes_can_be_mended(cloud: LocalCloud, tmp_path: Path) -> None:
    file, backup = tmp_path / "notes.ndjson", tmp_path / "backup.ndjson"
    notes = written(file, 1_200)
    imported = run(cloud, "import", file)
    database = cloud.client("dynamodb")
    key = {"pk": {"S": f"notes#{notes[0]['owner_id']}"}, "sk": {"S": notes[0]["id"]}}
    database.update_item(TableName=TABLE, Key=key, UpdateExpression="REMOVE gsi1_pk, gsi1_sk SET gsi3_pk = gsi2_pk")
    nothing, reindexed = run(cloud, "reindex"), run(cloud, "reindex", "notes")
    mended = database.get_item(TableName=TABLE, Key=key)["Item"]
    exported = run(cloud, "export", "notes", "--output", backup)

    assert imported == (0, "1,200 documents imported.\n")
    assert nothing[0] == 0, nothing[1]
    assert f"Nothing to do: every index is complete in {TABLE} ({cloud.endpoint})" in nothing[1]
    assert "1,200 documents looked at, 1 written." in reindexed[1]
    assert {name for name in mended if name.startswith("gsi")} == {"gsi1_pk", "gsi1_sk", "gsi2_pk", "gsi2_sk"}
    assert exported == (0, "1,200 documents exported.\n  notes: 1,200 documents\n")
    assert by_id([json.loads(line) for line in backup.read_text().splitlines()]) == by_id(notes)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_was_stopped_goes_on(cloud: LocalCloud, tmp_path: Path, how: signal.Signals) -> None:
    file = tmp_path / "notes.ndjson"
    notes = written(file, 1_500)
    progress = file.with_name(f"{file.name}.import-progress")
    process = started(cloud, "import", file)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not progress.exists() and time.monotonic() < give_up_at:
        time.sleep(0.01)
    process.send_signal(how)
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    status, output = run(cloud, "import", file)
    partition = {":pk": {"S": f"notes#{notes[0]['owner_id']}"}}
    database = cloud.client("dynamodb")
    found = database.query(
        TableName=TABLE, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=partition, Select="COUNT"
    )

    if how is signal.SIGINT:
        assert process.returncode == 130, said
        assert "Running the same again goes on where it was" in said
    assert status == 0, output
    assert "Going on behind line" in output
    assert found["Count"] == len(notes)
    assert not progress.exists()


def test_a_deployed_table_needs_no_setting_of_the_application(cloud: LocalCloud, tmp_path: Path) -> None:
    status, output = run(cloud, "export", "-o", tmp_path / "all.ndjson", "--table", TABLE, APP_STAGE="prod")

    assert status == 0, output
    assert "exported" in output


def test_what_is_missing_is_named(cloud: LocalCloud) -> None:
    no_table = run(cloud, "reindex", "notes", APP_DATA_TABLE="fulmar-local-other")
    no_cloud = run(cloud, "export", "-o", "-", AWS_ENDPOINT_URL=f"http://127.0.0.1:{free_port()}")

    assert (no_table[0], no_cloud[0]) == (1, 1)
    assert f"There is no table fulmar-local-other in {cloud.endpoint}" in no_table[1]
    assert "make dev" in no_cloud[1]
    assert "Traceback" not in no_table[1] + no_cloud[1]
