"""The budgets that are counted: calls, write units, capacity, failures; and memory, which is weighed."""

from collections.abc import Iterator
from typing import Any

from benchmarks.report import Row

CALLS = {
    "authorizer": 1,
    "GET /data/notes/{id}": 1,
    "GET /data/notes": 1,
    "POST /data/notes": 1,
    "PATCH /data/notes/{id}": 2,
    "POST /auth/login": 5,
    "POST /auth/refresh": 2,
}
"""Calls to DynamoDB, of a request that the gateway's authorizer has let in. Tests assert them, too."""

WRITE_UNITS = {"POST /data/notes": 1 + 3, "PATCH /data/notes/{id}": 1 + 2 + 2}
"""Of a note, which is in three indexes: a patch of its title leaves the values of two be and moves it in `changes`."""

STAYS_EQUAL = {"a document": 100, "a page of 25": 100, "a filtered page of 25": 1_000}
"""From how many documents on a request costs the same; a filter looks at 200 for a page, where there are as many."""

FLAT = 1.05


def counted_rows(run: dict[str, Any]) -> list[Row]:
    """Return the rows of what a whole run has counted."""
    return [*_used(run["uses"]), *_grown(run["growth"]), *_endured(run)]


def uses() -> dict[str, dict[str, float]]:
    """Count calls and write units of every request that has a budget, on the local cloud."""
    from scripts.cost.measurement import measure

    return {
        route: {"calls": usage.calls, "write_units": usage.write_units}
        for route, usage in measure().items()
        if route in CALLS
    }


def _used(found: dict[str, dict[str, float]]) -> Iterator[Row]:
    for route, budget in CALLS.items():
        yield Row(f"calls to DynamoDB, {route}", budget, found[route]["calls"], "")
    for route, budget in WRITE_UNITS.items():
        yield Row(f"write units, {route}", budget, found[route]["write_units"], "")


def _grown(growth: list[dict[str, Any]]) -> Iterator[Row]:
    for request, smallest in STAYS_EQUAL.items():
        sizes = {one["documents"]: one for one in growth if one["request"] == request and one["documents"] >= smallest}
        few, many = min(sizes), max(sizes)
        grown = max(sizes[many][what] / sizes[few][what] for what in ("calls", "read_units"))
        yield Row(f"{request}: calls and capacity at {many:,} documents against {few:,}", 1, grown)


def _endured(run: dict[str, Any]) -> Iterator[Row]:
    requests = sum(one["requests"] for one in run["load"])
    failed = sum(one["failed"] for one in run["load"])
    yield Row(f"failures of {requests:,} requests under load", 0, failed, "")
    first, *_, last = run["memory_kilobytes"]
    yield Row("memory after 100,000 requests against before", FLAT, last / first)
