"""/data and /public: the routes of every collection, derived from its declaration."""

from collections.abc import Iterable

from fastapi import APIRouter, Depends

from app.collection import Collection
from app.dependencies import current_user
from app.errors import RateLimited, ServiceUnavailable, Unauthenticated, ValidationFailed
from app.problems import responses
from app.request_reading import StrictRoute, read_strictly
from app.routers.collection_resource import Resource, resource_of
from app.routers.document_changes import add_changes
from app.routers.document_reads import add_public_reads, add_reads
from app.routers.document_writes import add_writes


def routers_of(collection: Collection) -> Iterable[APIRouter]:
    """Make the routes of a collection."""
    resource = resource_of(collection)
    yield _private_router(resource)
    if collection.is_public:
        yield _public_router(resource)


def _private_router(resource: Resource) -> APIRouter:
    router = APIRouter(
        prefix=f"/data/{resource.name}",
        tags=[resource.name],
        route_class=StrictRoute,
        dependencies=[Depends(current_user), Depends(read_strictly)],
        responses=responses(Unauthenticated, ValidationFailed, RateLimited, ServiceUnavailable),
    )
    if resource.collection.sync:
        add_changes(router, resource)  # before all others, which would take its name for an id
    add_writes(router, resource)
    add_reads(router, resource)
    return router


def _public_router(resource: Resource) -> APIRouter:
    router = APIRouter(
        prefix=f"/public/{resource.name}",
        tags=[resource.name],
        route_class=StrictRoute,
        dependencies=[Depends(read_strictly)],
        responses=responses(ValidationFailed, RateLimited, ServiceUnavailable),
    )
    add_public_reads(router, resource)
    return router
