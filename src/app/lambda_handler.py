"""The entry of the api function: requests from API Gateway, and its authorizer's questions.

Mangum turns an event into a request. It raises on events that API Gateway lets through (a `Host` with two colons, a
body that is not base64, …), and a function that raises is a bare 502; so what comes in is checked first, and what
comes out is checked last.
"""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from app import authorizer, logs, request_context
from app.errors import MEDIA_TYPE, AppError, InternalError, MalformedRequest, problem_response
from app.http import security_headers
from app.ids import new_id
from app.main import app
from app.runtime import Runtime

type Event = dict[str, Any]

_runtime: Runtime = app.state.runtime
_loop = asyncio.new_event_loop()
asyncio.set_event_loop(_loop)
_http = Mangum(app, lifespan="off", text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE])

_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?")
_PORT: Final = re.compile(r"[0-9]{1,5}")
_HEADER_LINE_BREAK: Final = re.compile(r"[\r\n\0]")


def api_handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one event. Never raises: what cannot be understood is answered with a problem."""
    request_context.enter(request_context.RequestContext(_request_id(event)))
    if isinstance(event, dict) and event.get("type") in {"TOKEN", "REQUEST"}:
        return _loop.run_until_complete(authorizer.answer(event, _runtime.identity))
    try:
        request = _readable(event)
        return _well_formed(_http(request, context))
    except AppError as error:
        logs.warning("event.malformed", detail=error.detail)
        return _problem(error)
    except Exception as error:
        logs.failure("unexpected", error)
        return _problem(InternalError())


def _request_id(event: object) -> str:
    context = event.get("requestContext") if isinstance(event, dict) else None
    given = context.get("requestId") if isinstance(context, dict) else None
    return given if isinstance(given, str) and given.isascii() and given.isprintable() else new_id()


def _readable(event: object) -> Event:
    """Return the event with nothing left in it that Mangum stumbles over; `MalformedRequest` if that cannot be."""
    if not isinstance(event, dict):
        raise MalformedRequest("This is not an event of API Gateway.")
    method, path, context = event.get("httpMethod"), event.get("path"), event.get("requestContext")
    if not (isinstance(method, str) and method and isinstance(path, str) and isinstance(context, dict)):
        raise MalformedRequest("This is not an event of API Gateway.")
    try:
        # One pass finds what cannot be encoded anywhere in the event: halves of surrogate pairs.
        json.dumps(event, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, RecursionError, ValueError):
        raise MalformedRequest from None
    readable: Event = {**event, "resource": event.get("resource") or "/{proxy+}"}
    readable["headers"], readable["multiValueHeaders"] = _headers(event)
    readable["body"], readable["isBase64Encoded"] = _body(event), False
    for name in ("queryStringParameters", "multiValueQueryStringParameters"):
        if not isinstance(readable.get(name) or {}, dict):
            raise MalformedRequest
    identity = context.get("identity")
    readable["requestContext"] = {**context, "identity": identity if isinstance(identity, dict) else {}}
    return readable


def _headers(event: Event) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the headers once, as lists, without those that would lead Mangum astray."""
    many = event.get("multiValueHeaders") or {name: [value] for name, value in (event.get("headers") or {}).items()}
    if not isinstance(many, Mapping):
        raise MalformedRequest
    kept: dict[str, list[str]] = {}
    for name, values in many.items():
        strings = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        lowered = str(name).lower()
        if lowered == "host" and not all(_HOST.fullmatch(value) for value in strings):
            continue
        if lowered == "x-forwarded-port" and not all(_PORT.fullmatch(value) for value in strings):
            continue
        kept.setdefault(lowered, []).extend(strings)
    for single in ("host", "x-forwarded-port", "x-forwarded-proto"):
        if len(kept.get(single, ())) > 1:
            kept[single] = kept[single][:1]
    return {}, kept


def _body(event: Event) -> str | bytes:
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise MalformedRequest
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequest("The body is not base64, as the event says it is.") from None


def _well_formed(answer: dict[str, Any]) -> dict[str, Any]:
    """Refuse to pass on headers that would end the header section early (CWE-113)."""
    pairs = [*answer["headers"].items()]
    pairs += [(name, value) for name, values in answer["multiValueHeaders"].items() for value in values]
    if any(_HEADER_LINE_BREAK.search(name) or _HEADER_LINE_BREAK.search(value) for name, value in pairs):
        raise ValueError("a response header holds a line break")
    return answer


def _problem(error: AppError) -> dict[str, Any]:
    response = problem_response(error)
    return {
        "statusCode": error.status,
        "headers": {
            **security_headers(_runtime.settings),
            "content-type": MEDIA_TYPE,
            "x-request-id": request_context.current().request_id,
            **error.headers,
        },
        "multiValueHeaders": {},
        "body": bytes(response.body).decode(),
        "isBase64Encoded": False,
    }
