"""From what a request uses to what a month costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from scripts.cost import prices

MEMORY_GIGABYTES: Final = 1769 / 1024
"""The template's default: one whole CPU."""

CALL_MILLISECONDS: Final = 5.0
"""What a call to DynamoDB is taken to need; AWS speaks of single-digit milliseconds."""

REQUESTS_PER_CHECK: Final = 10
"""How many requests a person makes on one answer of the authorizer, which the gateway believes for a minute."""


@dataclass(frozen=True)
class Usage:
    """What one request to a route uses.

    Parameters
    ----------
    calls
        Calls to DynamoDB.
    read_units, write_units
        What DynamoDB charges for.
    milliseconds
        CPU time of the function, without waiting.
    sent_bytes, logged_bytes
        Size of the answer's body and of the lines in the log.
    cached
        Share of the requests that the distribution answers by itself.
    """

    calls: int
    read_units: float
    write_units: float
    milliseconds: float
    sent_bytes: int
    logged_bytes: int
    signed_in: bool = True
    cached: float = 0.0


@dataclass(frozen=True)
class Cost:
    """US dollars, by service."""

    gateway: float = 0.0
    functions: float = 0.0
    tables: float = 0.0
    edge: float = 0.0
    logs: float = 0.0

    @property
    def total(self) -> float:
        """The sum."""
        return self.gateway + self.functions + self.tables + self.edge + self.logs


def cost_of(requests: float, mix: Mapping[str, float], usage: Mapping[str, Usage]) -> Cost:
    """Return what so many requests a month cost.

    Parameters
    ----------
    mix
        Routes, each with its share of the requests.
    usage
        What a request to each route uses; `authorizer` is what an answer of the authorizer uses.
    """
    arriving = {name: requests * share * (1 - usage[name].cached) for name, share in mix.items()}
    checks = sum(count for name, count in arriving.items() if usage[name].signed_in) / REQUESTS_PER_CHECK
    invoked = {**arriving, "authorizer": checks}

    def summed(used: Callable[[Usage], float]) -> float:
        return sum(count * used(usage[name]) for name, count in invoked.items())

    seconds = summed(lambda one: one.milliseconds + one.calls * CALL_MILLISECONDS) / 1000
    sent = sum(requests * share * usage[name].sent_bytes for name, share in mix.items())
    at_the_edge = prices.CLOUDFRONT_REQUESTS_PER_MILLION + prices.CLOUDFRONT_FUNCTIONS_PER_MILLION
    return Cost(
        gateway=prices.tiered(sum(arriving.values()), prices.REST_API),
        functions=sum(invoked.values()) / prices.MILLION * prices.LAMBDA_REQUESTS_PER_MILLION
        + seconds * MEMORY_GIGABYTES * prices.LAMBDA_ARM64_PER_GIGABYTE_SECOND,
        tables=summed(lambda one: one.read_units) / prices.MILLION * prices.DYNAMODB_READS_PER_MILLION
        + summed(lambda one: one.write_units) / prices.MILLION * prices.DYNAMODB_WRITES_PER_MILLION,
        edge=requests / prices.MILLION * at_the_edge + sent / prices.GIGABYTE * prices.CLOUDFRONT_OUT_PER_GIGABYTE,
        logs=summed(lambda one: one.logged_bytes) / prices.GIGABYTE * prices.LOGS_PER_GIGABYTE,
    )


def idle(secrets: int, alarm_metrics: int) -> dict[str, float]:
    """Return what a stack costs a month while nobody calls, by what it is for."""
    return {
        "secrets": secrets * prices.SECRET,
        "alarms": max(0, alarm_metrics - prices.FREE_ALARM_METRICS) * prices.ALARM_METRIC,
    }
