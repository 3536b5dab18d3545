"""Putting the documents that are there into the indexes that their collections have by now.

Writes may go on meanwhile. What the current release writes has its index attributes already, so a document that changes
between being read and being written here is only looked at again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.collection import Collection
from app.collection.layout import Layout
from app.errors import BodyTooLarge
from app.repositories.document_keys import change_entries, index_entries
from app.repositories.document_scan import DocumentScan, ScannedPage, StoredDocument
from app.repositories.documents import DocumentChanged
from app.repositories.index_backfill import Checkpoint, IndexBackfill
from app.repositories.index_readiness import IndexReadiness
from app.services.at_once import for_all
from app.services.document_content import content_of, data_of, upgraded
from app.services.refusals import UNFIT, reason_of

ATTEMPTS: Final = 8
"""How often a document is tried that others keep changing."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A document that could not be put into its collection's indexes, and why."""

    collection: str
    document_id: str
    reason: str


type Show = Callable[[Checkpoint, list[Misfit]], None]
"""Told after every page how far it has got, and which documents of that page did not fit."""


class Reindexing:
    """Makes indexes complete and marks them as ready. Every method raises `TableRefused` when DynamoDB refuses."""

    def __init__(
        self,
        scan: DocumentScan,
        backfill: IndexBackfill,
        readiness: IndexReadiness,
        collections: Mapping[str, Collection],
        layouts: Mapping[str, Layout],
    ) -> None:
        self._scan = scan
        self._backfill = backfill
        self._readiness = readiness
        self._collections = collections
        self._layouts = layouts

    async def incomplete(self) -> list[str]:
        """Name the collections that have an index which is not ready."""
        return [
            name
            for name, layout in self._layouts.items()
            if not all([await self._readiness.is_ready(layout, index) for index in layout.generations])
        ]

    async def begin(self, names: Iterable[str]) -> Checkpoint:
        """Return where to begin: at the checkpoint, if it is about the same indexes, or anew."""
        wanted = {name: self._layouts[name].generations for name in sorted(names)}
        checkpoint = await self._backfill.checkpoint()
        return checkpoint if checkpoint is not None and checkpoint.wanted == wanted else Checkpoint(wanted)

    async def run(self, checkpoint: Checkpoint, show: Show) -> Checkpoint:
        """Go through all documents from there on, and mark what is complete in the end: all without misfits."""
        async for page in self._scan.pages(checkpoint.wanted.keys(), checkpoint.after):
            checkpoint, misfits = await self._reindexed(page, checkpoint)
            if page.resume_after is not None:
                await self._backfill.save(checkpoint)
            show(checkpoint, misfits)
        for name, generations in checkpoint.wanted.items():
            if name not in checkpoint.misfits:
                await self._readiness.mark_ready(self._layouts[name], generations)
        await self._backfill.finish()
        return checkpoint

    async def _reindexed(self, page: ScannedPage, checkpoint: Checkpoint) -> tuple[Checkpoint, list[Misfit]]:
        outcomes = await for_all(page.documents, self._reindex)
        misfits = [outcome for outcome in outcomes if isinstance(outcome, Misfit)]
        counts = dict(checkpoint.misfits)
        for misfit in misfits:
            counts[misfit.collection] = counts.get(misfit.collection, 0) + 1
        reached = replace(
            checkpoint,
            after=page.resume_after,
            looked_at=checkpoint.looked_at + page.looked_at,
            documents=checkpoint.documents + len(page.documents),
            changed=checkpoint.changed + outcomes.count(True),
            misfits=counts,
        )
        return reached, misfits

    async def _reindex(self, found: StoredDocument) -> bool | Misfit:
        """Tell whether the document was written; one that is right already is not."""
        stored: StoredDocument | None = found
        for _ in range(ATTEMPTS):
            if stored is None:
                return False
            try:
                entries = self._entries(stored)
                if entries == stored.entries:
                    return False
                await self._backfill.write(stored, entries)
            except DocumentChanged:
                stored = await self._backfill.again(stored)
            except (BodyTooLarge, *UNFIT) as error:
                return Misfit(found.collection, found.document.id, reason_of(error))
            else:
                return True
        return Misfit(found.collection, found.document.id, "others keep changing it")

    def _entries(self, stored: StoredDocument) -> dict[str, str]:
        collection, document = self._collections[stored.collection], stored.document
        data = data_of(content_of(collection, upgraded(collection, document)))
        layout = self._layouts[stored.collection]
        return {
            **index_entries(layout, stored.partition, document.owner_id, document.id, data),
            **change_entries(layout, stored.partition, document.id, stored.changed_at),
        }
