"""The declaration of a collection: a Pydantic model, a name, who may read and write, and what is special about it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from app.collection.access import OWNER, PUBLIC, NonsenseAccess, is_role, require_sense
from app.collection.counters import Counter, NotCountable, counter
from app.collection.indexes import MAX_INDEXES, Index, NotIndexable, OrderedField, ordered_field, plain_type
from app.collection.markers import CreateOnly, Private, ServerSet, fields_with
from app.collection.model_checks import Misfit, require_sound
from app.security.caller import Caller

type Rules = Callable[[Caller | None, Any, Any], None]
"""Called with the caller (None: an operator), and the model before and after a write: None where there is none. It
raises `RuleBroken` or another `AppError` to refuse the write, and is called again when the write is."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
MAX_NAME_LENGTH: Final = 40
MAX_SHARDS: Final = 16

RESERVED_COLLECTIONS: Final = frozenset({"transactions", "changes"})
"""Names that are routes of their own below /data."""

_EVERY_DOCUMENT_HAS = {"id", "owner_id", "author_id", "version", "created_at", "updated_at", "expires_at", "deleted_at"}
_LISTS_TAKE = {"limit", "cursor", "sort", "owner", "scope", "since", "fields", "expand", "q", "count"}
RESERVED_FIELDS: Final = frozenset(_EVERY_DOCUMENT_HAS | _LISTS_TAKE | {"organization_id"})
"""Names that the fields of a model may not have."""


class CollectionError(Exception):
    """A declaration that cannot work; the message says what to change. Raised at import."""


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """One kind of document that the application stores.

    Parameters
    ----------
    name
        The path below /data, and the name of its operations in clients: lower case words joined by `_`.
    model
        The fields of a document. A field added later needs a default, since older documents lack it.
    read
        Who may read: `owner`, the user whose document it is; `member`, anybody signed in; `public`, anybody; or a role.
    write
        Who may write: `owner`, each what is theirs; `member`; or a role.
    indexes
        By which fields lists are filtered and sorted, four at most: names, or `Index(name, scope="all")`.
    counters
        Numeric fields that `increment` may change. None of them has an index.
    rules
        A function that every write path calls, and that refuses what may not happen.
    expires
        The name of a datetime field: from then on a document is absent. Null: never.
    require_if_match
        Changes and deletions have to name the version they are about; without, 428.
    shards
        Over how many partitions documents of all owners are spread; each takes about 1,000 writes a second.
    live
        Changes are sent to open connections that subscribed to them.
    sync
        `GET /data/{name}/changes` tells what changed, deletions too, for 30 days. Takes an index entry a document.
    upgrade
        Makes the stored fields of an older document what the model expects, when it is read.

    Raises
    ------
    CollectionError
        The declaration cannot work.
    """

    name: str
    model: type[BaseModel]
    read: str = "owner"
    write: str = "owner"
    indexes: Sequence[str | Index] = ()
    counters: Sequence[str] = ()
    rules: Rules | None = None
    expires: str | None = None
    require_if_match: bool = False
    shards: int = 1
    live: bool = False
    sync: bool = False
    upgrade: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    ordered: tuple[tuple[Index, OrderedField], ...] = field(init=False, repr=False)
    counted: dict[str, Counter] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._check_name_and_model()
        try:
            require_sense(self.read, self.write)
        except NonsenseAccess as error:
            raise self._error(f"{error}.") from None
        self._check_fields()
        object.__setattr__(self, "ordered", self._ordered())
        object.__setattr__(self, "counted", self._counted())
        self._check_expiry_and_shards()

    @property
    def is_shared(self) -> bool:
        """Whether readers see the documents of all owners in one list."""
        return self.read != OWNER

    @property
    def is_public(self) -> bool:
        """Whether it can be read without signing in."""
        return self.read == PUBLIC

    @property
    def is_personal(self) -> bool:
        """Whether what a user has in it goes when the user does; what a role wrote for everybody stays."""
        return not self.is_shared or not is_role(self.write)

    @property
    def spans_owners(self) -> bool:
        """Whether something of it is read over all owners, and so lies in shards."""
        return self.is_shared or any(index.scope == "all" for index, _ in self.ordered)

    def schema_names(self) -> tuple[str, ...]:
        """Return the names of its schemas in OpenAPI and in clients, the model's own first."""
        name = self.model.__name__
        public = (f"{name}Public", f"{name}PublicList") if self.is_public else ()
        counted = (f"{name}Increment",) if self.counters else ()
        synced = (f"{name}Change", f"{name}ChangeList") if self.sync else ()
        return name, f"{name}Create", f"{name}Patch", f"{name}List", *public, *counted, *synced

    def _error(self, sentence: str) -> CollectionError:
        return CollectionError(f"Collection {self.name!r}: {sentence}")

    def _check_name_and_model(self) -> None:
        if not (isinstance(self.model, type) and issubclass(self.model, BaseModel)):
            raise self._error("its model has to be a Pydantic model.")
        if not _NAME.fullmatch(self.name) or len(self.name) > MAX_NAME_LENGTH:
            raise self._error(
                f"a name is lower case words joined by '_', {MAX_NAME_LENGTH} characters at most, for example "
                "'order_lines'."
            )
        if self.name in RESERVED_COLLECTIONS:
            raise self._error(f"/data/{self.name} is a route already; rename it.")

    def _check_fields(self) -> None:
        model = self.model.__name__
        for name in self._names_on_the_wire():
            if name in RESERVED_FIELDS or name.startswith("_") or "__" in name:
                raise self._error(
                    f"the field {name!r} of {model} has a reserved name (every document has it, or lists use it as a "
                    "parameter); rename it."
                )
        for name in sorted(fields_with(self.model, ServerSet)):
            if self.model.model_fields[name].is_required():
                raise self._error(f"the field {name!r} of {model} is ServerSet, so it needs a default.")
            if name in fields_with(self.model, CreateOnly):
                raise self._error(f"the field {name!r} of {model} is ServerSet already; drop CreateOnly.")

        try:
            require_sound(self.model)
        except Misfit as error:
            raise self._error(f"in {model}, {error}.") from None
        if self.model.model_computed_fields and fields_with(self.model, Private):
            raise self._error(f"{model} has Private fields, and computed fields that may tell them; drop either.")

    def _names_on_the_wire(self) -> set[str]:
        fields = self.model.model_fields
        aliases = {alias for info in fields.values() for alias in (info.alias, info.serialization_alias) if alias}
        return {*fields, *aliases, *self.model.model_computed_fields}

    def _ordered(self) -> tuple[tuple[Index, OrderedField], ...]:
        indexes = [Index(index) if isinstance(index, str) else index for index in self.indexes]
        if isinstance(self.indexes, str):
            raise self._error(f"indexes is a tuple of names: indexes=({self.indexes!r},).")
        if len(indexes) > MAX_INDEXES:
            raise self._error(f"it has {len(indexes)} indexes, and {MAX_INDEXES} is the most; drop some.")
        if len(set(indexes)) < len(indexes):
            raise self._error("an index is named twice; name it once.")
        described = []
        for index in indexes:
            if index.scope not in ("owner", "all"):
                raise self._error(f"the index on {index.field!r} has the scope {index.scope!r}; use 'owner' or 'all'.")
            if index.scope == "all" and self.is_shared:
                raise self._error(f"the index on {index.field!r} is over all owners already; drop scope='all'.")
            if index.field in fields_with(self.model, Private):
                raise self._error(
                    f"the field {index.field!r} is Private, and a list by it would tell it; drop the index."
                )
            try:
                described.append((index, ordered_field(self.model, index.field)))
            except NotIndexable as error:
                raise self._error(f"the field {index.field!r} {error}.") from None
        return tuple(described)

    def _counted(self) -> dict[str, Counter]:
        if isinstance(self.counters, str):
            raise self._error(f"counters is a tuple of names: counters=({self.counters!r},).")
        counted = {}
        for name in self.counters:
            if any(index.field == name for index, _ in self.ordered):
                raise self._error(f"the field {name!r} is a counter and has an index; drop one of them.")
            if name in fields_with(self.model, Private):
                raise self._error(f"the field {name!r} is Private, and counting would tell it; drop one of them.")
            try:
                counted[name] = counter(self.model, name)
            except NotCountable as error:
                raise self._error(f"the field {name!r} {error}.") from None
        return counted

    def _check_expiry_and_shards(self) -> None:
        if self.expires is not None:
            info = self.model.model_fields.get(self.expires)
            if info is None or plain_type(info.annotation) is not datetime:
                raise self._error(f"expires={self.expires!r} has to name a field of type datetime, or datetime | None.")
            if self.expires in self.counters:
                raise self._error(f"the field {self.expires!r} cannot be a counter.")
        if not 1 <= self.shards <= MAX_SHARDS:
            raise self._error(f"shards={self.shards} has to lie between 1 and {MAX_SHARDS}.")
        if self.shards > 1 and not self.spans_owners:
            raise self._error("nothing of it is read over all owners, so shards have no use; drop them.")
