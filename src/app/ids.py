"""Ids: UUID version 7 (RFC 9562 §5.7), which sort by the time at which they were made.

Python has `uuid.uuid7` from 3.14 on; this module can go with the move to that runtime.
"""

import re
import secrets
from typing import Final

from app import clock

ID_PATTERN: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""What may stand for an id in a path or a query; what is none of ours is answered like one that does not exist."""

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id(at: float | None = None) -> str:
    """Make an id for a thing created at `at`, seconds since 1970 (default: now).

    The 12 bits behind the milliseconds hold their fraction (RFC 9562 §6.2, method 3), so that ids made in one
    millisecond keep their order to a quarter of a microsecond.
    """
    milliseconds, fraction = divmod((clock.now() if at is None else at) * 1000, 1)
    number = int(milliseconds) << 80 | 0x7 << 76 | int(fraction * 4096) << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """Tell whether the text is a UUIDv7 in its canonical, lower-case form."""
    return _UUID7.fullmatch(text) is not None


def milliseconds_of(document_id: str) -> int:
    """Return the time in an id, milliseconds since 1970."""
    return int(document_id.replace("-", "")[:12], 16)
