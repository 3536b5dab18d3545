"""docs/performance.md: its tables, from a run."""

from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row, as_markdown, markdown
from scripts import package

PAGE = package.PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- python -m benchmarks --write-docs: begin -->", "<!-- end -->"


def peers(run: dict[str, Any]) -> list[list[str]]:
    """Return how long each handler takes, as multiples of what stock FastAPI takes."""
    names = list(run["peers"]["read"])
    lines = [["stock FastAPI = 1", *names, "calls of Fulmar"]]
    for case, by_name in run["peers"].items():
        cells = [f"{by_name[name]['median']:.2f}" for name in names]
        lines.append([case, *cells, str(run["calls"].get(case, ""))])
    return lines


def growth(run: dict[str, Any]) -> list[list[str]]:
    """Return calls and units of each request, by how many documents there are."""
    sizes = sorted({one["documents"] for one in run["growth"]})
    lines = [["calls / read units", *(f"{size:,} documents" for size in sizes)]]
    for request in dict.fromkeys(one["request"] for one in run["growth"]):
        found = {one["documents"]: one for one in run["growth"] if one["request"] == request}
        lines.append([request, *(f"{found[size]['calls']} / {found[size]['read_units']:g}" for size in sizes)])
    return lines


def load(run: dict[str, Any]) -> list[list[str]]:
    """Return throughput and waiting, by route and callers."""
    lines = [["route", "callers", "requests a second", "p50 ms", "p99 ms", "refused", "failed"]]
    for one in run["load"]:
        cells = [f"{one['per_second']:.0f}", f"{one['p50']:.1f}", f"{one['p99']:.1f}"]
        cells += [str(one["refused"]), str(one["failed"])]
        lines.append([f"`{one['route']}`", str(one["callers"]), *cells])
    return lines


def pages(run: dict[str, Any]) -> list[list[str]]:
    """Return what Lighthouse says, by page and kind of screen."""
    categories = list(run["pages"][0]["scores"])
    lines = [["Lighthouse", *categories]]
    for one in run["pages"]:
        lines.append([f"`{one['page']}` {one['setting']}", *(str(one["scores"][name]) for name in categories)])
    return lines


def parts(run: dict[str, Any]) -> list[list[str]]:
    """Return the sizes of the package's parts."""
    return [["part", "KB, zipped"], *([f"`{name}`", f"{size / 1000:,.0f}"] for name, size in run["package"].items())]


def imports(run: dict[str, Any]) -> list[list[str]]:
    """Return which packages a cold start imports, and their share of the time."""
    lines = [["package", "modules", "share of the imports"]]
    return lines + [[f"`{one['package']}`", str(one["modules"]), f"{one['share']:.0%}"] for one in run["imports"]]


def tables(rows: Sequence[Row], run: dict[str, Any]) -> str:
    """Return all tables of the page; those of what was not measured are left out."""
    sections = [("Budgets", markdown(rows)), ("Beside others", as_markdown(peers(run)))]
    if "pages" in run:
        sections.append(("Pages", as_markdown(pages(run))))
    if "growth" in run:
        sections.append(("As documents become more", as_markdown(growth(run))))
        memory = ", ".join(f"{kilobytes / 1000:.0f}" for kilobytes in run["memory_kilobytes"])
        said = f"\nResident memory of the process before, during and after 100,000 requests more, in MB: {memory}.\n"
        sections.append(("Many callers at once", as_markdown(load(run)) + said))
    sections.append(("What a cold start imports", as_markdown(imports(run))))
    sections.append(("What the package consists of", as_markdown(parts(run))))
    return "\n".join(f"### {title}\n\n{text}" for title, text in sections)


def with_tables(text: str, made: str) -> str:
    """Return the page with other tables."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{made}\n{END}{tail}"


def write(rows: Sequence[Row], run: dict[str, Any]) -> None:
    """Put a run's tables into the page."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), tables(rows, run)), encoding="utf-8")
