"""One local cloud at a time on a state folder: the lock, and what to do about the one who holds it.

The lock is the kernel's (flock) on a file that the cloud's process inherits. So it cannot be left behind by a
process that died, and it lasts until a cloud whose starter was killed has finished saving.
"""

import contextlib
import fcntl
import json
import os
import signal
import time
from pathlib import Path

# A cloud that lost its starter is ended by its leash within ten seconds.
ORPHAN_SECONDS = 15.0
UNNAMED_SECONDS = 2.0


class StateLocked(Exception):
    """Somebody else uses the state. The message is for people."""


class StateLock:
    """A lock on a state folder. `descriptor` is to be passed on to the process that writes the state."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        if self._descriptor is None:
            raise RuntimeError("the lock is not held")
        return self._descriptor

    def acquire(self) -> None:
        """Take the lock, waiting for a cloud whose starter died, and ending it if it does not go.

        Raises
        ------
        StateLocked
            A live process holds it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._wait_for(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        self._write({"owner": os.getpid()})

    def record(self, group: int) -> None:
        """Note the process group of the cloud, for whoever finds it without its starter."""
        self._write({"owner": os.getpid(), "cloud": group})

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would race with the next one to open it."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            # Expressly, because a cloud that was just killed has a copy of the descriptor until it is quite gone.
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            os.close(self._descriptor)
            self._descriptor = None

    def _wait_for(self, descriptor: int) -> None:
        started = time.monotonic()
        ended = False
        while not _locked(descriptor):
            waited = time.monotonic() - started
            holder = self._read()
            owner = holder.get("owner")
            # A holder is unnamed only while it takes or gives back the lock.
            if (owner is not None and _alive(owner)) or (owner is None and waited > UNNAMED_SECONDS):
                raise StateLocked(self._in_use(owner))
            if waited > ORPHAN_SECONDS and not ended:
                # With its owner dead, only the cloud itself can hold the lock, so the recorded group is its own.
                with contextlib.suppress(ProcessLookupError, PermissionError, KeyError):
                    os.killpg(holder["cloud"], signal.SIGKILL)
                ended = True
            if waited > 2 * ORPHAN_SECONDS:
                raise StateLocked(f"A local cloud that lost its starter still uses {_shown(self._path.parent)}.")
            time.sleep(0.05)

    def _in_use(self, owner: int | None) -> str:
        who, how = (f"process {owner}", f" or `kill {owner}`") if owner else ("another process", "")
        return (
            f"Another local cloud ({who}) already uses {_shown(self._path.parent)}.\n"
            f"Use that one, or stop it first: Ctrl-C in its terminal{how}."
        )

    def _read(self) -> dict[str, int]:
        try:
            found = json.loads(self._path.read_text() or "{}")
        except ValueError:
            return {}
        return {k: v for k, v in found.items() if type(v) is int and v > 1} if isinstance(found, dict) else {}

    def _write(self, holder: dict[str, int]) -> None:
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(holder).encode(), 0)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _shown(folder: Path) -> str:
    with contextlib.suppress(ValueError):
        return str(folder.resolve().relative_to(Path.cwd()))
    return str(folder)
