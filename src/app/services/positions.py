"""What is wrong with one of several changes, told by its position in the body of the request."""

from collections.abc import Callable, Sequence

from app.errors import AppError, ValidationFailed, VersionConflict
from app.places import MAX_FIELD_ERRORS
from app.services.changes import Change


def place_key(change: Change) -> tuple[str, str]:
    """Return what tells the documents of a transaction apart: the collection and the id."""
    return change.collection.name, change.document_id


def require_different(changes: Sequence[Change], within: str | None) -> None:
    """Raise `ValidationFailed` where two changes are about one document."""
    seen: set[tuple[str, str]] = set()
    for position, change in enumerate(changes):
        if place_key(change) in seen:
            raise ValidationFailed.at(
                "body",
                f"{within or ''}/{position}",
                "repeated-document",
                "Another operation of this transaction is about the same document",
            )
        seen.add(place_key(change))


def each[Result](changes: Sequence[Change], within: str | None, do: Callable[[Change], Result]) -> list[Result]:
    """Do something with every change. Of several that fail, those with the first one's error are named together."""
    results: list[Result] = []
    failed: list[AppError] = []
    for position, change in enumerate(changes):
        try:
            results.append(do(change))
        except AppError as error:
            failed.append(error if within is None else error.within(f"{within}/{position}"))
    if failed:
        first = failed[0]
        alike = [error for other in failed if type(other) is type(first) for error in other.errors]
        first.errors = tuple(alike[:MAX_FIELD_ERRORS])
        raise first
    return results


def conflict(positions: Sequence[int], count: int, within: str | None) -> VersionConflict:
    """Return the error for changes that met another's, at these positions."""
    error = VersionConflict()
    if within is not None:
        placed = [error.within(f"{within}/{position}") for position in positions if position < count]
        error.errors = tuple(told for one in placed for told in one.errors)
    return error
