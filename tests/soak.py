"""How hard the random tests try: little and the same each time in a test run, much and ever anew in `make soak`."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("FULMAR_SOAK", "1"))
"""How many times more is tried than in a test run."""


def effort(examples: int, **options: Any) -> settings:
    """Return the settings of a random test that tries so many examples in a test run."""
    return settings(
        max_examples=examples * FACTOR,
        # A test run finds the same today and tomorrow; nights are for what nobody has tried yet.
        derandomize=FACTOR == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **options,
    )
