"""The table of budgets: what was measured beside what is allowed, now and the last time."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.ratios import Ratio

MET, MISSED = "met", "missed"


@dataclass(frozen=True)
class Row:
    """One budget. `measured` and `budget` are in the same unit; more than the budget misses it.

    `quickest` and `instructions` are the same ratio in the quickest rounds and as counted by valgrind, beside the
    median that the verdict is about.
    """

    name: str
    budget: float
    measured: float
    unit: str = "×"
    low: float | None = None
    high: float | None = None
    compared_with: str = ""
    quickest: float | None = None
    instructions: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the budget is met, as far as it is written. A score has to be reached, anything else not exceeded."""
        measured = round(self.measured, 2)
        return MET if (measured >= self.budget if self.unit == "of 100" else measured <= self.budget) else MISSED


def row_of(name: str, budget: float, found: Ratio, compared_with: str) -> Row:
    """Return the row of a ratio."""
    return Row(name, budget, found.median, "×", found.low, found.high, compared_with, found.quickest)


def printed(rows: Sequence[Row], previous: Sequence[Row] = ()) -> str:
    """Return the table as text, with what was measured the last time."""
    before = {row.name: row for row in previous}
    lines = [("what", "budget", "measured", "spread", "quickest", "instructions", "last time", "")]
    for row in rows:
        last = before.get(row.name)
        lines.append(
            (
                f"{row.name} {row.compared_with}".strip(),
                _number(row.budget, row.unit),
                _number(row.measured, row.unit),
                _spread(row),
                _ratio(row.quickest),
                _ratio(row.instructions),
                "" if last is None else _number(last.measured, last.unit),
                row.verdict,
            )
        )
    return as_text(lines)


def as_text(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells as columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]

    def padded(line: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()

    return "\n".join(map(padded, lines))


def as_markdown(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells, the first of them the head, as a table of a page."""
    head, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rest)) + "\n"


def markdown(rows: Sequence[Row]) -> str:
    """Return the budgets as a table of a page."""
    lines: list[tuple[str, ...]] = [("what", "budget", "measured", "quartiles", "quickest", "instructions", "verdict")]
    for row in rows:
        name = f"{row.name} {row.compared_with}".strip()
        numbers = (_number(row.budget, row.unit), _number(row.measured, row.unit))
        lines.append((name, *numbers, _spread(row), _ratio(row.quickest), _ratio(row.instructions), row.verdict))
    return as_markdown(lines)


def _spread(row: Row) -> str:
    return "" if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"


def _ratio(found: float | None) -> str:
    return "" if found is None else f"{found:.2f} ×"


def _number(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if unit == "×" else f"{value:,.0f} {unit}".rstrip()


def write(path: Path, rows: Sequence[Row], more: dict[str, Any]) -> None:
    """Keep a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"budgets": [asdict(row) for row in rows], **more}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def kept(previous: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a run, and behind them those of the last one that it did not measure."""
    measured = {row.name for row in rows}
    return [*rows, *(row for row in previous if row.name not in measured)]


def read(path: Path) -> tuple[list[Row], dict[str, Any]]:
    """Return the last run, if there was one."""
    if not path.exists():
        return [], {}
    run = json.loads(path.read_text(encoding="utf-8"))
    return [Row(**row) for row in run.pop("budgets")], run
