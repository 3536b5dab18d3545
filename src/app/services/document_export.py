"""Writing documents as lines of JSON: an operator's backup, with everything that is stored of them.

A line is `{"collection", "id", "owner_id", "author_id", "version", "created_at", "updated_at", "data"}`; `data` has the
fields as they are stored, numbers with all their digits.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Protocol

from app.repositories.document_scan import DocumentScan, Position, StoredDocument


class ExportError(Exception):
    """A document cannot be written as JSON. The message is for people."""


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export has got; `exported` counts documents by collection."""

    after: Position | None = None
    looked_at: int = 0
    exported: dict[str, int] = field(default_factory=dict)


class ExportTarget(Protocol):
    """Where lines go; `export_files` has what there is."""

    def write(self, lines: bytes, progress: ExportProgress) -> None:
        """Write whole lines; an interrupted export goes on with `progress` then."""
        ...


async def export_documents(
    scan: DocumentScan,
    collections: Collection[str] | None,
    target: ExportTarget,
    progress: ExportProgress,
    show: Callable[[ExportProgress], None],
) -> ExportProgress:
    """Write the documents of these collections, None for all, from `progress` on.

    Raises
    ------
    ExportError
        A document holds what JSON cannot.
    TableRefused
        DynamoDB does not let it.
    OSError
        The target does not take it.
    """
    async for page in scan.pages(collections, progress.after):
        exported = Counter(progress.exported)
        exported.update(stored.collection for stored in page.documents)
        progress = ExportProgress(page.resume_after, progress.looked_at + page.looked_at, dict(exported))
        target.write(b"".join(map(line_of, page.documents)), progress)
        show(progress)
    return progress


def line_of(stored: StoredDocument) -> bytes:
    """Return the line of a document."""
    values = asdict(stored.document)
    del values["expires_at"]  # which follows from the data
    data = values.pop("data")
    try:
        return f"{_json({'collection': stored.collection, **values, 'data': data})}\n".encode()
    except UnicodeDecodeError:
        raise ExportError(
            f"The document {stored.document.id} of {stored.collection} holds bytes that are no text, which JSON cannot "
            "hold."
        ) from None


def _json(value: object) -> str:
    """Write a value as JSON; Python's own writer knows no number of more digits than a float has."""
    match value:
        case Decimal():
            return str(value)
        case bytes():
            return _json(value.decode())
        case Mapping():
            return f"{{{','.join(f'{_json(name)}:{_json(child)}' for name, child in value.items())}}}"
        case list() | set():
            return f"[{','.join(map(_json, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)
