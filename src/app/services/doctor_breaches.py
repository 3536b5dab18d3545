"""What contradicts what in the tables: a breach of an invariant, and what it takes to see one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.repositories.operations import Key

type Item = Mapping[str, Any]

type Beside = Mapping[Key, Item]
"""Items that others depend on, by their keys, in which a table is `users`, `sessions` or `data`."""


@dataclass(frozen=True, slots=True)
class Breach:
    """An item that contradicts itself or others. No address, token or content is in it.

    Parameters
    ----------
    kind, id
        What it is of: an account and its id for example.
    what
        What is wrong, as a sentence goes on after that.
    remedy
        What to do.
    """

    kind: str
    id: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"The {self.kind} {self.id} {self.what}."


def account_beside(user_id: str) -> Key:
    """Return the key of a user's account."""
    return Key("users", f"USER#{user_id}", "ACCOUNT")


def purge_beside(user_id: str) -> Key:
    """Return the key of the marker of a user who is being purged."""
    return Key("data", "PURGE", user_id)


def is_over(item: Item, now: int) -> bool:
    """Tell whether DynamoDB removes it soon, so that it counts as absent."""
    ttl = item.get("ttl")
    return isinstance(ttl, int) and ttl <= now
