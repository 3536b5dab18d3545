"""`make bench`, but for its measuring: ratios, verdicts, tables, and a page that is made of a run."""

import asyncio
import base64
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import exact, page, report
from benchmarks.database import Database, serve
from benchmarks.imports import by_package
from benchmarks.instructions import summed
from benchmarks.pages import HERE
from benchmarks.ratios import Ratio, ratio
from benchmarks.report import Row

RUN: dict[str, Any] = {
    "peers": {"read": {"fulmar": {"median": 0.9}, "stock": {"median": 1.0}}},
    "calls": {"read": 1},
    "package": {"botocore": 1_000_000},
    "imports": [{"package": "fastapi", "modules": 40, "share": 0.17}],
    "growth": [{"documents": 100, "request": "a page", "calls": 1, "read_units": 3.5}],
    "load": [
        {
            "route": "GET /health",
            "callers": 8,
            "requests": 9,
            "per_second": 10.4,
            "p50": 1.0,
            "p99": 2.0,
            "refused": 3,
            "failed": 0,
        }
    ],
    "memory_kilobytes": [100_000, 101_000],
    "pages": [{"page": "/shop", "setting": "mobile", "scores": {"performance": 97, "seo": 100}}],
}


def test_a_ratio_is_of_rounds_that_were_measured_side_by_side() -> None:
    assert ratio([2.0, 20.0, 4.0], [1.0, 10.0, 2.0]) == Ratio(2.0, 2.0, 2.0, 2.0)
    assert ratio([1.0, 2.0, 30.0], [1.0, 1.0, 10.0]).median == 2.0
    assert ratio([3.0], [2.0]) == Ratio(1.5, 1.5, 1.5, 1.5)


def test_the_quickest_rounds_are_compared_whenever_they_were() -> None:
    assert ratio([9.0, 3.0, 8.0], [2.0, 7.0, 6.0]).quickest == 1.5


@pytest.mark.parametrize(("measured", "verdict"), [(1.0, "met"), (1.15, "met"), (1.154, "met"), (1.156, "missed")])
def test_a_budget_is_met_as_far_as_it_is_written(measured: float, verdict: str) -> None:
    assert Row("cold start", 1.15, measured).verdict == verdict


def test_a_score_has_to_be_reached() -> None:
    assert Row("pages", 95, 95, "of 100").verdict == "met"
    assert Row("pages", 95, 94, "of 100").verdict == "missed"


def test_the_table_shows_the_last_run_beside_this_one() -> None:
    rows = [Row("read", 1.35, 1.3, "×", 1.2, 1.4, quickest=1.25, instructions=1.02)]
    text = report.printed(rows, [Row("read", 1.35, 1.5)])

    assert text.splitlines()[1].split("  ")[0] == "read"
    assert all(cell in text for cell in ("1.35 ×", "1.30 ×", "1.20 to 1.40", "1.25 ×", "1.02 ×", "1.50 ×", "met"))


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [Row("read", 1.35, 1.3, "×", 1.2, 1.4, "against bare boto3", 1.25, 1.02)]
    report.write(tmp_path / "run" / "latest.json", rows, RUN)

    assert report.read(tmp_path / "run" / "latest.json") == (rows, RUN)
    assert report.read(tmp_path / "none.json") == ([], {})


def test_what_a_run_did_not_measure_is_kept_of_the_last_one() -> None:
    kept = report.kept([Row("read", 1.35, 1.5), Row("pages", 95, 99, "of 100")], [Row("read", 1.35, 1.3)])

    assert [(row.name, row.measured) for row in kept] == [("read", 1.3), ("pages", 99)]


def test_what_is_counted_has_budgets_of_its_own() -> None:
    growth = [
        {"documents": size, "request": request, "calls": 1, "read_units": units}
        for request in exact.STAYS_EQUAL
        for size, units in ((100, 12.0), (1_000, 24.0), (100_000, 24.0))
    ]
    uses = {route: {"calls": 2, "write_units": 4} for route in exact.CALLS}

    rows = {row.name: row for row in exact.counted_rows({**RUN, "growth": growth, "uses": uses})}

    assert rows["calls to DynamoDB, PATCH /data/notes/{id}"].verdict == "met"
    assert rows["calls to DynamoDB, POST /data/notes"].verdict == "missed"
    assert rows["write units, POST /data/notes"].verdict == "met"
    assert rows["a page of 25: calls and capacity at 100,000 documents against 100"].measured == 2
    assert rows["a filtered page of 25: calls and capacity at 100,000 documents against 1,000"].measured == 1
    assert rows["failures of 9 requests under load"].verdict == "met"
    assert rows["memory after 100,000 requests against before"].measured == 1.01


def test_the_lock_of_lighthouse_names_no_registry_and_nothing_that_moves() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    overridden = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["overrides"]
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert all("resolved" not in package and "integrity" in package for package in packages.values())
    moving = {
        (name.removeprefix("node_modules/"), wanted)
        for name, package in packages.items()
        for wanted, version in package.get("dependencies", {}).items()
        if version == "latest"
    }
    assert moving == {(name, wanted) for name, versions in overridden.items() for wanted in versions}


def test_instructions_are_read_from_the_dump_of_valgrind() -> None:
    assert summed("events: Ir\nfn=(1) main\n12 3\n\nsummary: 103307024\n") == 103_307_024
    with pytest.raises(ValueError, match="no summary"):
        summed("events: Ir\n")


def test_imports_are_summed_by_package() -> None:
    said = """\
import time: self [us] | cumulative | imported package
import time:       100 |        100 |     fastapi.routing
import time:       200 |        300 |   fastapi
a warning on the way
import time:       300 |        600 | app.main
"""
    assert by_package(said) == {"fastapi": (2, 0.5), "app": (1, 0.5)}


def test_the_page_keeps_what_stands_around_its_tables() -> None:
    made = page.with_tables(f"before\n{page.BEGIN}\nformer\n{page.END}\nafter\n", page.tables([Row("read", 1, 1)], RUN))

    assert made.startswith("before\n")
    assert made.endswith(f"{page.END}\nafter\n")
    assert "former" not in made
    for cell in (
        "| read | 1.00 × |",
        "1 / 3.5",
        "| `GET /health` | 8 | 10 | 1.0 | 2.0 | 3 | 0 |",
        "100, 101",
        "| `botocore` | 1,000 |",
        "| `fastapi` | 40 | 17% |",
        "| `/shop` mobile | 97 | 100 |",
    ):
        assert cell in made


def test_the_page_has_the_tables_of_a_whole_run() -> None:
    text = page.PAGE.read_text(encoding="utf-8")

    for title in ("Budgets", "Beside others", "As documents become more", "Many callers at once"):
        assert f"### {title}" in text


@pytest.mark.parametrize(
    "name",
    ["__main__", "cold", "environments", "growth", "instructions", "load", "pages", "recording", "sizes", "warm"],
)
def test_every_part_can_be_imported(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}")


async def test_the_database_answers_by_case_and_operation_over_one_connection() -> None:
    def coded(*bodies: object) -> list[str]:
        return [base64.b64encode(json.dumps(body).encode()).decode() for body in bodies]

    database = Database(
        {
            "read": {"GetItem": coded({"n": 1}, {"n": 2})},
            "default": {"UpdateItem": coded({"Attributes": {"a": {"N": "1"}}})},
        }
    )
    server = await asyncio.start_server(lambda reader, writer: serve(database, reader, writer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])

    async def call(target: str, body: dict[str, Any], path: str = "/") -> Any:
        content = json.dumps(body)
        head = f"POST {path} HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.{target}\r\nContent-Length: {len(content)}"
        writer.write(f"{head}\r\n\r\n{content}".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        return json.loads(await reader.readexactly(int(answer.partition("content-length: ")[2].split()[0])))

    update = {"UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"N": "2"}}}
    answers = [await call("GetItem", {}) for _ in range(3)]
    updated = await call("UpdateItem", update)
    calls = await call("", {}, "/case/read")
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()

    assert answers == [{"n": 1}, {"n": 2}, {"n": 1}]
    assert updated == {"Attributes": {"a": {"N": "2"}}}
    assert calls == 4
