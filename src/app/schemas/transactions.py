"""Transactions on the wire: several operations, all or nothing."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.services.documents import MAX_CHANGES

Kind = Literal["create", "replace", "patch", "delete", "increment"]


class TransactionOperation(BaseModel):
    """One change of one document.

    `create` takes a `document` and perhaps an `id`; `replace` and `patch` an `id` and a `document`, `delete` an `id`,
    `increment` an `id`, a `field` and `by`. With `version` the document has to have that one.
    """

    model_config = ConfigDict(extra="forbid")

    op: Kind
    collection: Annotated[str, Field(max_length=40, description="The collection's name.", examples=["notes"])]
    id: Annotated[str | None, Field(max_length=100, json_schema_extra={"format": "uuid"})] = None
    owner: Annotated[str | None, Field(max_length=100, description="Whose document, for administrators.")] = None
    version: Annotated[int | None, Field(description="The version that the document has to have.")] = None
    document: Annotated[dict[str, Any] | None, Field(description="The content, or for `patch` the merge patch.")] = None
    field: Annotated[str | None, Field(max_length=100, description="The counter.")] = None
    by: Annotated[Decimal | None, Field(description="What to add to the counter.")] = None
    min: Annotated[Decimal | None, Field(description="The least that the counter may be afterwards.")] = None
    max: Annotated[Decimal | None, Field(description="The most that the counter may be afterwards.")] = None


class Transaction(BaseModel):
    """Operations on different documents, of any collections."""

    model_config = ConfigDict(extra="forbid")

    operations: Annotated[list[TransactionOperation], Field(min_length=1, max_length=MAX_CHANGES)]


class TransactionResult(BaseModel):
    """What one operation made. After a deletion the version is that of the deletion."""

    id: Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    version: int


class TransactionOutcome(BaseModel):
    """What every operation made, in their order."""

    results: list[TransactionResult]
