"""/data and /public: the routes of every collection, derived from its declaration."""

from collections.abc import Iterable

from fastapi import APIRouter

from app.collection import Collection
from app.dependencies import current_user
from app.routers.collection_resource import Resource, resource_of
from app.routers.document_changes import add_changes
from app.routers.document_reads import add_public_reads, add_reads
from app.routers.document_writes import add_writes
from app.routers.strict_router import strict_router


def routers_of(collection: Collection) -> Iterable[APIRouter]:
    """Make the routes of a collection."""
    resource = resource_of(collection)
    yield _private_router(resource)
    if collection.is_public:
        yield _public_router(resource)


def _private_router(resource: Resource) -> APIRouter:
    router = strict_router(f"/data/{resource.name}", resource.name, current_user)
    if resource.collection.sync:
        add_changes(router, resource)  # before all others, which would take its name for an id
    add_writes(router, resource)
    add_reads(router, resource)
    return router


def _public_router(resource: Resource) -> APIRouter:
    router = strict_router(f"/public/{resource.name}", resource.name)
    add_public_reads(router, resource)
    return router
