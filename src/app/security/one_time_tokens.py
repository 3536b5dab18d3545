"""One-time tokens as they are mailed: 256 random bits, and before them whose they are where an account exists.

Only the SHA-256 of a token is stored. Its randomness makes a slower hash pointless (OWASP ASVS 5.0 §6.5.1).
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from app.ids import is_id

_RANDOM = r"[A-Za-z0-9_-]{43}"
_OF_USER = re.compile(rf"([0-9a-f-]{{36}})\.{_RANDOM}")
_OF_NOBODY = re.compile(_RANDOM)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to mail, and what to store of it."""

    text: str
    token_hash: str


def new_token(user_id: str | None = None) -> NewToken:
    """Make a token, for a user or for somebody who has no account yet."""
    text = secrets.token_urlsafe(32) if user_id is None else f"{user_id}.{secrets.token_urlsafe(32)}"
    return NewToken(text, _hash(text))


def user_and_hash(text: str) -> tuple[str, str] | None:
    """Read a user's token: whose it says it is, and the hash that has to be stored there. None for anything else."""
    match = _OF_USER.fullmatch(text)
    return (match.group(1), _hash(text)) if match is not None and is_id(match.group(1)) else None


def hash_of(text: str) -> str | None:
    """Read the token of somebody who has no account yet. None for anything else."""
    return _hash(text) if _OF_NOBODY.fullmatch(text) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
