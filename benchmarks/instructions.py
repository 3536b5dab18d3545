"""Instructions of a warm request, counted by valgrind: the same on a busy machine as on a quiet one.

They leave out what time has besides: the kernel's part, waiting, and how well code and data fit the processor's caches.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.environments import Environment
from benchmarks.processes import RecordedDatabase, Worker, worker
from benchmarks.recording import Recording

WARM_REQUESTS, SETTLING_REQUESTS, COUNTED_REQUESTS = 60, 5, 20


def countable() -> bool:
    """Tell whether this machine has valgrind, and its debugger's bridge to switch the counting on."""
    return bool(shutil.which("valgrind") and shutil.which("vgdb"))


def instructions(
    cases: Mapping[str, Sequence[str]], environment: Environment, recording: Recording, database: RecordedDatabase
) -> dict[str, dict[str, int]]:
    """Count what one request takes, by case and handler, for the handlers that each case names."""
    found: dict[str, dict[str, int]] = {case: {} for case in cases}
    for name in dict.fromkeys(name for names in cases.values() for name in names):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "counted"
            # Starting up is left out: counting makes a program some fifty times slower.
            prefix = ("valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}")
            with worker(name, environment, recording, database.endpoint, prefix) as process:
                for case in (case for case, names in cases.items() if name in names):
                    database.choose(case)
                    found[case][name] = _counted(process, recording.events[case], out)
    return found


def _counted(process: Worker, event: Mapping[str, object], out: Path) -> int:
    process.run(event, WARM_REQUESTS)
    _tell(process, "instrumentation on")
    process.run(event, SETTLING_REQUESTS)
    _tell(process, "zero")
    process.run(event, COUNTED_REQUESTS)
    _tell(process, "dump")
    _tell(process, "instrumentation off")
    (dump,) = out.parent.glob(f"{out.name}.*")
    total = summed(dump.read_text(encoding="utf-8"))
    dump.unlink()
    return total // COUNTED_REQUESTS


def summed(dump: str) -> int:
    """Return the instructions of a dump of callgrind, over all threads."""
    found = re.search(r"^summary: (\d+)", dump, re.MULTILINE)
    if found is None:
        raise ValueError("valgrind's dump has no summary.")
    return int(found[1])


def _tell(process: Worker, command: str) -> None:
    subprocess.run(["vgdb", f"--pid={process.pid}", command], check=True, capture_output=True)
