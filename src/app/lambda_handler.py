"""The entry of the api function: requests from API Gateway, and its authorizer's questions."""

import asyncio
import re
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from app import authorizer, garbage, gateway_event, logs, request_context, snapshot
from app.errors import AppError, InternalError, MalformedRequest
from app.http import REQUEST_ID_HEADER, security_headers
from app.main import app
from app.problems import MEDIA_TYPE, problem_response
from app.route_groups import RouteGroups
from app.runtime import Runtime

_HEALTH: Final = {
    "resource": "/{proxy+}",
    "httpMethod": "GET",
    "path": "/health",
    "headers": {},
    "multiValueHeaders": {},
    "requestContext": {"requestId": "warm-up", "identity": {"sourceIp": ""}},
}
_ENDS_A_HEADER: Final = re.compile(r"[\r\n\0]")


class ApiHandler:
    """A Lambda handler around the application.

    Requests are always answered; nothing raises but an authorizer that cannot reach the sessions (see
    `authorizer.answer`).
    """

    def __init__(self, application: FastAPI) -> None:
        self._runtime: Runtime = application.state.runtime
        self._routes: RouteGroups = application.state.routes
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)  # Mangum runs each request on the thread's current loop
        self._default_headers = security_headers(self._runtime.settings)
        text = [*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE]  # without the last, errors would leave as base64
        self._http = Mangum(application, lifespan="off", text_mime_types=text)

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer one event."""
        context_of_request = request_context.RequestContext(gateway_event.request_id_of(event))
        context_of_request.answer_within(self._runtime.settings.request_deadline_seconds)
        request_context.enter(context_of_request)
        if gateway_event.is_authorizer_event(event):
            return self._loop.run_until_complete(authorizer.answer(event, self._runtime.identity))
        try:
            return _well_formed(self._http(gateway_event.readable(event), context))
        except MalformedRequest as error:
            logs.warning("event.malformed", detail=error.detail)
            return self._problem(error)
        except Exception as error:
            logs.failure("unexpected", error)
            return self._problem(InternalError())

    def warm_up(self) -> None:
        """Answer a request that needs neither a key nor another service, so that what is made lazily is there.

        Raises
        ------
        RuntimeError
            The application starts, but does not answer.
        """
        self._runtime.clients.preload()
        self._routes.load_all()
        status = self(_HEALTH, None)["statusCode"]
        if status != HTTPStatus.OK:
            raise RuntimeError(f"GET /health was answered {status}")

    def close(self) -> None:
        """Let go of the event loop. Lambda never does; a test or a tool has others after it."""
        self._loop.close()

    def _problem(self, error: AppError) -> dict[str, Any]:
        response = problem_response(error)
        request_id = {REQUEST_ID_HEADER: request_context.current().request_id}
        return {
            "statusCode": error.status,
            "headers": {**self._default_headers, "Content-Type": MEDIA_TYPE, **request_id, **error.headers},
            "multiValueHeaders": {},
            "body": bytes(response.body).decode(),
            "isBase64Encoded": False,
        }


def _well_formed(answer: dict[str, Any]) -> dict[str, Any]:
    """Refuse to pass on a header that would end the header section early (CWE-113)."""
    pairs = [*answer["headers"].items()]
    pairs += [(name, value) for name, values in answer["multiValueHeaders"].items() for value in values]
    if any(_ENDS_A_HEADER.search(name) or _ENDS_A_HEADER.search(value) for name, value in pairs):
        raise ValueError("a response header holds a line break")
    return answer


api_handler = ApiHandler(app)
snapshot.prepare(api_handler.warm_up)
garbage.everything_is_imported()
