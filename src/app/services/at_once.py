"""Doing the same for many things at once, as operators' commands do."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

AT_ONCE: Final = 16
"""How many are under way: enough that an ocean in between costs little, few enough for a table that has to grow."""


async def for_all[Thing, Result](things: Iterable[Thing], do: Callable[[Thing], Awaitable[Result]]) -> list[Result]:
    """Do it for each, some at once, and return the results in the things' order. The first error ends it."""
    free = asyncio.Semaphore(AT_ONCE)

    async def when_free(thing: Thing) -> Result:
        async with free:
            return await do(thing)

    return list(await asyncio.gather(*map(when_free, things)))
