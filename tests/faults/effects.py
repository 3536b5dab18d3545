"""What requests did, without what differs from one time to the next: for telling whether something was done, and once.

Two requests had the same effect when these are equal. Counters of attempts are left out, since an attempt counts
whether or not it led to anything, and so are ended sessions, whose removal may fail.
"""

from datetime import datetime
from typing import Any, Final

from tests.faults.state import Items

type Effects = list[str]

_OF_SESSION: Final = ("generation", "transport", "refresh_counter")


def effects(users: Items, sessions: Items, data: Items) -> Effects:
    """Return what is stored, as sorted lines."""
    accounts = {item["user_id"]: item for item in users if item["sk"] == "ACCOUNT"}
    lines = [*map(_of_user, users), *(_of_document(item) for item in data)]
    for item in sessions:
        kind = item["pk"].split("#")[0]
        if item["sk"].startswith("SESSION#"):
            account = accounts.get(item["user_id"])
            if account is not None and item["generation"] >= account["session_generation"]:
                lines.append(f"session of {account['email']}: {_of(item, *_OF_SESSION)}")
        elif kind != "LIMIT":
            lines.append(f"{kind} {item['sk'] if kind == 'USER' else ''} {_of(item, 'user_id', 'email')}")
    return sorted(lines)


def _of_user(item: dict[str, Any]) -> str:
    kept = ("email", "email_verified", "name", "locale", "preferences", "roles", "disabled", "version", "count")
    return f"{item['sk']} {_of(item, *kept, 'session_generation')}"


def _of_document(item: dict[str, Any]) -> str:
    kind = item["pk"].split("#")[0]
    if kind in {"PURGE", "LAYOUT"}:
        return f"{kind} {item['sk']}"
    if "deleted_at" in item:
        return f"{kind} tombstone"
    # The first version is the time of the creation, and each write adds one.
    writes = item["version"] - round(datetime.fromisoformat(item["created_at"]).timestamp() * 1000)
    return f"{kind} of {item['owner_id']}, {writes} writes later: {item['data']}"


def _of(item: dict[str, Any], *names: str) -> str:
    return ", ".join(f"{name}={item[name]!r}" for name in names if name in item)
