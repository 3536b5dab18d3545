"""The sessions table: who is signed in, where and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

from app import clock
from app.repositories.accounts import Account, account_key, account_of
from app.repositories.dynamodb import ConditionFailed, DynamoDB, TransactionRefused, Values
from app.repositories.operations import Check, Condition, Delete, Key, Put, Query, Update, Write

type Transport = Literal["body", "cookie"]

_CALLER_ATTRIBUTES = (
    *("user_id", "email", "email_verified", "name", "roles", "disabled"),
    *("created_at", "updated_at", "version", "session_generation"),
)


class SessionRefused(Exception):
    """The session was not written, because a write that was to go with it was refused."""


class SessionEnded(Exception):
    """The session is over."""


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device. Times are seconds since 1970, but `rotated_at` and `given_at` in milliseconds.

    `idle_ends_at` is when it ends if nobody uses it, `hard_ends_at` when it ends in any case. `auth_time` is when its
    user last proved who they are. `rotated_at` is when the present refresh token came to be, `given_at` when somebody
    who did not have it yet last got it.
    """

    user_id: str
    session_id: str
    generation: int
    transport: Transport
    auth_time: int
    created_at: int
    hard_ends_at: int
    idle_ends_at: int
    counter: int
    rotated_at: int
    given_at: int
    last_used_at: int
    device: str
    address: str

    def is_live(self, account: Account) -> bool:
        """Tell whether it may still be used; DynamoDB removes what is over only later."""
        return (
            clock.seconds() < self.idle_ends_at
            and self.generation >= account.session_generation  # greater where the account was read just before
            and self.user_id == account.user_id
            and not account.disabled
        )


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Some sessions, newest first; `next_after` is the id behind which the list goes on, None at its end."""

    sessions: list[Session]
    next_after: str | None


class Sessions:
    """Sessions, one item each."""

    def __init__(self, database: DynamoDB, table: str, users_table: str) -> None:
        self._database = database
        self._table = table
        self._users_table = users_table

    async def create(self, session: Session, alongside: Sequence[Write] = ()) -> None:
        """Write a new session and what comes with it, all or nothing; `SessionRefused` if a condition did not hold."""
        try:
            await self._database.transact([self.created(session), *alongside])
        except TransactionRefused:
            raise SessionRefused from None

    def created(self, session: Session) -> Write:
        """Write a new session, in a transaction with what makes it possible."""
        key = self._key(session.user_id, session.session_id)
        attributes = {attribute: getattr(session, field) for field, attribute in _ATTRIBUTES.items()}
        return Put(self._table, {"pk": key.pk, "sk": key.sk, **attributes})

    async def with_account(self, user_id: str, session_id: str) -> tuple[Session, Account] | None:
        """Read a session and its user's account in one call, if both are live. The password hash is not read.

        The call is not isolated from transactions: one that carries the session over into a new generation may happen
        between its two reads. A session that seems to be of an older generation is therefore looked at once more.
        """
        session_key = self._key(user_id, session_id)
        user_key = account_key(self._users_table, user_id)
        for _ in range(2):
            found = await self._database.get_many({session_key: _SESSION_ATTRIBUTES, user_key: _CALLER_ATTRIBUTES})
            if session_key not in found or user_key not in found:
                return None
            session, account = _session_of(found[session_key]), account_of(found[user_key])
            if session.generation >= account.session_generation:
                return (session, account) if session.is_live(account) else None
        return None

    async def of_user(self, account: Account, *, limit: int, after: str | None) -> SessionPage:
        """List the live sessions of a user, newest first. A page may be short and still have a successor."""
        newest_first = self._sessions_of(account.user_id, limit=limit + 1)
        page = await self._database.query(
            replace(newest_first, after=None if after is None else _SESSION + after),
        )
        read = [_session_of(item) for item in page.items]
        next_after = None
        if len(read) > limit:
            next_after = read[limit - 1].session_id
        elif page.resume_after is not None:
            next_after = page.resume_after.removeprefix(_SESSION)
        return SessionPage([session for session in read[:limit] if session.is_live(account)], next_after)

    async def rotate(self, session: Session, *, rotated_at: int, idle_ends_at: int) -> Session | None:
        """Raise the refresh counter by one, if it is still what the session says.

        Returns the session as it is afterwards, whoever changed it; None if it has ended.
        """
        rotation = Update(
            self._key(session.user_id, session.session_id),
            "SET refresh_counter = :next, rotated_at = :rotated_at, given_at = :rotated_at, "
            "last_used_at = :used_at, #ttl = :idle_ends_at",
            {
                ":next": session.counter + 1,
                ":rotated_at": rotated_at,
                ":used_at": rotated_at // 1000,
                ":idle_ends_at": idle_ends_at,
            },
            Condition(
                "refresh_counter = :counter AND #ttl > :now",
                names={"#ttl": "ttl"},
                values={":counter": session.counter, ":now": rotated_at // 1000},
            ),
        )
        return await self._changed(rotation, now=rotated_at)

    async def give_again(self, session: Session, *, given_at: int) -> Session | None:
        """Note that somebody got the present refresh token for the one before it, if it still is the present one.

        Returns the session as it is afterwards, whoever changed it; None if it has ended.
        """
        note = Update(
            self._key(session.user_id, session.session_id),
            "SET given_at = :given_at",
            {":given_at": given_at},
            Condition("refresh_counter = :counter", values={":counter": session.counter}),
        )
        return await self._changed(note, now=given_at)

    async def _changed(self, change: Update, *, now: int) -> Session | None:
        try:
            item = await self._database.update(change)
        except ConditionFailed as failed:
            if failed.item is None:
                return None
            item = failed.item
        session = _session_of(item)
        return session if now // 1000 < session.idle_ends_at else None

    async def stamp(self, session: Session, auth_time: int, alongside: Sequence[Write]) -> None:
        """Note that the session's user has just proved who they are; `SessionEnded` if it is over."""
        proof = Update(
            self._key(session.user_id, session.session_id),
            "SET auth_time = :auth_time",
            {":auth_time": auth_time},
            Condition("attribute_exists(pk)"),
        )
        try:
            await self._database.transact([proof, *alongside])
        except TransactionRefused:
            raise SessionEnded from None

    def carried_over(self, session: Session, account: Account) -> Write:
        """Take the session along into the account's next generation, in the transaction that begins that."""
        return Update(
            self._key(session.user_id, session.session_id),
            "SET generation = :next",
            {":next": account.next_generation},
            Condition("attribute_exists(pk)"),
        )

    def still_there(self, session_id: str, user_id: str) -> Write:
        """Refuse a transaction if the session was ended."""
        return Check(self._key(user_id, session_id), Condition("attribute_exists(pk)"))

    async def end(self, user_id: str, session_id: str, *, generation: int = 0) -> bool:
        """Remove a session, and tell whether there was one; ending one that has ended is no error.

        A transaction of one write, which knows its own repetition by its token: a deletion whose answer was lost would
        find nothing to delete.

        Parameters
        ----------
        generation
            That of the account: what is of an older one, or over, is no session any more.
        """
        first = "attribute_not_exists(generation) OR " if generation == 0 else ""
        there = Condition(
            f"attribute_exists(pk) AND #ttl > :now AND ({first}generation >= :generation)",
            names={"#ttl": "ttl"},
            values={":now": clock.seconds(), ":generation": generation},
        )
        try:
            await self._database.transact([Delete(self._key(user_id, session_id), there)])
        except TransactionRefused:
            return False
        return True

    async def remove_before(self, generation: int, user_id: str) -> None:
        """Remove a user's sessions of older generations, at most 1,000: what has ended needs no place any more."""
        page = await self._database.query(self._sessions_of(user_id, limit=1000))
        ended = [item["session_id"] for item in page.items if item.get("generation", 0) < generation]
        await self._database.delete_many(self._key(user_id, session_id) for session_id in ended)

    def _sessions_of(self, user_id: str, *, limit: int) -> Query:
        return Query(
            self._table, _partition(user_id), limit, descending=True, low=_SESSION, high=_SESSION + _BEHIND_EVERY_ID
        )

    def _key(self, user_id: str, session_id: str) -> Key:
        return Key(self._table, _partition(user_id), _SESSION + session_id)


_SESSION = "SESSION#"
_BEHIND_EVERY_ID = "~"
# Which field of a session is in which attribute of its item.
_ATTRIBUTES = {field.name: field.name for field in fields(Session)} | {
    "hard_ends_at": "expires_at",
    "idle_ends_at": "ttl",
    "counter": "refresh_counter",
}
_SESSION_ATTRIBUTES = tuple(_ATTRIBUTES.values())


def _partition(user_id: str) -> str:
    return f"USER#{user_id}"


def _session_of(item: Values) -> Session:
    # Items that an older version wrote lack what was added later.
    item = {"generation": 0, "given_at": item["rotated_at"], **item}
    return Session(**{field: item[attribute] for field, attribute in _ATTRIBUTES.items()})
