"""Taking documents back from lines of an export: with their ids, owners, authors, versions and times."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import BinaryIO, Final

from app import clock
from app.collection import Collection
from app.errors import AppError, BodyTooLarge
from app.repositories.document_items import Document, Place
from app.repositories.documents import DocumentChanged, Documents
from app.repositories.operations import Put
from app.services.at_once import for_all
from app.services.document_content import content_of, upgraded
from app.services.import_lines import Arrival, LineReader, LineRefused
from app.services.refusals import UNFIT, reason_of

LINES_AT_ONCE: Final = 100
SHOWN_REFUSALS: Final = 20
ATTEMPTS: Final = 8
"""How often a document is tried that others keep changing."""


class Outcome(StrEnum):
    """What became of a line, as the command says it."""

    IMPORTED = "imported"
    REPLACED = "replaced"
    KEPT = "already there"
    OVER = "expired by now"


@dataclass(slots=True)
class Tally:
    """How far an import has got: lines and bytes done, what became of the lines, and the first that were refused."""

    lines: int = 0
    size: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def count(self, line: int, outcome: Outcome | LineRefused) -> None:
        """Count what became of a line."""
        if isinstance(outcome, Outcome):
            self.outcomes[outcome.value] = self.outcomes.get(outcome.value, 0) + 1
            return
        reason = str(outcome)
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        self.refused = sorted([*self.refused, (line, reason)])[:SHOWN_REFUSALS]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How lines are taken.

    Parameters
    ----------
    into
        The collection that all go into; None: that which each names.
    is_dry_run
        Write nothing, and count what would become of them.
    overwrite
        Replace documents that are there.
    """

    into: str | None = None
    is_dry_run: bool = False
    overwrite: bool = False


class DocumentImport:
    """Writes the documents of lines. The rules and limits of their collections hold, access rules do not."""

    def __init__(self, documents: Documents, collections: Mapping[str, Collection], options: ImportOptions) -> None:
        self._documents = documents
        self._reader = LineReader(collections, options.into)
        self._options = options
        self._taken: set[tuple[str, str, str]] = set()  # what lines before would have made, in a dry run

    async def run(self, file: BinaryIO, tally: Tally, done: Callable[[Tally], None]) -> None:
        """Import the lines from where the tally ends; `done` is told after every hundred.

        Raises
        ------
        TableRefused
            DynamoDB does not let it.
        OSError
            The file cannot be read.
        """
        file.seek(tally.size)
        while lines := _some(file):
            for arrivals in _without_repetition(self._read(tally, lines)):
                keys = [(it.collection.name, it.document.owner_id, it.document.id) for it in arrivals]
                places = await self._documents.at_many(keys)
                outcomes = await for_all(zip(arrivals, places, strict=True), self._take)
                for arrival, outcome in zip(arrivals, outcomes, strict=True):
                    tally.count(arrival.line, outcome)
            tally.lines += len(lines)
            tally.size += sum(map(len, lines))
            done(tally)

    def _read(self, tally: Tally, lines: Sequence[bytes]) -> Iterator[Arrival]:
        for number, line in enumerate(lines, tally.lines + 1):
            if not line.strip():
                continue
            try:
                arrival = self._reader.read(number, line.rstrip(b"\r\n"))
            except LineRefused as refused:
                tally.count(number, refused)
            else:
                yield arrival

    async def _take(self, arriving: tuple[Arrival, Place]) -> Outcome | LineRefused:
        arrival, place = arriving
        for _ in range(ATTEMPTS):
            is_there = place.document is not None or _key(arrival) in self._taken
            if is_there and not self._options.overwrite:
                return Outcome.KEPT
            expires_at = arrival.document.expires_at
            if expires_at is not None and expires_at <= clock.seconds():
                return Outcome.OVER
            try:
                put = self._planned(arrival, place)
                if not self._options.is_dry_run:
                    await self._documents.do([put])
            except DocumentChanged:
                name, document = arrival.collection.name, arrival.document
                place = await self._documents.at(name, document.owner_id, document.id)
            except LineRefused as refused:
                return refused
            except BodyTooLarge as error:
                return LineRefused(reason_of(error, "data"))
            else:
                if self._options.is_dry_run:
                    self._taken.add(_key(arrival))
                return Outcome.REPLACED if is_there else Outcome.IMPORTED
        return LineRefused("others keep changing it")

    def _planned(self, arrival: Arrival, place: Place) -> Put:
        collection, before = arrival.collection, None
        if place.document is not None:
            try:
                before = content_of(collection, upgraded(collection, place.document))
            except UNFIT as error:
                raise LineRefused(f"what is there does not fit its model: {reason_of(error)}") from None
        try:
            if collection.rules is not None:
                collection.rules(None, before, arrival.content)
            return self._documents.writing(place, _numbered(arrival.document, place))
        except AppError as error:
            raise LineRefused(reason_of(error, "data")) from None


def _numbered(document: Document, place: Place) -> Document:
    """Return the document with a version that there has never been: versions only grow, over deletion too."""
    if place.document is not None:
        return replace(document, version=max(document.version, place.version) + 1)
    return replace(document, version=max(document.version, place.version + 1))


def _key(arrival: Arrival) -> tuple[str, str, str]:
    owner_id = "" if arrival.collection.is_shared else arrival.document.owner_id
    return arrival.collection.name, owner_id, arrival.document.id


def _some(file: BinaryIO) -> list[bytes]:
    lines: list[bytes] = []
    while len(lines) < LINES_AT_ONCE and (line := file.readline()):
        lines.append(line)
    return lines


def _without_repetition(arrivals: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    """Divide them so that no document is twice in one part: the second has to find the first."""
    part: dict[tuple[str, str], Arrival] = {}
    for arrival in arrivals:
        key = (arrival.collection.name, arrival.document.id)
        if key in part:
            yield list(part.values())
            part = {}
        part[key] = arrival
    if part:
        yield list(part.values())
