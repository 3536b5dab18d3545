"""The one form in which documents are exported, by their owners and by operators: an object of JSON for each.

`{"collection", "id", "owner_id", "author_id", "version", "created_at", "updated_at", "data"}`; `data` has the fields as
they are stored, numbers with all their digits.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from app.repositories.document_items import Document


def exported(collection: str, document: Document) -> dict[str, Any]:
    """Return what is exported of a document."""
    values = asdict(document)
    del values["expires_at"]  # which follows from the data
    data = values.pop("data")
    return {"collection": collection, **values, "data": data}


def json_of(value: object) -> str:
    """Write a value as JSON; Python's own writer knows no number of more digits than a float has.

    Raises
    ------
    UnicodeDecodeError
        It holds bytes that are no text.
    """
    match value:
        case Decimal():
            return str(value)
        case bytes():
            return json_of(value.decode())
        case Mapping():
            return f"{{{','.join(f'{json_of(name)}:{json_of(child)}' for name, child in value.items())}}}"
        case list() | set() | tuple():
            return f"[{','.join(map(json_of, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)
