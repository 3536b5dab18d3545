"""Whose credentials these are, and what time it is at AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

from app import clock
from app.blocking import RunBlocking
from app.repositories.obstacles import Refused, asked
from app.repositories.operator_account import OperatorAccount


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """An answer of STS. `account` and `arn` are None when it refused, and `refused` is why.

    `clock_ahead` is by how many seconds this machine's clock is ahead of AWS's, to the second; None when there was no
    answer to tell it from.
    """

    account: str | None = None
    arn: str | None = None
    refused: Refused | None = None
    clock_ahead: float | None = None


class CallerIdentity:
    """Asks STS, which needs no permission."""

    def __init__(self, account: OperatorAccount, run: RunBlocking) -> None:
        self._account = account
        self._run = run

    async def ask(self) -> WhoAmI:
        """Ask whose credentials these are."""
        try:
            answer = await asked(self._run, lambda: self._account.token_service.get_caller_identity())
        except Refused as refused:
            cause = refused.__cause__
            ahead = _clock_ahead(cause.response) if isinstance(cause, ClientError) else None
            return WhoAmI(refused=refused, clock_ahead=ahead)
        return WhoAmI(answer["Account"], answer["Arn"], clock_ahead=_clock_ahead(answer))


def _clock_ahead(answer: Mapping[str, Any]) -> float | None:
    """Compare our clock with the answer's Date header (RFC 9110 §6.6.1), which refusals have as well."""
    date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    if date is None:
        return None
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    return clock.now() - (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
