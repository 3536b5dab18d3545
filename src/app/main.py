"""The FastAPI application: `uvicorn app.main:app`."""

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.websockets import WebSocket

from app import logs
from app.collection import Collection
from app.collection.layout import Layout, layouts_of
from app.collection.layout_lock import Lock
from app.collections import COLLECTIONS
from app.errors import AppError, InternalError, MalformedRequest, MethodNotAllowed, NotFound
from app.field_errors import validation_failed
from app.http import (
    BodyMiddleware,
    HeadMiddleware,
    LastResortMiddleware,
    ProblemCORSMiddleware,
    RequestMiddleware,
    cors_options,
)
from app.problems import problem_response
from app.route_groups import RouteGroups, RoutesOnDemand, route_groups
from app.runtime import Runtime
from app.settings import Settings, unknown_variables

TITLE = "Fulmar"


def create_app(
    settings: Settings | None = None, collections: Mapping[str, Collection] | None = None, lock: Lock | None = None
) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    collections, lock
        What it stores and how; those of `app.collections` unless a test has its own.

    Raises
    ------
    CollectionError
        The collections contradict the layout lock.
    SettingsError
        The environment holds no safe configuration; nothing has been started.
    """
    settings = settings or Settings.from_environment()
    collections = COLLECTIONS if collections is None else collections
    logs.configure(settings.log_level, settings.embedded_metrics("api"))
    for name in unknown_variables(os.environ):
        logs.warning("settings.unknown", variable=name)
    app = FastAPI(
        title=TITLE,
        lifespan=_lifespan(settings, collections),
        version="1",
        openapi_url="/openapi.json" if settings.docs else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(RequestMiddleware, settings=settings),
            Middleware(ProblemCORSMiddleware, **cors_options(settings.cors_origins)),
            Middleware(HeadMiddleware),
            Middleware(LastResortMiddleware),
            Middleware(BodyMiddleware, settings=settings),
            Middleware(RoutesOnDemand),
        ],
        exception_handlers={
            AppError: _app_error,
            RequestValidationError: _validation_error,
            HTTPException: _http_exception,
        },
    )
    layouts = layouts_of(collections, lock)
    app.state.runtime = Runtime(settings, collections, layouts)
    app.state.routes = RouteGroups(app, route_groups(collections))
    if settings.is_local:
        from app.routers.realtime import LOCAL_PATH  # in a deployed stage it is the gateway's

        app.add_api_websocket_route(LOCAL_PATH, _socket)
    if settings.docs:
        from app.routers.api_docs import api_docs_router  # off in deployed stages

        app.include_router(api_docs_router(TITLE))
    # FastAPI's documented extension point.
    app.openapi = lambda: _openapi(app, collections, layouts)  # type: ignore[method-assign]
    return app


def _lifespan(
    settings: Settings, collections: Mapping[str, Collection]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what runs before and beside a server: all routes are made, and a developer's machine has the events, too.

    Lambda knows no such thing; there every start is for one request.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.routes.load_all()
        if not settings.is_local:
            yield
            return
        from app.events.local import local_events  # not needed where every cold start counts

        async with local_events(settings, collections) as app.state.local_events:
            yield

    return lifespan


async def _socket(socket: WebSocket) -> None:
    """Serve a WebSocket under uvicorn; in a deployed stack the gateway does."""
    events = socket.app.state.local_events
    await events.sockets.serve(socket, events.realtime)


async def _app_error(_request: Request, error: Exception) -> Response:
    return problem_response(cast(AppError, error))


async def _validation_error(_request: Request, error: Exception) -> Response:
    return problem_response(validation_failed(cast(RequestValidationError, error).errors()))


async def _http_exception(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses: unknown paths and methods, and requests it cannot parse."""
    exception = cast(HTTPException, error)
    match exception.status_code:
        case 404:
            return problem_response(NotFound())
        case 405:
            return problem_response(MethodNotAllowed(headers={"Allow": _methods_at(request)}))
        case status if 400 <= status < 500:
            return problem_response(MalformedRequest())
        case _:
            return problem_response(InternalError())


def _methods_at(request: Request) -> str:
    """List the methods of every route at the request's path; Starlette would name those of the first alone."""
    path = request.scope["path"]
    routes = [
        route
        for route in iter_route_contexts(request.app.router.routes)
        if route.path and route.methods and compile_path(route.path)[0].match(path)
    ]
    # A path of its own is not also an id: /data/notes/changes is no document.
    own = [route for route in routes if route.path == path and route.include_in_schema] or routes
    methods = {method for route in own for method in route.methods or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _openapi(app: FastAPI, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]) -> dict[str, Any]:
    from app.openapi.document import openapi_of  # for developers, not for a cold start

    return openapi_of(app, collections, layouts)


app = create_app()
