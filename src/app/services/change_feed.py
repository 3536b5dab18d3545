"""What changed in a collection since a client last asked: for clients that were away for a minute or for a month.

The index that this reads lags behind the table, and a write is given its time before it is done, by a clock of its own.
So the place from which a client goes on is never less than two minutes ago. What it is told twice because of that, it
drops by the version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app import clock
from app.collection import Collection
from app.collection.layout import CHANGES, Layout
from app.errors import ChangesForgotten, MalformedRequest, ServiceUnavailable
from app.repositories.document_changes import DocumentChanges, StoredChange
from app.repositories.document_items import SYNC_TOMBSTONE_SECONDS
from app.repositories.index_readiness import IndexReadiness
from app.security.cursors import Cursors
from app.services.access import Actor, require_may_list
from app.services.document_content import upgraded
from app.services.list_plan import impossible

SETTLED_SECONDS: Final = 120
"""After so long every write has its place in the index: clocks differ by less, and a write and the index take less."""

NOW: Final = "now"
"""The cursor of a client that has just read the list: it needs to know only what changes from here on."""

_BETWEEN: Final = "|"


@dataclass(frozen=True, slots=True)
class Feed:
    """Changes, oldest first, and the cursor to go on with: at once where there are more, else whenever one likes."""

    changes: list[StoredChange]
    next_cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a client is.

    `position` is the last place in the index it has read. `settled`, while it reads page by page, is where it goes on
    from at the end. `complete_from` is since when, in seconds since 1970, it needs to be told of deletions.
    """

    position: str
    settled: str
    complete_from: int

    def __str__(self) -> str:
        return _BETWEEN.join((self.position, self.settled, str(self.complete_from)))


def _upgraded(collection: Collection, change: StoredChange) -> StoredChange:
    return change if change.document is None else replace(change, document=upgraded(collection, change.document))


class ChangeFeed:
    """Tells what changed."""

    def __init__(
        self, changes: DocumentChanges, readiness: IndexReadiness, cursors: Cursors, layouts: Mapping[str, Layout]
    ) -> None:
        self._changes = changes
        self._readiness = readiness
        self._cursors = cursors
        self._layouts = layouts

    async def since(
        self, collection: Collection, actor: Actor, *, of_owner: bool, limit: int, cursor: str | None
    ) -> Feed:
        """Return a page of changes; without a cursor all documents, from the one that changed longest ago.

        With `now` as the cursor it begins where every cursor of this moment lies: two minutes back.

        Raises
        ------
        Unauthenticated, Forbidden
            The caller may not list the collection.
        ValidationFailed
            One owner's part of what all owners share was asked for, which tombstones do not tell.
        ChangesForgotten
            The cursor is not one of this feed, or so old that deletions since then are forgotten.
        ServiceUnavailable
            The index is new, and documents that are older than it are not in it yet.
        """
        require_may_list(collection, actor, all_owners=False)
        if of_owner and collection.is_shared:
            raise impossible("/owner", "Changes are told of the whole collection")
        layout = self._layouts[collection.name]
        if not await self._readiness.is_ready(layout, CHANGES):
            raise ServiceUnavailable("Changes are being indexed. Ask later.")
        owner_id = None if collection.is_shared else actor.owner_id
        reader = "" if actor.caller is None else actor.caller.user_id
        binding = (reader, collection.name, owner_id or "", "changes", str(layout.sync_generation))
        now = clock.now()
        place = await self._place(cursor, binding, int(now))
        settled = place.settled or clock.timestamp(now - SETTLED_SECONDS)
        page = await self._changes.page(collection.name, owner_id, limit=limit, after=place.position)
        if page.has_more:
            position = page.changes[-1].position if page.changes else place.position
            following = _Place(position, settled, place.complete_from)
        else:
            following = _Place(settled, "", int(datetime.fromisoformat(settled).timestamp()))
        changes = [_upgraded(collection, change) for change in page.changes]
        return Feed(changes, await self._cursors.write(str(following), binding=binding), page.has_more)

    async def _place(self, cursor: str | None, binding: tuple[str, ...], now: int) -> _Place:
        if cursor is None:
            return _Place("", "", now)
        if cursor == NOW:
            return _Place(clock.timestamp(now - SETTLED_SECONDS), "", now - SETTLED_SECONDS)
        try:
            position, settled, complete_from = (await self._cursors.read(cursor, binding=binding)).split(_BETWEEN)
        except MalformedRequest:
            raise ChangesForgotten from None
        place = _Place(position, settled, int(complete_from))
        if now - place.complete_from > SYNC_TOMBSTONE_SECONDS:
            raise ChangesForgotten
        return place
