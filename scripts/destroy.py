"""Deletes a deployed stage, after saying what goes and what stays: `make destroy STAGE=dev`."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from scripts.targets import DeployError, aws_target, stack_name

type CloudFormation = Any
"""A boto3 client; there are no types for this service among the project's requirements."""


class DestroyError(Exception):
    """The stack was not deleted. The message is for people."""


@dataclass(frozen=True)
class Inventory:
    """What a stack consists of: what is deleted with it, and what outlives it, as "type physical-id"."""

    goes: list[str]
    stays: list[str]


def inventory(cloudformation: CloudFormation, name: str) -> Inventory:
    """Return what becomes of the resources of a stack, by the template that was deployed.

    Raises
    ------
    DestroyError
        There is no such stack.
    """
    try:
        template = cloudformation.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    except ClientError as error:
        raise DestroyError(f"There is no stack {name} here: {error.response['Error']['Message']}") from error
    declared = template["Resources"]
    found = Inventory([], [])
    for resource in resources:
        kept = declared.get(resource["LogicalResourceId"], {}).get("DeletionPolicy", "Delete").startswith("Retain")
        line = f"{resource['ResourceType']} {resource.get('PhysicalResourceId', '')}".strip()
        (found.stays if kept else found.goes).append(line)
    return found


def destroy(
    cloudformation: CloudFormation,
    name: str,
    ask: Callable[[str], str] = input,
    report: Callable[[str], None] = print,
) -> None:
    """Delete a stack once its name was typed, and wait for the end.

    Raises
    ------
    DestroyError
        It was not confirmed, is protected, or CloudFormation could not delete it.
    """
    what = inventory(cloudformation, name)
    report(f"These {len(what.goes)} resources of {name} are deleted, logs and alarms among them:")
    for line in sorted(what.goes):
        report(f"  - {line}")
    report("These stay, and cost what they cost until you delete them (docs/operations.md says how):")
    for line in sorted(what.stays):
        report(f"  + {line}")
    if ask(f"Type the name of the stack to delete it ({name}): ").strip() != name:
        raise DestroyError("Nothing was deleted.")
    try:
        cloudformation.delete_stack(StackName=name)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)
    except ClientError as error:
        raise DestroyError(
            f"AWS refused: {error.response['Error']['Message']}\n"
            "If the stack is protected, and you mean it: aws cloudformation update-termination-protection "
            f"--no-enable-termination-protection --stack-name {name}"
        ) from error
    except WaiterError as error:
        raise DestroyError(
            f"{name} is not deleted as a whole. `aws cloudformation describe-stack-events --stack-name {name}` says "
            "why; mend that, then run this again."
        ) from error
    report(f"{name} is deleted.")


def main() -> int:
    parser = argparse.ArgumentParser(description="Delete a deployed stage of Fulmar.")
    parser.add_argument("--stage", required=True, metavar="NAME", help="a section of infra/samconfig.toml")
    stage: str = parser.parse_args().stage
    try:
        destroy(aws_target(stage).client("cloudformation"), stack_name(stage))
    except (DeployError, DestroyError, BotoCoreError, ClientError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nNothing was deleted.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
