"""Idempotency markers: what a request with a key has done, kept for a day beside what it did."""

import hashlib
from dataclasses import dataclass
from typing import Final

from app import clock
from app.repositories.dynamodb import DynamoDB
from app.repositories.operations import Condition, Key, Put

MARKER_SECONDS: Final = 86400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request did: the fingerprint of the request, and the documents it wrote (collection, owner, id)."""

    fingerprint: str
    documents: tuple[tuple[str, str, str], ...]


class IdempotencyMarkers:
    """Markers in the sessions table, one a user and key."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def outcome(self, user_id: str, key: str) -> Outcome | None:
        """Return what was done under a key within the last day; None if nothing was."""
        item = await self._database.get(self._key(user_id, key))
        if item is None or item["ttl"] <= clock.seconds():
            return None
        return Outcome(item["fingerprint"], tuple((c, owner, id_) for c, owner, id_ in item["documents"]))

    def marker(self, user_id: str, key: str, outcome: Outcome) -> Put:
        """Return the write that marks the key as used; its condition fails when it was."""
        place = self._key(user_id, key)
        now = clock.seconds()
        item = {
            "pk": place.pk,
            "sk": place.sk,
            "fingerprint": outcome.fingerprint,
            "documents": outcome.documents,
            "ttl": now + MARKER_SECONDS,
        }
        unused = Condition("attribute_not_exists(pk) OR #ttl <= :now", names={"#ttl": "ttl"}, values={":now": now})
        return Put(self._table, item, unused)

    def _key(self, user_id: str, key: str) -> Key:
        return Key(self._table, f"IDEMPOTENCY#{user_id}", hashlib.sha256(key.encode()).hexdigest())
