"""The OpenAPI document: FastAPI's own, completed by what it cannot know. It is made when somebody asks for it."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.dependencies import current_user
from app.schemas.problem import Problem
from app.schemas.realtime import realtime_schemas

SCHEMAS = "#/components/schemas/{model}"
TOKEN = "accessToken"  # noqa: S105  # its name in the document


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the document of every route, those included that no request has needed yet."""
    if app.openapi_schema is None:
        app.state.routes.load_all()
        document = FastAPI.openapi(app)
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        problem = Problem.model_json_schema(by_alias=True, ref_template=SCHEMAS)
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        schemas.update(realtime_schemas(SCHEMAS))
        components["securitySchemes"] = {TOKEN: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        _demand_tokens(app, document)
        app.openapi_schema = document
    return app.openapi_schema


def _demand_tokens(app: FastAPI, document: dict[str, Any]) -> None:
    """Say of every operation that asks who is calling that it wants a token. FastAPI would look for one each time."""
    for route in app.router.routes:
        if isinstance(route, APIRoute) and route.include_in_schema and _asks_who_calls(route.dependant):
            for method in route.methods or ():
                document["paths"][route.path_format][method.lower()]["security"] = [{TOKEN: []}]


def _asks_who_calls(dependant: Dependant) -> bool:
    return any(inner.call is current_user for inner in _all(dependant))


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)
