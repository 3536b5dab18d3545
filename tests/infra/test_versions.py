"""Which old versions of a function a deployment deletes."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from scripts import versions


def lambda_client() -> Any:
    return boto3.client("lambda", region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none")


def described(client: Stubber, numbers: list[str], aliases: list[dict[str, Any]], snap_start: str = "None") -> None:
    """Have the function show these versions and aliases."""
    client.add_response(
        "list_versions_by_function",
        {"Versions": [{"Version": number, "SnapStart": {"ApplyOn": snap_start}} for number in numbers]},
        {"FunctionName": "api"},
    )
    client.add_response("list_aliases", {"Aliases": aliases}, {"FunctionName": "api"})


def test_the_newest_five_stay_and_the_latest_is_no_version() -> None:
    client = lambda_client()
    with Stubber(client) as stub:
        described(stub, ["$LATEST", "9", "10", "1", "2", "7", "8"], [{"FunctionVersion": "10"}])
        stub.add_response("delete_function", {}, {"FunctionName": "api", "Qualifier": "1"})

        assert versions.prune(client, "api") == ["1"]
        stub.assert_no_pending_responses()


def test_snapshots_cost_by_the_hour_so_two_stay() -> None:
    client = lambda_client()
    with Stubber(client) as stub:
        described(stub, ["$LATEST", "3", "4", "5"], [{"FunctionVersion": "5"}], "PublishedVersions")
        stub.add_response("delete_function", {}, {"FunctionName": "api", "Qualifier": "3"})

        assert versions.prune(client, "api") == ["3"]


def test_what_an_alias_leads_to_stays_however_old_and_so_does_what_a_tenth_of_the_calls_goes_to() -> None:
    client = lambda_client()
    aliases = [{"FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}}]
    with Stubber(client) as stub:
        described(stub, ["$LATEST", *map(str, range(1, 9))], aliases)
        stub.add_response("delete_function", {}, {"FunctionName": "api", "Qualifier": "3"})

        assert versions.prune(client, "api") == ["3"]
        stub.assert_no_pending_responses()


def test_a_version_that_something_else_holds_is_left_and_another_failure_is_told() -> None:
    client = lambda_client()
    with Stubber(client) as stub:
        described(stub, ["$LATEST", *map(str, range(1, 9))], [{"FunctionVersion": "8"}])
        stub.add_client_error("delete_function", "ResourceConflictException")
        stub.add_response("delete_function", {}, {"FunctionName": "api", "Qualifier": "2"})
        stub.add_client_error("delete_function", "AccessDeniedException")

        with pytest.raises(ClientError, match="AccessDenied"):
            versions.prune(client, "api")
        stub.assert_no_pending_responses()
