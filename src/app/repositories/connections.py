"""Open WebSockets in the sessions table: whose each is, and to what it subscribed.

Every subscription is written twice: under its topic, where changes are published from, and under its connection, where
it is found again when that closes. All rows end by themselves after the two hours that the gateway keeps a connection.
"""

from dataclasses import dataclass
from typing import Final

from app import clock
from app.repositories.dynamodb import DynamoDB, TransactionRefused, Values
from app.repositories.operations import ALWAYS, Check, Condition, Key, Put, Query

LIFETIME_SECONDS: Final = 2 * 3600 + 600
"""How long a row is kept: the gateway closes after two hours."""

SUBSCRIBERS_AT_ONCE: Final = 1000

_OWN: Final = "CONNECTION"
_TOPIC: Final = "TOPIC#"


class ConnectionClosed(Exception):
    """There is no such connection, or not any more."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open WebSocket, the session it was opened with, and the topics it subscribed to."""

    connection_id: str
    user_id: str
    session_id: str
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subscribers:
    """Ids of connections that subscribed to a topic; `next_after` is where the list goes on, None at its end."""

    connection_ids: list[str]
    next_after: str | None


class Connections:
    """Rows of connections and subscriptions."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def add(self, connection: Connection) -> None:
        """Write a connection that has just been opened."""
        common = {"user_id": connection.user_id, "session_id": connection.session_id, "ttl": _until()}
        keys = (self._key(connection.connection_id, _OWN), self._key_of_user(connection))
        await self._database.transact(
            [Put(self._table, {"pk": key.pk, "sk": key.sk, **common}, ALWAYS) for key in keys]
        )

    async def of(self, connection_id: str) -> Connection:
        """Read a connection with its topics; `ConnectionClosed` if there is none."""
        page = await self._database.query(Query(self._table, _partition(connection_id), 1000))
        own = next((item for item in page.items if item["sk"] == _OWN and not _is_over(item)), None)
        if own is None:
            raise ConnectionClosed
        topics = frozenset(item["sk"].removeprefix(_TOPIC) for item in page.items if item["sk"] != _OWN)
        return Connection(connection_id, own["user_id"], own["session_id"], topics)

    async def subscribe(self, connection: Connection, topic: str) -> None:
        """Let a connection be told of a topic; `ConnectionClosed` if it closed meanwhile."""
        keys = self._subscription(connection.connection_id, topic)
        puts = [Put(self._table, {"pk": key.pk, "sk": key.sk, "ttl": _until()}, ALWAYS) for key in keys]
        there = Check(self._key(connection.connection_id, _OWN), Condition("attribute_exists(pk)"))
        try:
            await self._database.transact([there, *puts])
        except TransactionRefused:
            raise ConnectionClosed from None

    async def unsubscribe(self, connection_id: str, topic: str) -> None:
        """Let it not be told any more."""
        await self._database.delete_many(self._subscription(connection_id, topic))

    async def remove(self, connection_id: str, user_id: str | None = None) -> None:
        """Remove a connection that has closed and everything about it; doing it again is no error.

        `user_id`, where it is known, finds its row also when others are gone: each ends by itself at some time.
        """
        page = await self._database.query(Query(self._table, _partition(connection_id), 1000))
        # First what is found by these rows alone, so that what was interrupted is found again.
        await self._database.delete_many(
            self._key_of_user(Connection(connection_id, item["user_id"], item["session_id"]))
            if item["sk"] == _OWN
            else Key(self._table, item["sk"], connection_id)
            for item in page.items
        )
        rest = [Key(self._table, item["pk"], item["sk"]) for item in page.items]
        if user_id is not None and not any(item["sk"] == _OWN for item in page.items):
            rest.append(self._key_of_user(Connection(connection_id, user_id, "")))
        await self._database.delete_many(rest)

    async def subscribers(self, topic: str, after: str | None = None) -> Subscribers:
        """List who is to be told of a topic."""
        partition = f"{_TOPIC}{topic}"
        page = await self._database.query(Query(self._table, partition, SUBSCRIBERS_AT_ONCE, after=after))
        return Subscribers([item["sk"] for item in page.items if not _is_over(item)], page.resume_after)

    async def of_user(self, user_id: str, session_id: str | None = None) -> list[str]:
        """List the connections of a user, or of one of their sessions, the oldest first."""
        low = f"{_OWN}#"
        page = await self._database.query(Query(self._table, f"USER#{user_id}", 1000, low=low, high=f"{low}~"))
        return [
            item["sk"].removeprefix(low)
            for item in sorted(page.items, key=lambda item: int(item["ttl"]))
            if session_id is None or item["session_id"] == session_id
        ]

    def _subscription(self, connection_id: str, topic: str) -> tuple[Key, Key]:
        by_topic = Key(self._table, f"{_TOPIC}{topic}", connection_id)
        return by_topic, self._key(connection_id, f"{_TOPIC}{topic}")

    def _key(self, connection_id: str, sort_key: str) -> Key:
        return Key(self._table, _partition(connection_id), sort_key)

    def _key_of_user(self, connection: Connection) -> Key:
        return Key(self._table, f"USER#{connection.user_id}", f"{_OWN}#{connection.connection_id}")


def _partition(connection_id: str) -> str:
    return f"CONNECTION#{connection_id}"


def _until() -> int:
    return clock.seconds() + LIFETIME_SECONDS


def _is_over(item: Values) -> bool:
    ends_at: int = item["ttl"]
    return ends_at <= clock.seconds()
