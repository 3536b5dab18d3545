"""How a route reads its request: strict JSON, only the query parameters it declared, and errors that name the place.

A body is judged after the caller: FastAPI reads it before it asks who is calling, so what is wrong with it is kept
until `read_strictly`, and a stranger's broken JSON is answered with 401 like everything else a stranger sends.
"""

from collections import Counter
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, Final

from fastapi import Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from starlette.responses import Response

from app import strict_json
from app.errors import AppError, UnsupportedMediaType, ValidationFailed
from app.json_validation import JsonValidator
from app.places import FieldError, pointer

MAX_MEMBERS: Final = 1000
"""How many members the object of a body may have."""


class _StrictRequest(Request):
    """A request whose JSON is read strictly, and whose unreadable body is remembered rather than raised."""

    is_json = False
    unreadable: AppError | None = None

    async def json(self) -> Any:  # Any: FastAPI hands the value to whatever model the route declares
        self.is_json = True
        try:
            if self.headers.get("content-encoding", "identity").lower() != "identity":
                raise UnsupportedMediaType
            return strict_json.loads(await self.body())
        except AppError as error:
            self.unreadable = error
            return None


class StrictRoute(APIRoute):
    """A route whose JSON body goes through `strict_json`, and that knows which query parameters it declared."""

    @cached_property
    def declared_query(self) -> frozenset[str]:
        """The names of its query parameters."""
        return frozenset(
            parameter.alias
            for parameter in get_flat_params(self.dependant)
            if isinstance(parameter.field_info, params.Query)
        )

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(_StrictRequest(request.scope, request.receive))

        return handle


class _FromJson:
    """Validates a body as the JSON it is.

    FastAPI would read the attributes of any object, a `Decimal`'s included, and so take a number for an empty object;
    and Pydantic would take the number 0 for a date.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        validator = JsonValidator(source)

        def validate(value: object) -> Any:
            if isinstance(value, dict) and len(value) > MAX_MEMBERS:  # each unknown one would be an error of its own
                raise PydanticCustomError("too_many_members", "The body has more members than anything here takes")
            return validator.validate(value)

        return core_schema.no_info_plain_validator_function(validate, json_schema_input_schema=handler(source))


FROM_JSON = _FromJson()
"""For the annotation of every body: `Annotated[Login, FROM_JSON]`."""


async def read_strictly(request: Request) -> None:
    """Refuse a body that is not JSON as it should be, a query parameter the route does not know, or one given twice.

    For `dependencies=` of a router, behind the one that tells who is calling. A misspelt filter that is ignored
    returns everything; that is worse than an error.

    Raises
    ------
    UnsupportedMediaType, MalformedRequest, ValidationFailed
        As `strict_json.loads`, and for the query.
    """
    route: StrictRoute = request.scope["route"]
    if route.body_field is not None and isinstance(request, _StrictRequest):
        if request.unreadable is not None:
            raise request.unreadable
        if not request.is_json and await request.body():
            raise UnsupportedMediaType
    given = Counter(name for name, _ in request.query_params.multi_items())
    errors: list[FieldError] = [
        {"where": "query", "pointer": pointer([name]), "code": "unknown", "message": "There is no such parameter."}
        for name in given
        if name not in route.declared_query
    ]
    errors += [
        {"where": "query", "pointer": pointer([name]), "code": "repeated", "message": "Give this parameter once."}
        for name, times in given.items()
        if name in route.declared_query and times > 1
    ]
    if errors:
        raise ValidationFailed(errors=errors)
