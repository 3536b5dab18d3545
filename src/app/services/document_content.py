"""The content of documents: from what is stored to the model of the collection, and back."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from app import numbers
from app.collection import Collection
from app.repositories.documents import Document


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
    return {name: _stored(value) for name, value in content.model_dump(exclude=_computed(content)).items()}


def _computed(content: BaseModel) -> set[str]:
    return set(type(content).model_computed_fields)


def _stored(value: Any) -> Any:
    match value:
        case Decimal():
            return numbers.plain(value)
        case dict():
            return {name: _stored(child) for name, child in value.items()}
        case list() | tuple():
            return [_stored(child) for child in value]
        case _:
            return value
