"""The data table: documents of every collection, one partition an owner and collection."""

from dataclasses import dataclass
from typing import Any

from app import clock
from app.repositories.dynamodb import ConditionFailed, DynamoDB, Values
from app.repositories.operations import ABSENT, Condition, Key


class IdTaken(Exception):
    """There is a document with this id already."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is stored. `data` are the collection's own fields; times are RFC 3339."""

    id: str
    owner_id: str
    author_id: str
    version: int
    created_at: str
    updated_at: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some documents in order; `next_after` is the id behind which the list goes on, None at its end."""

    documents: list[Document]
    next_after: str | None


class Documents:
    """Documents of collections whose readers are their owners."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def create(self, collection: str, document: Document) -> None:
        """Write a new document.

        Raises
        ------
        IdTaken
            Its id is in use.
        BodyTooLarge, ValidationFailed
            It is larger than 400 KB, or holds a number that cannot be stored.
        """
        item = {
            "pk": _partition(collection, document.owner_id),
            "sk": document.id,
            "owner_id": document.owner_id,
            "author_id": document.author_id,
            "version": document.version,
            "created_at": document.created_at,
            "updated_at": document.updated_at,
            "changed_at": document.updated_at,
            "data": document.data,
        }
        try:
            await self._database.put(self._table, item, ABSENT)
        except ConditionFailed:
            raise IdTaken from None

    async def of_owner(self, collection: str, owner_id: str, document_id: str) -> Document | None:
        """Find one document of an owner."""
        item = await self._database.get(Key(self._table, _partition(collection, owner_id), document_id))
        return None if item is None or _is_expired(item) else _document_of(item)

    async def list_of_owner(
        self, collection: str, owner_id: str, *, limit: int, newest_first: bool, after: str | None
    ) -> DocumentPage:
        """List an owner's documents by id, which is the order in which they were made.

        One more than `limit` is read, so that the last page knows it is the last. DynamoDB ends a read at 1 MB, so a
        page may be short and still have a successor.
        """
        page = await self._database.query(
            self._table,
            _partition(collection, owner_id),
            limit=limit + 1,
            newest_first=newest_first,
            after=after,
            filtered=_not_expired(),
        )
        documents = [_document_of(item) for item in page.items[:limit]]
        if len(page.items) > limit:
            return DocumentPage(documents, documents[-1].id)
        return DocumentPage(documents, page.resume_after)


def _partition(collection: str, owner_id: str) -> str:
    return f"{collection}#{owner_id}"


def _not_expired() -> Condition:
    return Condition(
        "attribute_not_exists(#ttl) OR #ttl > :now", names={"#ttl": "ttl"}, values={":now": clock.seconds()}
    )


def _is_expired(item: Values) -> bool:
    ttl: int | None = item.get("ttl")
    return ttl is not None and ttl <= clock.seconds()


def _document_of(item: Values) -> Document:
    return Document(
        id=item["sk"],
        owner_id=item["owner_id"],
        author_id=item["author_id"],
        version=item["version"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
        data=item["data"],
    )
