"""Where an export goes: a file that can be gone on with, or a stream."""

import os
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from app.services.document_export import ExportProgress
from app.services.progress_file import ProgressFile, open_private


class FileInTheWay(Exception):
    """There is such a file already, and this is not what would go on with it."""


class ExportFile:
    """A file of lines, and beside it how far it is complete. A context manager, which closes it.

    Parameters
    ----------
    origin
        What tells this export from others: where the data is, and which.
    overwrite
        Begin anew, whatever is there, unless it is this very export that was interrupted.

    Raises
    ------
    FileInTheWay
        There is a file, and it is not to be overwritten.
    OSError
        The file cannot be written.
    """

    def __init__(self, path: Path, origin: Collection[str], *, overwrite: bool = False) -> None:
        self._path = path
        self._origin = list(origin)
        self._beside = ProgressFile(path.with_name(f"{path.name}.progress"))
        self._size = 0
        self.progress = ExportProgress()
        self.is_resumed = False
        interrupted = self._interrupted()
        if interrupted is not None:
            self.is_resumed = True
            self._size = interrupted.pop("size")
            after = interrupted.pop("after")
            self.progress = ExportProgress(**interrupted, after=None if after is None else (after[0], after[1]))
        elif path.exists() and not overwrite:
            raise FileInTheWay
        self._file: BinaryIO = open_private(path, os.O_WRONLY)
        self._file.truncate(self._size)  # without what was written after the progress was
        self._file.seek(self._size)
        if not self.is_resumed:
            self._keep()

    def write(self, lines: bytes, progress: ExportProgress) -> None:
        """Write whole lines; after an interruption `progress` holds from here on."""
        self._file.write(lines)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._size += len(lines)
        self.progress = progress
        if progress.after is not None:
            self._keep()

    def finish(self) -> None:
        """Say that it is complete."""
        self._beside.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()

    def _interrupted(self) -> dict[str, Any] | None:
        found = self._beside.read()
        if found is None or found.pop("origin", None) != self._origin or not self._path.exists():
            return None
        return found if found.get("size", 0) <= self._path.stat().st_size else None

    def _keep(self) -> None:
        self._beside.write({"origin": self._origin, "size": self._size, **asdict(self.progress)})


class ExportStream:
    """Somewhere lines go and do not come back from, such as standard output."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, lines: bytes, _progress: ExportProgress) -> None:
        """Write whole lines."""
        self._stream.write(lines)
        self._stream.flush()
