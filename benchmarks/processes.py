"""The processes of a measurement: the database, and a worker for each handler."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from benchmarks.environments import HERE, Environment
from benchmarks.recording import Recording

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Round:
    """Some requests of one case, answered by one handler."""

    seconds: float
    cpu: float
    status: int


class RecordedDatabase:
    """The database's process."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._process = process
        self.endpoint = f"http://127.0.0.1:{port}"

    def choose(self, case: str) -> int:
        """Answer as this case was answered from now on; return how often it was called since the last choice."""
        url = f"{self.endpoint}/case/{quote(case)}"
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # our own, on loopback
            return int(answer.read())


@contextmanager
def recorded_database(recording: Recording, environment: Environment) -> Iterator[RecordedDatabase]:
    """Start the database with what was recorded."""
    answers = {quote(case): operations for case, operations in recording.answers.items()}
    process = subprocess.Popen(
        environment.command(str(HERE / "database.py")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None  # noqa: S101  # as it was asked for
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(json.dumps({**answers, "default": recording.answers["default"]}) + "\n")
    process.stdin.flush()
    try:
        yield RecordedDatabase(process, int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


class Worker:
    """A handler's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def run(self, event: Mapping[str, Any], count: int) -> Round:
        """Have it answer an event several times."""
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps({"event": event, "count": count}) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("\x00"):  # the rest is the handler's log
                return Round(**json.loads(line[1:]))
        raise RuntimeError("The handler's process has ended; what it said stands above.")


def start_variables(environment: Environment, recording: Recording, endpoint: str) -> dict[str, str]:
    """Return the variables that a handler is started with."""
    return environment.variables({**recording.variables, "AWS_ENDPOINT_URL": endpoint})


@contextmanager
def worker(
    name: str, environment: Environment, recording: Recording, endpoint: str, prefix: Sequence[str] = ()
) -> Iterator[Worker]:
    """Start a handler's process, by another program where there is a prefix."""
    process = subprocess.Popen(
        [*prefix, *environment.command("-m", "worker", name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=start_variables(environment, recording, endpoint),
        text=True,
    )
    try:
        yield Worker(process)
    finally:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()
