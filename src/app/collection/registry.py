"""The registry: all collections of the application by name."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, get_args

from pydantic import BaseModel

from app.collection.declaration import Collection, CollectionError

RESERVED_SCHEMAS: Final = frozenset(
    (
        "AuthOptions",
        "Checkout",
        "CheckoutItem",
        "EmailChange",
        "EmailConfirmation",
        "EmailVerification",
        "Export",
        "ExportedAccount",
        "ExportedDocument",
        "ForgottenPassword",
        "Health",
        "JsonWebKey",
        "JsonWebKeySet",
        "Login",
        "ManagedUser",
        "ManagedUserList",
        "ManagedUserPatch",
        "OpenIdConfiguration",
        "PasswordChange",
        "PasswordReset",
        "Problem",
        "ProblemError",
        "ProfilePatch",
        "PublicProfile",
        "PublicProfileList",
        "RealtimeChange",
        "RealtimeChanges",
        "RealtimeClientMessage",
        "RealtimeError",
        "RealtimePing",
        "RealtimePong",
        "RealtimeServerMessage",
        "RealtimeSubscribe",
        "RealtimeSubscribed",
        "RealtimeTicket",
        "RealtimeUnsubscribe",
        "RealtimeUnsubscribed",
        "Reauthentication",
        "RefreshRequest",
        "Registered",
        "Registration",
        "ResetLink",
        "SecondFactorChallenge",
        "SignedIn",
        "Transaction",
        "TransactionCreate",
        "TransactionDelete",
        "TransactionIncrement",
        "TransactionOutcome",
        "TransactionPatch",
        "TransactionReplace",
        "TransactionResult",
        "User",
        "UserSession",
        "UserSessionList",
    )
)
"""Schemas that the API has of its own."""


def registry(*collections: Collection) -> dict[str, Collection]:
    """Return the collections by name.

    Raises
    ------
    CollectionError
        Two have one name, or would share a schema in OpenAPI.
    """
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
    _require_different_parts(by_name.values(), schemas)
    return by_name


def _require_different_parts(collections: Iterable[Collection], schemas: Mapping[str, str]) -> None:
    """Refuse two different models of one name within the fields of collections."""
    parts: dict[str, type] = {}
    for collection in collections:
        for part in _parts_of(collection.model):
            if part.__name__ in schemas or parts.setdefault(part.__name__, part) is not part:
                raise CollectionError(
                    f"Collection {collection.name!r}: within its fields is a model named {part.__name__!r}, and there "
                    "is another schema of that name. Clients could not tell them apart; rename the model."
                )


def _parts_of(model: type[BaseModel]) -> Iterator[type]:
    """Return the models and enums within the fields of a model."""
    seen: set[Any] = {model}
    pending: list[Any] = [info.annotation for info in model.model_fields.values()]
    while pending:
        annotation = getattr(found := pending.pop(), "__value__", found)
        pending += get_args(annotation)
        if isinstance(annotation, type) and annotation not in seen and issubclass(annotation, BaseModel | Enum):
            seen.add(annotation)
            yield annotation
            if issubclass(annotation, BaseModel):
                pending += [info.annotation for info in annotation.model_fields.values()]
