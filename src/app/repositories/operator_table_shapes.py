"""What shape the tables have to have, as infra/template.yaml declares it, which does not ship; a test compares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

type Projection = Literal["ALL", "KEYS_ONLY", "INCLUDE"]

TTL_ATTRIBUTE: Final = "ttl"


@dataclass(frozen=True, slots=True)
class KeySchema:
    """The attributes of a primary key, both of them strings."""

    partition: str
    sort: str | None

    def __str__(self) -> str:
        return self.partition if self.sort is None else f"{self.partition} and {self.sort}"


@dataclass(frozen=True, slots=True)
class IndexShape:
    """A global secondary index."""

    key: KeySchema
    projection: Projection


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table: its key, its indexes by name, its TTL attribute and what its stream shows, None where it has neither."""

    key: KeySchema = KeySchema("pk", "sk")
    indexes: Mapping[str, IndexShape] = field(default_factory=dict)
    ttl_attribute: str | None = TTL_ATTRIBUTE
    stream: str | None = None


def _index(name: str, projection: Projection = "ALL") -> IndexShape:
    return IndexShape(KeySchema(f"{name}_pk", f"{name}_sk"), projection)


TABLE_SHAPES: Final[Mapping[str, TableShape]] = {
    "UsersTable": TableShape(indexes={"accounts": _index("accounts")}, stream="NEW_AND_OLD_IMAGES"),
    "SessionsTable": TableShape(stream="NEW_AND_OLD_IMAGES"),
    "DataTable": TableShape(
        indexes={
            "owner": _index("owner", "KEYS_ONLY"),
            **{name: _index(name) for name in ("changes", "gsi1", "gsi2", "gsi3", "gsi4")},
        },
        stream="NEW_AND_OLD_IMAGES",
    ),
}
"""The shape of each table, by its name in the template and in the outputs of a stack."""
