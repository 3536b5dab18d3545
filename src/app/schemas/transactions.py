"""Transactions on the wire: several operations, all or nothing."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.limits import MAX_CHANGES

Id = Annotated[str, Field(max_length=100, json_schema_extra={"format": "uuid"})]
Version = Annotated[int | None, Field(description="The version that the document has to have; null for any.")]


class _Operation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    collection: Annotated[str, Field(max_length=40, description="The collection's name.", examples=["notes"])]
    owner: Annotated[Id | None, Field(description="Whose document, for administrators; null for one's own.")] = None


class TransactionCreate(_Operation):
    """Make a document, perhaps under an id of one's own."""

    op: Literal["create"]
    id: Id | None = None
    document: dict[str, Any]


class TransactionReplace(_Operation):
    """Replace a document, or make it under this id."""

    op: Literal["replace"]
    id: Id
    version: Version = None
    document: dict[str, Any]


class TransactionPatch(_Operation):
    """Change a document by a merge patch (RFC 7396)."""

    op: Literal["patch"]
    id: Id
    version: Version = None
    document: dict[str, Any]


class TransactionDelete(_Operation):
    """Delete a document."""

    op: Literal["delete"]
    id: Id
    version: Version = None


class TransactionIncrement(_Operation):
    """Add to a counter of a document."""

    op: Literal["increment"]
    id: Id
    version: Version = None
    field: Annotated[str, Field(max_length=100, description="The counter.")]
    by: Annotated[Decimal, Field(description="What to add; negative to take away.", examples=[1])]
    min: Annotated[Decimal | None, Field(description="The least that it may be afterwards.")] = None
    max: Annotated[Decimal | None, Field(description="The most that it may be afterwards.")] = None


type Operation = TransactionCreate | TransactionReplace | TransactionPatch | TransactionDelete | TransactionIncrement


class Transaction(BaseModel):
    """Operations on different documents, of any collections."""

    model_config = ConfigDict(extra="forbid")

    operations: Annotated[
        list[
            Annotated[
                TransactionCreate | TransactionReplace | TransactionPatch | TransactionDelete | TransactionIncrement,
                Field(discriminator="op"),
            ]
        ],
        Field(min_length=1, max_length=MAX_CHANGES),
    ]


class TransactionResult(BaseModel):
    """What one operation made. After a deletion the version is that of the deletion."""

    id: Id
    version: int


class TransactionOutcome(BaseModel):
    """What every operation made, in their order."""

    results: list[TransactionResult]
