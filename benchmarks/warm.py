"""Warm requests: handlers that have answered before, each case in turn, so that a slow moment is everybody's."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from benchmarks.environments import Environment
from benchmarks.processes import RecordedDatabase, Round, worker
from benchmarks.recording import EXPECTED, Recording

WARM_UP_REQUESTS = 60

type Rounds = Mapping[str, Mapping[str, Sequence[Round]]]
"""By case, by handler."""


def warm_requests(
    names: Sequence[str],
    rounds: int,
    requests: int,
    environment: Environment,
    recording: Recording,
    database: RecordedDatabase,
) -> Rounds:
    """Measure every case with every handler; a round is so many requests of one handler.

    Raises
    ------
    RuntimeError
        A handler answers a case with another status than the others.
    """
    found: dict[str, dict[str, list[Round]]] = {}
    with ExitStack() as stack:
        started = {name: stack.enter_context(worker(name, environment, recording, database.endpoint)) for name in names}
        for case, event in recording.events.items():
            database.choose(case)
            for name, process in started.items():
                status = process.run(event, WARM_UP_REQUESTS).status
                if status != EXPECTED[case]:
                    raise RuntimeError(f"{name} answers {case} with {status}, not {EXPECTED[case]}.")
            by_name: dict[str, list[Round]] = {name: [] for name in names}
            for _ in range(rounds):
                for name, process in started.items():
                    by_name[name].append(process.run(event, requests))
            found[case] = by_name
    return found
