"""Pure ASGI middleware around the whole application: what holds for every request, whatever the route.

From the outside in: `RequestMiddleware` (request id, access log, security headers), then Starlette's CORS,
then `HeadMiddleware`, `LastResortMiddleware` (an unexpected failure becomes a problem) and `BodyMiddleware`. The
last resort sits inside CORS, so that a browser on another origin can read a 500 too.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs, request_context
from app.errors import AppError, BodyTooLarge, Forbidden, InternalError, MalformedRequest
from app.ids import new_id
from app.problems import problem_response
from app.settings import Settings
from app.viewer_address import address_of

REQUEST_ID_HEADER = "X-Request-Id"

BODY_SECONDS = 20
"""How long a body may take to arrive."""

# The gateway answers preflight requests itself, with the same lists in infra/template.yaml; a test compares them.
CORS_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CORS_REQUEST_HEADERS = (
    *("Authorization", "Content-Type", "Idempotency-Key"),
    *("If-Match", "If-None-Match", "X-Requested-With"),
)
CORS_MAX_AGE_SECONDS = 7200
_CORS_RESPONSE_HEADERS = ("ETag", "Location", "Retry-After", REQUEST_ID_HEADER)


def security_headers(settings: Settings) -> dict[str, str]:
    """Return the headers that every answer carries unless the route set them itself (OWASP ASVS 5.0 V3.4)."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if not settings.is_local:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


class RequestMiddleware:
    """Opens the request's context, completes its headers and writes its one log line. A client never chooses the id."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.default_headers = security_headers(settings)
        self.origin_secret = settings.origin_secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        if "aws.event" in scope:  # the Lambda handler has opened it, under the gateway's id
            context = request_context.current()
        else:
            context = request_context.RequestContext(new_id())
            request_context.enter(context)
        client = scope.get("client")
        peer = str((client and client[0]) or "")
        context.address = address_of(Headers(scope=scope), peer, self.origin_secret)
        status = 0

        async def send_completed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self.default_headers.items():
                    headers.setdefault(name, value)
                headers[REQUEST_ID_HEADER] = context.request_id
            await send(message)

        try:
            await self.app(scope, receive, send_completed)
        finally:
            self._log(scope, context, status, time.monotonic() - started)

    @staticmethod
    def _log(scope: Scope, context: request_context.RequestContext, status: int, duration: float) -> None:
        route = scope.get("route")
        logs.event(
            "request",
            method=scope["method"],
            path=scope["path"][:512],
            operation=getattr(route, "operation_id", None),
            status=status,
            duration_ms=round(duration * 1000, 1),
            address=context.address or None,
            read_units=context.read_units,
            write_units=context.write_units,
            **context.log,
        )


class ProblemCORSMiddleware(CORSMiddleware):
    """Starlette's CORS, except that a refused preflight is a problem like every other error."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer an OPTIONS request that asks for permission."""
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        refused = problem_response(Forbidden("This origin, method or header is not allowed across origins."))
        refused.headers["Vary"] = "Origin"
        return refused


def cors_options(origins: Iterable[str]) -> dict[str, Any]:
    """Let the configured origins, compared exactly, call with a token. Cookies never cross origins."""
    return {
        "allow_origins": tuple(origins),
        "allow_methods": CORS_METHODS,
        "allow_headers": CORS_REQUEST_HEADERS,
        "expose_headers": _CORS_RESPONSE_HEADERS,
        "max_age": CORS_MAX_AGE_SECONDS,
    }


class HeadMiddleware:
    """Answers HEAD as GET without the body (RFC 9110 §9.3.2), which FastAPI's routes do not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        as_get = {**scope, "method": "GET"}
        await self.app(as_get, receive, send_without_body)
        scope["route"] = as_get.get("route")  # for the log


class LastResortMiddleware:
    """Turns whatever nobody caught into a problem, with the cause in the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noticed(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noticed)
        except Exception as error:
            if started:
                raise
            known = error if isinstance(error, AppError) else InternalError()
            if known is not error:
                logs.failure("unexpected", error)
            await problem_response(known)(scope, receive, send)


class BodyMiddleware:
    """Reads the body before the application does, no more of it than the limit and no longer than is decent.

    The time for answering begins once the body is there, so that a slow connection is not a slow database.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.max_body_bytes = settings.max_body_bytes
        self.deadline_seconds = settings.request_deadline_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            # Not anyio's: its backend takes a twentieth of a cold start to import, and nothing else here needs it.
            async with asyncio.timeout(BODY_SECONDS):
                body = await self._read(scope, receive)
        except TimeoutError:
            raise MalformedRequest(f"The body did not arrive within {BODY_SECONDS} seconds.") from None
        request_context.current().answer_within(self.deadline_seconds)
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        announced = 0
        with suppress(ValueError):
            announced = int(Headers(scope=scope).get("content-length", "0"))
        if announced > self.max_body_bytes:
            raise self._too_large()
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise MalformedRequest("The connection ended before the body did.")
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.max_body_bytes:
                raise self._too_large()
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"The request body may have {self.max_body_bytes} bytes.")
