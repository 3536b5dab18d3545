"""The models of a collection on the wire, derived from its declaration.

`NoteCreate` is what a client sends, `NotePatch` what it changes, `Note` what it gets back, `NoteList` a page of those.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError, create_model
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

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


class _MergePatch:
    """Takes any JSON object, since a patch is judged by what it makes of the document; shows the fields it may have."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def require_object(value: object) -> object:
            if not isinstance(value, dict):
                raise PydanticCustomError("dict_type", "Input should be an object")
            return value

        return core_schema.no_info_plain_validator_function(
            require_object, json_schema_input_schema=handler.generate_schema(self._model)
        )


@dataclass(frozen=True, slots=True)
class DocumentModels:
    """The wire models of one collection. `patch` is the annotation of a merge patch's body."""

    create: type[BaseModel]
    patch: Any
    read: type[BaseModel]
    page: type[BaseModel]

    def complete(self, content: object) -> BaseModel:
        """Make the whole content of a document; `RequestValidationError` says what is wrong with it, as in a body."""
        try:
            return self.create.model_validate(content, from_attributes=False)
        except ValidationError as error:
            problems = [{**problem, "loc": ("body", *problem["loc"])} for problem in error.errors(include_url=False)]
            raise RequestValidationError(problems) from None


def models_of(collection: Collection) -> DocumentModels:
    """Derive the models of a collection."""
    name, create_name, patch_name, page_name = collection.schema_names()
    description = collection.model.__doc__
    read: Any = create_model(name, __base__=(StoredFields, collection.model), __doc__=description)
    create = create_model(
        create_name,
        __base__=collection.model,
        __doc__=description,
        __config__=None,
        __cls_kwargs__={"extra": "forbid", "allow_inf_nan": False},
    )
    return DocumentModels(
        create=create,
        patch=Annotated[dict[str, Any], _MergePatch(_patch_model(patch_name, create))],
        read=read,
        page=create_model(
            page_name,
            __doc__="A page. Only `next_cursor: null` is the end; a page may be shorter than its limit.",
            items=(list[read], ...),
            next_cursor=(str | None, Field(description="Give it back as `cursor` for the next page.")),
        ),
    )


def _patch_model(name: str, create: type[BaseModel]) -> type[BaseModel]:
    """Derive what a merge patch may hold: every field or none, and null, which brings back a field's default."""
    fields: dict[str, Any] = {
        field_name: (Annotated[field.annotation, *field.metadata, None] | None, Field(default=None, alias=field.alias))
        for field_name, field in create.model_fields.items()
    }
    return create_model(
        name,
        __doc__="What to change (JSON Merge Patch, RFC 7396). Null brings back a field's default.",
        __config__=ConfigDict(extra="forbid"),
        **fields,
    )
