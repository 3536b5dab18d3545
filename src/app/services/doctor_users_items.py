"""The invariants of the users table: one claim an account, one account a claim, and administrators counted."""

import zlib
from collections.abc import Iterator

from app.collection.access import ADMIN
from app.repositories.accounts import LISTING_SHARDS, listing_partition
from app.repositories.operations import Key
from app.services.doctor_breaches import Beside, Breach, Item, account_beside


def beside_in_users(item: Item) -> list[Key]:
    """Return the keys of what an item has to agree with."""
    match item["sk"]:
        case "ACCOUNT":
            return [_claim_key(item["email"])]
        case "CLAIM":
            return [account_beside(item["user_id"])]
        case _:
            return []


def breaches_in_users(item: Item, beside: Beside) -> Iterator[Breach]:
    """Examine an account or a claim."""
    match item["sk"]:
        case "ACCOUNT":
            yield from _of_account(item, beside)
        case "CLAIM":
            yield from _of_claim(item, beside)


def counts_as_administrator(item: Item) -> bool:
    """Tell whether it is the account of an administrator who is counted."""
    return item["sk"] == "ACCOUNT" and ADMIN in item.get("roles", ()) and not item.get("disabled", False)


def breach_of_count(counted: int, there: int) -> Breach | None:
    """Compare the count of enabled administrators with how many there are."""
    if counted == there:
        return None
    return Breach(
        "count",
        "of administrators",
        f"says {counted}, and there are {there}",
        f"Set the number `count` of the item ADMINS / COUNT to {there}, while nobody changes roles.",
    )


def _of_account(account: Item, beside: Beside) -> Iterator[Breach]:
    user_id = account["user_id"]
    claim = beside.get(_claim_key(account["email"]))
    if claim is None:
        yield Breach(
            "account",
            user_id,
            "has no claim on its address",
            "Write it: an item EMAIL#{its email} / CLAIM with its `user_id` and `created_at`. Until then nobody can "
            "sign in to it.",
        )
    elif claim["user_id"] != user_id:
        yield Breach(
            "account",
            user_id,
            f"has an address that is claimed by {claim['user_id']}",
            "Find out who reads its mail, and delete the other account's item, or give it another email and claim.",
        )
    partition = listing_partition(zlib.crc32(user_id.encode()) % LISTING_SHARDS)
    if (account.get("accounts_pk"), account.get("accounts_sk")) != (partition, user_id):
        yield Breach(
            "account",
            user_id,
            "is not where the list of accounts looks for it",
            f"Set its `accounts_pk` to {partition} and its `accounts_sk` to {user_id}.",
        )


def _of_claim(claim: Item, beside: Beside) -> Iterator[Breach]:
    user_id = claim["user_id"]
    account = beside.get(account_beside(user_id))
    if account is None or _claim_key(account["email"]) != Key("users", claim["pk"], claim["sk"]):
        yield Breach(
            "claim of",
            user_id,
            "is on an address that no account of theirs has",
            f"Delete the item: among those of sort key CLAIM, the one with `user_id` {user_id} whose address is not "
            "that of their account. Until then nobody can register with it.",
        )


def _claim_key(email: str) -> Key:
    return Key("users", f"EMAIL#{email}", "CLAIM")
