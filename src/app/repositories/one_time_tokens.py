"""One-time tokens and pending registrations in the sessions table. Only hashes of what was mailed are stored."""

from dataclasses import dataclass
from typing import Literal

from app import clock
from app.repositories.dynamodb import DynamoDB
from app.repositories.operations import ALWAYS, Condition, Delete, Key, Put, Write

type Purpose = Literal["reset", "email-change"]


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """A token that waits to be used. `email` is the address to change to, or the one whose password is forgotten.

    `session_id` and `generation` are of the session that asked for it, where one did. `is_mailed`: whoever has it
    got it at `email`, rather than from an administrator.
    """

    user_id: str
    purpose: Purpose
    token_hash: str
    email: str
    ends_at: int
    session_id: str = ""
    generation: int = 0
    is_mailed: bool = True


@dataclass(frozen=True, slots=True)
class PendingRegistration:
    """Somebody who still has to show that the address is theirs."""

    token_hash: str
    email: str
    password_hash: str
    name: str | None
    ends_at: int


class OneTimeTokens:
    """Tokens: one of a purpose for each user, so that a newer one replaces it. Registrations: one for each mail."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def replace(self, token: OneTimeToken) -> None:
        """Write a token; the one before it is no longer good for anything."""
        key = self._key(token.user_id, token.purpose)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "user_id": token.user_id,
            "token_hash": token.token_hash,
            "email": token.email,
            "session_id": token.session_id,
            "generation": token.generation,
            "is_mailed": token.is_mailed,
            "ttl": token.ends_at,
        }
        await self._database.put(Put(self._table, item, ALWAYS))

    async def of_user(self, user_id: str, purpose: Purpose) -> OneTimeToken | None:
        """Find the token of a user that may still be used."""
        item = await self._database.get(self._key(user_id, purpose))
        if item is None or item["ttl"] <= clock.seconds():
            return None
        return OneTimeToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=item["token_hash"],
            email=item["email"],
            ends_at=item["ttl"],
            session_id=item["session_id"],
            generation=item["generation"],
            is_mailed=item.get("is_mailed", True),
        )

    def used(self, token: OneTimeToken) -> Write:
        """Use a token up, in the transaction of what it is for; refused if it was used, replaced or is over."""
        return Delete(self._key(token.user_id, token.purpose), _still(token.token_hash))

    def dropped(self, user_id: str, purpose: Purpose) -> Write:
        """Make a user's token useless, if there is one."""
        return Delete(self._key(user_id, purpose))

    def all_dropped(self, user_id: str) -> list[Write]:
        """Make every token of a user useless."""
        return [self.dropped(user_id, "reset"), self.dropped(user_id, "email-change")]

    async def add_pending(self, registration: PendingRegistration) -> None:
        """Write a registration that waits for its mail to be answered."""
        key = self._pending_key(registration.token_hash)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "token_hash": registration.token_hash,
            "email": registration.email,
            "password_hash": registration.password_hash,
            "name": registration.name,
            "ttl": registration.ends_at,
        }
        await self._database.put(Put(self._table, item, ALWAYS))

    async def pending(self, token_hash: str) -> PendingRegistration | None:
        """Find a registration that may still be confirmed."""
        item = await self._database.get(self._pending_key(token_hash))
        if item is None or item["ttl"] <= clock.seconds():
            return None
        return PendingRegistration(token_hash, item["email"], item["password_hash"], item["name"], item["ttl"])

    def confirmed(self, registration: PendingRegistration) -> Write:
        """Use a registration up, in the transaction that makes the account; refused if it was confirmed or is over."""
        return Delete(self._pending_key(registration.token_hash), _still(registration.token_hash))

    def _key(self, user_id: str, purpose: Purpose) -> Key:
        return Key(self._table, f"USER#{user_id}", f"TOKEN#{purpose}")

    def _pending_key(self, token_hash: str) -> Key:
        return Key(self._table, f"PENDING#{token_hash}", "REGISTRATION")


def _still(token_hash: str) -> Condition:
    return Condition(
        "token_hash = :token_hash AND #ttl > :now",
        names={"#ttl": "ttl"},
        values={":token_hash": token_hash, ":now": clock.seconds()},
    )
