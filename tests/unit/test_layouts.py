"""The layout lock: what is stored depends on no order of a declaration, and no change of one loses anything."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import BaseModel, Field

from app import clock
from app.collection import Collection, CollectionError, Index, registry
from app.collection.layout import layouts_of
from app.collection.layout_lock import LOCK_FILE, SHARDS_AFTER_SECONDS, Lock, extended
from app.collections import COLLECTIONS
from app.main import create_app
from app.repositories.document_keys import places_of
from scripts import layout
from tests.in_process import SITE, settings_for_tests
from tests.unit.conftest import Person


class Job(BaseModel):
    """Something to do."""

    name: Annotated[str, Field(max_length=40)]
    state: Literal["open", "done"] = "open"
    due: date | None = None
    effort: int = 0
    price: Decimal | None = None


def jobs(*indexes: str | Index, **options: Any) -> dict[str, Collection]:
    return registry(Collection("jobs", Job, indexes=indexes, **options))


def slots(lock: Lock, *indexes: str | Index) -> dict[str, tuple[int, int]]:
    found = layouts_of(jobs(*indexes), lock)["jobs"].slots
    return {slot.index.name: (slot.number, slot.generation) for slot in found}


def test_the_order_of_a_declaration_decides_nothing() -> None:
    one = extended(Lock({}), jobs("due", "state", "name")).lock

    assert one == extended(Lock({}), jobs("name", "due", "state")).lock
    assert slots(one, "due", "state", "name") == slots(one, "state", "name", "due")
    assert extended(one, jobs("state", "name", "due"), clock.now()).additions == ()


def test_an_added_index_keeps_the_others_where_they_are_and_has_to_be_filled() -> None:
    before = extended(Lock({}), jobs("name", "state")).lock

    added = extended(before, jobs("due", "name", "state"))

    assert slots(added.lock, "due", "name", "state") == {"due": (3, 1), "name": (1, 0), "state": (2, 0)}
    assert "python -m app.cli reindex jobs" in added.additions[0]


def test_an_index_that_comes_back_is_filled_again_even_into_its_old_slot() -> None:
    first = extended(Lock({}), jobs("name", "state")).lock
    without = extended(first, jobs("state")).lock
    again = extended(without, jobs("name", "state"))

    assert slots(again.lock, "name", "state") == {"name": (1, 1), "state": (2, 0)}
    assert without.collections["jobs"].indexes["name"].retired


def test_a_slot_serves_another_field_once_its_own_is_gone() -> None:
    full = extended(Lock({}), jobs("name", "state", "due", "effort")).lock

    other = extended(full, jobs("name", "state", "due", "price")).lock
    back = extended(other, jobs("name", "state", "due", "effort")).lock

    freed = full.collections["jobs"].indexes["effort"].slot
    assert other.collections["jobs"].indexes["price"].slot == freed
    assert (back.collections["jobs"].indexes["effort"].slot, back.collections["jobs"].indexes["effort"].generation) == (
        freed,
        1,
    )


def test_a_field_that_is_written_otherwise_is_filled_again() -> None:
    class Changed(Job):
        effort: Annotated[str, Field(max_length=9)] = ""  # type: ignore[assignment]

    before = extended(Lock({}), jobs("effort")).lock

    after = extended(before, registry(Collection("jobs", Changed, indexes=("effort",))))

    assert after.lock.collections["jobs"].indexes["effort"].generation == 1


def test_other_partitions_are_refused_with_what_to_do() -> None:
    before = extended(Lock({}), jobs()).lock

    with pytest.raises(CollectionError, match=r"(?s)stored in one partition an owner.*export jobs.*import --into"):
        layouts_of(jobs(read="member"), before)


def test_a_collection_that_is_gone_is_remembered() -> None:
    before = extended(Lock({}), jobs()).lock
    without = extended(before, {}).lock

    assert without == before
    with pytest.raises(CollectionError):
        layouts_of(jobs(read="public", write="admin"), without)


def test_more_shards_begin_a_day_later_and_lose_no_document() -> None:
    now = 1_790_000_000.0
    before = extended(Lock({}), jobs(read="member", shards=1)).lock

    widened = extended(before, jobs(read="member", shards=4), now)

    start = int((now + SHARDS_AFTER_SECONDS) * 1000)
    assert widened.lock.collections["jobs"].shards == ((0, 1), (start, 4))
    assert "deploy this before then" in widened.additions[0]
    assert layouts_of(jobs(read="member", shards=4), before)["jobs"].shards == ((0, 1),)
    later = extended(widened.lock, jobs(read="member", shards=1), now + 60)
    assert (later.lock.collections["jobs"].shards, len(later.additions)) == (((0, 1),), 1)


def test_a_document_of_before_is_looked_for_where_it_may_be() -> None:
    entry = extended(Lock({}), jobs(read="member")).lock.collections["jobs"]
    lock = Lock({"jobs": type(entry)("shards", ((0, 1), (1_795_000_000_000, 4), (1_796_000_000_000, 2)))})
    layout = layouts_of(jobs(read="member", shards=2), lock)["jobs"]

    old, middle = "019f0000-0000-7000-8000-000000000001", "01a1f5a0-0000-7000-8000-000000000003"

    assert places_of(layout, "", old)[0] == "jobs#0"
    assert set(places_of(layout, "", middle)) >= {"jobs#0"}
    assert layout.shard_count == 4


def test_a_lock_reads_as_it_was_written(tmp_path: Path) -> None:
    lock = extended(Lock({}), jobs("name", Index("state", "all"), shards=3)).lock
    lock.write(tmp_path / "lock.json")

    assert extended(Lock.read(tmp_path / "lock.json"), jobs("name", Index("state", "all"), shards=3)).lock == lock
    assert Lock.read(tmp_path / "missing.json") == Lock({})


def test_the_committed_lock_is_that_of_the_shipped_collections() -> None:
    recorded = extended(Lock.read(LOCK_FILE), COLLECTIONS, clock.now())

    assert (recorded.additions, recorded.contradictions) == ((), ())


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (jobs("name", "state"), "python -m app.cli reindex jobs"),
        (jobs(), "no longer used"),
        ({**jobs("name"), **registry(Collection("others", Job))}, "others: a new collection"),
    ],
)
def test_make_check_refuses_what_the_lock_does_not_know_until_make_layout_records_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    declared: dict[str, Collection],
    says: str,
) -> None:
    file = tmp_path / "lock.json"
    extended(Lock({}), jobs("name")).lock.write(file)
    monkeypatch.setattr(layout, "LOCK_FILE", file)
    monkeypatch.setattr(layout, "COLLECTIONS", declared)
    before = file.read_text()

    monkeypatch.setattr("sys.argv", ["layout", "--check"])
    assert (layout.main(), file.read_text()) == (1, before)
    assert says in (told := capsys.readouterr().out)
    assert "make layout" in told
    monkeypatch.setattr("sys.argv", ["layout"])
    assert layout.main() == 0
    monkeypatch.setattr("sys.argv", ["layout", "--check"])
    assert layout.main() == 0
    assert json.loads(file.read_text())


def test_make_layout_does_not_write_over_a_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lock.json"
    extended(Lock({}), jobs()).lock.write(file)
    monkeypatch.setattr(layout, "LOCK_FILE", file)
    monkeypatch.setattr(layout, "COLLECTIONS", jobs(read="member"))
    monkeypatch.setattr("sys.argv", ["layout"])
    before = file.read_text()

    assert (layout.main(), file.read_text()) == (1, before)
    assert "Declare it under a new name" in capsys.readouterr().out


def client_of(collections: dict[str, Collection], lock: Lock) -> httpx.AsyncClient:
    application = create_app(settings_for_tests(), collections, lock)
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=SITE)


async def titles(client: httpx.AsyncClient, person: Person, query: str) -> list[str]:
    answer = await client.get(f"/data/jobs?limit=100&{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_nothing_disappears_while_indexes_are_reordered_removed_and_added_over_data(ada: Person) -> None:
    lock = extended(Lock({}), jobs("state", "due")).lock
    async with client_of(jobs("state", "due"), lock) as client:
        for number, due in enumerate(("2026-12-03", "2026-12-01", "2026-12-02")):
            body = {"name": str(number), "due": due, "effort": number}
            assert (await client.post("/data/jobs", json=body, headers=ada.headers)).status_code == 201
    async with client_of(jobs("due", "state"), lock) as client:  # another order
        assert await titles(client, ada, "sort=due") == ["1", "2", "0"]
        assert await titles(client, ada, "state=open") == ["2", "1", "0"]
    lock = extended(lock, jobs("state")).lock
    async with client_of(jobs("state"), lock) as client:  # one less
        assert await titles(client, ada, "state=open") == ["2", "1", "0"]
        assert (await client.get("/data/jobs?sort=due", headers=ada.headers)).status_code == 422
        body = {"name": "3", "due": "2026-11-30"}
        assert (await client.post("/data/jobs", json=body, headers=ada.headers)).status_code == 201
    lock = extended(lock, jobs("effort", "due", "state")).lock
    async with client_of(jobs("effort", "due", "state"), lock) as client:  # it comes back, with another
        for query in ("sort=due", "due__gte=2026-01-01", "sort=effort", "state=open&effort=1"):
            refused = await client.get(f"/data/jobs?{query}", headers=ada.headers)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
            assert "being built" in refused.json()["detail"]
        assert await titles(client, ada, "state=open") == ["3", "2", "1", "0"]
        assert await titles(client, ada, "") == ["3", "2", "1", "0"]


async def test_nothing_disappears_when_the_number_of_shards_changes(
    ada: Person, clock_at: Callable[[float], None]
) -> None:
    one = jobs("effort", read="member", shards=1)
    four = jobs("effort", read="member", shards=4)
    lock = extended(Lock({}), one).lock
    now = clock.now()
    ids: list[str] = []

    async def create(client: httpx.AsyncClient, *names: str) -> None:
        for name in names:
            clock_at(now + 120 + int(name))
            answer = await client.post("/data/jobs", json={"name": name, "effort": int(name)}, headers=ada.headers)
            ids.append(answer.json()["id"])

    async with client_of(one, lock) as client:
        await create(client, "0", "1")
    before = SHARDS_AFTER_SECONDS - 121  # so that the new number begins with the third document
    lock = extended(lock, four, now - before).lock
    async with client_of(
        one, Lock({**lock.collections, "jobs": extended(Lock({}), one).lock.collections["jobs"]})
    ) as old:
        clock_at(now + 120)
        await create(old, "2", "3")  # by a release that does not know of the shards yet
    async with client_of(four, lock) as client:
        await create(client, *map(str, range(4, 12)))
        assert await titles(client, ada, "sort=id") == [str(n) for n in range(12)]
        assert await titles(client, ada, "sort=-effort") == [str(n) for n in reversed(range(12))]
        for number, document_id in enumerate(ids):
            path = f"/data/jobs/{document_id}"
            assert (await client.get(path, headers=ada.headers)).json()["name"] == str(number)
            assert (await client.patch(path, json={"state": "done"}, headers=ada.headers)).status_code == 200
        assert len(await titles(client, ada, "")) == 12
        deleted = await client.delete(f"/data/jobs/{ids[2]}", headers=ada.headers)
        assert deleted.status_code == 204
        assert len(await titles(client, ada, "")) == 11
