"""What holds for every request, whatever the route."""

import json
from collections.abc import AsyncIterator
from io import StringIO

import anyio
import httpx
import pytest
from fastapi import FastAPI

from app import request_context
from tests.unit.conftest import Person

OTHER_ORIGIN = "https://app.example"


def is_problem(answer: httpx.Response) -> bool:
    body = answer.json()
    return (
        answer.headers["Content-Type"] == "application/problem+json"
        and body.keys() >= {"type", "title", "status", "detail", "instance"}
        and body["status"] == answer.status_code
        and body["instance"] == answer.headers["X-Request-Id"]
        and body["type"].startswith("urn:problem-type:")
    )


@pytest.fixture
def broken(app: FastAPI) -> None:
    """Give the application a route that fails in a way nobody foresaw."""

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret table name")


@pytest.mark.usefixtures("broken")
async def test_an_unexpected_failure_is_a_problem_that_tells_nothing_and_a_log_line_that_tells_all(
    client: httpx.AsyncClient, log: StringIO
) -> None:
    answer = await client.get("/broken", headers={"Origin": OTHER_ORIGIN})

    assert answer.status_code == 500
    assert is_problem(answer)
    assert "secret" not in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == OTHER_ORIGIN
    assert "secret table name" in log.getvalue()
    assert answer.json()["instance"] in log.getvalue()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/data/nothing", 404),
        ("GET", "//auth//login", 404),
        ("GET", "/data/notes/", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/%00", 404),
        ("GET", "/auth/login", 405),
        ("DELETE", "/users/me", 405),
        ("BREW", "/auth/login", 405),
        ("POST", "/health", 405),
    ],
)
async def test_unknown_paths_and_methods_are_problems(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert is_problem(answer)
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/health", None),
        ("GET", "/nothing", None),
        ("GET", "/users/me", None),
        ("GET", "/broken", None),
        ("POST", "/auth/login", b"{"),
        ("POST", "/auth/login", b"x" * (1024 * 1024 + 1)),
    ],
)
async def test_every_status_carries_the_security_headers_and_cors_for_the_configured_origin_alone(
    client: httpx.AsyncClient, method: str, path: str, body: bytes | None
) -> None:
    allowed = await client.request(method, path, content=body, headers={"Origin": OTHER_ORIGIN})
    foreign = await client.request(method, path, content=body, headers={"Origin": OTHER_ORIGIN + ".evil.example"})

    for answer in (allowed, foreign):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Strict-Transport-Security"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Origin" in answer.headers["Vary"]
    assert allowed.headers["Access-Control-Allow-Origin"] == OTHER_ORIGIN
    assert "Access-Control-Allow-Origin" not in foreign.headers
    assert "Access-Control-Allow-Credentials" not in allowed.headers


async def test_a_preflight_is_answered_for_the_configured_origin_and_refused_as_a_problem_for_others(
    client: httpx.AsyncClient,
) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}

    allowed = await client.options("/data/notes", headers={"Origin": OTHER_ORIGIN, **asked})
    refused = await client.options("/data/notes", headers={"Origin": "https://evil.example", **asked})

    assert allowed.status_code == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == OTHER_ORIGIN
    assert refused.status_code == 403
    assert is_problem(refused)
    assert "Access-Control-Allow-Origin" not in refused.headers


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "missing"),
        (b"{", 400, None),
        (b'{"title": "x"', 400, None),
        (b"\xff\xfe", 400, None),
        (b'{"title": NaN}', 400, None),
        (b'{"title": "x", "body": Infinity}', 400, None),
        (b'{"title": "x", "title": "y"}', 400, None),
        (b'{"title": 1e400}', 422, "number-out-of-range"),
        (b'{"title": ' + b"9" * 4000 + b"}", 422, "number-out-of-range"),
        (b'{"title": 0.' + b"1" * 39 + b"}", 422, "number-out-of-range"),
        (b'{"title": 1e' + b"9" * 30 + b"}", 422, "number-out-of-range"),
        (b'{"title": "\\ud800"}', 422, "lone-surrogate"),
        (b'{"\\ud800": 1}', 422, "lone-surrogate"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, 422, "too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, 422, "too-deep"),
    ],
)
async def test_json_that_no_document_can_hold_is_refused_with_a_reason(
    client: httpx.AsyncClient, ada: Person, body: bytes, status: int, code: str | None
) -> None:
    headers = {**ada.headers, "Content-Type": "application/json"}

    answer = await client.post("/data/notes", content=body, headers=headers)

    assert answer.status_code == status
    assert is_problem(answer)
    if code is not None:
        assert code in [error["code"] for error in answer.json()["errors"]]


async def test_a_refusal_is_short_however_much_was_wrong(client: httpx.AsyncClient) -> None:
    many = await client.post("/auth/register", json={f"unknown{n}": n for n in range(50_000)})
    long = await client.post("/auth/register", json={"x" * 900_000: 1})

    for answer in (many, long):
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) <= 20
        assert len(answer.content) < 10_000


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "💥".encode()},
        {},
    ],
)
async def test_bodies_that_are_not_plain_json_are_unsupported(
    client: httpx.AsyncClient, ada: Person, headers: dict[str, str]
) -> None:
    answer = await client.post("/data/notes", content=b'{"title": "x"}', headers={**ada.headers, **headers})

    assert answer.status_code == 415
    assert is_problem(answer)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\0", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"1.5", "application/json", 422),
        (b"refresh_token=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"", "text/plain", 204),
        (b"{}", "application/json", 204),
    ],
)
async def test_a_body_that_may_be_left_out_may_not_be_broken(
    client: httpx.AsyncClient, body: bytes, content_type: str, status: int
) -> None:
    answer = await client.post("/auth/logout", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == status


async def test_the_allow_header_names_every_method_of_the_address(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/data/notes")).headers["Allow"] == "GET, HEAD, POST"


async def test_a_strangers_broken_body_is_answered_with_401(client: httpx.AsyncClient) -> None:
    answer = await client.post("/data/notes", content=b"{", headers={"Content-Type": "application/json"})

    assert answer.status_code == 401


async def test_the_body_limit_holds_for_announced_and_for_streamed_bodies(client: httpx.AsyncClient) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    announced = await client.post("/auth/login", content=b"x" * (1024 * 1024 + 1))
    streamed = await client.post("/auth/login", content=stream())

    assert [announced.status_code, streamed.status_code] == [413, 413]
    assert is_problem(announced)
    assert is_problem(streamed)


@pytest.mark.parametrize(
    ("path", "status"), [("/health", 200), ("/nothing", 404), ("/users/me", 401), ("/auth/login", 405)]
)
async def test_head_is_answered_as_get_without_its_body(client: httpx.AsyncClient, path: str, status: int) -> None:
    head, get = await client.head(path), await client.get(path)

    assert (head.status_code, get.status_code) == (status, status)
    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/health", '/%0a{"level":"x"}', "/%00%1b[31m", "/" + "x" * 5000, "/\u00fc"])
async def test_a_request_is_one_json_line_in_the_log_whatever_its_path(
    client: httpx.AsyncClient, log: StringIO, path: str
) -> None:
    answer = await client.get(path)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["status"]) == ("GET", answer.status_code)


async def test_a_body_that_never_ends_is_given_up(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.BODY_SECONDS", 0.05)

    async def stream() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep_forever()

    answer = await client.post("/auth/login", content=stream())

    assert answer.status_code == 400
    assert is_problem(answer)


async def test_the_time_for_answering_begins_when_the_body_is_there(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    remaining: list[float] = []

    @app.post("/probe")
    async def probe() -> None:
        remaining.append(request_context.current().remaining_seconds())

    async def stream() -> AsyncIterator[bytes]:
        monkeypatch.setattr("app.request_context.time.monotonic", lambda: 10_000_000.0)
        yield b"{}"

    await client.post("/probe", content=stream())

    assert remaining == [9.0]


@pytest.mark.parametrize("settings", [{"log_level": "ERROR"}], indirect=True)
async def test_no_log_level_silences_requests_and_security_events(client: httpx.AsyncClient, log: StringIO) -> None:
    await client.post("/auth/login", json={"email": "nobody@example.com", "password": "x"})

    assert {json.loads(line)["event"] for line in log.getvalue().splitlines()} == {"auth.login.failed", "request"}


async def test_a_log_line_names_the_operation(client: httpx.AsyncClient, log: StringIO) -> None:
    await client.get("/data/notes")
    await client.head("/health")

    operations = [json.loads(line)["operation"] for line in log.getvalue().splitlines()]
    assert operations == ["notes_list", "health"]


async def test_a_clients_own_request_id_and_forwarding_headers_change_nothing(
    client: httpx.AsyncClient, log: StringIO
) -> None:
    forged = {"X-Request-Id": "forged", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example"}

    answer = await client.get("/nothing", headers=forged)

    assert "forged" not in answer.headers["X-Request-Id"]
    assert "203.0.113.7" not in log.getvalue()
    assert "evil.example" not in answer.text


async def test_readiness_needs_the_tables_and_the_secret(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/ready")).json() == {"status": "ok"}


@pytest.mark.parametrize("settings", [{"data_table": "missing-table"}, {"secret_id": "missing"}], indirect=True)
async def test_readiness_fails_plainly_while_something_is_missing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "missing" not in answer.text


@pytest.mark.parametrize("settings", [{"docs": True}], indirect=True)
async def test_the_docs_page_works_without_a_network(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")

    assert page.status_code == 200
    assert "https://" not in page.text
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"docs/assets/{asset}" in page.text
        assert (await client.get(f"/docs/assets/{asset}")).status_code == 200
    assert (await client.get("/openapi.json")).json()["info"]["title"] == "Fulmar"
    assert (await client.get("/")).headers["Location"] == "docs"


async def test_the_docs_are_off_in_a_deployed_stage(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs")).status_code == 404
    assert (await client.get("/openapi.json")).status_code == 404
