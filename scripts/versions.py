"""Deletes old versions of the functions: each deployment leaves one, and with SnapStart each costs while it exists."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

FUNCTIONS = ("ApiFunctionName", "EventsFunctionName")
"""Outputs of the stack that name its functions."""

KEPT = 5
"""How many of the newest versions stay, so that a release can be rolled back to."""
KEPT_SNAPSHOTS = 2
"""The same for a function that starts from snapshots, whose versions cost by the hour."""


def prune_all(client: "LambdaClient", outputs: Mapping[str, str]) -> int:
    """Delete the old versions of each function of a stack; return how many."""
    return sum(len(prune(client, outputs[name])) for name in FUNCTIONS)


def prune(client: "LambdaClient", function: str) -> list[str]:
    """Delete a function's versions but the newest and those that an alias leads to; return their numbers.

    A version that something else still holds, such as a deployment that is under way, stays.
    """
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    published = [version for page in pages for version in page["Versions"] if version["Version"] != "$LATEST"]
    published.sort(key=lambda version: int(version["Version"]))
    has_snapshots = any(version.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions" for version in published)
    used = _versions_behind_aliases(client, function)
    kept = KEPT_SNAPSHOTS if has_snapshots else KEPT
    gone = []
    for version in published[:-kept]:
        if version["Version"] in used:
            continue
        try:
            client.delete_function(FunctionName=function, Qualifier=version["Version"])
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ResourceConflictException":
                raise
        else:
            gone.append(version["Version"])
    return gone


def _versions_behind_aliases(client: "LambdaClient", function: str) -> set[str]:
    """Return the versions that calls go to, those of a gradual deployment among them."""
    used = set()
    for page in client.get_paginator("list_aliases").paginate(FunctionName=function):
        for alias in page["Aliases"]:
            used.add(alias["FunctionVersion"])
            used.update(alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {}))
    return used
