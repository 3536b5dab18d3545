"""Markers in the annotations of fields, `Annotated[str, Private]`: who may write one, and whether it leaves."""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Marker:
    """What is special about a field."""

    name: str


ServerSet: Final = Marker("ServerSet")
"""Clients never write it, the application's own code does. A client's document begins with its default."""

CreateOnly: Final = Marker("CreateOnly")
"""Clients write it when the document is made, and never again."""

Private: Final = Marker("Private")
"""It never leaves the application; a client may write it. A replacement that does not name it keeps it."""


def fields_with(model: type[BaseModel], *markers: Marker) -> frozenset[str]:
    """Return the names of the model's fields that carry any of the markers."""
    return frozenset(
        name for name, field in model.model_fields.items() if any(marker in field.metadata for marker in markers)
    )
