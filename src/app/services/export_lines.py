"""The one form in which documents are exported, by their owners and by operators: an object of JSON for each.

`{"collection", "id", "owner_id", "author_id", "version", "created_at", "updated_at", "data"}`; `data` has the fields as
they are stored, numbers with all their digits.
"""

from dataclasses import asdict
from typing import Any

from app.repositories.document_items import Document


def exported(collection: str, document: Document) -> dict[str, Any]:
    """Return what is exported of a document."""
    values = asdict(document)
    del values["expires_at"]  # which follows from the data
    data = values.pop("data")
    return {"collection": collection, **values, "data": data}
