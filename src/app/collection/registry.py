"""The registry: all collections of the application by name."""

from typing import Final

from app.collection.declaration import Collection, CollectionError

RESERVED_SCHEMAS: Final = frozenset(
    (
        "AuthOptions",
        "Checkout",
        "CheckoutItem",
        "EmailChange",
        "EmailConfirmation",
        "EmailVerification",
        "ForgottenPassword",
        "Health",
        "JsonWebKey",
        "JsonWebKeySet",
        "Login",
        "OpenIdConfiguration",
        "PasswordChange",
        "PasswordReset",
        "Problem",
        "ProblemError",
        "Reauthentication",
        "RefreshRequest",
        "Registered",
        "Registration",
        "SecondFactorChallenge",
        "SignedIn",
        "Transaction",
        "TransactionOperation",
        "TransactionOutcome",
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
    return by_name
