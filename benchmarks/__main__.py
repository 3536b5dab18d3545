"""Measures, prints the table of budgets, and keeps the run in build/bench."""

import argparse
import dataclasses
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import environments, exact, page, recording, report, sizes
from benchmarks.cold import cold_starts
from benchmarks.environments import Environment
from benchmarks.imports import imported
from benchmarks.instructions import countable, instructions
from benchmarks.processes import RecordedDatabase, recorded_database
from benchmarks.ratios import Ratio, ratio
from benchmarks.recording import Recording
from benchmarks.warm import Rounds, warm_requests

LATEST = environments.BUILD / "latest.json"
OTHERS = ("bare", "table", "powertools", "stock")
NAMES = ("fulmar", *OTHERS)

type Run = dict[str, Any]
"""What a run has found beside the rows of budgets, as it is kept."""

COUNTED = {"read": ("fulmar", "bare"), "list of 50": ("fulmar", "table")}
"""Cases with a budget, and the two handlers whose instructions are counted."""

COLD_ROUNDS = 5
"""For each case but the one that has a budget."""

COLD_BUDGET, READ_BUDGET, LIST_BUDGET = 1.15, 1.35, 0.9
PACKAGE_BUDGET, FIRST_LOAD_BUDGET, PAGE_BUDGET = 15_000, 120, 95

CALLERS = (1, 8, 64, 256)
ROUTES = ("GET /data/notes/{id}", "GET /data/notes?limit=25", "POST /data/notes", "GET /users/me", "GET /health")
REQUESTS_AT_ONCE = 512
REQUESTS_FOR_MEMORY, READS_FOR_MEMORY = 100_000, 4_000
SIZES = (100, 1_000, 10_000, 100_000)


def short(cold_rounds: int, warm_rounds: int, warm_count: int, *, whole: bool) -> tuple[list[report.Row], Run]:
    """Measure cold starts, the warm path and sizes; a whole run has cold starts of every case, and instructions."""
    environment = environments.build()
    recorded = recording.record()
    with recorded_database(recorded, environment) as database:
        say("cold starts …")
        cold = cold_starts(("imports", *NAMES), cold_rounds, environment, recorded, database)
        others = [case for case in recording.EXPECTED if case != "read"] if whole else []
        colds = {case: cold_starts(NAMES, COLD_ROUNDS, environment, recorded, database, case) for case in others}
        parts_of_start = [dataclasses.asdict(one) for one in imported(environment, recorded, database)]
        say("warm requests …")
        warm = warm_requests(NAMES, warm_rounds, warm_count, environment, recorded, database)
        counted = instructions_of(environment, recorded, database) if whole else {}
    zipped, parts = sizes.package_parts()
    rows = [
        report.row_of("cold start", COLD_BUDGET, ratio(cold["fulmar"], cold["imports"]), "against its imports alone"),
        report.row_of("read", READ_BUDGET, of(warm, "read", "bare"), "against bare boto3"),
        report.row_of("list of 50", LIST_BUDGET, of(warm, "list of 50", "table"), "against boto3's Table"),
        report.Row("package, zipped", PACKAGE_BUDGET, zipped / 1000, "KB"),
    ]
    first_load = sizes.first_load()
    if first_load is not None:
        rows.append(report.Row("first load of the site", FIRST_LOAD_BUDGET, first_load / 1000, "KB"))
    rows = [dataclasses.replace(row, instructions=counted.get(row.name)) for row in rows]
    peers = {
        "cold start": beside(cold),
        **{f"cold start, {case}": beside(found) for case, found in colds.items()},
        **{case: {name: dataclasses.asdict(of(warm, case, "stock", name)) for name in NAMES} for case in warm},
    }
    return rows, {"peers": peers, "calls": recorded.calls, "package": parts, "imports": parts_of_start}


def beside(found: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Compare every handler's cold start with that of stock FastAPI."""
    return {name: dataclasses.asdict(ratio(found[name], found["stock"])) for name in NAMES}


def instructions_of(environment: Environment, recorded: Recording, database: RecordedDatabase) -> dict[str, float]:
    """Return how many times as many instructions Fulmar takes, by case; nothing where there is no valgrind."""
    if not countable():
        say("instructions: not counted, since there is no valgrind here")
        return {}
    say("instructions …")
    found = instructions(COUNTED, environment, recorded, database)
    return {case: found[case][measured] / found[case][compared] for case, (measured, compared) in COUNTED.items()}


def of(warm: Rounds, case: str, compared: str, name: str = "fulmar") -> Ratio:
    """Compare two handlers in a case."""
    return ratio([one.seconds for one in warm[case][name]], [one.seconds for one in warm[case][compared]])


def long() -> tuple[list[report.Row], Run]:
    """Measure pages, growth and load, and count what is counted, which takes minutes."""
    from benchmarks.growth import growth
    from benchmarks.load import load, server
    from benchmarks.pages import judged

    say("pages …")
    run: Run = {}
    rows = []
    try:
        run["pages"] = [dataclasses.asdict(one) for one in judged()]
    except (RuntimeError, subprocess.SubprocessError) as error:
        say(f"pages: not judged. {error}")
    else:
        worst = min(score for one in run["pages"] for score in one["scores"].values())
        rows.append(report.Row("Lighthouse, the worst of all pages and categories", PAGE_BUDGET, worst, "of 100"))
    say("calls and units …")
    run["uses"] = exact.uses()
    say("growth …")
    run["growth"] = [dataclasses.asdict(one) for one in growth(SIZES)]
    say("load …")
    with server() as running:
        run["load"] = [
            dataclasses.asdict(load(running, route, callers, REQUESTS_AT_ONCE))
            for route in ROUTES
            for callers in CALLERS
        ]
        say("memory …")
        load(running, "GET /data/notes/{id}", 16, 2_000)  # until every thread and buffer is there
        memory = run["memory_kilobytes"] = [running.memory()]
        for _ in range(4):
            load(running, "GET /health", 64, (REQUESTS_FOR_MEMORY - READS_FOR_MEMORY) // 4)
            load(running, "GET /data/notes/{id}", 16, READS_FOR_MEMORY // 4)
            memory.append(running.memory())
    return rows + exact.counted_rows(run), run


def say(what: str) -> None:
    """Tell how far it is."""
    print(what, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the budgets.")
    parser.add_argument("--quick", action="store_true", help="under a minute: cold start, warm path and sizes")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/performance.md")
    arguments = parser.parse_args()
    before, last = report.read(LATEST)
    rows, run = short(3, 10, 25, whole=False) if arguments.quick else short(15, 40, 25, whole=True)
    if not arguments.quick:
        more_rows, more = long()
        rows += more_rows
        run |= more
    print(report.printed(rows, before))
    print()
    print(report.as_text(page.peers(run)))
    kept = report.kept(before, rows)
    report.write(LATEST, kept, {**last, **run})
    if arguments.write_docs:
        page.write(kept, {**last, **run})
    return 0 if all(row.verdict == report.MET for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
