"""Documents: what people store, in the collections that the application declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pydantic import BaseModel

from app import clock
from app.collection import Collection
from app.entity_tags import Preconditions
from app.errors import (
    FieldError,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    ValidationFailed,
    VersionConflict,
)
from app.ids import is_id, milliseconds_of, new_id
from app.merge_patch import merged
from app.repositories import documents as stored
from app.repositories.documents import Document, Place
from app.security.caller import Caller
from app.security.cursors import Cursors

Sort = Literal["-id", "id"]

MAX_ID_AHEAD_SECONDS: Final = 300
"""How far in the future the time in an id may lie that a client chose: as far as clocks differ."""

_ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of documents and the cursor for the next one; None means that this was the last."""

    documents: list[Document]
    next_cursor: str | None


class Documents:
    """Creates, reads, changes, deletes and lists documents on a caller's behalf."""

    def __init__(self, repository: stored.Documents, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    async def create(self, collection: Collection, caller: Caller, content: BaseModel) -> Document:
        """Store a new document of the caller's.

        Raises
        ------
        BodyTooLarge, ValidationFailed
            It is larger than 400 KB, or holds a number that cannot be stored.
        """
        now = clock.now()
        document = _new_document(new_id(now), caller, content, over=0, now=now)
        try:
            await self._repository.write(collection.name, document, over=0)
        except stored.DocumentChanged:  # by an id of 62 random bits, or never
            raise ServiceUnavailable from None
        return document

    async def get(self, collection: Collection, caller: Caller, document_id: str) -> Document:
        """Return a document of the caller's; `NotFound` alike for one that is another's and one that is not."""
        return _existing(await self._at(collection, caller, document_id))

    async def put(
        self, collection: Collection, caller: Caller, document_id: str, content: BaseModel, conditions: Preconditions
    ) -> tuple[Document, bool]:
        """Replace a document of the caller's, or make one under an id that they chose. True when it was made.

        Raises
        ------
        PreconditionFailed
            What is there is not what the conditions say.
        VersionConflict
            Somebody else wrote it at the same moment, twice.
        ValidationFailed, BodyTooLarge
            The id is none, or lies in the future; or as `create`.
        """
        _require_usable(document_id)
        for _ in range(_ATTEMPTS):
            place = await self._at(collection, caller, document_id)
            _require(conditions, place)
            now = clock.now()
            document = (
                _new_document(document_id, caller, content, over=place.version, now=now)
                if place.document is None
                else _changed(place.document, content, now)
            )
            if await self._is_written(collection, document, over=place.version):
                return document, place.document is None
        raise VersionConflict

    async def patch(
        self,
        collection: Collection,
        caller: Caller,
        document_id: str,
        patch: Mapping[str, Any],
        conditions: Preconditions,
        complete: Callable[[Any], BaseModel],
    ) -> Document:
        """Change a document of the caller's by a merge patch.

        Parameters
        ----------
        complete
            Makes the model of the whole document's content, as JSON has it, or says what is wrong with it.

        Raises
        ------
        NotFound, PreconditionFailed, VersionConflict, ValidationFailed, BodyTooLarge
            As `get` and `put`.
        """
        for _ in range(_ATTEMPTS):
            place = await self._at(collection, caller, document_id)
            before = _existing(place)
            _require(conditions, place)
            content = collection.model.model_validate(before.data).model_dump(mode="json")
            document = _changed(before, complete(merged(content, patch)), clock.now())
            if await self._is_written(collection, document, over=before.version):
                return document
        raise VersionConflict

    async def delete(self, collection: Collection, caller: Caller, document_id: str, conditions: Preconditions) -> None:
        """Delete a document of the caller's.

        Raises
        ------
        NotFound, PreconditionFailed
            There is none, or it is not the one that the conditions name.
        """
        version = None
        if conditions != Preconditions():
            place = await self._at(collection, caller, document_id)
            version = _existing(place).version
            _require(conditions, place)
        try:
            is_deleted = is_id(document_id) and await self._repository.bury(
                collection.name, caller.user_id, document_id, version=version
            )
        except stored.DocumentChanged:
            raise PreconditionFailed from None
        if not is_deleted:
            raise NotFound("There is no such document.")

    async def list(
        self, collection: Collection, caller: Caller, *, limit: int, sort: Sort, cursor: str | None
    ) -> DocumentList:
        """Return a page of the caller's documents.

        Raises
        ------
        MalformedRequest
            The cursor is not one of this list.
        """
        binding = (caller.user_id, collection.name, sort)
        after = None if cursor is None else await self._cursors.read(cursor, binding=binding)
        page = await self._repository.list_of_owner(
            collection.name, caller.user_id, limit=limit, newest_first=sort == "-id", after=after
        )
        next_cursor = None if page.next_after is None else await self._cursors.write(page.next_after, binding=binding)
        return DocumentList(page.documents, next_cursor)

    async def _at(self, collection: Collection, caller: Caller, document_id: str) -> Place:
        if not is_id(document_id):
            return Place(None, 0)
        return await self._repository.at(collection.name, caller.user_id, document_id)

    async def _is_written(self, collection: Collection, document: Document, *, over: int) -> bool:
        try:
            await self._repository.write(collection.name, document, over=over)
        except stored.DocumentChanged:
            return False
        return True


def _existing(place: Place) -> Document:
    if place.document is None:
        raise NotFound("There is no such document.")
    return place.document


def _require(conditions: Preconditions, place: Place) -> None:
    if not conditions.hold_for(None if place.document is None else place.document.version):
        raise PreconditionFailed


def _require_usable(document_id: str) -> None:
    """Raise ValidationFailed for an id that a client may not choose."""
    message = None
    if not is_id(document_id):
        message = "An id is a UUID of version 7, in lower case"
    elif milliseconds_of(document_id) > (clock.now() + MAX_ID_AHEAD_SECONDS) * 1000:
        message = "The time in this id lies in the future"
    if message is not None:
        error: FieldError = {"where": "path", "pointer": "/id", "code": "unusable-id", "message": message}
        raise ValidationFailed(errors=[error])


def _new_document(document_id: str, caller: Caller, content: BaseModel, *, over: int, now: float) -> Document:
    made_at = clock.timestamp(now)
    return Document(
        id=document_id,
        owner_id=caller.user_id,
        author_id=caller.user_id,
        # The first is the creation time, so that a later life of an id begins higher, even after its tombstone is gone.
        version=max(int(now * 1000), over + 1),
        created_at=made_at,
        updated_at=made_at,
        data=content.model_dump(),
    )


def _changed(document: Document, content: BaseModel, now: float) -> Document:
    return replace(document, version=document.version + 1, updated_at=clock.timestamp(now), data=content.model_dump())
