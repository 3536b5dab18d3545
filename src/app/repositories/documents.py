"""The data table: documents of every collection, one partition an owner and collection.

A deleted document leaves a tombstone in its place for a while, so that a version never comes twice: not by an old ETag
after the deletion, and not after another creation under the same id.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from app import clock
from app.repositories.dynamodb import ConditionFailed, DynamoDB, Values
from app.repositories.operations import ABSENT, Condition, Key, Update

TOMBSTONE_SECONDS: Final = 86400
"""How long a tombstone stays."""

MAX_READS: Final = 4
"""How often a list asks DynamoDB for one page."""


class DocumentChanged(Exception):
    """The document is not as it was when it was read: it has another version, was deleted, or was made."""


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
class Place:
    """What is under an id: a document, or nothing any more or yet. `version` is the last that was there, 0 for none."""

    document: Document | None
    version: int


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

    async def write(self, collection: str, document: Document, *, over: int) -> None:
        """Write a document where the last version was `over`, 0 for none; the document's own has to be greater.

        Raises
        ------
        DocumentChanged
            Somebody wrote or deleted it meanwhile, or made it.
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
            "write": _new_write(),
            "data": document.data,
        }
        unchanged = Condition("version = :over", values={":over": over}) if over else ABSENT
        try:
            await self._database.put(self._table, item, unchanged)
        except ConditionFailed:
            raise DocumentChanged from None

    async def bury(self, collection: str, owner_id: str, document_id: str, *, version: int | None) -> bool:
        """Turn a document into a tombstone; False if there is none.

        Raises
        ------
        DocumentChanged
            `version` is given, and the document has another one.
        """
        now, write = clock.now(), _new_write()
        condition = f"attribute_exists(pk) AND {_NOT_GONE}"
        values: dict[str, object] = {":now": int(now)}
        if version is not None:
            condition += " AND version = :version"
            values[":version"] = version
        burial = Update(
            Key(self._table, _partition(collection, owner_id), document_id),
            "SET deleted_at = :deleted_at, changed_at = :deleted_at, #write = :write, version = version + :one, "
            "#ttl = :until REMOVE #data, created_at, updated_at",
            {
                ":deleted_at": clock.timestamp(now),
                ":write": write,
                ":one": 1,
                ":until": int(now) + TOMBSTONE_SECONDS,
            },
            Condition(condition, values=values),
            names={"#ttl": "ttl", "#data": "data", "#write": "write"},
        )
        try:
            await self._database.update(burial)
        except ConditionFailed as failed:
            if failed.item is None:
                return False
            if _is_gone(failed.item):  # by ourselves, when the answer to the first attempt was lost
                return failed.item.get("write") == write
            raise DocumentChanged from None
        return True

    async def at(self, collection: str, owner_id: str, document_id: str) -> Place:
        """Read what is under an id of an owner's."""
        item = await self._database.get(Key(self._table, _partition(collection, owner_id), document_id))
        if item is None:
            return Place(None, 0)
        return Place(None if _is_gone(item) else _document_of(item), item["version"])

    async def list_of_owner(
        self, collection: str, owner_id: str, *, limit: int, newest_first: bool, after: str | None
    ) -> DocumentPage:
        """List an owner's documents by id, which is the order in which they were made.

        One more than `limit` is looked for, so that the last page knows it is the last. Tombstones are passed over, and
        DynamoDB ends a read at 1 MB; what is missing is read on for, a few times, so that a page may still be short.
        """
        documents: list[Document] = []
        for _ in range(MAX_READS):
            page = await self._database.query(
                self._table,
                _partition(collection, owner_id),
                limit=limit + 1,
                newest_first=newest_first,
                after=after,
                filtered=_not_gone(),
            )
            documents += [_document_of(item) for item in page.items]
            after = page.resume_after
            if len(documents) > limit:
                return DocumentPage(documents[:limit], documents[limit - 1].id)
            if after is None:
                break
        return DocumentPage(documents, after)


def _new_write() -> str:
    """Mark a write as ours: when it is repeated because its answer was lost, the mark tells it from anybody else's that
    did the same in the same millisecond.
    """
    return secrets.token_urlsafe(6)


def _partition(collection: str, owner_id: str) -> str:
    return f"{collection}#{owner_id}"


_NOT_GONE = "attribute_not_exists(deleted_at) AND (attribute_not_exists(#ttl) OR #ttl > :now)"


def _not_gone() -> Condition:
    return Condition(
        _NOT_GONE,
        names={"#ttl": "ttl"},
        values={":now": clock.seconds()},
    )


def _is_gone(item: Values) -> bool:
    """Tell whether it was deleted or is over; DynamoDB removes it only later."""
    ttl: int | None = item.get("ttl")
    return "deleted_at" in item or (ttl is not None and ttl <= clock.seconds())


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
