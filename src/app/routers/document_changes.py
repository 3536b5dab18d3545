"""Reading what changed in a collection: GET /data/{collection}/changes."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.dependencies import ProcessRuntime
from app.errors import ChangesForgotten, Forbidden, MethodNotAllowed
from app.problems import responses
from app.routers.acting import Owner
from app.routers.collection_resource import Resource, annotated
from app.routers.document_answers import JSON
from app.routers.paging import Limit
from app.security.cursors import MAX_CURSOR_CHARACTERS
from app.services.access import Actor
from app.services.document_wire import readable

Since = Annotated[
    str | None,
    Query(
        description=(
            "The `next_cursor` of the answer before; without it all documents, as if all had just been made. `now` is "
            "for a client that has just read the list: it tells the last two minutes, and gives the first cursor."
        ),
        max_length=MAX_CURSOR_CHARACTERS,
    ),
]


async def _no_document(_: Request) -> Response:
    """Answer the methods that would otherwise take the word for an id."""
    raise MethodNotAllowed(headers={"Allow": "GET, HEAD"})


def add_changes(router: APIRouter, resource: Resource) -> None:
    """Add the feed of changes of a collection that keeps one."""
    collection, models, name = resource.collection, resource.models, resource.name

    async def changes(
        actor: Actor, runtime: ProcessRuntime, limit: Limit = 25, since: Since = None, owner: Owner = None
    ) -> Response:
        """Return documents and deletions since a cursor, the longest ago first.

        While `has_more`, ask on at once; then keep `next_cursor` for the next time. It lies two minutes back, so some
        are told again: drop what is not newer than the version you have. After 410 read everything again, without
        `since`.
        """
        feed = await runtime.change_feed.since(collection, actor, of_owner=owner is not None, limit=limit, cursor=since)
        told: list[dict[str, Any]] = []
        for change in feed.changes:
            document = None if change.document is None else readable(change.document, models.read, name)
            op = "deleted" if change.document is None else "updated"
            told.append({"op": op, "id": change.document_id, "version": change.version, "document": document})
        body = models.change_page.model_construct(
            changes=[models.change.model_construct(**change) for change in told],
            next_cursor=feed.next_cursor,
            has_more=feed.has_more,
        )
        return Response(body.model_dump_json(by_alias=True), media_type=JSON)

    others = ["PUT", "PATCH", "DELETE"]
    router.add_route(f"{router.prefix}/changes", _no_document, methods=others, include_in_schema=False)
    router.add_api_route(
        "/changes",
        annotated(changes, actor=Annotated[Actor, Depends(resource.reader)]),
        methods=["GET"],
        operation_id=f"{name}_changes",
        response_model=models.change_page,
        responses=responses(Forbidden, ChangesForgotten),
    )
