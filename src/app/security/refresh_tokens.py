"""Refresh tokens: `v1.{user}.{session}.{counter}.{mac}`, opaque to clients (RFC 9700 §4.14.2).

The counter is the whole rotation: a session holds one number, and a token whose number is older was used before.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

from app.ids import is_id
from app.security import base64url
from app.security.keys import Keys

_TOKEN = re.compile(r"v1\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.(0|[1-9][0-9]{0,9})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token whose MAC is ours: which session it belongs to and how often that had been refreshed."""

    user_id: str
    session_id: str
    counter: int

    def _message(self) -> str:
        return f"v1.{self.user_id}.{self.session_id}.{self.counter}"


class RefreshTokens:
    """Writes refresh tokens and reads them back."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def write(self, token: RefreshToken) -> str:
        """Write a token, under the current key."""
        message = token._message()
        return f"{message}.{_mac((await self._keys.current()).refresh, message)}"

    async def read(self, text: str) -> RefreshToken | None:
        """Read a token; None if it is not one that we wrote, or if its key has been replaced twice since.

        Raises
        ------
        ServiceUnavailable
            The keys cannot be read, so nobody can tell.
        """
        match = _TOKEN.fullmatch(text)
        if match is None:
            return None
        user_id, session_id, counter, mac = match.groups()
        token = RefreshToken(user_id, session_id, int(counter))
        if not (is_id(user_id) and is_id(session_id)):
            return None
        message = token._message()
        keys = await self._keys.verifying(lambda keys: hmac.compare_digest(_mac(keys.refresh, message), mac))
        return None if keys is None else token


def _mac(key: bytes, message: str) -> str:
    return base64url.encode(hmac.digest(key, message.encode(), hashlib.sha256))
