"""Time that passes only when somebody waits: for the application, its deadline, and the pauses between attempts."""

import math
import time
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.retries.standard import ExponentialBackoff

_STEPS_A_SECOND = 1024


class SimulatedTime:
    """A clock that stands still until it is moved. Jitter is at its longest, so that what holds here always holds."""

    def __init__(self) -> None:
        self.seconds = float(int(time.time()))

    def now(self) -> float:
        """Return the time as seconds since 1970; it is the monotonic clock as well."""
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        """Let time pass, as `time.sleep` would; in steps that a float holds exactly, so that times compare."""
        self.seconds += math.ceil(max(0.0, seconds) * _STEPS_A_SECOND) / _STEPS_A_SECOND

    async def wait(self, seconds: float) -> None:
        """Let time pass, as `anyio.sleep` would."""
        self.pass_by(seconds)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Become the clock of the application and of botocore's pauses; the event loop keeps its own."""
        patch.setattr("app.clock.now", self.now)
        monotonic = SimpleNamespace(monotonic=self.now)
        for module in ("app.request_context", "app.http", "app.mail.outbox"):
            patch.setattr(f"{module}.time", monotonic)
        for module in ("app.repositories.dynamodb", "app.mail.outbox"):
            patch.setattr(f"{module}.anyio", SimpleNamespace(sleep=self.wait))
        patch.setattr("app.repositories.dynamodb.random", SimpleNamespace(uniform=lambda _, longest: longest))
        patch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=self.pass_by))
        patch.setattr(ExponentialBackoff, "__init__", _with_longest_pauses)
        # A client may repeat so many calls until some succeed; here they would be used up.
        patch.setattr("botocore.retries.quota.RetryQuota.acquire", lambda *_: True)


_really_init = ExponentialBackoff.__init__


def _with_longest_pauses(backoff: Any, **options: Any) -> None:
    _really_init(backoff, **{**options, "random": lambda: 1.0})
