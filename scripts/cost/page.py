"""docs/cost.md: its tables, from what was measured and the prices."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from scripts.cost import prices
from scripts.cost.model import CALL_MILLISECONDS, MEMORY_GIGABYTES, REQUESTS_PER_CHECK, Cost, Usage, cost_of, idle
from scripts.tables import TEMPLATE, read_resources

MEASURED = Path(__file__).parent / "measured.json"
PAGE = TEMPLATE.parent.parent / "docs" / "cost.md"
BEGIN, END = "<!-- python -m scripts.cost: begin -->", "<!-- end -->"

# What people do with an application of notes, a board and a small shop, in parts of all requests.
MIX: Mapping[str, float] = {
    "GET /data/notes/{id}": 0.25,
    "GET /data/notes": 0.20,
    "GET /data/notes?status=open&sort=due": 0.05,
    "GET /data/notes/changes": 0.10,
    "POST /data/notes": 0.08,
    "PATCH /data/notes/{id}": 0.08,
    "DELETE /data/notes/{id}": 0.02,
    "GET /public/products": 0.10,
    "POST /shop/checkout": 0.01,
    "GET /users/me": 0.05,
    "POST /realtime/ticket": 0.02,
    "POST /auth/refresh": 0.03,
    "POST /auth/login": 0.01,
}
MONTHS = (prices.MILLION, 1000 * prices.MILLION)


def read_measured() -> dict[str, Usage]:
    """Return what each route used when it was last measured."""
    return {name: Usage(**usage) for name, usage in json.loads(MEASURED.read_text(encoding="utf-8")).items()}


def write_measured(usage: Mapping[str, Usage]) -> None:
    """Keep what each route uses."""
    text = json.dumps({name: asdict(one) for name, one in usage.items()}, indent=2)
    MEASURED.write_text(text + "\n", encoding="utf-8")


def with_tables(page: str, usage: Mapping[str, Usage]) -> str:
    """Return the page with its tables made anew; what stands around them stays."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables(usage)}\n{END}{tail}"


def tables(usage: Mapping[str, Usage]) -> str:
    """Return all tables of the page."""
    return "\n".join((_idle(), _months(usage), _routes(usage)))


def _idle() -> str:
    resources = read_resources().values()
    secrets = sum(resource["Type"] == "AWS::SecretsManager::Secret" for resource in resources)
    alarms = [r["Properties"] for r in resources if r["Type"] == "AWS::CloudWatch::Alarm"]
    metrics = sum(max(1, sum("MetricStat" in metric for metric in alarm.get("Metrics", []))) for alarm in alarms)
    costs = idle(secrets, metrics)
    return (
        "### While nobody calls\n\n"
        "| what | a month |\n|---|---|\n"
        f"| {secrets} secrets, whatever the number of users | ${costs['secrets']:.2f} |\n"
        f"| alarms, which look at {metrics} metrics; {prices.FREE_ALARM_METRICS} are free | ${costs['alarms']:.2f} |\n"
        f"| functions, gateways, tables, distribution, queue | $0 |\n"
        f"| **in all** | **${sum(costs.values()):.2f}** |\n"
        f"| each GB in the tables, with its backups | ${prices.TABLE_STORAGE + prices.TABLE_BACKUP:.2f} |\n"
    )


def _months(usage: Mapping[str, Usage]) -> str:
    rows = [
        f"| {requests // prices.MILLION:,} million | {_cells(cost_of(requests, MIX, usage))} |" for requests in MONTHS
    ]
    shares = ", ".join(f"{share:.0%} `{name}`" for name, share in MIX.items())
    return (
        "### A month of requests\n\n"
        f"Of this kind: {shares}. One answer of the authorizer serves {REQUESTS_PER_CHECK} requests.\n\n"
        "| requests | gateway | functions | tables | distribution | log | **in all** |\n|---|---|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _cells(cost: Cost) -> str:
    parts = (cost.gateway, cost.functions, cost.tables, cost.edge, cost.logs)
    return " | ".join([*(f"${part:,.2f}" for part in parts), f"**${cost.total:,.2f}**"])


def _routes(usage: Mapping[str, Usage]) -> str:
    rows = []
    for name, one in usage.items():
        million = "" if name == "authorizer" else f"${cost_of(prices.MILLION, {name: 1.0}, usage).total:.2f}"
        rows.append(
            f"| `{name}` | {one.calls} | {one.read_units:g} | {one.write_units:g} | {one.milliseconds:g} "
            f"| {one.sent_bytes:,} | {million} |"
        )
    memory = f"{MEMORY_GIGABYTES * 1024:.0f} MB"
    return "\n".join(
        (
            "### A request to each route\n",
            f"Time is CPU time here; each call is taken to wait {CALL_MILLISECONDS:g} ms more, at {memory}. Of",
            "`GET /public/products` the distribution answers nine in ten by itself.\n",
            "| route | calls | read units | write units | CPU ms | bytes sent | a million |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        )
    )
