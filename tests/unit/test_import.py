"""`python -m app.cli import`: what becomes of every line, whatever is there already."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from pydantic import BaseModel

from app.collection import Collection
from app.repositories.documents import Documents
from app.services.document_import import Tally
from app.services.import_files import ImportFile
from tests.unit.collections_for_tests import ALL
from tests.unit.conftest import Person
from tests.unit.data_commands import Checkout, create, empty, items, leftovers, line, lines, run, tickets, write


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


async def test_what_is_there_is_kept(client: httpx.AsyncClient, ada: Person, file: Path) -> None:
    ticket, _ = await tickets(client, ada, 2)
    await run("export", "-o", file)
    path = f"/data/tickets/{ticket['id']}"
    changed = (await client.patch(path, json={"subject": "changed"}, headers=ada.headers)).json()
    status, said = await run("import", file)

    assert status == 0
    assert "0 documents imported" in said
    assert "2 documents already there" in said
    assert (await client.get(path, headers=ada.headers)).json() == changed


async def test_what_is_there_is_replaced_when_asked_under_a_version_greater_than_both(
    client: httpx.AsyncClient, ada: Person, file: Path
) -> None:
    older, newer = await tickets(client, ada, 2)
    await run("export", "-o", file)
    path = f"/data/tickets/{older['id']}"
    changed = (await client.patch(path, json={"subject": "changed"}, headers=ada.headers)).json()
    write(file, *({**it, "version": it["version"] + 50 * (it["id"] == newer["id"])} for it in lines(file)))
    status, said = await run("import", file, "--overwrite")

    assert (status, "2 documents replaced" in said) == (0, True)
    versions = {
        it["id"]: it["version"] for it in (await client.get("/data/tickets", headers=ada.headers)).json()["items"]
    }
    assert versions == {older["id"]: changed["version"] + 1, newer["id"]: newer["version"] + 51}
    restored = (await client.get(path, headers=ada.headers)).json()
    assert restored == {**older, "version": restored["version"]}


@pytest.mark.parametrize("ahead", [0, 50])
async def test_what_was_deleted_comes_back_under_a_version_that_there_never_was(
    client: httpx.AsyncClient, ada: Person, file: Path, ahead: int
) -> None:
    (ticket,) = await tickets(client, ada, 1)
    await run("export", "-o", file)
    write(file, {**lines(file)[0], "version": ticket["version"] + ahead})
    path = f"/data/tickets/{ticket['id']}"
    await client.delete(path, headers=ada.headers)
    _, said = await run("import", file)

    assert "1 document imported" in said
    assert (await client.get(path, headers=ada.headers)).json()["version"] == ticket["version"] + (ahead or 2)


@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)])
async def test_a_dry_run_writes_nothing_and_counts_the_same(
    client: httpx.AsyncClient, ada: Person, file: Path, overwrite: tuple[str, ...]
) -> None:
    await tickets(client, ada, 2)
    await run("export", "-o", file)
    twice = line(ada)
    over = {"holder": "h", "until": "2020-01-01T00:00:00Z"}
    write(file, *lines(file), twice, line(ada, data={}), twice, line(ada, "leases", data=over), "")
    before = items()
    dry = await run("import", file, "--dry-run", *overwrite)
    after_dry = items()
    real = await run("import", file, *overwrite)

    assert after_dry == before
    assert dry[0] == real[0] == 1
    assert "1 document would be imported." in dry[1]
    assert "1 document expired by now" in dry[1]
    assert f"3 documents {'replaced' if overwrite else 'already there'}" in dry[1]
    assert dry[1].replace("would be imported", "imported") == real[1]
    assert len(items()) == len(before) + 1


SECRET = "the moon is full"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "The line is not JSON"),
        ('{"id": 1, "id": 2}', "The line names a member twice"),
        ("[]", "the whole: model-type"),
        (line(collection=SECRET), "collection: unknown"),
        (line(collection="former"), "collection: unknown"),
        (line(id="../etc"), "id: value-error"),
        (line(owner_id=SECRET), "owner_id: value-error"),
        (line(author_id=None), "author_id: string-type"),
        (line(version="7"), "version: int-type"),
        (line(version=0), "version: greater-than-equal"),
        (line(version=True), "version: int-type"),
        (line(version=2**53), "version: less-than-equal"),
        (line(created_at="2026-01-01"), "created_at: value-error"),
        (line(updated_at="2026-01-01T00:00:00+00:00"), "updated_at: value-error"),
        (line(updated_at=SECRET), "updated_at: value-error"),
        (line(more=1), "more: extra-forbidden"),
        (line(data=[]), "data: dict-type"),
        (line(data={"subject": SECRET * 10}), "data.subject: string-too-long"),
        (line(data={"subject": "x", "state": SECRET}), "data.state: extra-forbidden"),
        (line(data={"subject": "x", "\x1b[2Jup": SECRET}), "data.?[2Jup: extra-forbidden"),
        (line(data={"subject": "x", "votes": 101}), "data.votes: less-than-equal"),
        (line(data={"subject": "forbidden"}), "No such subject."),
        (line(collection="anything", data={"free": {SECRET: 1e130}}), "data: number-out-of-range"),
        (line(collection="anything", data={"whole": 2**53}), "data.whole: number-out-of-range"),
        (line(collection="anything", data={"free": {SECRET: {"": 1}}}), "data.free: empty-name"),
        (line(collection="anything", data={"more": [SECRET * 30_000]}), "data.more: too-large"),
    ],
)
async def test_a_line_that_does_not_fit_is_named_and_the_others_are_imported(
    client: httpx.AsyncClient, ada: Person, file: Path, bad: dict[str, Any] | str, reason: str
) -> None:
    good = [line(ada), line(ada)]
    write(file, good[0], bad, good[1])
    status, said = await run("import", file)

    assert status == 1
    assert "2 documents imported." in said
    assert "1 line refused" in said
    assert f"line 2: {reason}" in said
    assert SECRET not in said
    found = (await client.get("/data/tickets", headers=ada.headers)).json()["items"]
    assert {it["id"] for it in found} == {it["id"] for it in good}
    assert len(items()) == 2


async def test_a_rule_sees_what_is_there_and_what_comes(client: httpx.AsyncClient, ada: Person, file: Path) -> None:
    (ticket,) = await tickets(client, ada, 1)
    thirteen = {"subject": "x", "votes": 13}
    write(file, line(ada, id=ticket["id"], data=thirteen), line(ada, data=thirteen))
    status, said = await run("import", file, "--overwrite")

    assert status == 1
    assert "line 1: Not thirteen." in said
    assert "1 document imported" in said
    assert (await client.get(f"/data/tickets/{ticket['id']}", headers=ada.headers)).json() == ticket


async def test_of_many_refused_lines_all_are_counted_and_the_first_are_named(aws: None, app: Any, file: Path) -> None:
    write(file, *(line(data={}) for _ in range(25)), *(line(version=0) for _ in range(5)))
    status, said = await run("import", file)

    assert status == 1
    assert "30 lines refused:\n  25 × data.subject: missing\n  5 × version: greater-than-equal" in said
    assert "line 20: " in said
    assert "line 21: " not in said
    assert "and 10 more." in said


async def test_documents_move_into_a_collection_that_is_partitioned_otherwise(
    client: httpx.AsyncClient, ada: Person, bob: Person, file: Path
) -> None:
    papers = [await create(client, person, "papers", text=f"{n}") for n, person in enumerate((ada, bob, ada))]
    await run("export", "papers", "-o", file)
    write(file, *({**it, "collection": "former"} for it in lines(file)))
    status, said = await run("import", file, "--into", "board")

    assert (status, said) == (0, "3 documents imported.\n")
    board = (await client.get("/data/board", headers=bob.headers)).json()["items"]
    assert board == [{key: paper[key] for key in board[0]} for paper in reversed(papers)]


async def test_an_import_into_a_collection_that_is_not_declared_is_refused(aws: None, app: Any, file: Path) -> None:
    write(file, line())
    status, said = await run("import", file, "--into", "former")

    assert status == 1
    assert "There is no collection former." in said


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an import remember how far it is after every two lines."""
    monkeypatch.setattr("app.services.document_import.LINES_AT_ONCE", 2)


async def stopped_behind(count: int, file: Path, how: Any = KeyboardInterrupt) -> tuple[int, str]:
    """Import, and be interrupted behind so many lines."""
    original = ImportFile.keep

    def keep(self: Any) -> None:
        original(self)
        tally: Tally = self.tally
        if tally.lines == count:
            raise how

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ImportFile, "keep", keep)
        return await run("import", file)


async def test_an_interrupted_import_goes_on_and_counts_all(
    client: httpx.AsyncClient, ada: Person, file: Path, small_steps: None
) -> None:
    write(file, *(line(ada) for _ in range(3)), line(ada, data={}), *(line(ada) for _ in range(3)))
    stopped = await stopped_behind(4, file)
    half = len(items())
    empty()
    status, said = await run("import", file)

    assert stopped[0] == 130
    assert "goes on where it was" in stopped[1]
    assert half == 3
    assert status == 1
    assert "Going on behind line 4" in said
    assert "6 documents imported" in said
    assert "line 4: data.subject: missing" in said
    assert len(items()) == 3  # those behind the interruption: the others were taken away
    assert leftovers(file) == []


async def test_an_import_of_another_file_or_otherwise_is_begun_anew(
    client: httpx.AsyncClient, ada: Person, file: Path, small_steps: None
) -> None:
    documents = [line(ada) for _ in range(5)]
    write(file, *documents)
    await stopped_behind(4, file)
    otherwise = await run("import", file, "--overwrite")
    write(file, *documents, line(ada))
    await stopped_behind(4, file)
    write(file, *documents)
    other = await run("import", file)

    assert "4 documents replaced" in otherwise[1]
    assert "Going on" not in otherwise[1] + other[1]
    assert "5 documents already there" in other[1]


async def test_a_database_that_refuses_ends_the_import_and_refuses_no_line(
    client: httpx.AsyncClient, ada: Person, file: Path, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, *(line(ada) for _ in range(6)))
    original = BaseClient._make_api_call  # type: ignore[attr-defined]
    puts = 0

    def refuse(client: BaseClient, operation: str, parameters: Any) -> Any:
        nonlocal puts
        puts += operation == "PutItem"
        if operation == "PutItem" and puts > 3:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, operation)
        return original(client, operation, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", refuse)
        stopped = await run("import", file)
    status, said = await run("import", file)

    assert stopped[0] == 1
    assert "run this again to go on" in stopped[1]
    assert "refused:" not in stopped[1]
    assert status == 0
    assert "Going on behind line 2" in said
    assert len(items()) == 6


async def test_a_document_that_changes_while_it_is_replaced_is_replaced_as_it_is_then(
    client: httpx.AsyncClient, ada: Person, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ticket,) = await tickets(client, ada, 1)
    await run("export", "-o", file)
    original, path = Documents.do, f"/data/tickets/{ticket['id']}"
    is_first = True

    async def do(self: Documents, writes: Any) -> None:
        nonlocal is_first
        if is_first:
            is_first = False
            await client.patch(path, json={"subject": "changed"}, headers=ada.headers)
        await original(self, writes)

    monkeypatch.setattr(Documents, "do", do)
    status, said = await run("import", file, "--overwrite")

    assert (status, "1 document replaced" in said) == (0, True)
    restored = (await client.get(path, headers=ada.headers)).json()
    assert (restored["subject"], restored["version"]) == ("0", ticket["version"] + 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "nowhere.ndjson"), "nowhere.ndjson: No such file or directory."),
        (("import", "."), ".: Is a directory."),
        (("export", "-o", "no/where.ndjson"), "no/where.ndjson: No such file or directory."),
    ],
)
async def test_a_file_that_cannot_be_had_is_named(
    aws: None, app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = await run(*arguments)

    assert status == 1
    assert said.strip() == sentence
