"""Whether the items of the three tables agree with each other: the invariants that every request keeps.

A page at a time, beside which is read what its items depend on, so that a table of any size fits. Others write
meanwhile, and what belongs together is not read at one moment: what seems wrong is therefore read again, and told only
if it still is.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from app import clock
from app.collection import Collection
from app.collection.layout import Layout
from app.errors import AppError
from app.repositories.obstacles import Refused
from app.repositories.operations import Key
from app.repositories.operator_items import OperatorItems
from app.services.doctor import Finding, anything_failed, failed, good, refusal, warning
from app.services.doctor_breaches import Beside, Breach, Item, is_over
from app.services.doctor_data_items import DataItems
from app.services.doctor_sessions_items import SessionsItems
from app.services.doctor_users_items import (
    beside_in_users,
    breach_of_count,
    breaches_in_users,
    counts_as_administrator,
)
from app.services.refusals import UNFIT
from app.services.reindexing import Reindexing

TABLES: Final = ("users", "sessions", "data")
CHECKS: Final = tuple(f"{table} items" for table in TABLES)

LISTED: Final = 100
"""How many breaches of a table are told; of what follows, only how many items seem wrong."""

_LOOKS: Final = 3
"""How often an item has to be wrong: two reads of a transaction's writes may be before and behind it."""

_COUNT: Final = Key("users", "ADMINS", "COUNT")
_NEEDS: Final = "dynamodb:Scan, BatchGetItem and GetItem on the three tables"


class Invariants:
    """What holds of every item, whatever table it is in. Pure: what items depend on is handed in."""

    def __init__(self, sessions: SessionsItems, data: DataItems) -> None:
        self._sessions = sessions
        self._data = data

    @classmethod
    def of(cls, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]) -> "Invariants":
        """Return those of a deployment whose indexes are complete."""
        return cls(SessionsItems(collections, layouts), DataItems(collections, layouts))

    def beside(self, table: str, item: Item) -> list[Key]:
        """Return the keys of what an item has to agree with; none if it is damaged or over."""
        if is_over(item, clock.seconds()):
            return []
        try:
            match table:
                case "users":
                    return beside_in_users(item)
                case "sessions":
                    return self._sessions.beside(item)
                case _:
                    return self._data.beside(item)
        except UNFIT:
            return []

    def breaches(self, table: str, item: Item, beside: Beside) -> list[Breach]:
        """Return what is wrong with an item that is not over."""
        if is_over(item, clock.seconds()):
            return []
        try:
            return list(self._breaches(table, item, beside))
        except UNFIT as error:
            is_missing = isinstance(error, KeyError)
            missing = f" lacks {error}" if is_missing else f" has a value of a wrong kind ({type(error).__name__})"
            kind, _, id_ = item["pk"].partition("#")
            named = id_ if kind not in {"EMAIL", "PENDING", "TICKET"} else "whose key is not told"
            remedy = "Restore the item from a backup of the table, or delete it."
            return [Breach(f"{kind} item", f"{named}, {item['sk']},", f"is damaged: it{missing}", remedy)]

    def _breaches(self, table: str, item: Item, beside: Beside) -> Iterator[Breach]:
        match table:
            case "users":
                return breaches_in_users(item, beside)
            case "sessions":
                return self._sessions.breaches(item, beside)
            case _:
                return self._data.breaches(item, beside)


class Consistency:
    """Examines the tables. Nothing is changed."""

    def __init__(self, items: OperatorItems, invariants: Invariants) -> None:
        self._items = items
        self._invariants = invariants

    async def examine(self) -> list[Finding]:
        """Read everything, and return what is wrong, table by table, and how much was read."""
        findings = []
        for table, check in zip(TABLES, CHECKS, strict=True):
            try:
                findings += await self._examined(table, check)
            except Refused as refused:
                findings.append(refusal(check, refused, needs=_NEEDS))
            except AppError as error:
                findings.append(failed(check, f"DynamoDB does not keep up. {error}", "Run this again."))
        return findings

    async def _examined(self, table: str, check: str) -> list[Finding]:
        before = await self._items.at(_COUNT) if table == "users" else None
        administrators: list[Key] = []
        findings: list[Finding] = []
        read = unlisted = 0
        async for page in self._items.pages(table):
            read += page.looked_at
            for suspect in await self._suspects(table, page.items):
                if len(findings) >= LISTED:
                    unlisted += 1
                else:
                    confirmed = await self._confirmed(table, suspect)
                    findings += [failed(check, str(breach), breach.remedy) for breach in confirmed]
            administrators += [_key(table, item) for item in page.items if counts_as_administrator(item)]
        if table == "users":
            findings += await self._of_administrators(before, administrators)
        if not anything_failed(findings):
            return [*findings, good(check, f"{read:,} read, which agree with each other")]
        told = f"{read:,} read; what is wrong is listed above."
        more = f" Another {unlisted:,} seemed wrong, and were not looked at again." if unlisted else ""
        return [*findings, failed(check, told + more, "Mend that, then run this again.")]

    async def _suspects(self, table: str, items: list[dict[str, object]]) -> list[Item]:
        wanted = {key for item in items for key in self._invariants.beside(table, item)}
        beside = await self._items.beside(wanted)
        return [item for item in items if self._invariants.breaches(table, item, beside)]

    async def _confirmed(self, table: str, suspect: Item) -> list[Breach]:
        """Read an item and what it depends on again, until nothing is wrong or it has been wrong often enough."""
        breaches: list[Breach] = []
        for _ in range(_LOOKS - 1):
            item = await self._items.at(_key(table, suspect))
            if item is None:
                return []
            beside = await self._items.beside(set(self._invariants.beside(table, item)))
            breaches = self._invariants.breaches(table, item, beside)
            if not breaches:
                return []
        return breaches

    async def _of_administrators(self, before: Item | None, found: list[Key]) -> list[Finding]:
        there = sum(counts_as_administrator(item) for item in (await self._items.beside(found)).values())
        after = await self._items.at(_COUNT)
        check = CHECKS[0]
        if before != after:
            again = "Run this again while nobody changes roles."
            return [warning(check, "The number of administrators changed while it was compared.", again)]
        counted = int((after or {}).get("count", 0))
        breach = breach_of_count(counted, there)
        return [] if breach is None else [failed(check, str(breach), breach.remedy)]


async def examine_items(
    items: OperatorItems,
    reindexing: Reindexing,
    collections: Mapping[str, Collection],
    layouts: Mapping[str, Layout],
    *,
    options: str,
) -> list[Finding]:
    """Examine every item of a deployment.

    Parameters
    ----------
    reindexing
        Which tells what indexes are not complete yet, so that nothing is missed in them.
    options
        Those that lead a command to this deployment.
    """
    try:
        incomplete = await reindexing.incomplete()
    except (Refused, AppError) as error:
        return [failed(check, f"DynamoDB does not tell. {error}", "Run this again.") for check in CHECKS]
    data = DataItems(collections, layouts, incomplete=incomplete, options=options)
    return await Consistency(items, Invariants(SessionsItems(collections, layouts), data)).examine()


def _key(table: str, item: Item) -> Key:
    return Key(table, item["pk"], item["sk"])
