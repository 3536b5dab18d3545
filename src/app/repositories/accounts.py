"""Accounts as items of the users table: what is stored of a person, and where."""

import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from app.collection.access import ADMIN
from app.repositories.dynamodb import Values
from app.repositories.operations import Condition, Key

LISTING_SHARDS: Final = 8
"""Over how many partitions of the `accounts` index the list of all accounts is spread."""

PROFILE: Final = ("name", "locale", "time_zone", "avatar_url", "preferences")
"""What people change about themselves."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account. Times are RFC 3339; `email` is canonical.

    A session counts only while it is of the account's `session_generation`, so that raising this one number ends all
    sessions in the same write as whatever the reason was.

    `devices` are the marks of browsers that signed in before, the latest last (services/devices.py).
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
    locale: str | None = None
    time_zone: str | None = None
    avatar_url: str | None = None
    preferences: dict[str, Any] = field(default_factory=dict)
    devices: tuple[str, ...] = ()

    @property
    def next_generation(self) -> int:
        """The generation of sessions after this one: writing it ends them all."""
        return self.session_generation + 1

    @property
    def counts_as_admin(self) -> bool:
        """Whether it is one of the administrators of whom there must be one."""
        return ADMIN in self.roles and not self.disabled


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
        locale=item.get("locale"),
        time_zone=item.get("time_zone"),
        avatar_url=item.get("avatar_url"),
        preferences=item.get("preferences", {}),
        devices=tuple(item.get("devices", ())),
    )


def item_of(table: str, account: Account) -> Values:
    """Return the item of an account."""
    key = account_key(table, account.user_id)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "accounts_pk": listing_partition(zlib.crc32(account.user_id.encode()) % LISTING_SHARDS),
        "accounts_sk": account.user_id,
        "user_id": account.user_id,
        "email": account.email,
        "email_verified": account.email_verified,
        "name": account.name,
        "locale": account.locale,
        "time_zone": account.time_zone,
        "avatar_url": account.avatar_url,
        "preferences": account.preferences,
        "password_hash": account.password_hash,
        "roles": account.roles,
        "disabled": account.disabled,
        "devices": account.devices,
        "version": account.version,
        "session_generation": account.session_generation,
        "created_at": account.created_at,
        "updated_at": account.updated_at,
    }


def listing_partition(shard: int) -> str:
    """Return a partition of the `accounts` index."""
    return f"ACCOUNTS#{shard}"


# Accounts made before there were generations are of the first one.
SAME_GENERATION: Final = "(session_generation = :generation OR attribute_not_exists(session_generation))"


def as_read(account: Account) -> Condition:
    """Require that password, sessions and state of the account are what was read."""
    return Condition(
        f"password_hash = :old_hash AND disabled = :no AND {SAME_GENERATION}",
        values={":old_hash": account.password_hash, ":no": False, ":generation": account.session_generation},
    )
