"""`python -m app.cli reindex`: an index that is added to a collection with documents in it becomes complete."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from pydantic import BaseModel, Field
from typer.testing import CliRunner

from app import cli
from app.collection import Collection, Index
from app.repositories.index_backfill import IndexBackfill
from app.services.reindexing import ATTEMPTS
from app.settings import Settings
from tests.unit.conftest import Person
from tests.unit.data_commands import Checkout, create, entries_of, items, run


class Task(BaseModel):
    """Something to do."""

    title: Annotated[str, Field(max_length=80)]
    state: Literal["open", "done"] = "open"
    due: date | None = None


class Shout(BaseModel):
    """Something for everybody."""

    text: Annotated[str, Field(max_length=80)]


TASKS = Collection("tasks", Task)
INDEXED = Collection("tasks", Task, indexes=("due", Index("state", scope="all")))
SHOUTS = Collection("shouts", Shout, read="member", shards=2)
INDEXED_SHOUTS = Collection("shouts", Shout, read="member", shards=2, indexes=("text",))


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return what the first release declares."""
    return (TASKS, SHOUTS)


type Release = Callable[..., httpx.AsyncClient]


@pytest.fixture
def release(
    settings: Settings, declared: tuple[Collection, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Release:
    """Return a function that deploys the next release, in whose checkout the command then runs."""
    monkeypatch.setattr("app.repositories.index_readiness.ASK_AGAIN_SECONDS", 0)
    return partial(Checkout(tmp_path, monkeypatch, *declared).release, settings)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command read two items at a time."""
    monkeypatch.setattr("app.repositories.document_scan.PAGE_ITEMS", 2)


async def tasks(client: httpx.AsyncClient, person: Person, count: int) -> list[dict[str, Any]]:
    """Make tasks, due on one day after the other."""
    return [await create(client, person, "tasks", title=f"{n}", due=f"2026-01-{n + 1:02}") for n in range(count)]


async def listed(client: httpx.AsyncClient, person: Person, query: str) -> list[str]:
    answer = await client.get(f"/data/{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_an_added_index_is_complete_afterwards_and_the_documents_are_as_they_were(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person, release: Release
) -> None:
    mine = await tasks(client, ada, 3)
    theirs = await create(client, bob, "tasks", title="b", state="done")
    shouts = [await create(client, person, "shouts", text=text) for person, text in ((ada, "b"), (bob, "a"))]
    now = release(INDEXED, INDEXED_SHOUTS)
    before = [
        (await now.get(path, headers=admin.headers)).status_code
        for path in ("/data/tasks?sort=due", "/data/tasks?scope=all&state=done", "/data/shouts?sort=text")
    ]
    status, said = await run("reindex")

    assert before == [503, 503, 503]
    assert status == 0, said
    assert "6 documents looked at, 6 written" in said
    assert "The indexes of shouts, tasks are complete" in said
    assert await listed(now, ada, "tasks?sort=-due") == [task["id"] for task in reversed(mine)]
    assert await listed(now, ada, "tasks?due__gte=2026-01-02&sort=due") == [task["id"] for task in mine[1:]]
    assert await listed(now, admin, "tasks?scope=all&state=done") == [theirs["id"]]
    assert await listed(now, ada, "shouts?sort=text") == [shout["id"] for shout in reversed(shouts)]
    assert (await now.get(f"/data/tasks/{mine[0]['id']}", headers=ada.headers)).json() == mine[0]


async def test_run_again_there_is_nothing_to_do_and_by_name_nothing_to_write(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    await tasks(client, ada, 2)
    now = release(INDEXED, SHOUTS)
    await create(now, ada, "tasks", title="made since")
    first, again, by_name, other = (
        await run("reindex"),
        await run("reindex"),
        await run("reindex", "tasks"),
        await run("reindex", "shouts"),
    )

    assert "3 documents looked at, 2 written" in first[1]
    assert "Nothing to do" in again[1]
    assert "3 documents looked at, 0 written" in by_name[1]
    assert "0 documents looked at, 0 written" in other[1]
    assert {status for status, _ in (first, again, by_name, other)} == {0}


async def test_what_was_deleted_comes_into_no_index(client: httpx.AsyncClient, ada: Person, release: Release) -> None:
    gone, kept = await tasks(client, ada, 2)
    await client.delete(f"/data/tasks/{gone['id']}", headers=ada.headers)
    now = release(INDEXED, SHOUTS)
    _, said = await run("reindex")

    assert "1 document looked at, 1 written" in said
    assert entries_of(gone["id"]) == set()
    assert await listed(now, ada, "tasks?sort=due") == [kept["id"]]


async def test_entries_of_an_index_that_is_no_more_are_removed(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    now = release(INDEXED, SHOUTS)
    (task,) = await tasks(now, ada, 1)
    now = release(Collection("tasks", Task, indexes=("title",)), SHOUTS)
    status, _ = await run("reindex")

    assert status == 0
    assert entries_of(task["id"]) == {"gsi3_pk", "gsi3_sk"}
    assert await listed(now, ada, "tasks?title=0") == [task["id"]]


@contextmanager
def stopped_at(save: int, error: type[BaseException]) -> Iterator[None]:
    """End the command when it writes its checkpoint for this time."""
    saved = 0
    original = IndexBackfill.save

    async def counting(self: IndexBackfill, *arguments: Any) -> None:
        nonlocal saved
        await original(self, *arguments)
        saved += 1
        if saved == save:
            raise error

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(IndexBackfill, "save", counting)
        yield


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the calls of Scan as they are made."""
    made: list[str] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counting(client: BaseClient, operation: str, parameters: Any) -> Any:
        if operation == "Scan":
            made.append(operation)
        return original(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", counting)
    return made


async def test_interrupted_it_goes_on_where_it_was(
    client: httpx.AsyncClient, ada: Person, release: Release, small_pages: None, scans: list[str]
) -> None:
    made = await tasks(client, ada, 9)
    now = release(INDEXED, SHOUTS)
    with stopped_at(3, KeyboardInterrupt):
        stopped = await run("reindex")
    first = len(scans)
    half = sum("gsi1_pk" in item for item in items())
    answer = await now.get("/data/tasks?sort=due", headers=ada.headers)
    scans.clear()
    status, said = await run("reindex")

    assert stopped[0] == 130
    assert "Running this again goes on where it was" in stopped[1]
    assert (half, answer.status_code, first) == (6, 503, 3)
    assert status == 0
    assert "Going on with tasks" in said
    assert "9 documents looked at, 9 written" in said
    assert len(scans) <= 3
    assert await listed(now, ada, "tasks?sort=due") == [task["id"] for task in made]
    assert "REINDEX" not in {item["sk"]["S"] for item in items()}


async def test_a_checkpoint_of_other_indexes_is_begun_anew(
    client: httpx.AsyncClient, ada: Person, release: Release, small_pages: None
) -> None:
    made = await tasks(client, ada, 5)
    release(INDEXED, SHOUTS)
    with stopped_at(2, KeyboardInterrupt):
        await run("reindex")
    now = release(Collection("tasks", Task, indexes=("due", "title")), SHOUTS)
    status, said = await run("reindex")

    assert status == 0
    assert "Going on" not in said
    assert "5 documents looked at" in said
    assert await listed(now, ada, "tasks?sort=title") == [task["id"] for task in made]


async def test_a_document_that_does_not_fit_is_named_and_keeps_its_collection_from_being_ready(
    client: httpx.AsyncClient, ada: Person, release: Release, small_pages: None
) -> None:
    long, *others = [await create(client, ada, "tasks", title=title) for title in ("secret plans", "b", "c", "d")]
    await create(client, ada, "shouts", text="x")
    strict: Any = type("Task", (Task,), {"__annotations__": {"title": Annotated[str, Field(max_length=5)]}})
    now = release(Collection("tasks", strict, indexes=("title",)), INDEXED_SHOUTS)
    with stopped_at(2, KeyboardInterrupt):
        await run("reindex")
    refused = await run("reindex")
    answer = await now.get("/data/tasks?sort=title", headers=ada.headers)
    now = release(Collection("tasks", Task, indexes=("title",)), INDEXED_SHOUTS)
    mended = await run("reindex")

    assert refused[0] == 1
    assert "1 document of tasks could not be indexed" in refused[1]
    assert "The indexes of shouts are complete" in refused[1]
    assert "secret plans" not in refused[1]
    assert answer.status_code == 503
    assert mended[0] == 0, mended[1]
    assert set(await listed(now, ada, "tasks?sort=title")) == {long["id"], *(other["id"] for other in others)}


async def test_a_list_waits_for_every_index_that_it_uses(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    await tasks(client, ada, 2)
    release(Collection("tasks", Task, indexes=("due",)), SHOUTS)
    await run("reindex")
    now = release(Collection("tasks", Task, indexes=("due", "title")), SHOUTS)
    by_one = await now.get("/data/tasks?sort=due", headers=ada.headers)
    by_both = await now.get("/data/tasks?sort=due&title=1", headers=ada.headers)
    await run("reindex")

    assert (by_one.status_code, by_both.status_code) == (200, 503)
    assert by_both.headers["Retry-After"]
    assert len(await listed(now, ada, "tasks?sort=due&title=1")) == 1


async def test_a_feed_of_changes_that_is_new_tells_of_older_documents_once_they_are_indexed(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    made = await tasks(client, ada, 3)
    now = release(Collection("tasks", Task, sync=True), SHOUTS)
    before = await now.get("/data/tasks/changes", headers=ada.headers)
    status, said = await run("reindex")
    after = await now.get("/data/tasks/changes", headers=ada.headers)
    again = await run("reindex", "tasks")

    assert (before.status_code, status, after.status_code) == (503, 0, 200), said
    assert [change["id"] for change in after.json()["changes"]] == [task["id"] for task in made]
    assert "3 documents looked at, 0 written" in again[1]


async def test_a_document_that_does_not_fit_is_said_with_the_field(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    task = await create(client, ada, "tasks", title="secret plans")
    strict: Any = type("Task", (Task,), {"__annotations__": {"title": Annotated[str, Field(max_length=5)]}})
    release(Collection("tasks", strict, indexes=("title",)), SHOUTS)
    _, said = await run("reindex")

    assert f"tasks {task['id']}: title: string-too-long" in said


type Meanwhile = Callable[[str], Awaitable[object]]


@contextmanager
def meanwhile(do: Meanwhile, times: int = 1) -> Iterator[None]:
    """Do something each time between the reading of a document and its writing."""
    left = times
    original = IndexBackfill.write

    async def interrupted(self: IndexBackfill, stored: Any, entries: Any) -> None:
        nonlocal left
        if left:
            left -= 1
            await do(stored.document.id)
        await original(self, stored, entries)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(IndexBackfill, "write", interrupted)
        yield


@pytest.mark.parametrize("times", [1, 3])
async def test_a_document_that_an_older_release_changes_meanwhile_is_indexed_as_it_is_then(
    client: httpx.AsyncClient, ada: Person, release: Release, times: int
) -> None:
    (task,) = await tasks(client, ada, 1)
    now = release(INDEXED, SHOUTS)
    day = 10

    async def change(document_id: str) -> None:
        nonlocal day
        day += 1
        body = {"due": f"2026-02-{day}"}
        changed = await client.patch(f"/data/tasks/{document_id}", json=body, headers=ada.headers)
        assert changed.status_code == 200

    with meanwhile(change, times):
        status, _ = await run("reindex")

    assert status == 0
    assert await listed(now, ada, f"tasks?due=2026-02-{day}") == [task["id"]]
    assert await listed(now, ada, "tasks?due=2026-01-01") == []


async def test_a_document_that_is_deleted_meanwhile_stays_deleted(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    await tasks(client, ada, 1)
    now = release(INDEXED, SHOUTS)
    with meanwhile(lambda id_: client.delete(f"/data/tasks/{id_}", headers=ada.headers)):
        status, said = await run("reindex")

    assert status == 0
    assert "0 written" in said
    assert await listed(now, ada, "tasks?sort=due") == []
    assert await listed(now, ada, "tasks") == []


async def test_a_document_that_never_stands_still_is_named(
    client: httpx.AsyncClient, ada: Person, release: Release
) -> None:
    (task,) = await tasks(client, ada, 1)
    now = release(INDEXED, SHOUTS)

    async def change(document_id: str) -> None:
        await client.patch(f"/data/tasks/{document_id}", json={"title": "again"}, headers=ada.headers)

    with meanwhile(change, ATTEMPTS):
        status, said = await run("reindex")
    answer = await now.get("/data/tasks?sort=due", headers=ada.headers)

    assert status == 1
    assert f"tasks {task['id']}: others keep changing it" in said
    assert answer.status_code == 503


async def test_a_collection_that_is_not_declared_is_refused_with_those_that_are(release: Release, app: Any) -> None:
    release(INDEXED, SHOUTS)
    status, said = await run("reindex", "task")

    assert status == 1
    assert "There is no collection task. There are shouts, tasks." in said


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("AccessDeniedException", "--help lists the permissions"),
        ("ExpiredTokenException", "no valid AWS credentials"),
        ("ProvisionedThroughputExceededException", "run this again to go on"),
    ],
)
async def test_what_is_in_the_way_is_said_without_a_traceback(
    release: Release, app: Any, monkeypatch: pytest.MonkeyPatch, code: str, sentence: str
) -> None:
    release(INDEXED, SHOUTS)

    def refuse(_client: BaseClient, operation: str, _parameters: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    monkeypatch.setattr(BaseClient, "_make_api_call", refuse)
    status, said = await run("reindex")

    assert status == 1
    assert sentence in said
    assert "DescribeTable" in said


@pytest.mark.parametrize(
    ("table", "sentence"), [("fulmar-nowhere", "There is no table fulmar-nowhere"), ("test-users", "is no data table")]
)
def test_another_table_is_not_touched(aws: None, table: str, sentence: str) -> None:
    result = CliRunner().invoke(cli.app, ["reindex", "--table", table])

    assert result.exit_code == 1
    assert sentence in result.output


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    regions: list[str] = []

    def refuse(client: BaseClient, operation: str, _parameters: Any) -> None:
        regions.append(client.meta.region_name)
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, operation)

    monkeypatch.setattr(BaseClient, "_make_api_call", refuse)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "ap-south-1")
    CliRunner().invoke(cli.app, ["reindex", "--table", "fulmar-prod-data"])

    assert regions == ["ap-south-1"]
