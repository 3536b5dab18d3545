"""Events of API Gateway's REST APIs, made fit for Mangum.

API Gateway lets through what Mangum raises on: a `Host` with two colons, a port that is no number, a body that is not
base64. A function that raises is a bare 502 to the caller, so these are repaired or refused first.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from app.errors import MalformedRequest
from app.ids import new_id

type Event = dict[str, Any]

_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?")
_PORT: Final = re.compile(r"[0-9]{1,5}")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def is_authorizer_event(event: object) -> bool:
    """Tell whether the gateway asks who a token speaks for, rather than passing on a request."""
    return isinstance(event, dict) and event.get("type") in ("TOKEN", "REQUEST")


def request_id_of(event: object) -> str:
    """Return the gateway's own id of the request, so that its log and ours can be joined; else a new one."""
    context = event.get("requestContext") if isinstance(event, dict) else None
    given = context.get("requestId") if isinstance(context, dict) else None
    return given if isinstance(given, str) and _REQUEST_ID.fullmatch(given) else new_id()


def readable(event: object) -> Event:
    """Return the event with nothing left in it that Mangum stumbles over; `MalformedRequest` if that cannot be."""
    if not isinstance(event, dict):
        raise MalformedRequest("This is not an event of API Gateway.")
    method, path, context = event.get("httpMethod"), event.get("path"), event.get("requestContext")
    if not (isinstance(method, str) and method and isinstance(path, str) and isinstance(context, dict)):
        raise MalformedRequest("This is not an event of API Gateway.")
    if "elb" in context:  # a load balancer's event looks much the same, and nobody checked its caller
        raise MalformedRequest("This is an event of a load balancer, not of API Gateway.")
    try:
        # One pass finds what cannot be encoded anywhere in the event: halves of surrogate pairs.
        json.dumps(event, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, RecursionError, ValueError):
        raise MalformedRequest from None
    result: Event = {**event, "resource": event.get("resource") or "/{proxy+}"}
    result["headers"], result["multiValueHeaders"] = _headers(event)
    result["body"], result["isBase64Encoded"] = _body(event), False
    for name in ("queryStringParameters", "multiValueQueryStringParameters"):
        if not isinstance(result.get(name) or {}, dict):
            raise MalformedRequest
    identity = context.get("identity")
    result["requestContext"] = {**context, "identity": identity if isinstance(identity, dict) else {}}
    return result


def _headers(event: Event) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the headers once, as lists, without those that would lead Mangum astray."""
    many, single = event.get("multiValueHeaders") or {}, event.get("headers") or {}
    if not (isinstance(many, Mapping) and isinstance(single, Mapping)):
        raise MalformedRequest
    if not many:
        many = {name: [value] for name, value in single.items()}
    kept: dict[str, list[str]] = {}
    for name, values in many.items():
        strings = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        lowered = str(name).lower()
        if lowered == "host" and not all(_HOST.fullmatch(value) for value in strings):
            continue
        if lowered == "x-forwarded-port" and not all(_PORT.fullmatch(value) for value in strings):
            continue
        kept.setdefault(lowered, []).extend(strings)
    for name in ("host", "x-forwarded-port", "x-forwarded-proto"):
        if len(kept.get(name, ())) > 1:
            kept[name] = kept[name][:1]
    if len(kept.get("cookie", ())) > 1:  # Mangum would join them with a comma (RFC 9113 §8.2.3)
        kept["cookie"] = ["; ".join(kept["cookie"])]
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
