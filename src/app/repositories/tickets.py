"""Tickets in the sessions table: what opens one WebSocket. Only their hashes are stored."""

from dataclasses import dataclass

from app import clock
from app.repositories.dynamodb import ConditionFailed, DynamoDB
from app.repositories.operations import ABSENT, Condition, Key, Put


@dataclass(frozen=True, slots=True)
class StoredTicket:
    """Whose ticket it is, and of which session. `ends_at` is seconds since 1970."""

    ticket_hash: str
    user_id: str
    session_id: str
    ends_at: int


class Tickets:
    """Tickets, one item each."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def add(self, ticket: StoredTicket) -> None:
        """Write a ticket."""
        key = self._key(ticket.ticket_hash)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "user_id": ticket.user_id,
            "session_id": ticket.session_id,
            "ttl": ticket.ends_at,
        }
        await self._database.put(Put(self._table, item, ABSENT))

    async def use_up(self, ticket_hash: str) -> StoredTicket | None:
        """Remove a ticket and return it; None if it was used, is over or never was one. Of many at once one gets it."""
        still = Condition(
            "attribute_exists(pk) AND #ttl > :now", names={"#ttl": "ttl"}, values={":now": clock.seconds()}
        )
        try:
            item = await self._database.delete(self._key(ticket_hash), still)
        except ConditionFailed:
            return None
        if item is None:
            return None
        return StoredTicket(ticket_hash, item["user_id"], item["session_id"], int(item["ttl"]))

    def _key(self, ticket_hash: str) -> Key:
        return Key(self._table, f"TICKET#{ticket_hash}", "TICKET")
