"""Browsers that an account was used with before, so that its owner is told of one that was not."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

KNOWN_DEVICES: Final = 20
"""How many an account remembers: the latest."""

_VERSION = re.compile(r"[0-9][0-9._]*")


def mark_of(description: str) -> str:
    """Return the mark of a browser or app: what it calls itself without the versions, which change by themselves."""
    return hashlib.sha256(_VERSION.sub("", description).encode()).hexdigest()[:16]


def with_device(devices: Sequence[str], mark: str) -> tuple[str, ...]:
    """Return the devices with this one as the latest."""
    return (*(device for device in devices if device != mark), mark)[-KNOWN_DEVICES:]
