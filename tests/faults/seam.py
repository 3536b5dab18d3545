"""The seam to AWS: records each call that the application makes through boto3, and lets one of them fail."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from app.repositories.aws import Clients
from tests.faults.simulated_time import SimulatedTime

HEALTHY_SECONDS = 1 / 128
"""How long a call takes that meets no fault."""


@dataclass(frozen=True)
class Call:
    """One call of a scenario, however many attempts it takes."""

    index: int
    service: str
    operation: str


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call that meets a fault. `number` counts from 1."""

    number: int
    request: Any
    seam: "Seam"

    def perform(self) -> AWSResponse:
        """Let AWS do what was asked."""
        return self.seam.perform(self.request)

    def pass_by(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.seam.time.pass_by(seconds)

    @property
    def body(self) -> dict[str, Any]:
        """What was asked."""
        body: dict[str, Any] = json.loads(self.request.body)
        return body


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of its answer; `act` raises, answers, or returns None for no fault.

    `reach`: which later calls meet it too. What the application repeats by itself is another call of the operation.
    """

    name: str
    act: Callable[[Attempt], AWSResponse | None] = field(repr=False)
    reach: Literal["call", "operation", "service", "process"] = "call"


def answer(request: Any, status: int, body: bytes, headers: dict[str, str] | None = None) -> AWSResponse:
    """Return an answer of AWS's."""
    told = HTTPHeaders()
    for name, value in (headers or {}).items():
        told[name] = value
    return AWSResponse(request.url, status, told, MockRawResponse(body))


class Seam:
    """Between boto3 and moto."""

    def __init__(self, time: SimulatedTime) -> None:
        self.time = time
        self.calls: list[Call] = []
        self.refusals = 0
        self._fault: tuple[int, Fault] | None = None
        self._attempts = 0
        self._transactions: set[str] = set()

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Stand before every client that the application makes from now on."""
        really = Clients._make

        made: dict[
            str, Any
        ] = {}  # for processes that take another's place: they are slow to make, and remember nothing

        def make(clients: Clients, service: str, endpoint_url: str | None) -> Any:
            if service in made:
                return made[service]
            client = made[service] = really(clients, service, endpoint_url)
            client.meta.events.unregister("before-send", botocore_stubber)  # moto answers when it is asked, below
            client.meta.events.register(f"before-call.{service}", self._begin)
            client.meta.events.register(f"before-send.{service}", self._send)  # behind the deadline's own handler
            return client

        patch.setattr(Clients, "_make", make)

    def start(self, index: int = -1, fault: Fault | None = None) -> None:
        """Forget what was recorded; let the call of this index meet a fault."""
        self.calls, self._fault, self.refusals = [], None if fault is None else (index, fault), 0

    def perform(self, request: Any) -> AWSResponse:
        """Let moto do what was asked, but no transaction twice: DynamoDB knows it by its token, moto does not."""
        self.time.pass_by(HEALTHY_SECONDS)
        token = None
        if self.calls[-1].operation == "TransactWriteItems":
            token = json.loads(request.body)["ClientRequestToken"]
            if token in self._transactions:
                return answer(request, 200, b"{}")
        performed = botocore_stubber("before-send", request)
        assert performed is not None
        if token is not None and performed.status_code == 200:
            self._transactions.add(token)
        return performed

    def _begin(self, model: Any, event_name: str, **_: object) -> None:
        self.calls.append(Call(len(self.calls), event_name.split(".")[1], model.name))
        self._attempts = 0

    def _send(self, request: Any, **_: object) -> AWSResponse:
        self._attempts += 1
        if self._fault is not None:
            index, fault = self._fault
            here = self.calls[-1]
            if here.index == index or (here.index > index and self._is_reached(fault, here, self.calls[index])):
                # Only the call itself may have been done by a fault; whatever comes later is not.
                number = self._attempts if here.index == index else self._attempts + 100
                faulty = fault.act(Attempt(number, request, self))
                if faulty is not None:
                    return faulty
        return self.perform(request)

    @staticmethod
    def _is_reached(fault: Fault, here: Call, hit: Call) -> bool:
        match fault.reach:
            case "call":
                return False
            case "operation":
                return (here.service, here.operation) == (hit.service, hit.operation)
            case "service":
                return here.service == hit.service
            case "process":
                return True
