"""Child processes that Ctrl-C does not reach, that end when we do, and that take their children along."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"

_LEASH = Path(__file__).with_name("leash.py")


class ChildProcess:
    """A command in a session of its own, on a leash (scripts/leash.py).

    `output` takes what it prints, both streams; without it, read `lines()`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        directory: Path = ROOT,
        output: IO[bytes] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_LEASH), *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=directory,
            pass_fds=pass_fds,
            start_new_session=True,
        )

    @property
    def group(self) -> int:
        """The id of the process group, which is the leash's pid."""
        return self._process.pid

    @property
    def ended(self) -> str | None:
        """How it ended, in words; None while it runs."""
        status = self._process.poll()
        if status is None:
            return None
        number = -status if status < 0 else status - 128
        if number in set(signal.Signals):
            return f"was killed by {signal.Signals(number).name}"
        return f"ended with exit code {status}"

    def lines(self) -> Iterator[str]:
        """Yield what it prints, line by line, until it and its children have closed their output."""
        assert self._process.stdout is not None, "its output goes to a file"  # noqa: S101
        with self._process.stdout as output:
            for line in output:
                yield line.decode(errors="replace").rstrip()

    def stop(self, grace: float) -> bool:
        """Ask the group to end, wait up to `grace` seconds, make it end. True when it went by itself."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            return False
        else:
            return True
        finally:
            self.kill()

    def kill(self) -> None:
        """End the group at once, and whatever the command left behind in it."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _signal(self, number: signal.Signals) -> None:
        # macOS answers PermissionError for a group whose members have all ended.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def environment_without(prefix: str) -> dict[str, str]:
    """Return this process's environment without the variables that begin with `prefix`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(prefix)}


def port_is_taken(port: int) -> bool:
    """Tell whether something listens on `port` of this machine, on IPv4 or IPv6."""
    for host in (LOOPBACK, "::1"):
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return True
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a port that nothing used a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
