"""Changes of documents: what a request wants, and the write that does it where the document is as it was read.

Every write path ends here: single requests, transactions, the application's own code and imports. So access, the rules
of the collection, preconditions and versions are decided in one place.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel

from app import clock, numbers
from app.collection import Collection
from app.entity_tags import NO_CONDITIONS, Preconditions
from app.errors import (
    AlreadyExists,
    AppError,
    CounterOutOfBounds,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    ValidationFailed,
    VersionConflict,
)
from app.ids import is_id, milliseconds_of, new_id
from app.repositories import documents as stored
from app.repositories.document_items import Document, Place
from app.repositories.operations import Write
from app.services.access import NO_DOCUMENT, Actor, require_may_change
from app.services.document_content import content_of, data_of

type Content = Callable[[BaseModel | None], BaseModel]
"""Makes the whole content of a document from the one that is there; None where there is none.

`within` beside it is the JSON Pointer to the document in the request.
"""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND: Final = 253_402_300_799  # 9999-12-31T23:59:59Z, the last that can be written down

MAX_ID_AHEAD_SECONDS: Final = 300
"""How far in the future the time in an id may lie that a client chose: as far as clocks differ."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A write, with what it makes of its document: None where it is deleted, or where only DynamoDB knows."""

    place: Place
    write: Write
    document: Document | None
    version: int
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Make a document, under an id that a client may have chosen."""

    collection: Collection
    actor: Actor
    content: Content
    within: str = ""
    document_id: str = ""
    is_own_id: bool = field(init=False)
    """Whether the id was made here, so that nothing can be under it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_own_id", not self.document_id)
        object.__setattr__(self, "document_id", self.document_id or new_id())

    def planned(self, place: Place, documents: stored.Documents) -> Planned:
        """Return the write. `AlreadyExists` if there is a document."""
        require_usable_id(self.document_id)
        if place.document is not None:
            raise AlreadyExists
        return _made(self, place, documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Replace a document, or make it under this id."""

    collection: Collection
    actor: Actor
    document_id: str
    content: Content
    within: str = ""
    conditions: Preconditions = NO_CONDITIONS

    def planned(self, place: Place, documents: stored.Documents) -> Planned:
        """Return the write. `PreconditionFailed`, `PreconditionRequired` or `Forbidden` by what is there."""
        require_usable_id(self.document_id)
        if place.document is None:
            _require(self.conditions, None)
            return _made(self, place, documents)
        _require_conditions(self, place.document)
        return _changed(self, place, place.document, documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Change a document that is there."""

    collection: Collection
    actor: Actor
    document_id: str
    content: Content
    within: str = ""
    conditions: Preconditions = NO_CONDITIONS

    def planned(self, place: Place, documents: stored.Documents) -> Planned:
        """Return the write. `NotFound` if there is no document, and as `Replace`."""
        before = _existing(place)
        _require_conditions(self, before)
        return _changed(self, place, before, documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Delete a document that is there."""

    collection: Collection
    actor: Actor
    document_id: str
    conditions: Preconditions = NO_CONDITIONS

    def planned(self, place: Place, documents: stored.Documents) -> Planned:
        """Return the write. `NotFound` if there is no document, and as `Replace`."""
        before = _existing(place)
        _require_conditions(self, before)
        if self.collection.rules is not None:
            self.collection.rules(self.actor.caller, content_of(self.collection, before), None)
        return Planned(place, documents.burial(place), None, place.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """Add to a counter, whoever else does so at the same time.

    Parameters
    ----------
    by
        What to add; negative to take away.
    minimum, maximum
        Bounds beside those of the field; both are included.
    expecting
        Other fields with the values that they have to have still, for example the price that was shown.
    """

    collection: Collection
    actor: Actor
    document_id: str
    counter: str
    by: int | Decimal
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    expecting: Mapping[str, Any] = field(default_factory=dict)
    conditions: Preconditions = NO_CONDITIONS

    def planned(self, place: Place, documents: stored.Documents) -> Planned:
        """Return the write. `CounterOutOfBounds` if the counter would leave its bounds; `NotFound`; as `Replace`."""
        before = _existing(place)
        require_may_change(self.collection, self.actor, before)
        _require(self.conditions, before.version)
        counter = self.collection.counted[self.counter]
        least = max((counter.minimum, *_given(self.minimum)))
        greatest = min((counter.maximum, *_given(self.maximum)))
        model = content_of(self.collection, before)
        value = numbers.EXACT.add(Decimal(getattr(model, self.counter)), Decimal(self.by))
        if any(getattr(model, name) != expected for name, expected in self.expecting.items()):
            raise VersionConflict
        if not least <= value <= greatest:
            raise CounterOutOfBounds
        is_pinned = self.conditions != NO_CONDITIONS
        if self.collection.rules is not None:  # they have seen this very state
            is_pinned = True
            after = model.model_copy(update={self.counter: counter.amount(value)})
            self.collection.rules(self.actor.caller, model, after)
        if place.is_older:  # its counter may be under another name still
            content = model.model_copy(update={self.counter: counter.amount(value)})
            document = _next(before, self.collection, content)
            return Planned(place, documents.writing(place, document), document, document.version)
        write = documents.incrementing(
            place,
            stored.Increment(
                self.counter,
                counter.amount(Decimal(self.by)),
                counter.amount(least),
                counter.amount(greatest),
                None if counter.default is None else counter.amount(counter.default),
                {name: before.data[name] for name in self.expecting if name in before.data},
                before.version if is_pinned else None,
            ),
        )
        return Planned(place, write, None, place.version + 1)


type Change = Create | Replace | Patch | Delete | Increment


def require_usable_id(document_id: str) -> None:
    """Raise `ValidationFailed` for an id that a client may not choose."""
    message = None
    if not is_id(document_id):
        message = "An id is a UUID of version 7, in lower case"
    elif milliseconds_of(document_id) > (clock.now() + MAX_ID_AHEAD_SECONDS) * 1000:
        message = "The time in this id lies in the future"
    if message is not None:
        raise ValidationFailed.at("path", "/id", "unusable-id", message)


def _existing(place: Place) -> Document:
    if place.document is None:
        raise NotFound(NO_DOCUMENT)
    return place.document


def _require(conditions: Preconditions, version: int | None) -> None:
    if not conditions.hold_for(version):
        raise PreconditionFailed


def _require_conditions(change: Replace | Patch | Delete, before: Document) -> None:
    """Check that this document may be changed, and is the one that was meant."""
    require_may_change(change.collection, change.actor, before)
    _require(change.conditions, before.version)
    if change.collection.require_if_match and change.conditions.match is None and not change.actor.is_application:
        raise PreconditionRequired


def _made(change: Create | Replace, place: Place, documents: stored.Documents) -> Planned:
    content = change.content(None)
    if change.collection.rules is not None:
        change.collection.rules(change.actor.caller, None, content)
    now = clock.now()
    made_at = clock.timestamp(now)
    caller = change.actor.caller
    document = Document(
        id=change.document_id,
        owner_id=change.actor.owner_id,
        author_id=change.actor.owner_id if caller is None else caller.user_id,
        # The first is the creation time, so that a later life of an id begins higher, even after its tombstone is gone.
        version=max(int(now * 1000), place.version + 1),
        created_at=made_at,
        updated_at=made_at,
        data=data_of(content),
        expires_at=expiry(change.collection, content),
    )
    return Planned(place, _writing(change, place, document, documents), document, document.version, is_new=True)


def _changed(change: Replace | Patch, place: Place, before: Document, documents: stored.Documents) -> Planned:
    model = content_of(change.collection, before)
    content = change.content(model)
    if change.collection.rules is not None:
        change.collection.rules(change.actor.caller, model, content)
    document = _next(before, change.collection, content)
    return Planned(place, _writing(change, place, document, documents), document, document.version)


def _writing(change: Create | Replace | Patch, place: Place, document: Document, documents: stored.Documents) -> Write:
    """Return the write; what cannot be stored is told by its place in the request."""
    try:
        return documents.writing(place, document)
    except AppError as error:
        raise error.within(change.within) if change.within else error from None


def _next(before: Document, collection: Collection, content: BaseModel) -> Document:
    return replace(
        before,
        version=before.version + 1,
        updated_at=clock.timestamp(clock.now()),
        data=data_of(content),
        expires_at=expiry(collection, content),
    )


def expiry(collection: Collection, content: BaseModel) -> int | None:
    """Return when the document is over, whole seconds since 1970; a time without a zone is in UTC."""
    if collection.expires is None:
        return None
    time: datetime | None = getattr(content, collection.expires)
    if time is None:
        return None
    since_epoch = (time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH  # timestamp() fails at the ends of time
    return min(max(math.ceil(since_epoch.total_seconds()), 0), _LAST_SECOND)


def _given(bound: int | Decimal | None) -> tuple[Decimal, ...]:
    return () if bound is None else (Decimal(bound),)
