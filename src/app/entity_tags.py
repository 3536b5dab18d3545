"""Entity tags (RFC 9110 §8.8.3) of documents and accounts, and the conditions that requests make of them (§13.1).

A tag is a version in quotes. CloudFront weakens a tag when it compresses an answer, and a version means
the same whoever wrote `W/` before it, so `W/"7"` counts as `"7"`.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

_LIST = re.compile(r'\s*(?:(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*|$))+')
_TAG = re.compile(r'"([^"]*)"')

type Tags = frozenset[str] | Literal["*"]

NO_TAGS: Final[frozenset[str]] = frozenset()


def entity_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def tags_of(header: str | None) -> Tags | None:
    """Read `If-Match` or `If-None-Match`; None where there is no such header, no tags at all where it is nonsense."""
    if header is None:
        return None
    if header.strip() == "*":
        return "*"
    return frozenset(_TAG.findall(header)) if _LIST.fullmatch(header) else NO_TAGS


@dataclass(frozen=True, slots=True)
class Preconditions:
    """What a request says of what it is about."""

    match: Tags | None = None
    none_match: Tags | None = None

    def hold_for(self, version: int | None) -> bool:
        """Tell whether they hold for the version that is there; None when there is nothing."""
        if self.match is not None and not _is_among(version, self.match):
            return False
        return self.none_match is None or not _is_among(version, self.none_match)


NO_CONDITIONS: Final = Preconditions()


def of_version(version: int | None) -> Preconditions:
    """Require this version, or none in particular."""
    return NO_CONDITIONS if version is None else Preconditions(match=frozenset({str(version)}))


def _is_among(version: int | None, tags: Tags) -> bool:
    return version is not None and (tags == "*" or str(version) in tags)
