"""The document: FastAPI's own, completed by what it cannot know."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from app.collection import Collection
from app.collection.layout import Layout
from app.dependencies import current_user
from app.openapi.collection_routes import describe_collections
from app.openapi.examples import add_examples
from app.openapi.operations import operations_of
from app.openapi.problems import add_problems
from app.schemas.problem import Problem
from app.schemas.realtime import realtime_schemas

DESCRIPTION: Final = """\
Errors are `application/problem+json` (RFC 9457); decide by `type`, which never changes. Fields, enum values and problem
types may be added at any time, so ignore those you do not know.

**What any request may fail with**: `unauthenticated` (401) where it needs an access token; `malformed-request` (400),
`body-too-large` (413) and `unsupported-media-type` (415) where body or cursor cannot be read; `validation-failed` (422)
where a parameter or a part of the body is not acceptable; `rate-limited` (429) and `service-unavailable` (503), which
say in `Retry-After` when to come back. Each operation names what it may fail with beside these.

**What a request costs**: calls to DynamoDB and the units that these use, while items are small and nothing fails. A
read unit is 4 KB read consistently, or 8 KB that may lag behind by a moment; a write unit is 1 KB written, to each
index anew; a transaction takes twice as many. Checking the access token is 1 call and 2 read units more, which the
gateway pays once a minute for each token.
"""
SCHEMAS: Final = "#/components/schemas/{model}"
TOKEN: Final = "accessToken"  # noqa: S105  # its name in the document


def openapi_of(app: FastAPI, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]) -> dict[str, Any]:
    """Return the document of every route, those included that no request has needed yet."""
    if app.openapi_schema is None:
        app.state.routes.load_all()
        document = FastAPI.openapi(app)
        document["info"]["description"] = DESCRIPTION
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        problem = Problem.model_json_schema(by_alias=True, ref_template=SCHEMAS)
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        schemas.update(realtime_schemas(SCHEMAS))
        components["securitySchemes"] = {TOKEN: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        operations = operations_of(app, document)
        for operation in operations.values():
            if operation.depends_on(current_user):  # FastAPI would look for a token each time
                operation.described["security"] = [{TOKEN: []}]
        add_problems(operations, components)
        describe_collections(operations, collections, layouts)
        add_examples(operations, collections, schemas)
        app.openapi_schema = document
    return app.openapi_schema
