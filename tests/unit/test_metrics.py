"""What is counted: consumed capacity of each request, and the metrics that CloudWatch reads from the log."""

import json
import logging
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest
from botocore.stub import Stubber

from app import logs, request_context
from app.metrics import EmbeddedMetrics
from app.repositories import consumed_capacity
from tests.unit.conftest import Person

METRICS = EmbeddedMetrics("Fulmar/test", "api")
BY_OPERATION = EmbeddedMetrics("Fulmar/test", "api", by_operation=True)


def line_of(metrics: EmbeddedMetrics | None, name: str, **fields: object) -> dict[str, Any]:
    """Return the line that the log holds of an event."""
    record = logging.LogRecord("app.record", logging.INFO, "", 0, name, None, None)
    record.fields = fields
    line: dict[str, Any] = json.loads(logs.JsonLines(metrics).format(record))
    return line


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("auth.login.succeeded", "SignIns"),
        ("auth.login.failed", "FailedSignIns"),
        ("auth.limited", "LimitedAttempts"),
        ("auth.registered", "Registrations"),
        ("auth.refresh.replayed", "ReplayedRefreshTokens"),
    ],
)
def test_an_event_that_matters_is_a_metric_of_its_own_line(name: str, metric: str) -> None:
    line = line_of(METRICS, name, address="192.0.2.1")

    assert line[metric] == 1
    assert line["service"] == "api"
    assert line["_aws"]["CloudWatchMetrics"] == [
        {"Namespace": "Fulmar/test", "Dimensions": [["service"]], "Metrics": [{"Name": metric, "Unit": "Count"}]}
    ]
    assert abs(line["_aws"]["Timestamp"] / 1000 - logging.LogRecord("", 0, "", 0, "", None, None).created) < 60


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"status": 200, "read_units": 0.0, "write_units": 0.0}, {}),
        ({"status": 200, "read_units": 0.5, "write_units": 0.0}, {"ReadUnits": 0.5}),
        ({"status": 201, "read_units": 0.0, "write_units": 3.0}, {"WriteUnits": 3.0}),
        ({"status": 409, "read_units": 1.0, "write_units": 0.0}, {"Conflicts": 1, "ReadUnits": 1.0}),
        ({"status": 412, "read_units": 0.0, "write_units": 0.0}, {"Conflicts": 1}),
        ({"status": 503, "read_units": 0.0, "write_units": 0.0}, {"Failures": 1}),
        ({"status": 404, "read_units": 0.0, "write_units": 0.0}, {}),
    ],
)
def test_a_request_counts_what_it_cost_and_how_it_failed(fields: dict[str, Any], counted: dict[str, float]) -> None:
    line = line_of(METRICS, "request", operation="notes_list", **fields)

    named = [
        metric["Name"]
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", [])
        for metric in directive["Metrics"]
    ]
    assert {name: line[name] for name in named} == counted
    assert ("_aws" in line) == bool(counted)


def test_each_operation_is_counted_by_itself_only_where_that_is_wanted() -> None:
    fields = {"operation": "notes_list", "status": 200, "read_units": 0.5, "write_units": 0.0}

    (whole,) = line_of(METRICS, "request", **fields)["_aws"]["CloudWatchMetrics"]
    (each,) = line_of(BY_OPERATION, "request", **fields)["_aws"]["CloudWatchMetrics"]
    (nobody,) = line_of(BY_OPERATION, "request", **{**fields, "operation": None})["_aws"]["CloudWatchMetrics"]

    assert whole["Dimensions"] == nobody["Dimensions"] == [["service"]]
    assert each["Dimensions"] == [["service"], ["service", "operation"]]


def test_without_a_namespace_nothing_is_counted() -> None:
    assert "_aws" not in line_of(None, "auth.login.failed")


async def test_a_requests_line_says_what_dynamodb_charges_for(
    client: httpx.AsyncClient, ada: Person, log: StringIO
) -> None:
    created = await client.post("/data/notes", json={"title": "Terns"}, headers=ada.headers)
    await client.get(f"/data/notes/{created.json()['id']}", headers=ada.headers)
    await client.get("/health")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    create, read, health = [line for line in lines if line["event"] == "request"][-3:]

    assert create["write_units"] > 0
    assert read["read_units"] > 0
    assert read["write_units"] == 0
    assert (health["read_units"], health["write_units"]) == (0, 0)


def test_the_units_of_a_batch_or_transaction_are_those_of_all_its_tables() -> None:
    client = boto3.client(
        "dynamodb", region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    consumed_capacity.watch(client)
    context = request_context.RequestContext("id")
    request_context.enter(context)
    with Stubber(client) as stub:
        stub.add_response(
            "batch_get_item",
            {"ConsumedCapacity": [{"TableName": "a", "CapacityUnits": 1.5}, {"TableName": "b", "CapacityUnits": 2.0}]},
            {"RequestItems": {"a": {"Keys": [{"pk": {"S": "p"}}]}}, "ReturnConsumedCapacity": "TOTAL"},
        )
        stub.add_response(
            "transact_write_items", {"ConsumedCapacity": [{"TableName": "a", "CapacityUnits": 8.0}]}, None
        )
        client.batch_get_item(RequestItems={"a": {"Keys": [{"pk": {"S": "p"}}]}})
        client.transact_write_items(TransactItems=[{"Delete": {"TableName": "a", "Key": {"pk": {"S": "p"}}}}])

    assert (context.read_units, context.write_units) == (3.5, 8.0)
