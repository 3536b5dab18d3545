"""Time, and the forms in which the application writes it down. Tests replace `now`."""

import time
from datetime import UTC, datetime


def now() -> float:
    """Return the time as seconds since 1970, with a fraction."""
    return time.time()


def seconds() -> int:
    """Return the time as whole seconds since 1970, as tokens and TTL attributes hold it."""
    return int(now())


def timestamp(at: float) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds: sorts as text as it does in time."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
