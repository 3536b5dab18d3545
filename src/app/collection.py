"""What a collection is: a Pydantic model, a name, and who may read and write."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel

type ReadAccess = Literal["owner"]
type WriteAccess = Literal["owner"]

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
MAX_NAME_LENGTH: Final = 40

RESERVED_COLLECTIONS: Final = frozenset({"transactions", "changes"})
"""Names that are routes of their own below /data."""

_EVERY_DOCUMENT_HAS = {"id", "owner_id", "author_id", "version", "created_at", "updated_at", "expires_at", "deleted_at"}
_LISTS_TAKE = {"limit", "cursor", "sort", "owner", "scope", "since", "fields", "expand", "q", "count"}
RESERVED_FIELDS: Final = frozenset(_EVERY_DOCUMENT_HAS | _LISTS_TAKE | {"organization_id"})
"""Names that the fields of a model may not have."""


RESERVED_SCHEMAS: Final = frozenset(
    (
        *("AuthOptions", "EmailChange", "EmailConfirmation", "EmailVerification", "ForgottenPassword", "Health"),
        *("JsonWebKey", "JsonWebKeySet", "Login", "OpenIdConfiguration", "PasswordChange", "PasswordReset"),
        *(
            "Problem",
            "ProblemError",
            "Reauthentication",
            "RefreshRequest",
            "Registered",
            "Registration",
            "SecondFactorChallenge",
            "SignedIn",
        ),
        *("User", "UserSession", "UserSessionList"),
    )
)
"""Schemas that the API has of its own."""


class CollectionError(Exception):
    """A declaration that cannot work; the message says what to change. Raised at import."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of document that the application stores.

    Parameters
    ----------
    name
        The path below /data, and the name of its operations in clients: lower case words joined by `_`.
    model
        The fields of a document. A field added later needs a default, since older documents lack it.
    read
        Who may read: `owner`, the user whose document it is.
    write
        Who may write: `owner`.

    Raises
    ------
    CollectionError
        The declaration cannot work.
    """

    name: str
    model: type[BaseModel]
    read: ReadAccess = "owner"
    write: WriteAccess = "owner"

    def __post_init__(self) -> None:
        if not (isinstance(self.model, type) and issubclass(self.model, BaseModel)):
            raise CollectionError(f"Collection {self.name!r}: its model has to be a Pydantic model.")
        if not _NAME.fullmatch(self.name) or len(self.name) > MAX_NAME_LENGTH:
            raise CollectionError(
                f"Collection {self.name!r}: a name is lower case words joined by '_', {MAX_NAME_LENGTH} "
                "characters at most, for example 'order_lines'."
            )
        if self.name in RESERVED_COLLECTIONS:
            raise CollectionError(f"Collection {self.name!r}: /data/{self.name} is a route already; rename it.")
        for access, value in (("read", self.read), ("write", self.write)):
            if value != "owner":
                raise CollectionError(f"Collection {self.name!r}: {access}={value!r} is not known; use 'owner'.")
        for field in self._names_on_the_wire():
            if field in RESERVED_FIELDS or field.startswith("_") or "__" in field:
                raise CollectionError(
                    f"Collection {self.name!r}: the field {field!r} of {self.model.__name__} has a reserved name "
                    "(every document has it, or lists use it as a parameter); rename it."
                )

    def _names_on_the_wire(self) -> set[str]:
        fields = self.model.model_fields
        aliases = {alias for field in fields.values() for alias in (field.alias, field.serialization_alias) if alias}
        return {*fields, *aliases, *self.model.model_computed_fields}

    def schema_names(self) -> tuple[str, str, str, str]:
        """The names of its schemas in OpenAPI and in clients: what is read, created, and changed, and a page."""
        name = self.model.__name__
        return name, f"{name}Create", f"{name}Patch", f"{name}List"


def registry(*collections: Collection) -> dict[str, Collection]:
    """Return the collections by name; `CollectionError` if two have one name, or would share a schema."""
    by_name: dict[str, Collection] = {}
    schemas = dict.fromkeys(RESERVED_SCHEMAS, "the API itself")
    for collection in collections:
        if collection.name in by_name:
            raise CollectionError(f"Two collections are named {collection.name!r}; rename one.")
        for schema in collection.schema_names():
            if schema in schemas:
                raise CollectionError(
                    f"Collection {collection.name!r}: its model {collection.model.__name__!r} makes a schema named "
                    f"{schema!r}, and so does {schemas[schema]}. Clients could not tell them apart; rename the model."
                )
            schemas[schema] = f"collection {collection.name!r}"
        by_name[collection.name] = collection
    return by_name
