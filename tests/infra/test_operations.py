"""Alarms, dashboard and docs/operations.md: that they tell of one and the same stack, and ring for what they say."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from app import metrics
from tests.infra import rendering
from tests.infra.rendering import EVERYTHING

TEMPLATE = rendering.load()
RESOURCES: dict[str, Any] = rendering.rendered(TEMPLATE, EVERYTHING)["Resources"]
ALARMS: dict[str, Any] = {
    name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == "AWS::CloudWatch::Alarm"
}
PROJECT = rendering.INFRA.parent
OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()
SOURCES = "\n".join(path.read_text() for path in (PROJECT / "src").rglob("*.py"))


def of_type(kind: str) -> set[str]:
    return {name for name, resource in RESOURCES.items() if resource["Type"] == kind}


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", OPERATIONS, re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1)


def anchors() -> set[str]:
    titles = re.findall(r"^#+ (.+)$", OPERATIONS, re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


# --- Alarms --------------------------------------------------------------------------------------------------


def test_the_page_has_a_row_for_each_alarm_and_for_nothing_else() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section("When an alarm rings"), re.MULTILINE)

    assert sorted(rows) == sorted([*ALARMS, *of_type("AWS::Budgets::Budget")])


def test_every_alarm_sends_its_reader_to_a_section_that_exists() -> None:
    for alarm in ALARMS.values():
        (anchor,) = re.findall(r"docs/operations\.md#([a-z-]+)", alarm["AlarmDescription"])
        assert anchor in anchors()


def watched(metric: str) -> set[str]:
    """Return what the alarms on a metric look at."""
    stats = [
        stat["MetricStat"]["Metric"]
        for alarm in ALARMS.values()
        for stat in alarm.get("Metrics", [])
        if "MetricStat" in stat
    ]
    return {
        dimension["Value"]["Ref"]
        for found in [*ALARMS.values(), *stats]
        if found.get("MetricName") == metric
        for dimension in found["Dimensions"]
        if "Ref" in dimension["Value"]
    }


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_watched(metric: str) -> None:
    assert watched(metric) == of_type("AWS::Serverless::Function")


@pytest.mark.parametrize("metric", ["ReadThrottleEvents", "WriteThrottleEvents"])
def test_every_table_is_watched(metric: str) -> None:
    assert watched(metric) == of_type("AWS::DynamoDB::GlobalTable")


def test_streams_and_the_queue_of_what_was_given_up_are_watched() -> None:
    assert ALARMS["LaggingEvents"]["MetricName"] == "IteratorAge"
    assert ALARMS["GivenUp"]["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["GivenUpEvents", "QueueName"]}


def ringing(alarm: str, **data: float) -> bool:
    """Tell whether a minute like this counts for an alarm on metric math (IF and FILL of CloudWatch)."""
    properties = ALARMS[alarm]
    ids = {metric["Id"] for metric in properties["Metrics"] if "MetricStat" in metric}
    (expression,) = [metric["Expression"] for metric in properties["Metrics"] if "Expression" in metric]
    assert ids == set(data)
    functions = {"IF": lambda test, yes, no: yes if test else no, "FILL": lambda value, _: value}
    value: float = eval(expression.replace(" OR ", " or "), {"__builtins__": {}}, {**functions, **data})
    return value > float(properties["Threshold"])


@pytest.mark.parametrize(
    ("requests", "failures", "rings"),
    [
        (1, 1, False),  # one failure at night
        (2, 2, False),
        (9, 2, False),
        (3, 3, True),  # nobody gets an answer, and few ask
        (10, 1, True),
        (1000, 50, False),
        (1000, 51, True),
        (1000, 0, False),
    ],
)
def test_a_rate_of_failures_counts_only_where_there_are_enough_requests(
    requests: int, failures: int, rings: bool
) -> None:
    assert ringing("ApiFailing", requests=requests, failures=failures) is rings
    assert ALARMS["ApiFailing"]["DatapointsToAlarm"] >= 3  # and not for one bad minute


@pytest.mark.parametrize(
    ("requests", "latency", "rings"), [(5, 9000, False), (99, 9000, False), (100, 3001, True), (5000, 900, False)]
)
def test_a_cold_start_at_night_is_not_called_slow(requests: int, latency: int, rings: bool) -> None:
    assert ringing("ApiSlow", requests=requests, latency=latency) is rings


def refusals_of(alarm: str) -> list[str]:
    return [metric["Id"] for metric in ALARMS[alarm]["Metrics"] if "MetricStat" in metric]


@pytest.mark.parametrize("alarm", ["UsersThrottled", "SessionsThrottled", "DataThrottled"])
def test_whatever_a_table_refuses_counts_alike(alarm: str) -> None:
    kinds = refusals_of(alarm)
    none = dict.fromkeys(kinds, 0.0)

    assert [kind for kind in kinds if not ringing(alarm, **{**none, kind: 11})] == []
    assert not ringing(alarm, **{**none, kinds[0]: 5, kinds[1]: 5})


def test_what_an_index_refuses_counts_for_its_table() -> None:
    operations = {
        table: {
            dimension["Value"]
            for metric in ALARMS[f"{table.removesuffix('Table')}Throttled"]["Metrics"]
            for dimension in metric.get("MetricStat", {}).get("Metric", {}).get("Dimensions", [])
            if dimension["Name"] == "Operation"
        }
        for table in of_type("AWS::DynamoDB::GlobalTable")
    }

    for table, seen in operations.items():
        assert ("Query" in seen) is bool(RESOURCES[table]["Properties"].get("GlobalSecondaryIndexes"))


def test_each_alarm_on_metric_math_returns_one_series() -> None:
    for alarm in ALARMS.values():
        if "Metrics" in alarm:
            returned = [metric for metric in alarm["Metrics"] if metric.get("ReturnData", True)]
            assert [set(metric) >= {"Expression"} for metric in returned] == [True]
            assert len({m["MetricStat"]["Period"] for m in alarm["Metrics"] if "MetricStat" in m}) == 1


def test_a_replayed_refresh_token_is_counted_by_the_line_that_the_application_logs() -> None:
    alarm = ALARMS["RefreshTokenReplayed"]
    (event,) = [event for event, metric in metrics.COUNTED.items() if metric == alarm["MetricName"]]

    assert f'"{event}"' in SOURCES
    for function, service in (("ApiFunction", "api"), ("EventsFunction", "events")):
        variables = RESOURCES[function]["Properties"]["Environment"]["Variables"]
        assert variables["APP_METRICS_NAMESPACE"] == alarm["Namespace"]
        assert f'embedded_metrics("{service}")' in SOURCES
    assert alarm["Dimensions"] == [{"Name": metrics.SERVICE, "Value": "api"}]


def test_mail_goes_only_to_an_address_that_was_given() -> None:
    nobody = rendering.rendered(TEMPLATE)["Resources"]

    assert "AlarmSubscription" not in nobody
    assert "AlarmTopic" in nobody
    assert RESOURCES["AlarmSubscription"]["Properties"]["Endpoint"] == {"Ref": "AlarmEmail"}


# --- Dashboard -----------------------------------------------------------------------------------------------


def dashboard(given: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the dashboard's text, and what it says with every variable replaced by its own name."""
    resources = rendering.rendered(TEMPLATE, given)["Resources"]
    text, variables = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    parameters = rendering.values(TEMPLATE, given or {})
    runbook = variables["Runbook"]
    named = {"Runbook": parameters[runbook["Ref"]] if isinstance(runbook, dict) else runbook}
    body: dict[str, Any] = json.loads(re.sub(r"\$\{([^}]+)\}", lambda m: named.get(m[1], m[1]), text))
    return text, body


def test_the_dashboard_names_only_what_the_stack_has() -> None:
    text, _ = dashboard()
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", text)}

    assert named - {"AWS::StackName", "AWS::Region", "Runbook"} <= set(RESOURCES)
    assert named >= of_type("AWS::DynamoDB::GlobalTable") | of_type("AWS::Serverless::Function")
    # The gateway's own log is off by default; what it answers by itself is in its metrics.
    assert named >= of_type("AWS::Logs::LogGroup") - {"GatewayLogGroup"} | {"RealtimeApi"}


def test_the_dashboard_shows_every_alarm() -> None:
    (shown,) = [widget["properties"]["alarms"] for widget in dashboard()[1]["widgets"] if widget["type"] == "alarm"]

    assert sorted(shown) == sorted(f"{name}.Arn" for name in ALARMS)


def test_no_widget_of_the_dashboard_lies_over_another() -> None:
    taken: set[tuple[int, int]] = set()
    for widget in dashboard()[1]["widgets"]:
        cells = {
            (x, y)
            for x in range(widget["x"], widget["x"] + widget["width"])
            for y in range(widget["y"], widget["y"] + widget["height"])
        }
        assert not taken & cells
        assert all(x < 24 for x, _ in cells)
        taken |= cells


def test_the_dashboards_queries_ask_for_lines_that_the_application_logs() -> None:
    queries = [w["properties"]["query"] for w in dashboard()[1]["widgets"] if w["type"] == "log"]
    asked = {event for query in queries for event in re.findall(r"event = '([a-z._]+)'", query)}
    fields = {field for query in queries for field in re.findall(r"(?:sum|avg|pct)\((\w+)", query)}

    assert asked == {"request"}
    assert fields == {"read_units", "write_units", "duration_ms"}
    for name in asked:
        assert f'"{name}"' in SOURCES
    for field in fields:
        assert f"{field}=" in SOURCES


def test_the_dashboard_shows_metrics_of_the_log_under_the_names_that_they_have() -> None:
    charts = [w["properties"]["metrics"] for w in dashboard()[1]["widgets"] if w["type"] == "metric"]
    own = [metric for chart in charts for metric in chart if metric[0].startswith("Fulmar/")]

    assert {name for _, name, *_ in own} == {*metrics.COUNTED.values(), "Conflicts"}
    for namespace, _, dimension, service, _ in own:
        assert (namespace, dimension, service) == ("Fulmar/AWS::StackName", metrics.SERVICE, "api")


@pytest.mark.parametrize("given", [{}, {"RunbookUrl": "https://wiki.example.com/fulmar"}])
def test_the_dashboards_links_lead_to_sections_that_exist(given: dict[str, str]) -> None:
    (text,) = [w["properties"]["markdown"] for w in dashboard(given)[1]["widgets"] if w["type"] == "text"]
    links = re.findall(r"\]\(([^)#]*)#([a-z-]+)\)", text)

    assert {anchor for _, anchor in links} <= anchors()
    assert {page for page, _ in links} == {given.get("RunbookUrl", "docs/operations.md")}


# --- The page ------------------------------------------------------------------------------------------------


def test_the_page_has_every_parameter_by_its_purpose() -> None:
    rows = "\n".join(line for line in section("Parameters").splitlines() if line.startswith("|"))

    assert sorted(re.findall(r"`(\w+)`", rows)) == sorted(TEMPLATE["Parameters"])


def test_the_page_says_of_everything_that_is_retained_that_it_stays() -> None:
    retained = {name for name, resource in RESOURCES.items() if resource.get("DeletionPolicy") == "Retain"}

    assert retained == {
        *("UsersTable", "SessionsTable", "DataTable", "Secret", "SiteBucket", "AccessLogBucket"),
        *("GatewayAccount", "GatewayLogRole"),
    }
    for words in ("three tables", "`Secret`", "the site's bucket", "bucket of access logs", "`GatewayLogRole`"):
        assert words in section("Destroy a stack")
