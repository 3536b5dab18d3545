"""What a cold start imports: modules by package, and the share of time that each package takes of all imports."""

import re
import statistics
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass

from benchmarks.environments import Environment
from benchmarks.processes import RecordedDatabase, start_variables
from benchmarks.recording import Recording

ROUNDS = 3
LARGEST = 10
LINE = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Imported:
    """A package: how many of its modules are imported, and their share of the time, without what they import."""

    package: str
    modules: int
    share: float


def imported(environment: Environment, recording: Recording, database: RecordedDatabase) -> list[Imported]:
    """Import the function several times; return the packages that take longest, and the others as one."""
    variables = start_variables(environment, recording, database.endpoint)
    command = environment.command("-X", "importtime", "-c", "import app.lambda_handler")
    found = [
        by_package(subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stderr)
        for _ in range(ROUNDS)
    ]
    shares = {
        package: Imported(package, modules, statistics.median(one[package][1] for one in found if package in one))
        for package, (modules, _) in found[-1].items()
    }
    ranked = sorted(shares.values(), key=lambda one: one.share, reverse=True)
    others = ranked[LARGEST:]
    rest = Imported("others", sum(one.modules for one in others), sum(one.share for one in others))
    return [*ranked[:LARGEST], rest]


def by_package(said: str) -> dict[str, tuple[int, float]]:
    """Return modules and share of time by package, of what Python says with `-X importtime`."""
    modules: Counter[str] = Counter()
    times: dict[str, int] = defaultdict(int)
    for microseconds, name in LINE.findall(said):
        package = name.partition(".")[0]
        modules[package] += 1
        times[package] += int(microseconds)
    whole = sum(times.values())
    return {package: (modules[package], times[package] / whole) for package in modules}
