"""Who may read and write the documents of a collection.

`owner`: the user whose document it is. `member`: anybody who is signed in. `public`: anybody. Any other word is a role
that accounts have; who is `admin` has every role.
"""

from typing import Final

from app.security.caller import Caller

OWNER: Final = "owner"
MEMBER: Final = "member"
PUBLIC: Final = "public"
ADMIN: Final = "admin"

_WORDS: Final = {OWNER, MEMBER, PUBLIC}


class NonsenseAccess(Exception):
    """The pair makes no sense; the message says what to change."""


def is_role(access: str) -> bool:
    """Tell whether it names a role rather than one of the rules."""
    return access not in _WORDS


def has_role(caller: Caller | None, role: str) -> bool:
    """Tell whether the caller has the role, or is an administrator."""
    return caller is not None and (role in caller.roles or ADMIN in caller.roles)


def require_sense(read: str, write: str) -> None:
    """Refuse a pair under which nobody could write, or nobody could read what they wrote.

    Raises
    ------
    NonsenseAccess
        With what to change.
    """
    for name, access in (("read", read), ("write", write)):
        if is_role(access) and not (access.isascii() and access.replace("_", "").isalnum() and access.islower()):
            raise NonsenseAccess(f"{name}={access!r} is no role; a role is lower case words joined by '_'")
    if write == PUBLIC:
        raise NonsenseAccess("write='public' would let strangers write; use 'owner', 'member' or a role")
    if read == OWNER and write not in (OWNER, ADMIN):
        raise NonsenseAccess(
            f"read='owner' keeps others out, so write={write!r} could never be used; write='owner', or 'admin' with "
            "?owner="
        )
    if is_role(read) and write not in (read, ADMIN):
        raise NonsenseAccess(
            f"write={write!r} lets people write what only the role {read!r} may read; write={read!r} or 'admin'"
        )
