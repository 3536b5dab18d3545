"""The list of all accounts, newest first, merged from the partitions of the `accounts` index."""

import asyncio
from dataclasses import dataclass

from app.repositories.accounts import LISTING_SHARDS, Account, account_of, listing_partition
from app.repositories.dynamodb import DynamoDB, Page
from app.repositories.index_keys import key_below
from app.repositories.operations import Query


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Some accounts, newest first; `next_after` is the id behind which the list goes on, None at its end."""

    accounts: list[Account]
    next_after: str | None


class AccountLists:
    """Reads accounts through the index, eventually consistent."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def page(self, *, limit: int, after: str | None) -> AccountPage:
        """Read a page: of each partition one more than the limit. Accounts are small, so one call each does."""
        pages = await asyncio.gather(*(self._read(shard, limit + 1, after) for shard in range(LISTING_SHARDS)))
        merged = sorted(
            (account_of(item) for page in pages for item in page.items),
            key=lambda account: account.user_id,
            reverse=True,
        )
        return AccountPage(merged[:limit], merged[limit - 1].user_id if len(merged) > limit else None)

    async def _read(self, shard: int, count: int, after: str | None) -> Page:
        below = None if after is None else key_below(after)
        partition = listing_partition(shard)
        return await self._database.query(
            Query(self._table, partition, count, descending=True, high=below, index="accounts")
        )
