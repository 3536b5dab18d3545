"""Counters of the sessions table: failures in a row at proving who one is, and how often something was asked for.

A failure is counted before it is known to be one, so that of many guesses at once no more are checked than may be;
a success takes its count back.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.repositories.dynamodb import ConditionFailed, DynamoDB, TransactionRefused, Values
from app.repositories.operations import ABSENT, Condition, Delete, Key, Update, Write

MEMORY_SECONDS: Final = 90 * 86400
"""How long failures in a row are remembered after the last of them, and networks after their last success."""

_OVERALL = "ALL"


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures in a row.

    `last_at` is in milliseconds since 1970, `known_until` in seconds: till then, a success from this network is
    remembered.
    """

    count: int = 0
    last_at: int = 0
    known_until: int = 0

    def in_a_row(self, now: int) -> int:
        """Return the count, unless the last failure is long ago. `now` is in milliseconds."""
        return self.count if now < self.last_at + MEMORY_SECONDS * 1000 else 0


@dataclass(frozen=True, slots=True)
class Window:
    """How often something happened since the first time in a while. `ends_at` is in seconds since 1970."""

    count: int = 0
    ends_at: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known against an attempt.

    `near` is of this subject from this network, `overall` of the subject from everywhere, `network` of the network with
    all subjects.
    """

    near: Failures
    overall: Failures
    network: Window


class Attempts:
    """Counts attempts. `purpose` keeps kinds of attempts apart; subjects are stored as hashes alone."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def standing(self, purpose: str, subject: str, network: str) -> Standing:
        """Read all three counters in one call."""
        near, overall, crowd = self._keys(purpose, subject, network)
        wanted = ("failures", "failed_at", "known_until", "ends_at")
        found = await self._database.get_many(dict.fromkeys((near, overall, crowd), wanted))
        return Standing(
            near=_failures_of(found.get(near, {})),
            overall=_failures_of(found.get(overall, {})),
            network=_window_of(found.get(crowd, {})),
        )

    async def count(
        self,
        purpose: str,
        subject: str,
        network: str,
        standing: Standing,
        *,
        now: int,
        everywhere: bool,
        network_limit: int,
        network_seconds: int,
    ) -> bool:
        """Count an attempt as a failure, in one transaction; False if the counters are not any more as they were read.

        Parameters
        ----------
        now
            Milliseconds since 1970.
        everywhere
            Whether it counts for the subject over all networks too.
        network_limit, network_seconds
            How many failures of all subjects a network may have in which time; one more is refused.
        """
        near, overall, crowd = self._keys(purpose, subject, network)
        writes = [_failed(near, standing.near, now)]
        if everywhere:
            writes.append(_failed(overall, standing.overall, now))
        writes.append(_counted(crowd, standing.network, now // 1000, network_limit, network_seconds))
        try:
            await self._database.transact(writes)
        except TransactionRefused:
            return False
        return True

    def forgiven(self, purpose: str, subject: str, network: str, *, now: int) -> Sequence[Write]:
        """After a success: no failures in a row any more, a network that is known, and its one count given back.

        `now` is in seconds. The writes belong into the transaction of what the success leads to.
        """
        *_, crowd = self._keys(purpose, subject, network)
        return (
            *self.cleared(purpose, subject, network, now=now),
            # A condition here could refuse the success. A count that is one too low does no harm, nor does it last.
            Update(
                crowd,
                "SET #ttl = if_not_exists(#ttl, :soon) ADD failures :back",
                {":soon": now + 3600, ":back": -1},
                names=_TTL,
            ),
        )

    def cleared(self, purpose: str, subject: str, network: str, *, now: int) -> Sequence[Write]:
        """Forget the failures of a subject, and know the network from which it was proved who that is."""
        near, overall, _ = self._keys(purpose, subject, network)
        known = Update(
            near,
            "SET failures = :none, failed_at = :none, known_until = :until, #ttl = :until",
            {":none": 0, ":until": now + MEMORY_SECONDS},
            names=_TTL,
        )
        return (known, Delete(overall))

    async def take(self, purpose: str, subject: str, *, now: int, limit: int, seconds: int) -> int:
        """Count one use of something that may be used `limit` times in `seconds`.

        Returns 0, or when it was used up the seconds until it may be used again. `now` is in seconds.
        """
        key = self._key(purpose, subject, _OVERALL)
        within = Condition("ends_at > :now AND failures < :limit", values={":now": now, ":limit": limit})
        one_more = Update(key, "SET failures = failures + :one", {":one": 1}, within)
        for _ in range(2):  # twice, where somebody else begins the window at the same moment
            try:
                await self._database.update(one_more)
            except ConditionFailed as failed:
                window = _window_of(failed.item or {})
            else:
                return 0
            if window.ends_at > now:
                return window.ends_at - now
            try:
                await self._database.update(_counted(key, window, now, limit, seconds))
            except ConditionFailed:
                continue
            return 0
        return 1

    def _keys(self, purpose: str, subject: str, network: str) -> tuple[Key, Key, Key]:
        return (
            self._key(purpose, subject, f"NET#{network}"),
            self._key(purpose, subject, _OVERALL),
            self._key(f"{purpose}-network", network, _OVERALL),
        )

    def _key(self, purpose: str, subject: str, sort_key: str) -> Key:
        return Key(self._table, counter_partition(purpose, subject), sort_key)


def counter_partition(purpose: str, subject: str) -> str:
    """Return the partition of all counters of a subject."""
    return f"LIMIT#{purpose}#{hashlib.sha256(subject.encode()).hexdigest()}"


_TTL = {"#ttl": "ttl"}


def _failed(key: Key, before: Failures, now: int) -> Update:
    """Count one more failure in a row, if nobody has since the counter was read."""
    unchanged = Condition(
        "failures = :count AND failed_at = :last_at", values={":count": before.count, ":last_at": before.last_at}
    )
    return Update(
        key,
        "SET failures = :next, failed_at = :now, #ttl = :ttl",
        {
            ":next": before.in_a_row(now) + 1,
            ":now": now,
            ":ttl": max(before.known_until, now // 1000 + MEMORY_SECONDS),
        },
        ABSENT if before == Failures() else unchanged,
        names=_TTL,
    )


def _counted(key: Key, before: Window, now: int, limit: int, seconds: int) -> Update:
    """Count one more in the window that stands, or begin the next one. `now` is in seconds."""
    if before.ends_at > now:
        within = Condition(
            "ends_at = :ends_at AND failures < :limit", values={":ends_at": before.ends_at, ":limit": limit}
        )
        return Update(key, "SET failures = failures + :one", {":one": 1}, within)
    over = Condition("ends_at = :ended_at", values={":ended_at": before.ends_at})
    return Update(
        key,
        "SET failures = :one, ends_at = :ends_at, #ttl = :ends_at",
        {":one": 1, ":ends_at": now + seconds},
        over if before.ends_at else Condition("attribute_not_exists(ends_at)"),
        names=_TTL,
    )


def _failures_of(item: Values) -> Failures:
    return Failures(item.get("failures", 0), item.get("failed_at", 0), item.get("known_until", 0))


def _window_of(item: Values) -> Window:
    return Window(item.get("failures", 0), item.get("ends_at", 0))
