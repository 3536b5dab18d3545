"""What is known of the request being answered, for those who cannot be handed the request itself.

The middleware in `http.py` opens a context for each request; the log, the error body and the deadline of database
calls read it. Outside a request (a start-up check, a command) a context without deadline stands in.
"""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from app.ids import new_id


@dataclass(slots=True)
class RequestContext:
    """One request. `deadline` is a reading of `time.monotonic()`; `log` gathers what its log line shall say.

    `address` is the caller's, as far as it can be believed (viewer_address.py); empty when there is none. `read_units`
    and `write_units` are what DynamoDB said that it charges for.
    """

    request_id: str
    deadline: float = float("inf")
    log: dict[str, object] = field(default_factory=dict)
    address: str = ""
    read_units: float = 0
    write_units: float = 0

    def answer_within(self, seconds: float) -> None:
        """Set the deadline, counted from now."""
        self.deadline = time.monotonic() + seconds

    def remaining_seconds(self) -> float:
        """Return the time left for answering, in seconds; negative when it is over."""
        return self.deadline - time.monotonic()


_current: ContextVar[RequestContext | None] = ContextVar("request", default=None)


def current() -> RequestContext:
    """Return the context of the request being answered, or a fresh one outside any."""
    return _current.get() or RequestContext(request_id=new_id())


def enter(context: RequestContext) -> None:
    """Make the context current for everything that is called or awaited from here on."""
    _current.set(context)
