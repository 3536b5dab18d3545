"""AWS's list prices in us-east-1, in US dollars, without free tiers and discounts.

From the price pages of the services, as of November 2026. Look them up for your region before you rely on them:
https://aws.amazon.com/{api-gateway,lambda,dynamodb,cloudfront,cloudwatch,secrets-manager}/pricing/
"""

from dataclasses import dataclass
from typing import Final

MILLION: Final = 1_000_000
GIGABYTE: Final = 10**9


@dataclass(frozen=True)
class Tier:
    """A price for a million, up to so many a month; the last tier has no end."""

    up_to: float
    per_million: float


REST_API: Final = (
    Tier(333 * MILLION, 3.50),
    Tier(1_000 * MILLION, 2.80),
    Tier(20_000 * MILLION, 2.38),
    Tier(float("inf"), 1.51),
)
LAMBDA_REQUESTS_PER_MILLION: Final = 0.20
LAMBDA_ARM64_PER_GIGABYTE_SECOND: Final = 0.0000133334
DYNAMODB_WRITES_PER_MILLION: Final = 0.625
DYNAMODB_READS_PER_MILLION: Final = 0.125
CLOUDFRONT_REQUESTS_PER_MILLION: Final = 1.00  # HTTPS, North America and Europe
CLOUDFRONT_FUNCTIONS_PER_MILLION: Final = 0.10
CLOUDFRONT_OUT_PER_GIGABYTE: Final = 0.085
LOGS_PER_GIGABYTE: Final = 0.50

# By the month, whether anybody calls or not.
SECRET: Final = 0.40
ALARM_METRIC: Final = 0.10
FREE_ALARM_METRICS: Final = 10

# By the month and the gigabyte that is stored.
TABLE_STORAGE: Final = 0.25
TABLE_BACKUP: Final = 0.20


def tiered(count: float, tiers: tuple[Tier, ...]) -> float:
    """Return what `count` cost, each part at the price of the tier it falls into."""
    total, begun = 0.0, 0.0
    for tier in tiers:
        within = max(0.0, min(count, tier.up_to) - begun)
        total += within / MILLION * tier.per_million
        begun = tier.up_to
    return total
