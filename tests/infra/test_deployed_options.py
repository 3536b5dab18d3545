"""A stack with everything turned on that the local cloud has, so that no parameter is a promise nobody ever kept."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.stack import DeployedStack, deployed_stack
from tests.infra.rendering import EVERYTHING

# CodeDeploy is not there, and a domain needs a certificate that somebody has.
LACKING = {"Deployment", "DomainName", "CertificateArn", "HostedZoneId", "EmailFrom"}
GARBAGE = {"Authorization": "Bearer garbage"}


@pytest.fixture(scope="module")
def stack_with_everything() -> Iterator[DeployedStack]:
    given: dict[str, Any] = {name: value for name, value in EVERYTHING.items() if name not in LACKING}
    with deployed_stack(**given) as stack:
        yield stack


@pytest.fixture
def direct(stack_with_everything: DeployedStack) -> Iterator[httpx.Client]:
    with stack_with_everything.api() as client:
        yield client


@pytest.fixture
def site(stack_with_everything: DeployedStack) -> Iterator[httpx.Client]:
    with stack_with_everything.site() as client:
        yield client


@pytest.mark.parametrize("key", [{}, {"x-api-key": "a" * 64}])
def test_a_closed_gateway_refuses_what_does_not_come_through_the_distribution(
    direct: httpx.Client, key: dict[str, str]
) -> None:
    response = direct.get("/health", headers=key)

    assert (response.status_code, response.json()["type"]) == (403, "urn:problem-type:forbidden")


def test_through_the_distribution_everything_answers_as_ever(site: httpx.Client) -> None:
    ready = site.get("/api/health/ready")
    unknown = site.get("/api/nothing-here")
    refused = site.get("/api/data/notes", headers=GARBAGE)
    page = site.get("/notes")

    assert [answer.status_code for answer in (ready, unknown, refused, page)] == [200, 404, 401, 200]


def test_a_viewers_own_key_does_not_replace_the_distributions(site: httpx.Client) -> None:
    assert site.get("/api/health", headers={"x-api-key": "a" * 64}).status_code == 200


def test_somebody_is_subscribed_to_the_alarms(stack_with_everything: DeployedStack) -> None:
    topic = stack_with_everything.outputs["AlarmTopic"]

    found = stack_with_everything.cloud.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    alarms = stack_with_everything.cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]

    assert [(each["Protocol"], each["Endpoint"]) for each in found] == [("email", EVERYTHING["AlarmEmail"])]
    assert len(alarms) == 7
    assert {action for alarm in alarms for action in alarm["AlarmActions"]} == {topic}


def test_garbage_is_no_error_of_a_function(stack_with_everything: DeployedStack, site: httpx.Client) -> None:
    for _ in range(5):
        assert site.get("/api/data/notes", headers=GARBAGE).status_code == 401

    logs = stack_with_everything.cloud.client("logs")
    group = f"/aws/lambda/{stack_with_everything.name}-api"
    lines = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]

    assert [line for line in lines if '"event":"authorizer.denied"' in line]
    assert [line for line in lines if "auth.refresh.replayed" in line or '"level":"ERROR"' in line] == []
