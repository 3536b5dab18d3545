"""What botocore's errors mean: for the caller, or for the repository that knows what its condition was."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from app import logs
from app.errors import BodyTooLarge, InternalError, ServiceUnavailable
from app.repositories.attributes import Item

_TOO_LARGE = "This would be larger than the 400 KB that may be stored in one piece."

_BUSY = {
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
}
# A missing table or permission is for an operator to put right; to a caller it is one more reason to come back later.
_MENDABLE = {"AccessDeniedException", "ResourceNotFoundException", "UnrecognizedClientException"}


class ConditionCheckFailed(Exception):
    """A condition did not hold; `item` is what was there instead, as it is stored."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class TransactionCancelled(Exception):
    """Nothing of a transaction was done; `codes` says for each of its parts why, or `None`."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = codes


def translated(error: ClientError) -> Exception:
    """Return what to raise instead of an error of DynamoDB's. Its own words go to the log alone."""
    response: Any = error.response
    code = response.get("Error", {}).get("Code", "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == "ConditionalCheckFailedException":
        return ConditionCheckFailed(response.get("Item"))
    if code == "TransactionCanceledException":
        return TransactionCancelled([reason.get("Code", "None") for reason in response.get("CancellationReasons", [])])
    message = response.get("Error", {}).get("Message", "")
    if code == "ValidationException" and "size" in message and "has exceeded" in message:
        return BodyTooLarge(_TOO_LARGE)
    logs.warning("dynamodb.error", code=code, operation=error.operation_name, message=message)
    return ServiceUnavailable() if code in _BUSY | _MENDABLE or status >= 500 else InternalError()
