"""Ratios of paired measurements: what stays when a machine is now fast and now slow."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How many times as long one thing takes as another, over several rounds of both.

    `low` and `high` are the quartiles of the rounds' own ratios. `quickest` compares the quickest round of either, in
    which nothing else got in the way: where others work on the machine, it says the same each time.
    """

    median: float
    low: float
    high: float
    quickest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} × ({self.low:.2f} to {self.high:.2f})"


def ratio(measured: Sequence[float], compared: Sequence[float]) -> Ratio:
    """Compare two things that were measured in turn, round by round."""
    ratios = [one / other for one, other in zip(measured, compared, strict=True)]
    low, median, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Ratio(median, low, high, min(measured) / min(compared))
