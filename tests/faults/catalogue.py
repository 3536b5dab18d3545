"""The faults that a call to AWS may meet: the last family of SECURITY.md, for each kind of call those that suit it."""

import json
from collections.abc import Callable
from typing import Any, Final

from botocore.awsrequest import AWSResponse
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from app.repositories.aws import CONNECT_SECONDS, READ_SECONDS
from tests.faults.seam import Attempt, Call, Fault, answer

AWS_WORDS: Final = "User: arn:aws:sts::123456789012:assumed-role/fulmar-api may not use table/test-users"
"""What AWS says with every refusal, of which nothing may get out."""

READS: Final = {"GetItem", "BatchGetItem", "Query"}
WRITES: Final = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "SendEmail"}

_DYNAMODB: Final = (
    ("ProvisionedThroughputExceededException", 400),
    ("InternalServerError", 500),
    ("AccessDeniedException", 400),
    ("ThrottlingException", 400),
    ("ResourceNotFoundException", 400),
    ("RequestLimitExceeded", 400),
    ("ServiceUnavailable", 503),
    ("UnrecognizedClientException", 400),
)
REFUSALS: Final = {
    "dynamodb": _DYNAMODB,
    "secrets-manager": (
        ("ThrottlingException", 400),
        ("AccessDeniedException", 400),
        ("InternalServiceError", 500),
        ("DecryptionFailure", 400),
        ("ResourceNotFoundException", 400),
    ),
    "ssm": (
        ("ThrottlingException", 400),
        ("AccessDeniedException", 400),
        ("InternalServerError", 500),
        ("ParameterNotFound", 400),
    ),
    "sesv2": (
        ("TooManyRequestsException", 429),
        ("AccessDeniedException", 403),
        ("InternalServiceErrorException", 500),
        ("MessageRejected", 400),
        ("AccountSuspendedException", 400),
        ("MailFromDomainNotVerifiedException", 400),
    ),
}
_CONFLICT: Final = ("TransactionConflictException", 400)
_UNREACHABLE: Final[tuple[tuple[type[BotoCoreError], float], ...]] = (
    (ConnectionClosedError, 0.0),
    (EndpointConnectionError, 0.0),
    (ConnectTimeoutError, CONNECT_SECONDS),
)


def refused(code: str, status: int, *, times: int = 1000) -> Fault:
    """Answer with an error of AWS's, for so many attempts."""
    body = json.dumps({"__type": f"com.amazonaws#{code}", "message": AWS_WORDS, "Message": AWS_WORDS}).encode()

    def act(attempt: Attempt) -> AWSResponse | None:
        return answer(attempt.request, status, body) if attempt.number <= times else None

    # The application repeats what meets a transaction by calls of its own.
    lasts = times > 1 and code == _CONFLICT[0]
    return Fault(f"{code} {'once' if times == 1 else 'for ever'}", act, reach="operation" if lasts else "call")


def _throttle(attempt: Attempt, **headers: str) -> AWSResponse:
    told = {"__type": "com.amazonaws#ThrottlingException", "message": AWS_WORDS}
    return answer(attempt.request, 400, json.dumps(told).encode(), headers)


def _throttle_every_call(attempt: Attempt) -> AWSResponse | None:
    """Refuse the first two attempts of every call, so that pauses add up."""
    return _throttle(attempt) if attempt.number % 100 <= 2 else None


def _ask_for_patience(attempt: Attempt) -> AWSResponse | None:
    """Refuse once, and ask to be left alone for as long as botocore is willing to wait."""
    return _throttle(attempt, **{"x-amz-retry-after": "5000"}) if attempt.number == 1 else None


def cancelled(reason: str, *, times: int) -> Fault:
    """Cancel a transaction for a reason that is no condition."""

    def act(attempt: Attempt) -> AWSResponse | None:
        if attempt.seam.refusals >= times:
            return None
        attempt.seam.refusals += 1
        parts = len(attempt.body["TransactItems"])
        reasons = [{"Code": reason, "Message": AWS_WORDS}, *([{"Code": "None"}] * (parts - 1))]
        told = {"__type": "com.amazonaws#TransactionCanceledException", "CancellationReasons": reasons}
        return answer(attempt.request, 400, json.dumps({**told, "message": AWS_WORDS}).encode())

    return Fault(f"cancelled by {reason} {'once' if times == 1 else 'for ever'}", act, reach="operation")


def unreachable(kind: type[BotoCoreError], seconds: float) -> Fault:
    """Lose the connection before anything was sent, for ever."""

    def act(attempt: Attempt) -> AWSResponse:
        attempt.pass_by(seconds)
        raise kind(endpoint_url=attempt.request.url)

    return Fault(f"{kind.__name__} for ever", act)


def _time_out(attempt: Attempt) -> AWSResponse:
    attempt.pass_by(READ_SECONDS)
    raise ReadTimeoutError(endpoint_url=attempt.request.url)


def _lose_answer(attempt: Attempt) -> AWSResponse | None:
    if attempt.number > 1:
        return None
    attempt.perform()
    return _time_out(attempt)


def _lose_answer_and_go(attempt: Attempt) -> AWSResponse:
    if attempt.number == 1:
        attempt.perform()
    return _time_out(attempt)


def _cut_off(attempt: Attempt) -> AWSResponse | None:
    """Answer with half of a body, once; DynamoDB sends a checksum of the whole."""
    if attempt.number > 1:
        return None
    attempt.pass_by(0.02)
    return answer(attempt.request, 200, b'{"Ite', {"x-amz-crc32": "1"})


def _corrupt(attempt: Attempt) -> AWSResponse:
    """Answer with items of which nothing is left but their keys."""
    read: dict[str, Any] = json.loads(attempt.perform().content)
    tables: dict[str, list[dict[str, Any]]] = read.get("Responses", {})
    for item in (*read.get("Items", ()), *(item for items in tables.values() for item in items), read.get("Item", {})):
        for name in item.keys() - {"pk", "sk"}:
            del item[name]
    return answer(attempt.request, 200, json.dumps(read).encode())


def _garble(attempt: Attempt) -> AWSResponse:
    return answer(attempt.request, 200, b"<html>Welcome to the airport's network</html>")


def _leave_unprocessed(attempt: Attempt, times: int) -> AWSResponse | None:
    if attempt.seam.refusals >= times:
        return None
    attempt.seam.refusals += 1
    items = attempt.body["RequestItems"]
    name = "UnprocessedKeys" if "Keys" in next(iter(items.values())) else "UnprocessedItems"
    return answer(attempt.request, 200, json.dumps({"Responses": {}, name: items}).encode())


TIMED_OUT: Final = Fault("time-out for ever", _time_out)
LOST: Final = Fault("done, and the answer lost", _lose_answer)
LOST_AND_GONE: Final = Fault("done, the answer lost, and away from then on", _lose_answer_and_go, reach="service")
ASKED_TO_WAIT: Final = Fault("throttled, and asked to wait for 5 s", _ask_for_patience)
THROTTLED_THROUGHOUT: Final = Fault("every call throttled twice", _throttle_every_call, reach="service")
CORRUPTED: Final = Fault("corrupted items for ever", _corrupt)
CUT_OFF: Final = Fault("an answer cut off once", _cut_off)
GARBLED: Final = Fault("garbled for ever", _garble)
UNPROCESSED_ONCE: Final = Fault("unprocessed once", lambda attempt: _leave_unprocessed(attempt, 1), reach="operation")
UNPROCESSED: Final = Fault("unprocessed for ever", lambda attempt: _leave_unprocessed(attempt, 1000), reach="operation")


def faults_of(call: Call, turn: int) -> list[Fault]:
    """Return the faults for a call. Errors of one kind take turns, so that every code meets every kind of call."""
    codes = REFUSALS[call.service]
    faults = [
        refused(*codes[turn % len(codes)]),
        refused(*codes[0], times=1),
        unreachable(*_UNREACHABLE[turn % len(_UNREACHABLE)]),
        TIMED_OUT,
        GARBLED,
    ]
    if call.service == "dynamodb":
        faults += [refused(*codes[(turn + 1) % len(codes)]), CUT_OFF, ASKED_TO_WAIT, THROTTLED_THROUGHOUT]
    if call.operation in READS:
        faults.append(CORRUPTED)
    if call.operation in WRITES:
        faults += [LOST, LOST_AND_GONE]
    faults += [make() for make in _OF_OPERATION.get(call.operation, ())]
    return faults


_OF_OPERATION: Final[dict[str, tuple[Callable[[], Fault], ...]]] = {
    "TransactWriteItems": (
        lambda: cancelled("TransactionConflict", times=1),
        lambda: cancelled("TransactionConflict", times=1000),
        lambda: cancelled("ThrottlingError", times=1000),
        lambda: refused("TransactionInProgressException", 400),
    ),
    "BatchGetItem": (lambda: UNPROCESSED_ONCE, lambda: UNPROCESSED),
    "BatchWriteItem": (lambda: UNPROCESSED_ONCE, lambda: UNPROCESSED),
    **dict.fromkeys(
        ("PutItem", "UpdateItem", "DeleteItem"),
        (lambda: refused(*_CONFLICT, times=1), lambda: refused(*_CONFLICT)),
    ),
}
