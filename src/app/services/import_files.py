"""Where an import comes from: a file, and beside it how far it is done."""

from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from app.services.document_import import ImportOptions, Tally
from app.services.progress_file import ProgressFile


class ImportFile:
    """A file of lines, which is gone on with where the same import was interrupted. A context manager.

    Parameters
    ----------
    origin
        What tells the table that it goes into from others.

    Raises
    ------
    OSError
        The file cannot be read.
    """

    def __init__(self, path: Path, origin: Collection[str], options: ImportOptions) -> None:
        self.lines: BinaryIO = path.open("rb")
        self.size = path.stat().st_size
        self._fingerprint = [self.size, path.stat().st_mtime_ns, *origin, options.into, options.overwrite]
        self._beside = None if options.is_dry_run else ProgressFile(path.with_name(f"{path.name}.import-progress"))
        found = self._beside.read() if self._beside else None
        self.is_resumed = found is not None and found.pop("fingerprint", None) == self._fingerprint
        self.tally = _tally(found) if found is not None and self.is_resumed else Tally()

    def keep(self) -> None:
        """Let an import that is interrupted from here on go on where the tally is."""
        if self._beside:
            self._beside.write({"fingerprint": self._fingerprint, **asdict(self.tally)})

    def finish(self) -> None:
        """Say that it is done."""
        if self._beside:
            self._beside.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.lines.close()


def _tally(found: dict[str, Any]) -> Tally:
    return Tally(**{**found, "refused": [(line, reason) for line, reason in found["refused"]]})
