"""Reading a line of an export: which document it is, and its content as the collection's model has it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app import clock, strict_json
from app.collection import BigInteger, Collection
from app.collection.integers import MAX_INTEGER
from app.errors import AppError
from app.ids import is_id
from app.repositories.document_items import Document
from app.services.changes import expiry
from app.services.document_content import data_of, upgraded
from app.services.refusals import UNFIT, reason_of

# The document is a member of its line.
_MAX_DEPTH: Final = strict_json.MAX_DEPTH + 1


class LineRefused(Exception):
    """The line is not imported; the message says why, and quotes nothing of it."""


def _checked_id(value: str) -> str:
    if not is_id(value):
        raise ValueError
    return value


def _checked_time(value: str) -> str:
    """Let times be as they are written here: as texts they are compared."""
    if clock.timestamp(datetime.fromisoformat(value).timestamp()) != value:
        raise ValueError
    return value


_Id = Annotated[str, AfterValidator(_checked_id)]
_Time = Annotated[str, AfterValidator(_checked_time)]


class _Line(BaseModel):
    """What a line says beside the fields of the document."""

    model_config = ConfigDict(strict=True, extra="forbid")

    collection: str
    id: _Id
    owner_id: _Id
    author_id: _Id
    version: Annotated[int, Field(ge=1, le=MAX_INTEGER)]
    created_at: _Time
    updated_at: _Time
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that a line asks for, of a collection, with its content."""

    line: int
    collection: Collection
    document: Document
    content: BaseModel


class LineReader:
    """Reads lines of exports.

    Parameters
    ----------
    into
        The collection that all lines go into; None: that which each names.
    """

    def __init__(self, collections: Mapping[str, Collection], into: str | None = None) -> None:
        self._collections = collections
        self._into = into

    def read(self, number: int, text: bytes) -> Arrival:
        """Return the document of a line.

        Raises
        ------
        LineRefused
            It is no line of an export, its collection is not known, or its fields do not fit the model.
        """
        line = self._line(text)
        collection = self._collections.get(self._into or line.collection)
        if collection is None:
            raise LineRefused("collection: unknown")
        try:
            stored = upgraded(collection, _document(line))
            content = collection.model.model_validate(stored.data, by_name=True, by_alias=True, extra="forbid")
            document = replace(stored, data=data_of(content), expires_at=expiry(collection, content))
        except UNFIT as error:
            raise LineRefused(reason_of(error, "data")) from None
        return Arrival(number, collection, document, content)

    @staticmethod
    def _line(text: bytes) -> _Line:
        try:
            return _Line.model_validate(strict_json.loads(text, _MAX_DEPTH))
        except ValidationError as error:
            raise LineRefused(reason_of(error)) from None
        except AppError as error:
            raise LineRefused(reason_of(error).replace("The body", "The line")) from None


def _document(line: _Line) -> Document:
    return Document(
        line.id,
        line.owner_id,
        line.author_id,
        line.version,
        line.created_at,
        line.updated_at,
        {name: _exact(value) for name, value in line.data.items()},
    )


def _exact(value: Any) -> Any:
    """Take whole numbers beyond those of `int` for what they are in storage, whatever made them; an `int` stays one."""
    match value:
        case dict():
            return {name: _exact(child) for name, child in value.items()}
        case list():
            return [_exact(child) for child in value]
        case int() if abs(value) > MAX_INTEGER:
            return BigInteger(value)
        case _:
            return value
