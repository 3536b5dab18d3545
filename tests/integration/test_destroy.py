"""Deleting a stage: what is said before, what is asked, and that nothing happens without the right answer."""

import json
import uuid
from collections.abc import Iterator

import pytest

from scripts.destroy import CloudFormation, DestroyError, destroy, inventory
from scripts.local_cloud import LocalCloud

NAME = "fulmar-trial"


def template(bucket: str) -> str:
    """Return a stack of a bucket that outlives it and a topic that does not."""
    return json.dumps(
        {
            "Resources": {
                "Site": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {"BucketName": bucket}},
                "Alarms": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{bucket}-alarms"}},
            }
        }
    )


@pytest.fixture
def bucket() -> str:
    return f"fulmar-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def cloudformation(cloud: LocalCloud, bucket: str) -> Iterator[CloudFormation]:
    """Return a client of an account that has a small stack, of which the bucket outlives it."""
    client = cloud.client("cloudformation")
    client.create_stack(StackName=NAME, TemplateBody=template(bucket))
    client.get_waiter("stack_create_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1})
    yield client
    if not stacks(client):
        return
    client.update_termination_protection(EnableTerminationProtection=False, StackName=NAME)
    client.delete_stack(StackName=NAME)


def stacks(client: CloudFormation) -> list[str]:
    return [stack["StackName"] for stack in client.describe_stacks()["Stacks"] if "DELETE" not in stack["StackStatus"]]


def test_what_stays_is_told_from_what_goes(cloudformation: CloudFormation, bucket: str) -> None:
    what = inventory(cloudformation, NAME)

    assert what.stays == [f"AWS::S3::Bucket {bucket}"]
    assert [line.partition(" ")[0] for line in what.goes] == ["AWS::SNS::Topic"]


@pytest.mark.parametrize("answer", ["", "yes", "fulmar", NAME.upper()])
def test_nothing_is_deleted_without_the_name(cloudformation: CloudFormation, bucket: str, answer: str) -> None:
    said: list[str] = []

    with pytest.raises(DestroyError, match="Nothing was deleted"):
        destroy(cloudformation, NAME, ask=lambda _: answer, report=said.append)

    assert stacks(cloudformation) == [NAME]
    assert f"  + AWS::S3::Bucket {bucket}" in said


def test_the_stack_goes_once_its_name_was_typed(cloudformation: CloudFormation) -> None:
    destroy(cloudformation, NAME, ask=lambda _: f" {NAME}\n", report=lambda _: None)

    assert stacks(cloudformation) == []


def test_a_stack_that_is_not_there_is_said(cloudformation: CloudFormation) -> None:
    with pytest.raises(DestroyError, match="There is no stack fulmar-other here"):
        destroy(cloudformation, "fulmar-other", ask=lambda _: "fulmar-other")


def test_a_protected_stack_stays_and_the_message_says_what_to_do(cloudformation: CloudFormation) -> None:
    cloudformation.update_termination_protection(EnableTerminationProtection=True, StackName=NAME)

    with pytest.raises(DestroyError, match="--no-enable-termination-protection"):
        destroy(cloudformation, NAME, ask=lambda _: NAME, report=lambda _: None)

    assert stacks(cloudformation) == [NAME]
