"""MiniStack as this project runs it. Runs in .venv-cloud, started by scripts/local_cloud.py.

MiniStack keeps everything in memory and writes it down only when it is stopped in order, so a crash or a
power cut would lose the day's work. Here it also saves shortly after every request that may have changed
something. This can go when MiniStack offers that itself.
"""

import asyncio
import importlib
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Scope]]
type Send = Callable[[Scope], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]

PAUSE_SECONDS = 1.0
# A save stops MiniStack for as long as it takes, so it may take a twentieth of the time and no more.
LARGEST_SHARE = 1 / 20
READING = ("Get", "Describe", "List", "Query", "Scan", "BatchGet", "Head")


class SavedSoon:
    """The ASGI app around MiniStack's: notes that something may have changed, and saves it a second later."""

    def __init__(self, app: App, save: Callable[[], None]) -> None:
        self._app = app
        self._save = save
        self._changed = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, self._watching(receive), send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if _may_change(scope):
                self._changed.set()

    def _watching(self, receive: Receive) -> Receive:
        async def watched() -> Scope:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._saver = asyncio.create_task(self._keep_saving())
            elif self._saver is not None:
                self._saver.cancel()  # MiniStack saves everything itself now
            return message

        return watched

    async def _keep_saving(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(PAUSE_SECONDS)
            self._changed.clear()
            started = time.monotonic()
            self._save()  # in the event loop, where requests are handled too: a save never sees half of one
            await asyncio.sleep((time.monotonic() - started) / LARGEST_SHARE)


def _may_change(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    operation = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1").rpartition(".")[2]
    if operation:
        return not operation.startswith(READING)
    return scope["method"] not in {"GET", "HEAD", "OPTIONS"}


def main() -> None:
    ministack: Any = importlib.import_module("ministack.app")
    persistence: Any = importlib.import_module("ministack.core.persistence")
    logging.getLogger("persistence").setLevel(logging.WARNING)  # else two lines a service a second
    if persistence.PERSIST_STATE:
        states = ministack._build_persistence_save_dict
        ministack.app = SavedSoon(ministack.app, lambda: persistence.save_all(states()))
    ministack.main()


if __name__ == "__main__":
    main()
