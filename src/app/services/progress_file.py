"""How far a command has got, in a file beside the one that it is about."""

import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, Final

PRIVATE: Final = 0o600
"""Files here hold other people's data, or the ids of it: only whoever runs the command may read them."""


class ProgressFile:
    """A small JSON object that is there as it was or as it is, never half."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any] | None:
        """Return what was written; None if there is nothing, or nothing of ours."""
        try:
            found = json.loads(self.path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write(self, progress: dict[str, Any]) -> None:
        """Replace what is there."""
        new = self.path.with_name(f"{self.path.name}.new")
        new.unlink(missing_ok=True)
        with open_private(new, os.O_WRONLY | os.O_EXCL) as file:
            file.write(json.dumps(progress).encode())
        new.replace(self.path)

    def remove(self) -> None:
        """Remove it; there may be none."""
        self.path.unlink(missing_ok=True)


def open_private(path: Path, flags: int) -> BinaryIO:
    """Open a file for writing bytes, made if need be, which nobody else may read."""
    descriptor = os.open(path, flags | os.O_CREAT, PRIVATE)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):  # a device is not ours to close to others
        os.fchmod(descriptor, PRIVATE)
    return os.fdopen(descriptor, "wb")
