"""The local cloud's log, of which a developer wants to see the warnings and errors as they come."""

import re
from pathlib import Path

_LINE = re.compile(r"\d{4}-\d\d-\d\d [\d:,]+ (?P<level>[A-Z]+) \[[^\]]+\] (?P<message>.*)")


class CloudLog:
    """Follows the file that the local cloud writes its log to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = 0
        self._in_trouble = False

    def new_troubles(self) -> list[str]:
        """Return the warnings and errors since the last call, with the tracebacks that follow them."""
        with self._path.open("rb") as file:
            file.seek(self._position)
            whole, _, _ = file.read().rpartition(b"\n")
        self._position += len(whole) + 1 if whole else 0
        troubles = []
        for line in whole.decode(errors="replace").splitlines():
            match = _LINE.fullmatch(line)
            if match:
                self._in_trouble = match["level"] in {"WARNING", "ERROR", "CRITICAL"}
            if self._in_trouble:
                troubles.append(f"{match['level']} {match['message']}" if match else line)
        return troubles
