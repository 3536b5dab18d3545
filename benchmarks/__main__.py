"""Measures, prints the table of budgets, and keeps the run in build/bench."""

import argparse
import dataclasses
import sys
from typing import Any

from benchmarks import environments, page, recording, report, sizes
from benchmarks.cold import cold_starts
from benchmarks.processes import recorded_database
from benchmarks.ratios import Ratio, ratio
from benchmarks.warm import Rounds, warm_requests

LATEST = environments.BUILD / "latest.json"
OTHERS = ("bare", "table", "powertools", "stock")
NAMES = ("fulmar", *OTHERS)

COLD_BUDGET, READ_BUDGET, LIST_BUDGET = 1.15, 1.35, 0.9
PACKAGE_BUDGET, FIRST_LOAD_BUDGET = 15_000, 120

CALLERS = (1, 8, 64, 256)
ROUTES = ("GET /data/notes/{id}", "GET /data/notes?limit=25", "POST /data/notes", "GET /users/me", "GET /health")
REQUESTS_AT_ONCE = 512
REQUESTS_FOR_MEMORY = 100_000
SIZES = (100, 1_000, 10_000, 100_000)


def quick(cold_rounds: int, warm_rounds: int, warm_count: int) -> tuple[list[report.Row], dict[str, Any]]:
    """Measure cold starts, the warm path and sizes."""
    environment = environments.build()
    recorded = recording.record()
    with recorded_database(recorded, environment) as database:
        say("cold starts …")
        cold = cold_starts(NAMES, cold_rounds, environment, recorded, database)
        say("warm requests …")
        warm = warm_requests(NAMES, warm_rounds, warm_count, environment, recorded, database)
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
    peers = {
        "cold start": {name: dataclasses.asdict(ratio(cold[name], cold["stock"])) for name in NAMES},
        **{case: {name: dataclasses.asdict(of(warm, case, "stock", name)) for name in NAMES} for case in warm},
    }
    return rows, {"peers": peers, "calls": recorded.calls, "package": parts}


def of(warm: Rounds, case: str, compared: str, name: str = "fulmar") -> Ratio:
    """Compare two handlers in a case."""
    return ratio([one.seconds for one in warm[case][name]], [one.seconds for one in warm[case][compared]])


def long() -> dict[str, Any]:
    """Measure growth and load, which take minutes."""
    from benchmarks.growth import growth
    from benchmarks.load import load, server

    say("growth …")
    grown = [dataclasses.asdict(one) for one in growth(SIZES)]
    say("load …")
    with server() as running:
        loaded = [
            dataclasses.asdict(load(running, route, callers, REQUESTS_AT_ONCE))
            for route in ROUTES
            for callers in CALLERS
        ]
        say("memory …")
        load(running, "GET /data/notes/{id}", 16, 2_000)  # until every thread and buffer is there
        memory = [running.memory()]
        for _ in range(4):
            load(running, "GET /health", 64, REQUESTS_FOR_MEMORY // 4)
            memory.append(running.memory())
    return {"growth": grown, "load": loaded, "memory_kilobytes": memory}


def say(what: str) -> None:
    """Tell how far it is."""
    print(what, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the budgets.")
    parser.add_argument("--quick", action="store_true", help="under a minute: cold start, warm path and sizes")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/performance.md")
    arguments = parser.parse_args()
    before, last = report.read(LATEST)
    rows, more = quick(3, 8, 40) if arguments.quick else quick(15, 15, 50)
    if not arguments.quick:
        more |= long()
    print(report.printed(rows, before))
    print()
    print(report.as_text(page.peers(more)))
    report.write(LATEST, rows, {**last, **more})
    if arguments.write_docs:
        page.write(rows, {**last, **more})
    return 0 if all(row.verdict == report.MET for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
