"""The sessions table: who is signed in, where and until when."""

from dataclasses import dataclass
from typing import Literal

from app import clock
from app.repositories.dynamodb import ABSENT, Condition, ConditionFailed, DynamoDB, Key, Values
from app.repositories.users import Account, account_key, account_of

type Transport = Literal["body", "cookie"]

_CALLER_ATTRIBUTES = ("user_id", "email", "name", "roles", "disabled", "created_at", "updated_at", "version")


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device. Times are seconds since 1970, but `rotated_at` in milliseconds.

    `ends_at` is when it ends if nobody uses it, `expires_at` when it ends in any case.
    """

    user_id: str
    session_id: str
    transport: Transport
    auth_time: int
    created_at: int
    expires_at: int
    ends_at: int
    counter: int
    rotated_at: int
    last_used_at: int
    device: str
    address: str

    def is_live(self) -> bool:
        """Tell whether it may still be used; DynamoDB removes what is over only later."""
        return clock.seconds() < self.ends_at


class Sessions:
    """Sessions, one item each."""

    def __init__(self, database: DynamoDB, table: str, users_table: str) -> None:
        self._database = database
        self._table = table
        self._users_table = users_table

    async def create(self, session: Session) -> None:
        """Write a new session."""
        key = self._key(session.user_id, session.session_id)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "user_id": session.user_id,
            "session_id": session.session_id,
            "transport": session.transport,
            "auth_time": session.auth_time,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
            "ttl": session.ends_at,
            "refresh_counter": session.counter,
            "rotated_at": session.rotated_at,
            "last_used_at": session.last_used_at,
            "device": session.device,
            "address": session.address,
        }
        await self._database.put(self._table, item, ABSENT)

    async def with_account(self, user_id: str, session_id: str) -> tuple[Session, Account] | None:
        """Read a session and its user's account in one call, if both are live. The password hash is not read."""
        session_key = self._key(user_id, session_id)
        user_key = account_key(self._users_table, user_id)
        found = await self._database.get_many({session_key: _SESSION_ATTRIBUTES, user_key: _CALLER_ATTRIBUTES})
        if session_key not in found or user_key not in found:
            return None
        session, account = _session_of(found[session_key]), account_of(found[user_key])
        return (session, account) if session.is_live() and not account.disabled else None

    async def rotate(self, session: Session, *, rotated_at: int, ends_at: int) -> Session | None:
        """Raise the refresh counter by one, if it is still what the session says.

        Returns the session as it is afterwards, whoever changed it; None if it has ended.
        """
        condition = Condition(
            "refresh_counter = :counter AND #ttl > :now",
            names={"#ttl": "ttl"},
            values={":counter": session.counter, ":now": rotated_at // 1000},
        )
        changes = {
            ":next": session.counter + 1,
            ":rotated_at": rotated_at,
            ":used_at": rotated_at // 1000,
            ":ends_at": ends_at,
        }
        try:
            item = await self._database.update(
                self._key(session.user_id, session.session_id),
                "SET refresh_counter = :next, rotated_at = :rotated_at, last_used_at = :used_at, #ttl = :ends_at",
                condition,
                changes,
            )
        except ConditionFailed as failed:
            if failed.item is None:
                return None
            item = failed.item
        changed = _session_of(item)
        return changed if changed.is_live() else None

    async def end(self, user_id: str, session_id: str) -> None:
        """Remove a session; ending one that has ended is no error."""
        await self._database.delete(self._key(user_id, session_id))

    def _key(self, user_id: str, session_id: str) -> Key:
        return Key(self._table, f"USER#{user_id}", f"SESSION#{session_id}")


_SESSION_ATTRIBUTES = (
    *("user_id", "session_id", "transport", "auth_time", "created_at", "expires_at", "ttl"),
    *("refresh_counter", "rotated_at", "last_used_at", "device", "address"),
)


def _session_of(item: Values) -> Session:
    return Session(
        user_id=item["user_id"],
        session_id=item["session_id"],
        transport=item["transport"],
        auth_time=item["auth_time"],
        created_at=item["created_at"],
        expires_at=item["expires_at"],
        ends_at=item["ttl"],
        counter=item["refresh_counter"],
        rotated_at=item["rotated_at"],
        last_used_at=item["last_used_at"],
        device=item["device"],
        address=item["address"],
    )
