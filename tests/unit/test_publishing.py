"""Publishing: which records are told to whom, in how many calls, and what a connection that fails costs the others."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from app.collection import Collection, Private
from app.errors import ServiceUnavailable
from app.ids import new_id
from app.repositories.attributes import encode_item
from app.repositories.connections import Subscribers
from app.services import publishing
from app.services.publishing import FAN_OUT, Publishing
from app.sockets import ConnectionGone


class Note(BaseModel):
    """Something of somebody."""

    text: str = ""
    secret: Annotated[str, Private] = "hidden"


class Post(BaseModel):
    """Something for everybody."""

    text: str = ""


NOTES = Collection("notes", Note, live=True)
POSTS = Collection("posts", Post, read="member", shards=2, live=True)
QUIET = Collection("quiet", type("Quiet", (Post,), {"__doc__": "Quiet."}))
COLLECTIONS = {collection.name: collection for collection in (NOTES, POSTS, QUIET)}
ADA, BOB = new_id(), new_id()


@dataclass
class Room:
    """Connections and sockets that remember what they are asked for."""

    topics: dict[str, list[str]] = field(default_factory=dict)
    sent: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    fanned: list[tuple[str, list[str], float]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    calls: int = 0

    async def subscribers(self, topic: str, after: str | None = None) -> Subscribers:
        self.queries.append(topic)
        ids = [each for each in self.topics.get(topic, []) if after is None or each > after]
        return Subscribers(ids[:1000], ids[999] if len(ids) > 1000 else None)

    async def remove(self, connection_id: str) -> None:
        self.removed.append(connection_id)

    async def send(self, connection_id: str, frame: str) -> None:
        self.calls += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if connection_id in self.gone:
            raise ConnectionGone
        if connection_id in self.broken:
            raise ServiceUnavailable
        self.sent.setdefault(connection_id, []).append(frame)

    async def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)

    async def start(self, frame: str, connection_ids: Sequence[str], posts_per_second: float) -> None:
        self.fanned.append((frame, list(connection_ids), posts_per_second))

    def changes(self, connection_id: str) -> list[dict[str, Any]]:
        return [change for frame in self.sent.get(connection_id, []) for change in json.loads(frame)["changes"]]


@pytest.fixture
def room() -> Room:
    return Room()


def publisher(room: Room, rate: float = 1e9) -> Publishing:
    return Publishing(room, room, room, COLLECTIONS, rate)  # type: ignore[arg-type]


def item(pk: str, document_id: str, version: int, text: str = "", **more: Any) -> dict[str, Any]:
    return {
        "pk": pk,
        "sk": document_id,
        "owner_id": ADA,
        "author_id": ADA,
        "version": version,
        "created_at": "2026-11-23T00:00:00.000Z",
        "updated_at": "2026-11-23T00:00:00.000Z",
        "changed_at": "2026-11-23T00:00:00.000Z",
        "data": {"text": text, "secret": "hidden"},
        "live": True,
        **more,
    }


def tombstone(pk: str, document_id: str, version: int) -> dict[str, Any]:
    return {"pk": pk, "sk": document_id, "version": version, "deleted_at": "x", "ttl": 2**40, "live": True}


def record(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> dict[str, Any]:
    images = {name: encode_item(image) for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    keys = {name: {"S": (new or old or {})[name]} for name in ("pk", "sk")}
    name = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    return {
        "eventName": name,
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": keys, **images, "SequenceNumber": "1"},
    }


MINE = f"notes#{ADA}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, item(MINE, "d", 5, "a"), ("created", 5, "a")),
        (item(MINE, "d", 5, "a"), item(MINE, "d", 6, "b"), ("updated", 6, "b")),
        (item(MINE, "d", 6, "b"), tombstone(MINE, "d", 7), ("deleted", 7, None)),
        (tombstone(MINE, "d", 7), item(MINE, "d", 9, "c"), ("created", 9, "c")),
        (item(MINE, "d", 6, "b"), None, ("deleted", 7, None)),
        (item(MINE, "d", 6, "b"), item(MINE, "d", 7, "b", ttl=1), ("deleted", 7, None)),
        (tombstone(MINE, "d", 7), None, None),
        (None, item(MINE, "d", 5, "a", ttl=1), None),
    ],
)
async def test_old_and_new_image_say_what_happened(
    room: Room, old: Any, new: Any, told: tuple[str, int, str | None] | None
) -> None:
    room.topics = {MINE: ["c"], f"notes#{BOB}": ["b"], "posts": ["p"]}
    await publisher(room).publish([record(old, new)])

    found = [
        (change["op"], change["version"], change["document"]["text"] if "document" in change else None)
        for change in room.changes("c")
    ]
    assert found == ([told] if told else [])
    assert "hidden" not in json.dumps(room.sent)
    assert room.sent.keys() <= {"c"}


async def test_a_batch_is_one_query_and_one_frame_a_topic_and_one_change_a_document(room: Room) -> None:
    room.topics = {MINE: ["a", "b"], "posts": ["a"]}
    records = [
        record(None, item(MINE, "d", 1, "1")),
        record(item(MINE, "d", 1, "1"), item(MINE, "d", 2, "2")),
        record(None, item("posts#0", "p", 1)),
        record(None, item("posts#1", "q", 1)),
        record(item(MINE, "d", 2, "2"), item(MINE, "d", 3, "3")),
        record(None, item(MINE, "e", 1)),
        record(item(MINE, "e", 1), tombstone(MINE, "e", 2)),
        record(None, item(f"quiet#{ADA}", "x", 1)),
        record(None, {"pk": "PURGE", "sk": ADA, "email": "x"}),
        record(None, {"pk": "LAYOUT", "sk": "notes"}),
    ]
    await publisher(room).publish(records)

    assert Counter(room.queries) == {MINE: 1, "posts": 1}
    assert {name: len(frames) for name, frames in room.sent.items()} == {"a": 2, "b": 1}
    assert [(change["op"], change["id"], change["version"]) for change in room.changes("b")] == [("created", "d", 3)]
    assert {change["id"] for change in room.changes("a")} == {"d", "p", "q"}


async def test_five_thousand_subscribers_are_shared_out_and_each_is_told_once(room: Room) -> None:
    everybody = [f"{number:05}" for number in range(5000)]
    room.topics = {"posts": everybody}
    publishing_ = publisher(room)
    await publishing_.publish([record(None, item("posts#0", "p", 1, "hello"))])
    assert room.sent == {}
    assert len(room.queries) == 5
    assert sum(rate for *_, rate in room.fanned) == pytest.approx(1e9)
    for frame, connection_ids, _ in room.fanned:
        assert len(connection_ids) <= FAN_OUT
        assert len(json.dumps({"frame": frame, "connection_ids": connection_ids})) < 256 * 1024
        await publishing_.send(frame, connection_ids)

    assert {name: len(frames) for name, frames in room.sent.items()} == dict.fromkeys(everybody, 1)
    assert room.most_at_once <= publishing.AT_ONCE


async def test_a_very_large_topic_is_sent_to_in_time_at_the_cost_of_the_rate(room: Room) -> None:
    room.topics = {"posts": [f"{number:06}" for number in range(40 * FAN_OUT)]}
    await publisher(room, rate=100).publish([record(None, item("posts#0", "p", 1))])

    assert {FAN_OUT / rate for *_, rate in room.fanned} == {publishing.LONGEST_SECONDS}


async def test_a_small_topic_is_told_by_the_same_invocation(room: Room) -> None:
    room.topics = {"posts": [f"{number:03}" for number in range(FAN_OUT)]}
    await publisher(room).publish([record(None, item("posts#0", "p", 1))])

    assert room.fanned == []
    assert len(room.sent) == FAN_OUT


async def test_who_is_gone_is_forgotten_and_who_cannot_be_told_is_closed_and_nobody_else_notices(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_: float) -> None: ...

    monkeypatch.setattr("app.services.publishing.asyncio.sleep", at_once)
    room.topics = {MINE: ["broken", "fine", "gone"]}
    room.gone, room.broken = {"gone"}, {"broken"}
    await publisher(room).publish([record(None, item(MINE, "d", 1))])

    assert room.sent.keys() == {"fine"}
    assert sorted(room.removed) == ["broken", "gone"]
    assert room.closed == ["broken"]
    assert room.calls == 1 + 1 + 3


async def test_calls_are_not_made_faster_than_may_be(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    waited: list[float] = []

    class Loop:
        def time(self) -> float:
            return now

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("app.services.publishing.asyncio.get_running_loop", Loop)
    monkeypatch.setattr("app.services.publishing.asyncio.sleep", sleep)
    room.topics = {MINE: [f"{number:02}" for number in range(21)]}
    await publisher(room, rate=10).publish([record(None, item(MINE, "d", 1))])

    assert max(waited) == pytest.approx(2.0)
    assert len(room.sent) == 21


async def test_documents_that_do_not_fit_a_frame_are_told_without_and_a_frame_is_never_too_large(room: Room) -> None:
    room.topics = {MINE: ["c"]}
    large = "ü" * 30_000
    records = [record(None, item(MINE, f"d{number}", 1, large)) for number in range(4)]
    records.append(record(None, item(MINE, "huge", 1, "x" * 300_000)))
    records += [record(None, item(MINE, f"s{number}", 1, "small")) for number in range(3)]
    await publisher(room).publish(records)

    (frame,) = room.sent["c"]
    whole = {change["id"] for change in room.changes("c") if "document" in change}
    assert len(frame.encode()) <= 128 * 1024
    assert whole == {"d0", "s0", "s1", "s2"}
    assert len(room.changes("c")) == 8


async def test_nobody_there_is_one_query_and_nothing_else(room: Room) -> None:
    await publisher(room).publish([record(None, item(MINE, "d", 1))])

    assert (room.queries, room.calls) == ([MINE], 0)


async def test_a_document_that_does_not_fit_its_model_is_told_by_id_alone(room: Room) -> None:
    room.topics = {MINE: ["c"]}
    broken = item(MINE, "d", 1)
    broken["data"] = {"text": {"not": "text"}}
    await publisher(room).publish([record(None, broken), record(None, item(MINE, "e", 1))])

    assert [("document" in change, change["id"]) for change in room.changes("c")] == [(False, "d"), (True, "e")]


async def test_an_upgrade_that_fails_holds_up_nobody(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade(data: dict[str, Any]) -> dict[str, Any]:
        return {"text": data["a field that is not there"]}

    room.topics = {MINE: ["c"]}
    monkeypatch.setitem(COLLECTIONS, "notes", Collection("notes", Note, live=True, upgrade=upgrade))
    await publisher(room).publish([record(None, item(MINE, "d", 1))])

    assert [change["id"] for change in room.changes("c")] == ["d"]


async def test_a_database_that_is_away_is_waited_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise ServiceUnavailable

    monkeypatch.setattr(room, "subscribers", away)
    with pytest.raises(ServiceUnavailable):
        await publisher(room).publish([record(None, item(MINE, "d", 1))])
