"""The models of a collection on the wire, derived from its declaration.

`NoteCreate` is what a client sends, `NotePatch` what it changes, `Note` what it gets back, `NoteList` a page of those;
`NotePublic` and `NotePublicList` are what strangers get of a public collection.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.collection import Collection, CreateOnly, Private, ServerSet
from app.collection.integers import MAX_INTEGER
from app.collection.markers import fields_with
from app.request_reading import MAX_MEMBERS


class PublicFields(BaseModel):
    """What every document has beside its own fields, for anybody."""

    # A field with a default is always present in an answer, so its schema says so.
    # What is stored is nobody's to read in a log, should it not fit its model any more.
    model_config = ConfigDict(json_schema_serialization_defaults_required=True, hide_input_in_errors=True)

    id: str = Field(json_schema_extra={"format": "uuid"})
    version: int = Field(description="Grows with every write; `ETag` is this number in quotes.")
    created_at: str = Field(json_schema_extra={"format": "date-time"})
    updated_at: str = Field(json_schema_extra={"format": "date-time"})


class StoredFields(PublicFields):
    """What every document has beside its own fields."""

    owner_id: str = Field(description="Whose it is.", json_schema_extra={"format": "uuid"})
    author_id: str = Field(description="Who made it.", json_schema_extra={"format": "uuid"})


class Expiring(BaseModel):
    """What a document has that is over some day."""

    expires_at: str | None = Field(
        description="From when on it is absent, null for never.", json_schema_extra={"format": "date-time"}
    )


class JsonObject:
    """Takes any JSON object, which is judged later, by what it makes of a document; shows the fields it may have."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Describe the model, and require no more than an object."""

        def require_object(value: object) -> object:
            if not isinstance(value, dict):
                raise PydanticCustomError("dict_type", "Input should be an object")
            if len(value) > MAX_MEMBERS:
                raise PydanticCustomError("too_many_members", "The body has more members than anything here takes")
            return value

        return core_schema.no_info_plain_validator_function(
            require_object, json_schema_input_schema=handler.generate_schema(self._model)
        )


@dataclass(frozen=True, slots=True)
class DocumentModels:
    """The wire models of one collection. `create`, `patch` and `increment` are annotations of bodies."""

    create: Any
    patch: Any
    read: type[BaseModel]
    page: type[BaseModel]
    public: type[BaseModel]
    public_page: type[BaseModel]
    increment: Any
    change: type[BaseModel]
    change_page: type[BaseModel]


@cache
def models_of(collection: Collection) -> DocumentModels:
    """Derive the models of a collection."""
    name, create_name, patch_name, page_name, *_ = collection.schema_names()
    model, description = collection.model, collection.model.__doc__
    written = [field for field in model.model_fields if field not in fields_with(model, ServerSet)]
    changed = [field for field in written if field not in fields_with(model, CreateOnly)]
    read = _read_model(collection, name, StoredFields)
    public = _read_model(collection, f"{name}Public", PublicFields)
    create = create_model(
        create_name,
        __doc__=description,
        __config__=ConfigDict(extra="forbid"),
        **{field: _as_declared(model, field) for field in written},
    )
    change = _change_model(f"{name}Change", read)
    patch = create_model(
        patch_name,
        __doc__="What to change (JSON Merge Patch, RFC 7396). Null brings back a field's default.",
        __config__=ConfigDict(extra="forbid"),
        **{field: _or_null(model, field) for field in changed},
    )
    return DocumentModels(
        create=Annotated[dict[str, Any], JsonObject(create)],
        patch=Annotated[dict[str, Any], JsonObject(patch)],
        read=read,
        page=_page_model(page_name, read),
        public=public,
        public_page=_page_model(f"{name}PublicList", public),
        increment=_increment_model(collection, f"{name}Increment") if collection.counters else None,
        change=change,
        change_page=_change_page_model(f"{name}ChangeList", change),
    )


def _read_model(collection: Collection, name: str, base: type[BaseModel]) -> type[BaseModel]:
    """Derive what leaves: everything but private fields, behind what every document has."""
    model = collection.model
    hidden = fields_with(model, Private)
    bases = (base, *((Expiring,) if collection.expires else ()))
    if not hidden:
        return create_model(name, __base__=(*bases, model), __doc__=model.__doc__)
    fields: dict[str, Any] = {field: _as_declared(model, field) for field in model.model_fields if field not in hidden}
    return create_model(name, __base__=bases, __doc__=model.__doc__, **fields)


def _page_model(name: str, item: Any) -> type[BaseModel]:
    return create_model(
        name,
        __doc__="A page. Only `next_cursor: null` is the end; a page may be shorter than its limit.",
        items=(list[item], ...),
        next_cursor=(str | None, Field(description="Give it back as `cursor` for the next page.")),
    )


def _change_model(name: str, document: Any) -> type[BaseModel]:
    op: Any = (Literal["updated", "deleted"], Field(description="Clients ignore what they do not know."))
    return create_model(
        name,
        __doc__="The last change of a document.",
        op=op,
        id=(str, Field(json_schema_extra={"format": "uuid"})),
        version=(int, ...),
        document=(document | None, Field(description="As it is now; null where it was deleted, or cannot be read.")),
    )


def _change_page_model(name: str, change: Any) -> type[BaseModel]:
    return create_model(
        name,
        __doc__="Changes, the longest ago first.",
        changes=(list[change], ...),
        next_cursor=(str, Field(description="Give it back as `since`.")),
        has_more=(bool, Field(description="Whether to ask on at once.")),
    )


def _increment_model(collection: Collection, name: str) -> type[BaseModel]:
    """Derive the body of an increment: which counter, by how much, and within which bounds."""
    are_whole = all(counter.type is int for counter in collection.counted.values())
    number: Any = Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)] if are_whole else Decimal
    which: Any = (Literal[*collection.counters], Field(description="The counter."))
    return create_model(
        name,
        field=which,
        __doc__="What to add to a counter, and between which values it may stay.",
        __config__=ConfigDict(extra="forbid"),
        by=(number, Field(description="What to add; negative to take away.", examples=[1])),
        min=(number | None, Field(default=None, description="The least that it may be afterwards.")),
        max=(number | None, Field(default=None, description="The most that it may be afterwards.")),
    )


def _as_declared(model: type[BaseModel], field: str) -> Any:
    info = model.model_fields[field]
    return info.annotation, info


def _or_null(model: type[BaseModel], field: str) -> Any:
    info = model.model_fields[field]
    return Annotated[info.annotation, *info.metadata, None] | None, Field(default=None, alias=info.alias)
