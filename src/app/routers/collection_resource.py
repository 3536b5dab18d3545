"""What all routes of one collection share: its models, what its clients may send, and who acts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Path

from app.collection import Collection
from app.entity_tags import Preconditions, tags_of
from app.routers.acting import acting
from app.schemas.documents import DocumentModels, models_of
from app.services.access import Actor
from app.services.client_content import ClientContent

DocumentId = Annotated[str, Path(alias="id", description="The document's id.", json_schema_extra={"format": "uuid"})]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETags of which the document must have one, or `*` for any; else 412."),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags that the document must not have, or `*`: it must not exist."),
]


def conditions(if_match: str | None, if_none_match: str | None = None) -> Preconditions:
    """Read the conditional headers of a request."""
    return Preconditions(tags_of(if_match), tags_of(if_none_match))


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection as its routes see it. `reader` and `writer` are dependencies."""

    collection: Collection
    models: DocumentModels
    content: ClientContent
    reader: Callable[..., Awaitable[Actor]]
    writer: Callable[..., Awaitable[Actor]]

    @property
    def name(self) -> str:
        """The collection's name."""
        return self.collection.name

    @property
    def noun(self) -> str:
        """What one document of it is called."""
        return self.collection.model.__name__


def resource_of(collection: Collection) -> Resource:
    """Derive everything that the routes of a collection need."""
    models = models_of(collection)
    return Resource(
        collection,
        models,
        ClientContent(collection),
        acting(collection, writes=False),
        acting(collection, writes=True),
    )


def annotated(function: Any, **annotations: Any) -> Any:
    """Give parameters of a route the annotations that are known only for one collection."""
    function.__annotations__.update(annotations)
    return function
