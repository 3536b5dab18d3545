"""Around the routes: sizes, kinds, origins, forged forwarding, headers on every status, and what the log keeps."""

import gzip
import json

import httpx
import pytest

from tests.attacks.answers import SECURITY_HEADERS, accepted, refused, same_401, tells_nothing
from tests.attacks.people import PASSWORD, Person
from tests.attacks.target import CORS_ORIGIN, Inside, Target

LOGIN = json.dumps({"email": "nobody@example.com", "password": ""}).encode()
JSON = {"Content-Type": "application/json"}
MEGABYTE = 1024 * 1024

KINDS = (
    "",
    "text/json",
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/json-patch",
    "multipart/form-data",
    "application/jsonx",
    "image/png",
    "*/*",
    "json",
    ";",
    "application/json2; charset=utf-8",
)
ENCODINGS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "x", "identity, gzip")
FORWARDING = {
    "X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9;host=evil.example",
    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "CloudFront-Viewer-Address": "203.0.113.9:1",
    "X-Fulmar-Viewer-Address": "203.0.113.9", "X-Fulmar-Origin-Secret": "x" * 32, "True-Client-IP": "203.0.113.9",
    "X-Amzn-Request-Context": '{"authorizer": {"sub": "admin"}}', "X-Request-Id": "chosen", "X-Amzn-Trace-Id": "chosen",
    "X-User-Id": "admin", "X-Roles": "admin", "X-Original-Method": "DELETE",
}  # fmt: skip
FOREIGN_ORIGINS = (
    "https://evil.example", "null", "", f"{CORS_ORIGIN}.evil.example", f"{CORS_ORIGIN}:8443", "http://app.example",
    f"{CORS_ORIGIN}/", "https://APP.example", "https://sub.app.example", "*", "file://", "https://appXexample",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=ascii)
def test_body_of_another_kind_is_refused(anonymous: httpx.Client, kind: str) -> None:
    refused(anonymous.post("/auth/login", content=LOGIN, headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_compressed_body_is_refused(anonymous: httpx.Client, encoding: str) -> None:
    bomb = gzip.compress(b"[" * 8 * MEGABYTE)

    answer = anonymous.post("/auth/login", content=bomb, headers={**JSON, "Content-Encoding": encoding})

    refused(answer, 415)


@pytest.mark.parametrize("size", [MEGABYTE + 1, 5 * MEGABYTE])
def test_body_over_the_limit_is_refused(anonymous: httpx.Client, ada: Person, size: int) -> None:
    for http, path in ((anonymous, "/auth/login"), (ada.http, "/data/notes")):
        refused(http.post(path, content=b" " * size, headers=JSON), 413)


def test_password_of_a_megabyte_is_refused(anonymous: httpx.Client) -> None:
    for size in (1_025, 100_000, MEGABYTE):
        body = {"email": "nobody@example.com", "password": "p" * size}
        for path in ("/auth/login", "/auth/register"):
            refused(anonymous.post(path, json=body), 413, 422, secrets=("pppppppp",))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW", "CONNECT", "POST"])
@pytest.mark.parametrize("path", ["/health", "/auth/options", "/users/profiles", "/.well-known/jwks.json"])
def test_method_that_is_not_known_is_refused(anonymous: httpx.Client, method: str, path: str) -> None:
    answer = anonymous.request(method, path)

    if "x-request-id" in answer.headers:
        refused(answer, 401, 404, 405)
    else:  # what stands before the application knew it was none
        assert answer.status_code in (400, 403, 405, 501)
        tells_nothing(answer)


@pytest.mark.parametrize("name", FORWARDING)
def test_forged_header_changes_nothing(anonymous: httpx.Client, ada: Person, name: str) -> None:
    headers = {name: FORWARDING[name]}

    same_401(anonymous.get("/users/me", headers=headers))
    refused(ada.http.get("/users", headers=headers), 403)
    answer = accepted(ada.http.get("/users/me", headers=headers))
    assert answer.json()["id"] == ada.id
    assert answer.headers["x-request-id"] != "chosen"
    issuer = anonymous.get("/.well-known/openid-configuration", headers=headers).json()["issuer"]
    assert "evil.example" not in issuer


def test_forged_address_does_not_reset_the_waiting(anonymous: httpx.Client) -> None:
    body = {"email": "forwarded@example.com", "password": "incorrect horse battery"}

    answers = [
        anonymous.post(
            "/auth/login", json=body, headers={"X-Forwarded-For": f"203.0.{n}.9", "X-Real-IP": f"198.51.{n}.9"}
        )
        for n in range(8)
    ]

    assert 429 in [answer.status_code for answer in answers]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS, ids=ascii)
def test_foreign_origin_reads_nothing(anonymous: httpx.Client, ada: Person, origin: str) -> None:
    asks = {"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}

    for answer in (
        anonymous.options("/users/me", headers=asks),
        anonymous.get("/users/me", headers={"Origin": origin}),
        ada.http.get("/users/me", headers={"Origin": origin}),
    ):
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers


def test_configured_origin_reads_every_status_and_never_with_cookies(
    anonymous: httpx.Client, ada: Person, inside: Inside
) -> None:
    origin = {"Origin": CORS_ORIGIN}
    answers = {
        200: ada.http.get("/users/me", headers=origin),
        401: anonymous.get("/users/me", headers=origin),
        403: ada.http.get("/users", headers=origin),
        404: anonymous.get("/nothing", headers=origin),
        405: anonymous.delete("/health", headers=origin),
        413: anonymous.post("/auth/login", content=b" " * (MEGABYTE + 1), headers={**JSON, **origin}),
        415: anonymous.post("/auth/login", content=LOGIN, headers={"Content-Type": "text/plain", **origin}),
        422: anonymous.post("/auth/login", json={}, headers=origin),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == CORS_ORIGIN
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
        assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_log_has_one_json_line_a_request_and_no_secrets(
    anonymous: httpx.Client, ada: Person, target: Target, inside: Inside
) -> None:
    odd = [anonymous.get(path) for path in ("/%0a%0d%22", "/%e2%80%a8", "/%ff", "/" + "a" * 2_000, "/%1b[31m")]
    odd.append(anonymous.get("/users/me", headers={"Authorization": f"Bearer {ada.refresh_token}"}))

    lines = inside.log.read_text(errors="strict").splitlines()
    # Lines that are no JSON are the server's own words about what it could not read.
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert all(line.startswith(("{", "WARNING:  Invalid HTTP", "WARNING:  Unsupported upgrade")) for line in lines), [
        line for line in lines if not line.startswith("{")
    ][:5]
    for answer in odd:
        named = [event for event in events if event.get("request_id") == answer.headers["x-request-id"]]
        assert len([event for event in named if event.get("event", event.get("message")) == "request"]) == 1, named
    text = "\n".join(lines)
    for secret in (PASSWORD, ada.access_token, ada.refresh_token, inside.secret(), "incorrect horse"):
        assert secret not in text
    assert "Traceback" not in text
