"""Cursors: where a list goes on, signed, and bound to the caller and the query they were given for.

A cursor holds a position within a partition and never the partition itself, so none can lead into another's data.
"""

import hashlib
import hmac
from collections.abc import Iterable

from app.errors import MalformedRequest
from app.security import base64url
from app.security.keys import Keys

MAX_CURSOR_CHARACTERS = 1536
_MAC_BYTES = 16


class Cursors:
    """Writes cursors and reads them back."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def write(self, position: str, *, binding: Iterable[str]) -> str:
        """Write the cursor for what comes after `position`.

        `binding` names the caller and everything of the query that decides what the list holds and in which order.
        """
        content = position.encode()
        return base64url.encode(_mac((await self._keys.current()).cursor, content, binding) + content)

    async def read(self, cursor: str, *, binding: Iterable[str]) -> str:
        """Return the position.

        Raises
        ------
        MalformedRequest
            It is not a cursor of this list, or not this caller's, or its key has been replaced twice since.
        ServiceUnavailable
            The keys cannot be read, so nobody can tell.
        """
        binding = tuple(binding)
        try:
            if len(cursor) > MAX_CURSOR_CHARACTERS:
                raise ValueError
            decoded = base64url.decode(cursor)
            mac, content = decoded[:_MAC_BYTES], decoded[_MAC_BYTES:]
            keys = await self._keys.verifying(
                lambda keys: hmac.compare_digest(_mac(keys.cursor, content, binding), mac)
            )
            if keys is not None:
                return content.decode()
        except ValueError:
            pass
        raise MalformedRequest("The cursor does not belong to this list. Start again without one.")


def _mac(key: bytes, content: bytes, binding: Iterable[str]) -> bytes:
    message = b"".join(len(part).to_bytes(4) + part for part in (content, *(word.encode() for word in binding)))
    return hmac.digest(key, message, hashlib.sha256)[:_MAC_BYTES]
