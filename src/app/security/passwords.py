"""Passwords: argon2id through passlib, by NIST SP 800-63B-4 §3.1.1.2.

No composition rules, no trimming, no truncation; a password is its characters in Unicode normal form C.
"""

import secrets
import unicodedata
from base64 import b64encode
from functools import cache
from typing import Final

from passlib.hash import argon2

from app.blocking import RunBlocking

MAX_LENGTH: Final = 256
"""Code points after normalisation. Far below what makes hashing slow, and passlib's own limit is 4,096."""

# passlib would load it with the first password, and not safely: a method looked up before the loading fails after it.
argon2.set_backend("argon2_cffi")

# OWASP's argon2id parameters: 19 MiB, two passes, one lane.
_ARGON2ID = argon2.using(type="ID", memory_cost=19_456, time_cost=2, parallelism=1)  # type: ignore[no-untyped-call]


def normalise(password: str) -> str:
    """Return the form that is measured and hashed: NFC, so that one password typed on two keyboards is one."""
    return unicodedata.normalize("NFC", password)


class Passwords:
    """Hashes and checks; each costs about 20 ms of one core, so both run where blocking calls may."""

    def __init__(self, run: RunBlocking) -> None:
        self._run = run

    async def hash(self, password: str) -> str:
        """Return the hash to store: PHC string format, with its parameters and salt."""
        secret = normalise(password)
        return await self._run(lambda: str(_ARGON2ID.hash(secret)))

    @staticmethod
    def is_outdated(stored_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than new ones are."""
        return bool(_ARGON2ID.needs_update(stored_hash))

    async def matches(self, password: str, stored_hash: str | None) -> bool:
        """Tell whether the password is the one behind the hash.

        Without a hash (nobody has this address) the same work is done against one that nothing matches, so that the
        time of an answer tells nothing (OWASP ASVS 5.0 §6.3.8).
        """
        secret = normalise(password)
        known = stored_hash is not None

        def verify() -> bool:
            try:
                return bool(_ARGON2ID.verify(secret, stored_hash if stored_hash is not None else _unmatched()))
            except (ValueError, TypeError):  # a hash we cannot read proves nobody
                return False

        return await self._run(verify) and known


@cache
def _unmatched() -> str:
    """Write a hash that costs as much to compare with as any, without making one."""
    cost = f"m={_ARGON2ID.memory_cost},t={_ARGON2ID.default_rounds},p={_ARGON2ID.parallelism}"
    salt, digest = (b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19${cost}${salt}${digest}"
