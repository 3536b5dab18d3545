"""What every answer to an attack must be, whichever part of the application or of the way to it gives it."""

import re
from typing import Any

import httpx

PROBLEM = "application/problem+json"

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

UNAUTHENTICATED = {
    "type": "urn:problem-type:unauthenticated",
    "title": "Not signed in",
    "status": 401,
    "detail": "This needs a valid access token. Sign in, or refresh the session.",
}

# What tells a stranger how the inside is made.
_INSIDE = re.compile(
    r"Traceback|site-packages|\.py\b|arn:aws|botocore|boto3|dynamodb|pydantic|starlette|uvicorn|mangum|ConditionExpression"
    r"|ConditionalCheck|-(users|sessions|data)\b.*table|fulmar-[a-z0-9]+-(users|sessions|data)\b|errors\.pydantic\.dev",
    re.IGNORECASE,
)


def tells_nothing(answer: httpx.Response, *secrets: str) -> None:
    """Require that an answer shows nothing of the inside, and none of `secrets`, such as what was sent."""
    shown = answer.text + "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
    found = _INSIDE.search(shown)
    assert found is None, f"{found.group()!r} in {shown[:600]}"
    for secret in secrets:
        assert secret not in shown, f"{secret[:60]!r} is echoed"


def has_security_headers(answer: httpx.Response) -> None:
    """Require the headers that every answer of the application carries."""
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get(name) == value, f"{name} of {answer.status_code}"
    if answer.request.url.scheme == "https":
        assert "max-age=" in answer.headers["strict-transport-security"]


def refused(answer: httpx.Response, *statuses: int, secrets: tuple[str, ...] = ()) -> dict[str, Any]:
    """Require a problem (RFC 9457) with one of these statuses, and return it."""
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:600]}"
    assert answer.headers["content-type"].split(";")[0] == PROBLEM
    has_security_headers(answer)
    tells_nothing(answer, *secrets)
    if answer.request.method == "HEAD":
        return {}
    problem: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= problem.keys()
    assert problem["status"] == answer.status_code
    assert problem["type"].startswith("urn:problem-type:")
    assert problem["instance"]
    assert problem["instance"] == answer.headers["x-request-id"]
    if answer.status_code == 401:
        assert "no-store" in answer.headers["cache-control"]
    if answer.status_code in (429, 503):
        assert 1 <= int(answer.headers["retry-after"]) <= 900
    for error in problem.get("errors", ()):
        assert {"in", "pointer", "code", "message"} <= error.keys()
        assert "input" not in error
    return problem


def same_401(answer: httpx.Response, *, secrets: tuple[str, ...] = ()) -> None:
    """Require the one 401 that is given whatever was wrong, with no hint which check failed."""
    problem = refused(answer, 401, secrets=secrets)
    assert {name: value for name, value in problem.items() if name != "instance"} == UNAUTHENTICATED


def accepted(answer: httpx.Response, *statuses: int) -> httpx.Response:
    """Require a success, which shows nothing of the inside either."""
    assert answer.status_code in (statuses or (200, 201, 202, 204)), f"{answer.status_code}: {answer.text[:600]}"
    has_security_headers(answer)
    assert answer.headers["x-request-id"]
    return answer
