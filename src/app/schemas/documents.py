"""The models of a collection on the wire, derived from its declaration.

`NoteCreate` is what a client sends, `Note` what it gets back, `NoteList` a page of those.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.collection import Collection


class StoredFields(BaseModel):
    """What every document has beside its own fields."""

    # A field with a default is always present in an answer, so its schema says so.
    # What is stored is nobody's to read in a log, should it not fit its model any more.
    model_config = ConfigDict(json_schema_serialization_defaults_required=True, hide_input_in_errors=True)

    id: str = Field(json_schema_extra={"format": "uuid"})
    owner_id: str = Field(description="Whose it is.", json_schema_extra={"format": "uuid"})
    author_id: str = Field(description="Who made it.", json_schema_extra={"format": "uuid"})
    version: int = Field(description="Grows with every write; `ETag` is this number in quotes.")
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})


@dataclass(frozen=True, slots=True)
class DocumentModels:
    """The wire models of one collection."""

    create: type[BaseModel]
    read: type[BaseModel]
    page: type[BaseModel]


def models_of(collection: Collection) -> DocumentModels:
    """Derive the models of a collection."""
    name, create_name, page_name = collection.schema_names()
    description = collection.model.__doc__
    read: Any = create_model(name, __base__=(StoredFields, collection.model), __doc__=description)
    return DocumentModels(
        create=create_model(
            create_name,
            __base__=collection.model,
            __doc__=description,
            __config__=None,
            __cls_kwargs__={"extra": "forbid", "allow_inf_nan": False},
        ),
        read=read,
        page=create_model(
            page_name,
            __doc__="A page. Only `next_cursor: null` is the end; a page may be shorter than its limit.",
            items=(list[read], ...),
            next_cursor=(str | None, Field(description="Give it back as `cursor` for the next page.")),
        ),
    )
