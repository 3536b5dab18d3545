"""Writing documents as lines of JSON: an operator's backup, with everything that is stored of them."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from app import exact_json
from app.repositories.document_scan import DocumentScan, Position, StoredDocument
from app.services.export_lines import exported


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
        counts = Counter(progress.exported)
        counts.update(stored.collection for stored in page.documents)
        progress = ExportProgress(page.resume_after, progress.looked_at + page.looked_at, dict(counts))
        target.write(b"".join(map(line_of, page.documents)), progress)
        show(progress)
    return progress


def line_of(stored: StoredDocument) -> bytes:
    """Return the line of a document."""
    try:
        return f"{exact_json.dumps(exported(stored.collection, stored.document))}\n".encode()
    except UnicodeDecodeError:
        raise ExportError(
            f"The document {stored.document.id} of {stored.collection} holds bytes that are no text, which JSON cannot "
            "hold."
        ) from None
