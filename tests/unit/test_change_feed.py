"""GET /data/{collection}/changes: nothing is lost, whoever writes meanwhile and whatever their clocks say."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import httpx
import pytest
from pydantic import BaseModel

from app import clock
from app.collection import Collection, Private
from app.services.change_feed import SETTLED_SECONDS
from tests.in_process import PASSWORD, new_address
from tests.unit.conftest import Person, SignUp

type SetClock = Callable[[float], None]


class Entry(BaseModel):
    """Something that every device of a person has."""

    text: str = ""
    counted: int = 0
    secret: Annotated[str, Private] = "hidden"


class Poster(BaseModel):
    """Something that everybody has on their device."""

    text: str = ""


ENTRIES = Collection("entries", Entry, sync=True, counters=("counted",))
POSTERS = Collection("posters", Poster, read="member", sync=True, shards=3)
PLAIN = Collection("plain", type("Plain", (Poster,), {"__doc__": "Plain."}))


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return collections that keep a feed, and one that does not."""
    return (ENTRIES, POSTERS, PLAIN)


class Device:
    """What a client holds: documents and versions by the rule of the versions, and its cursor."""

    def __init__(
        self, client: httpx.AsyncClient, person: Person, collection: str = "entries", limit: int = 100
    ) -> None:
        self._client, self._person, self._collection, self._limit = client, person, collection, limit
        self.cursor: str | None = None
        self.versions: dict[str, int] = {}
        self.documents: dict[str, str] = {}
        self.told: list[tuple[str, str]] = []

    async def page(self) -> dict[str, Any]:
        query: dict[str, Any] = {"limit": self._limit, **({"since": self.cursor} if self.cursor else {})}
        answer = await self._client.get(f"/data/{self._collection}/changes", params=query, headers=self._person.headers)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        for change in page["changes"]:
            self.told.append((change["op"], change["id"]))
            if change["version"] <= self.versions.get(change["id"], 0):
                continue
            self.versions[change["id"]] = change["version"]
            self.documents.pop(change["id"], None)
            if change["op"] == "updated":
                self.documents[change["id"]] = change["document"]["text"]
        self.cursor = page["next_cursor"]
        return page

    async def catch_up(self) -> None:
        while (await self.page())["has_more"]:
            pass


async def log_in(client: httpx.AsyncClient, person: Person) -> dict[str, str]:
    body = {"email": person.email, "password": PASSWORD}
    return {"Authorization": f"Bearer {(await client.post('/auth/login', json=body)).json()['access_token']}"}


async def make(client: httpx.AsyncClient, person: Person, text: str = "", collection: str = "entries") -> str:
    answer = await client.post(f"/data/{collection}", json={"text": text}, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_what_was_made_changed_and_deleted_is_told_oldest_first(client: httpx.AsyncClient, ada: Person) -> None:
    first, second, third = [await make(client, ada, text) for text in "abc"]
    await client.patch(f"/data/entries/{first}", json={"text": "A"}, headers=ada.headers)
    await client.delete(f"/data/entries/{second}", headers=ada.headers)
    await client.post(f"/data/entries/{third}/increment", json={"field": "counted", "by": 2}, headers=ada.headers)
    device = Device(client, ada)
    page = await device.page()

    assert [(change["op"], change["id"]) for change in page["changes"]] == [
        ("updated", first),
        ("deleted", second),
        ("updated", third),
    ]
    assert page["changes"][1]["document"] is None
    read = (await client.get(f"/data/entries/{third}", headers=ada.headers)).json()
    assert page["changes"][2]["document"] == read
    assert read["counted"] == 2
    assert "secret" not in read
    assert page["has_more"] is False


async def test_others_see_nothing_of_it_and_strangers_are_refused(
    client: httpx.AsyncClient, ada: Person, bob: Person, admin: Person
) -> None:
    made = await make(client, ada)
    of_bob = await client.get("/data/entries/changes", headers=bob.headers)
    for_ada = await client.get("/data/entries/changes", params={"owner": ada.user_id}, headers=bob.headers)
    by_admin = await client.get("/data/entries/changes", params={"owner": ada.user_id}, headers=admin.headers)
    stranger = await client.get("/data/entries/changes")

    assert of_bob.json()["changes"] == []
    assert [change["id"] for change in by_admin.json()["changes"]] == [made]
    assert (for_ada.status_code, stranger.status_code) == (403, 401)


async def test_a_collection_without_a_feed_has_no_such_address(client: httpx.AsyncClient, ada: Person) -> None:
    assert (await client.get("/data/plain/changes", headers=ada.headers)).status_code == 404


async def test_a_later_cursor_tells_the_later_changes_and_those_of_two_minutes_again(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    now = clock.now()
    clock_at(now)
    old = await make(client, ada, "old")
    clock_at(now + SETTLED_SECONDS + 1)
    recent = await make(client, ada, "recent")
    device = Device(client, ada)
    await device.catch_up()
    clock_at(now + SETTLED_SECONDS + 30)
    new = await make(client, ada, "new")
    device.told.clear()
    await device.catch_up()

    assert [document_id for _, document_id in device.told] == [recent, new]
    clock_at(now + 3 * SETTLED_SECONDS)
    await device.catch_up()
    device.told.clear()
    await device.catch_up()
    assert device.told == []
    assert device.documents.keys() == {old, recent, new}


async def test_a_shared_collection_is_told_over_all_its_shards(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    made = {await make(client, person, "x", "posters") for person in (ada, bob) for _ in range(12)}
    device = Device(client, ada, "posters", limit=5)
    pages = 0
    while True:
        page = await device.page()
        pages += 1
        if not page["has_more"]:
            break
    refused = await client.get(f"/data/posters/changes?owner={ada.user_id}", headers=ada.headers)

    assert device.documents.keys() == made
    assert len(device.told) == len(made)
    assert pages == 5
    assert refused.status_code == 422


@pytest.mark.parametrize("settings", [{"access_token_seconds": 3600}], indirect=True)
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_while_paging_a_device_ends_with_what_is_there(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Writers have clocks up to 50 s off either way, and a device pages slowly in between."""
    chance = random.Random(seed)
    now = clock.now() + 60  # the token was not given in anybody's future
    skew = 0.0
    monkeypatch.setattr("app.clock.now", lambda: now + skew)
    device = Device(client, ada, limit=3)
    ids: list[str] = []

    def writers() -> Iterator[int]:
        for _ in range(60):
            yield chance.choice((0, 0, 1, 2, 3, 3))

    for action in writers():
        now += chance.uniform(0, 20)
        skew = chance.uniform(-50, 50)
        match action:
            case 1 if ids:
                text = {"text": str(chance.random())}
                await client.patch(f"/data/entries/{chance.choice(ids)}", json=text, headers=ada.headers)
            case 2 if ids:
                await client.delete(f"/data/entries/{ids.pop(chance.randrange(len(ids)))}", headers=ada.headers)
            case 3:
                skew = 0.0
                await device.page()
            case _:
                ids.append(await make(client, ada, str(chance.random())))
    skew = 0.0
    await device.catch_up()
    await device.catch_up()
    there = (await client.get("/data/entries?limit=100", headers=ada.headers)).json()["items"]

    assert device.documents == {entry["id"]: entry["text"] for entry in there}


async def test_a_cursor_that_is_none_or_too_old_or_of_another_is_gone(
    client: httpx.AsyncClient, ada: Person, bob: Person, clock_at: SetClock
) -> None:
    now = clock.now()
    clock_at(now)
    await make(client, ada)
    device = Device(client, ada)
    await device.catch_up()
    cursor = str(device.cursor)
    list_cursor = Device(client, ada, "posters")
    await list_cursor.catch_up()
    of = [(bob, cursor), (ada, cursor[:-1]), (ada, "x"), (ada, str(list_cursor.cursor))]
    path = "/data/entries/changes"
    wrong = [await client.get(path, params={"since": since}, headers=person.headers) for person, since in of]
    clock_at(now - SETTLED_SECONDS + 30 * 86400)
    headers = await log_in(client, ada)
    just = await client.get(path, params={"since": cursor}, headers=headers)
    clock_at(now - SETTLED_SECONDS + 30 * 86400 + 2)
    late = await client.get(path, params={"since": cursor}, headers=headers)

    assert {answer.status_code for answer in wrong} == {410}
    assert wrong[0].json()["type"] == "urn:problem-type:gone"
    assert (just.status_code, late.status_code) == (200, 410)


async def test_who_has_just_read_the_list_begins_now(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    before = clock.now()
    clock_at(before)
    old = await make(client, ada, "old")
    now = before + SETTLED_SECONDS + 1
    clock_at(now - 1)
    recent = await make(client, ada, "recent")
    clock_at(now)
    device = Device(client, ada)
    device.cursor = "now"
    await device.catch_up()
    begun = list(device.told)
    clock_at(now + SETTLED_SECONDS)
    await client.delete(f"/data/entries/{old}", headers=ada.headers)
    await device.catch_up()

    assert begun == [("updated", recent)]
    assert device.told[-1] == ("deleted", old)


async def test_reading_everything_may_take_its_time_however_old_it_is(
    client: httpx.AsyncClient, sign_up: SignUp, clock_at: SetClock
) -> None:
    now = clock.now()
    clock_at(now - 80 * 86400)
    ada = await sign_up(new_address("ada"))
    for _ in range(5):
        await make(client, ada)
    clock_at(now)
    await log_in(client, ada)
    device = Device(client, replace(ada, access_token=(await log_in(client, ada))["Authorization"][7:]), limit=2)
    await device.catch_up()

    assert len(device.documents) == 5
