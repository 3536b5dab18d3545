"""The users table: accounts, and the claims that keep e-mail addresses unique."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app import clock
from app.repositories.dynamodb import DynamoDB, TransactionRefused, Values
from app.repositories.operations import Check, Condition, Delete, Key, Put, Update, Write

LISTING_SHARDS: Final = 8
"""Over how many partitions of the `accounts` index the list of all accounts is spread."""


class EmailClaimed(Exception):
    """The address belongs to another account."""


class AccountChanged(Exception):
    """The account, or what was to change with it, is not any more what it was when it was read."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account. Times are RFC 3339; `email` is canonical.

    A session counts only while it is of the account's `session_generation`, so that raising this one number ends all
    sessions in the same write as whatever the reason was.
    """

    user_id: str
    email: str
    name: str | None
    password_hash: str
    created_at: str
    updated_at: str
    email_verified: bool = False
    roles: tuple[str, ...] = ()
    disabled: bool = False
    version: int = 1
    session_generation: int = 0


def account_key(table: str, user_id: str) -> Key:
    """Return the key of a user's account."""
    return Key(table, f"USER#{user_id}", "ACCOUNT")


def account_of(item: Values) -> Account:
    """Read an account from its item; attributes that were not asked for stay empty."""
    return Account(
        user_id=item["user_id"],
        email=item.get("email", ""),
        name=item.get("name"),
        password_hash=item.get("password_hash", ""),
        created_at=item.get("created_at", ""),
        updated_at=item.get("updated_at", ""),
        email_verified=item.get("email_verified", False),
        roles=tuple(item.get("roles", ())),
        disabled=item.get("disabled", False),
        version=item.get("version", 1),
        session_generation=item.get("session_generation", 0),
    )


class Users:
    """Accounts and their claims."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def create(self, account: Account, alongside: Sequence[Write] = ()) -> None:
        """Write an account, the claim on its address and what comes with it: all or nothing.

        Raises
        ------
        EmailClaimed
            The address belongs to somebody already.
        AccountChanged
            A write alongside was refused.
        """
        key = account_key(self._table, account.user_id)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "accounts_pk": f"ACCOUNTS#{zlib.crc32(account.user_id.encode()) % LISTING_SHARDS}",
            "accounts_sk": account.user_id,
            "user_id": account.user_id,
            "email": account.email,
            "email_verified": account.email_verified,
            "name": account.name,
            "password_hash": account.password_hash,
            "roles": account.roles,
            "disabled": account.disabled,
            "version": account.version,
            "session_generation": account.session_generation,
            "created_at": account.created_at,
            "updated_at": account.updated_at,
        }
        claim = self._claim(account.email, account.user_id, account.created_at)
        await self._claiming([claim, Put(self._table, item), *alongside])

    async def by_id(self, user_id: str) -> Account | None:
        """Find the account of a user."""
        item = await self._database.get(account_key(self._table, user_id))
        return None if item is None else account_of(item)

    async def by_email(self, email: str) -> Account | None:
        """Find the account that owns a canonical address."""
        claim = await self._database.get(self._claim_key(email))
        if claim is None:
            await self.by_id("nobody")  # an unknown address takes as long as a known one
            return None
        account = await self.by_id(claim["user_id"])
        return account if account is not None and account.email == email else None

    async def change_password(
        self, account: Account, password_hash: str, alongside: Sequence[Write] = (), *, email_verified: bool = False
    ) -> None:
        """Replace the password that was read, end every session by a new generation, and do what comes with it.

        `email_verified` says that whoever does this has just answered a mail to the account's address.

        Raises
        ------
        AccountChanged
            Password or sessions changed meanwhile, the account was disabled or deleted, or a write alongside refused.
        """
        change = Update(
            account_key(self._table, account.user_id),
            "SET password_hash = :new_hash, session_generation = :next, updated_at = :now, version = version + :one"
            + ", email_verified = :yes" * email_verified,
            {
                **({":yes": True} if email_verified else {}),
                ":new_hash": password_hash,
                ":next": account.session_generation + 1,
                ":now": clock.timestamp(clock.now()),
                ":one": 1,
            },
            _as_read(account),
        )
        await self._all_or_nothing([change, *alongside])

    async def end_sessions(self, account: Account, alongside: Sequence[Write] = ()) -> None:
        """Raise the generation that was read, which ends every session but what comes alongside.

        Raises
        ------
        AccountChanged
            Somebody else raised it meanwhile, the account is gone, or a write alongside was refused.
        """
        change = Update(
            account_key(self._table, account.user_id),
            "SET session_generation = :next",
            {":next": account.session_generation + 1},
            Condition(
                f"attribute_exists(pk) AND {_SAME_GENERATION}", values={":generation": account.session_generation}
            ),
        )
        await self._all_or_nothing([change, *alongside])

    async def change_email(self, account: Account, email: str, alongside: Sequence[Write] = ()) -> None:
        """Claim the new, confirmed address, give the old one back and write it into the account.

        Raises
        ------
        EmailClaimed
            The new address belongs to somebody.
        AccountChanged
            The account has another address or generation of sessions meanwhile, or is gone, or a write alongside was
            refused.
        """
        now = clock.timestamp(clock.now())
        change = Update(
            account_key(self._table, account.user_id),
            "SET email = :new_email, email_verified = :yes, updated_at = :now, version = version + :one",
            {":new_email": email, ":yes": True, ":now": now, ":one": 1},
            Condition(
                f"email = :old_email AND disabled = :no AND {_SAME_GENERATION}",
                values={":old_email": account.email, ":no": False, ":generation": account.session_generation},
            ),
        )
        theirs = Condition("user_id = :user_id", values={":user_id": account.user_id})
        old_claim = Delete(self._claim_key(account.email), theirs)
        await self._claiming([self._claim(email, account.user_id, now), old_claim, change, *alongside])

    def unchanged(self, account: Account) -> Write:
        """Refuse a transaction if password, sessions or state of the account are not what was read."""
        return Check(account_key(self._table, account.user_id), _as_read(account))

    def rehashed(self, account: Account, password_hash: str) -> Write:
        """Store another hash of the same password, if the account is what was read."""
        return Update(
            account_key(self._table, account.user_id),
            "SET password_hash = :new_hash",
            {":new_hash": password_hash},
            _as_read(account),
        )

    async def _claiming(self, writes: Sequence[Write]) -> None:
        """Do a transaction that begins with a claim. When more was refused than the claim, that was the reason."""
        try:
            await self._database.transact(writes)
        except TransactionRefused as refused:
            raise EmailClaimed if refused.failed == (0,) else AccountChanged from None

    async def _all_or_nothing(self, writes: Sequence[Write]) -> None:
        try:
            await self._database.transact(writes)
        except TransactionRefused:
            raise AccountChanged from None

    def _claim(self, email: str, user_id: str, created_at: str) -> Put:
        key = self._claim_key(email)
        return Put(self._table, {"pk": key.pk, "sk": key.sk, "user_id": user_id, "created_at": created_at})

    def _claim_key(self, email: str) -> Key:
        return Key(self._table, f"EMAIL#{email}", "CLAIM")


# Accounts made before there were generations are of the first one.
_SAME_GENERATION = "(session_generation = :generation OR attribute_not_exists(session_generation))"


def _as_read(account: Account) -> Condition:
    return Condition(
        f"password_hash = :old_hash AND disabled = :no AND {_SAME_GENERATION}",
        values={":old_hash": account.password_hash, ":no": False, ":generation": account.session_generation},
    )
