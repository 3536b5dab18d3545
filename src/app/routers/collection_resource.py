"""What all routes of one collection share: its models, what its clients may send, and who acts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path

from app.collection import Collection
from app.routers.acting import acting
from app.schemas.documents import DocumentModels, models_of
from app.services.access import Actor
from app.services.client_content import ClientContent

DocumentId = Annotated[str, Path(alias="id", description="The document's id.", json_schema_extra={"format": "uuid"})]


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
