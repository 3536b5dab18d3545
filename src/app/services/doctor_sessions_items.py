"""The invariants of the sessions table: everything ends and is of somebody, and nothing is ahead of its account."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.collection import Collection
from app.collection.layout import Layout
from app.repositories.document_keys import places_of
from app.repositories.operations import Key
from app.services.doctor_breaches import Beside, Breach, Item, account_beside, purge_beside

_KINDS: Final = {
    "PENDING": "pending registration",
    "LIMIT": "counter",
    "IDEMPOTENCY": "idempotency marker of",
    "TICKET": "ticket",
    "CONNECTION": "connection",
    "TOPIC": "subscription to",
}
"""What there is in partitions of these names."""


class SessionsItems:
    """Examines items of the sessions table.

    Parameters
    ----------
    collections, layouts
        Where the documents are that idempotency markers name.
    """

    def __init__(self, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]) -> None:
        self._collections = collections
        self._layouts = layouts

    def beside(self, item: Item) -> list[Key]:
        """Return the keys of what an item has to agree with."""
        if _is_of_account(item):
            return [account_beside(item["user_id"]), purge_beside(item["user_id"])]
        if not item["pk"].startswith("IDEMPOTENCY#"):
            return []
        return [
            key
            for name, owner_id, document_id in item["documents"]
            for key in (*self._places(name, owner_id, document_id), account_beside(owner_id))
        ]

    def breaches(self, item: Item, beside: Beside) -> Iterator[Breach]:
        """Examine a session, a token, a marker, or what has to end."""
        kind, id_ = _named(item)
        if not isinstance(item.get("ttl"), int):
            remedy = "Delete the item, or set its `ttl` to when it shall end, in seconds since 1970."
            yield Breach(kind, id_, "has no end", remedy)
            return
        if _is_of_account(item):
            yield from _of_account(item, beside, kind, id_)
        if item["sk"].startswith("SESSION#"):
            yield from _of_session(item, kind, id_)
        if item["pk"].startswith("IDEMPOTENCY#"):
            yield from self._of_marker(item, beside, kind, id_)

    def _of_marker(self, item: Item, beside: Beside, kind: str, id_: str) -> Iterator[Breach]:
        for name, owner_id, document_id in item["documents"]:
            places = self._places(name, owner_id, document_id)
            # What is of a deleted user is gone, and the marker may be somebody else's.
            if places and account_beside(owner_id) in beside and not any(place in beside for place in places):
                yield Breach(
                    kind,
                    id_,
                    f"names {document_id} of {name}, which is not there, nor its tombstone",
                    "If one table was restored and others were not, restore them to the same time. Else delete the "
                    "item, so that the request may be made again.",
                )

    def _places(self, name: str, owner_id: str, document_id: str) -> list[Key]:
        """Return where a document may be; nowhere if it is of no collection any more, or of one that expires."""
        if name not in self._layouts or self._collections[name].expires is not None:
            return []
        return [Key("data", pk, document_id) for pk in places_of(self._layouts[name], owner_id, document_id)]


def _is_of_account(item: Item) -> bool:
    return bool(item["sk"].startswith(("SESSION#", "TOKEN#")))


def _named(item: Item) -> tuple[str, str]:
    """Return what an item is and its id, of which whatever is secret is left out."""
    partition, _, rest = item["pk"].partition("#")
    sort, _, sort_id = item["sk"].partition("#")
    match partition, sort:
        case "USER", "SESSION":
            return "session", sort_id
        case "USER", "TOKEN":
            return f"{sort_id} token of", rest
        case "USER", "CONNECTION":
            return "connection of", rest
        case "PENDING" | "TICKET", _:
            return _KINDS[partition], f"{rest[:8]}…"
        case _:
            return _KINDS.get(partition, "item"), rest


def _of_account(item: Item, beside: Beside, kind: str, id_: str) -> Iterator[Breach]:
    owner = beside.get(account_beside(item["user_id"]))
    if owner is None:
        if purge_beside(item["user_id"]) not in beside:
            what = "is of nobody: there is no such account, and no purge of it"
            yield Breach(kind, id_, what, "Delete the item.")
        return
    if item.get("generation", 0) > owner.get("session_generation", 0):
        yield Breach(
            kind,
            id_,
            "is of a generation that its account has not reached",
            "The users table is older than this one, after a restoration perhaps: restore both to the same time, "
            "or delete the item. Until then a new password does not end it.",
        )
    if item["sk"].startswith("TOKEN#") and owner.get("disabled"):
        yield Breach(kind, id_, "is of somebody who is disabled", "Delete the item.")


def _of_session(item: Item, kind: str, id_: str) -> Iterator[Breach]:
    """Examine the times and the counter of a session: they follow each other."""
    rotated, given = item["rotated_at"] // 1000, item.get("given_at", item["rotated_at"]) // 1000
    found = {
        "was given out before it was made, or after its end": not item["created_at"] <= rotated <= given < item["ttl"],
        "outlives its end": item["ttl"] > item["expires_at"],
        # Not the other way round: with a minimum age of 0, a rotation may be in the second of the sign-in.
        "was rotated and not counted": item["refresh_counter"] == 0 and rotated != item["created_at"],
    }
    for what, is_so in found.items():
        if is_so:
            yield Breach(kind, id_, what, f"Delete the item; {item['user_id']} signs in again on that device.")
