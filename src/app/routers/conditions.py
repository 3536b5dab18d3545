"""Conditional requests (RFC 9110 §13): the headers they come with, and the ETag they are about."""

from typing import Annotated, Any, Final, cast

from fastapi import Header

from app.entity_tags import Preconditions, tags_of

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETags of which what this is about must have one, or `*` for any; else 412."),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match", description="ETags that what this is about must not have, or `*`: it must not exist."
    ),
]

NOT_MODIFIED: Final[Any] = {304: {"description": "It still has the version that `If-None-Match` names."}}
"""For `responses=` of a route that takes `If-None-Match`."""


def conditions(if_match: str | None, if_none_match: str | None = None) -> Preconditions:
    """Read the conditional headers of a request."""
    return Preconditions(tags_of(if_match), tags_of(if_none_match))


def header(description: str) -> dict[str, Any]:
    """Describe a response header in OpenAPI."""
    return cast(dict[str, Any], {"description": description, "schema": {"type": "string"}})


ACCOUNT_ETAG: Final[Any] = {200: {"headers": {"ETag": header("The account's version.")}}}
"""For `responses=` of a route that answers an account."""
