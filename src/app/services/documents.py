"""Documents: what people store, in the collections that the application declares."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from app import clock
from app.collection import Collection
from app.errors import NotFound, ServiceUnavailable
from app.ids import is_id, new_id
from app.repositories import documents as stored
from app.repositories.documents import Document
from app.security.caller import Caller
from app.security.cursors import Cursors

Sort = Literal["-id", "id"]


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of documents and the cursor for the next one; None means that this was the last."""

    documents: list[Document]
    next_cursor: str | None


class Documents:
    """Creates, reads and lists documents on a caller's behalf."""

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
        created_at = clock.timestamp(now)
        document = Document(
            id=new_id(now),
            owner_id=caller.user_id,
            author_id=caller.user_id,
            version=int(now * 1000),  # the first is the creation time, so that a later life of an id begins higher
            created_at=created_at,
            updated_at=created_at,
            data=content.model_dump(),
        )
        try:
            await self._repository.create(collection.name, document)
        except stored.IdTaken:  # by an id of 62 random bits, or never
            raise ServiceUnavailable from None
        return document

    async def get(self, collection: Collection, caller: Caller, document_id: str) -> Document:
        """Return a document of the caller's; `NotFound` alike for one that is another's and one that is not."""
        document = (
            await self._repository.of_owner(collection.name, caller.user_id, document_id)
            if is_id(document_id)
            else None
        )
        if document is None:
            raise NotFound("There is no such document.")
        return document

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
