"""The content of documents: from what is stored to the model of the collection, and back."""

from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from app import numbers
from app.collection import Collection
from app.repositories.document_items import Document


def content_of(collection: Collection, document: Document) -> Any:
    """Return the content of a stored document as the collection's model.

    Raises
    ------
    pydantic.ValidationError
        It does not fit the model any more. That is a mistake of the application, and no caller's.
    """
    return collection.model.model_validate(document.data, by_name=True, by_alias=True)


def upgraded(collection: Collection, document: Document) -> Document:
    """Return a stored document with the fields that the model has today."""
    if collection.upgrade is None:
        return document
    return replace(document, data=collection.upgrade(dict(document.data)))


def data_of(content: BaseModel) -> dict[str, Any]:
    """Return the fields of a content as they are stored, with numbers as DynamoDB gives them back."""
    return {name: _stored(value) for name, value in content.model_dump(exclude_computed_fields=True).items()}


def as_sent(content: BaseModel, fields: set[str]) -> dict[str, Any]:
    """Return fields of a content as a client would send them, by their names on the wire; numbers stay numbers."""
    dumped = content.model_dump(include=fields, by_alias=True, exclude_computed_fields=True)
    return {name: _as_sent(value) for name, value in dumped.items()}


def _stored(value: Any) -> Any:
    match value:
        case Decimal() if numbers.fits(value):
            return numbers.plain(value)
        case dict():
            return {name: _stored(child) for name, child in value.items()}
        case list() | tuple():
            return [_stored(child) for child in value]
        case _:
            return value


def _as_sent(value: Any) -> Any:
    match value:
        case dict():
            return {str(to_jsonable_python(name)): _as_sent(child) for name, child in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_as_sent(child) for child in value]
        case Enum():
            return _as_sent(value.value)
        case bool() | int() | Decimal() | None | str():
            return value
        case float():
            return Decimal(repr(value))
        case _:
            return to_jsonable_python(value)
