"""The users table: accounts, and the claims that keep e-mail addresses unique."""

import zlib
from dataclasses import dataclass
from typing import Final

from app.repositories.dynamodb import ABSENT, DynamoDB, Key, TransactionRefused, Values

LISTING_SHARDS: Final = 8
"""Over how many partitions of the `accounts` index the list of all accounts is spread."""


class EmailClaimed(Exception):
    """The address belongs to another account."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account. Times are RFC 3339; `email` is canonical."""

    user_id: str
    email: str
    name: str | None
    password_hash: str
    created_at: str
    updated_at: str
    roles: tuple[str, ...] = ()
    disabled: bool = False
    version: int = 1


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
        roles=tuple(item.get("roles", ())),
        disabled=item.get("disabled", False),
        version=item.get("version", 1),
    )


class Users:
    """Accounts and their claims."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def create(self, account: Account) -> None:
        """Write an account and the claim on its address, both or neither.

        Raises
        ------
        EmailClaimed
            The address belongs to somebody already.
        """
        key = account_key(self._table, account.user_id)
        item = {
            "pk": key.pk,
            "sk": key.sk,
            "accounts_pk": f"ACCOUNTS#{zlib.crc32(account.user_id.encode()) % LISTING_SHARDS}",
            "accounts_sk": account.user_id,
            "user_id": account.user_id,
            "email": account.email,
            "name": account.name,
            "password_hash": account.password_hash,
            "roles": account.roles,
            "disabled": account.disabled,
            "version": account.version,
            "created_at": account.created_at,
            "updated_at": account.updated_at,
        }
        claim = {
            "pk": _claim_partition(account.email),
            "sk": "CLAIM",
            "user_id": account.user_id,
            "created_at": account.created_at,
        }
        try:
            await self._database.put_all([(self._table, item, ABSENT), (self._table, claim, ABSENT)])
        except TransactionRefused:
            raise EmailClaimed from None

    async def by_id(self, user_id: str) -> Account | None:
        """Find the account of a user."""
        item = await self._database.get(account_key(self._table, user_id))
        return None if item is None else account_of(item)

    async def by_email(self, email: str) -> Account | None:
        """Find the account that owns a canonical address."""
        claim = await self._database.get(Key(self._table, _claim_partition(email), "CLAIM"))
        if claim is None:
            await self.by_id("nobody")  # an unknown address takes as long as a known one
            return None
        account = await self.by_id(claim["user_id"])
        return account if account is not None and account.email == email else None


def _claim_partition(email: str) -> str:
    return f"EMAIL#{email}"
