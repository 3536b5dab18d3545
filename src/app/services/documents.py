"""Documents: what people store, in the collections that the application declares.

Routes of the application's own use this service too: `do` takes several changes and makes all of them or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.collection import Collection
from app.collection.layout import Layout
from app.errors import (
    AppError,
    IdempotencyKeyReused,
    NotFound,
    ServiceUnavailable,
)
from app.ids import is_id
from app.repositories import documents as stored
from app.repositories.document_items import Document, Place
from app.repositories.document_lists import DocumentLists, ListQuery
from app.repositories.documents import DocumentChanged
from app.repositories.idempotency import IdempotencyMarkers, Outcome
from app.repositories.index_readiness import IndexReadiness
from app.repositories.operations import Put, Write
from app.security.cursors import Cursors
from app.services.access import NO_DOCUMENT, Actor, may_read, require_may_list, require_may_write
from app.services.changes import Change, Create, Increment, Planned
from app.services.document_content import content_of, upgraded
from app.services.list_plan import ListRequest, impossible, plan
from app.services.positions import conflict, each, place_key, require_different

_ATTEMPTS: Final = 2
_COUNTER_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of documents and the cursor for the next one; None means that this was the last."""

    documents: list[Document]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key under which a caller may ask for the same again, and what tells that it is the same."""

    user_id: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a change made: the document as it is now, None where there is none any more."""

    document_id: str
    version: int
    document: Document | None
    is_new: bool = False


class Documents:
    """Reads, lists and changes documents on an actor's behalf."""

    def __init__(
        self,
        repository: stored.Documents,
        lists: DocumentLists,
        readiness: IndexReadiness,
        markers: IdempotencyMarkers,
        cursors: Cursors,
        layouts: Mapping[str, Layout],
    ) -> None:
        self._repository = repository
        self._lists = lists
        self._readiness = readiness
        self._markers = markers
        self._cursors = cursors
        self._layouts = layouts

    async def get(self, collection: Collection, actor: Actor, document_id: str) -> Document:
        """Return a document; `NotFound` alike for one that the actor may not read and one that is not there."""
        if not is_id(document_id) or not may_read(collection, actor):
            raise NotFound(NO_DOCUMENT)
        document = (await self._repository.at(collection.name, actor.owner_id, document_id)).document
        if document is None:
            raise NotFound(NO_DOCUMENT)
        return upgraded(collection, document)

    async def contents(self, collection: Collection, actor: Actor, document_ids: Sequence[str]) -> list[Any]:
        """Return the contents of several documents as the collection's model, None for one that is not there."""
        if not may_read(collection, actor):
            return [None] * len(document_ids)
        ids = [document_id for document_id in document_ids if is_id(document_id)]
        places = await self._repository.at_many([(collection.name, actor.owner_id, id_) for id_ in ids])
        found = {
            place.document_id: content_of(collection, upgraded(collection, place.document))
            for place in places
            if place.document is not None
        }
        return [found.get(document_id) for document_id in document_ids]

    async def page(
        self, collection: Collection, actor: Actor, request: ListRequest, *, of_owner: bool = False
    ) -> DocumentList:
        """Return a page of documents.

        Parameters
        ----------
        of_owner
            Of a shared collection, only those of the actor's owner.

        Raises
        ------
        Unauthenticated, Forbidden
            The actor may not read them.
        MalformedRequest
            The cursor is not one of this list.
        ValidationFailed
            No index gives them in this order.
        ServiceUnavailable
            The index is new, and documents that are older than it are not in it yet.
        """
        require_may_list(collection, actor, all_owners=request.scope == "all" and not collection.is_shared)
        if of_owner and request.scope == "all":
            raise impossible("/scope", "A list is either of one owner or over all owners")
        layout = self._layouts[collection.name]
        planned = plan(layout, request)
        owner_id = actor.owner_id if of_owner or not collection.is_shared else None
        reader = "" if actor.caller is None else actor.caller.user_id
        binding = (reader, collection.name, owner_id or "", *request.binding())
        after = None if request.cursor is None else await self._cursors.read(request.cursor, binding=binding)
        for slot in planned.slots:
            if not await self._readiness.is_ready(layout, slot.index.name):
                raise ServiceUnavailable(
                    f"The index on {slot.field.wire_name} is being built. Ask without it, or later."
                )
        page = await self._lists.page(
            ListQuery(
                collection.name,
                owner_id,
                request.limit,
                planned.descending,
                planned.driver,
                planned.within,
                planned.others,
                after,
            )
        )
        next_cursor = None if page.next_after is None else await self._cursors.write(page.next_after, binding=binding)
        return DocumentList([upgraded(collection, document) for document in page.documents], next_cursor)

    async def do(
        self,
        changes: Sequence[Change],
        *,
        once: IdempotencyKey | None = None,
        within: str | None = None,
    ) -> list[Written]:
        """Make all of the changes or none, each of another document.

        Parameters
        ----------
        once
            Under this key it is done once: asked for again, the answer is what it did, as that is now.
        within
            JSON Pointer to where the changes are in the body of the request: errors then name them by position.

        Raises
        ------
        AppError
            What is wrong with a change, as `changes` says for each kind.
        VersionConflict
            Somebody else keeps changing the same documents.
        IdempotencyKeyReused
            The key belongs to another request.
        """
        require_different(changes, within)
        each(changes, within, _require_may)
        attempts = _COUNTER_ATTEMPTS if all(isinstance(change, Increment) for change in changes) else _ATTEMPTS
        refused: Sequence[int] = ()
        for _ in range(attempts):
            if once is not None and (before := await self._again(changes, once)) is not None:
                return before
            places = await self._places(changes)
            try:
                planned = each(
                    changes,
                    within,
                    lambda change: change.planned(places[place_key(change)], self._repository),  # noqa: B023
                )
            except AppError:  # perhaps because the same request was just done
                if once is not None and (before := await self._again(changes, once)) is not None:
                    return before
                raise
            writes: list[Write] = [change.write for change in planned]
            if once is not None:
                writes.append(self._marker(changes, once))
            try:
                await self._repository.do(writes)
            except DocumentChanged as changed:
                refused = changed.positions
            else:
                return await self._written(changes, planned)
        raise conflict(refused, len(changes), within)

    async def _again(self, changes: Sequence[Change], once: IdempotencyKey) -> list[Written] | None:
        """Return what these changes made, when they were asked for before."""
        before = await self.done_before(once, *_collections(changes))
        if before is None:
            return None
        return [
            replace(written, is_new=isinstance(change, Create)) for written, change in zip(before, changes, strict=True)
        ]

    async def done_before(self, once: IdempotencyKey, *collections: Collection) -> list[Written] | None:
        """Return what was done under the key before, as it is now; None if nothing was.

        Parameters
        ----------
        collections
            Those whose documents it may have been.

        Raises
        ------
        IdempotencyKeyReused
            The key belongs to another request.
        """
        outcome = await self._markers.outcome(once.user_id, once.key)
        if outcome is None:
            return None
        if outcome.fingerprint != once.fingerprint:
            raise IdempotencyKeyReused
        by_name = {collection.name: collection for collection in collections}
        places = await self._repository.at_many(outcome.documents)
        return [_now(_upgraded(by_name[place.collection], place)) for place in places]

    async def _places(self, changes: Sequence[Change]) -> dict[tuple[str, str], Place]:
        """Read what is there. A document under an id that we have just made ourselves is not looked for."""
        places: dict[tuple[str, str], Place] = {}
        wanted: list[tuple[str, str, str]] = []
        for change in changes:
            name, owner_id, document_id = change.collection.name, change.actor.owner_id, change.document_id
            if not is_id(document_id):
                places[name, document_id] = Place(name, document_id, partition="")
            elif isinstance(change, Create) and change.is_own_id:
                places[name, document_id] = self._repository.nowhere(name, owner_id, document_id)
            else:
                wanted.append((name, owner_id, document_id))
        read = [await self._repository.at(*wanted[0])] if len(wanted) == 1 else await self._repository.at_many(wanted)
        places |= {(place.collection, place.document_id): place for place in read}
        collections = {collection.name: collection for collection in _collections(changes)}
        return {key: _upgraded(collections[key[0]], place) for key, place in places.items()}

    async def _written(self, changes: Sequence[Change], planned: Sequence[Planned]) -> list[Written]:
        """Say what was made. What counting made only DynamoDB knows."""
        counted = [change for change in changes if isinstance(change, Increment)]
        places = await self._places(counted) if counted else {}
        return [
            _now(places[place_key(change)])
            if isinstance(change, Increment)
            else Written(change.document_id, plan.version, plan.document, plan.is_new)
            for change, plan in zip(changes, planned, strict=True)
        ]

    def _marker(self, changes: Sequence[Change], once: IdempotencyKey) -> Put:
        documents = tuple((change.collection.name, change.actor.owner_id, change.document_id) for change in changes)
        return self._markers.marker(once.user_id, once.key, Outcome(once.fingerprint, documents))


def _upgraded(collection: Collection, place: Place) -> Place:
    if place.document is None or collection.upgrade is None:
        return place
    document = upgraded(collection, place.document)
    return replace(place, document=document, is_older=document.data != place.document.data)


def _now(place: Place) -> Written:
    return Written(place.document_id, place.version, place.document)


def _require_may(change: Change) -> None:
    require_may_write(change.collection, change.actor, is_new=isinstance(change, Create))


def _collections(changes: Sequence[Change]) -> set[Collection]:
    return {change.collection for change in changes}
