"""Removing everything of a user whose account is gone: in steps, any of which may be interrupted and done again.

Until the gateway has forgotten who may come in, an access token of the deleted user may still write. So what is there
goes at once, and a last pass after that time finds what was written meanwhile.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from app import clock, logs
from app.collection.layout_lock import LockedCollection
from app.errors import AppError
from app.repositories.attempts import counter_partition
from app.repositories.purges import Purge, Purges

STEP_SECONDS: Final = 5.0
"""How long a step may take: others in the same stream wait for it."""

SETTLING_SECONDS: Final = 15
"""How long after the gateway forgot a token a write may still be under way, and an index behind."""

_COUNTED_BY_EMAIL: Final = ("sign-in", "registration-mail", "reset-mail", "email-change-mail")


class Alarm(Protocol):
    """Has a purge gone on with at a later time."""

    async def ring(self, user_id: str, at: int) -> None:
        """Have `Purging.step` called for the user at a time, seconds since 1970, or soon after it."""
        ...


class Purging:
    """Takes the steps.

    Parameters
    ----------
    close_connections
        Closes what a user has open.
    collections
        Every collection that there ever was.
    """

    def __init__(
        self,
        purges: Purges,
        alarm: Alarm,
        close_connections: Callable[[str], Awaitable[None]],
        collections: Mapping[str, LockedCollection],
        data_table: str,
        sessions_table: str,
    ) -> None:
        self._purges = purges
        self._alarm = alarm
        self._close_connections = close_connections
        self._collections = collections
        self._data_table = data_table
        self._sessions_table = sessions_table

    async def step(self, user_id: str) -> None:
        """Remove what can be removed in a few seconds, and see to it that the purge goes on if this was not the end."""
        purge = await self._purges.of(user_id)
        if purge is None:
            return
        began_at = clock.now()
        if not await self._remove(purge, until=began_at + STEP_SECONDS):
            await self._purges.go_on(purge)
        elif began_at < purge.sweep_at:
            await self._alarm.ring(user_id, purge.sweep_at)
        else:
            await self._purges.finish(purge)
            logs.event("user.purged", user_id=user_id)

    async def step_of_each(self) -> None:
        """Take a step of every purge that is not done."""
        for purge in await self._purges.all():
            try:
                await self.step(purge.user_id)
            except AppError as error:  # which must not keep the others waiting
                logs.warning("purge.failed", user_id=purge.user_id, reason=error.type)

    async def _remove(self, purge: Purge, until: float) -> bool:
        """Remove everything; False where the time was over before that."""
        await self._close_connections(purge.user_id)
        for table, partition in self._partitions(purge):
            if not await _repeated(lambda: self._purges.remove_some(table, partition), until):  # noqa: B023
                return False
        for name, collection in self._collections.items():
            is_shared = collection.partitions == "shards" and collection.personal
            if is_shared and not await self._remove_shared(collection, f"{name}#{purge.user_id}", until):
                return False
        return True

    def _partitions(self, purge: Purge) -> list[tuple[str, str]]:
        """Return the partitions that hold nothing but what is this user's."""
        documents = [
            (self._data_table, f"{name}#{purge.user_id}")
            for name, collection in self._collections.items()
            if collection.partitions == "owner"
        ]
        others = [
            f"USER#{purge.user_id}",
            f"IDEMPOTENCY#{purge.user_id}",
            counter_partition("email-change", purge.user_id),
        ]
        others += [counter_partition(purpose, purge.email) for purpose in _COUNTED_BY_EMAIL]
        return [*documents, *((self._sessions_table, partition) for partition in others)]

    async def _remove_shared(self, collection: LockedCollection, partition: str, until: float) -> bool:
        after: str | None = None
        while True:
            after = await self._purges.remove_some_of_owner(partition, after, buries=collection.keeps_tombstones)
            if after is None or clock.now() >= until:
                return after is None


async def _repeated(remove_some: Callable[[], Awaitable[bool]], until: float) -> bool:
    """Remove until nothing is left or the time is over, which is asked behind the work: every step gets further."""
    while not await remove_some():
        if clock.now() >= until:
            return False
    return True
