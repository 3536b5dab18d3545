"""The one place that decides how a blocking call runs: inline in Lambda, in a worker thread elsewhere.

A Lambda environment answers one request at a time, so a thread hop there (0.8 ms, measured) buys nothing;
under uvicorn a blocking call on the event loop would hold up every other request.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from anyio import to_thread


class RunBlocking(Protocol):
    """Run a blocking function and return what it returns."""

    def __call__[Result](self, call: Callable[[], Result]) -> Awaitable[Result]:
        """Run it."""
        ...


async def inline[Result](call: Callable[[], Result]) -> Result:
    """Run the call where we are."""
    return call()


async def in_worker_thread[Result](call: Callable[[], Result]) -> Result:
    """Run the call in a thread of anyio's pool (40 at most); context variables go with it."""
    return await to_thread.run_sync(call)


def run_blocking_in(*, in_lambda: bool) -> RunBlocking:
    """Choose for this process."""
    return inline if in_lambda else in_worker_thread
