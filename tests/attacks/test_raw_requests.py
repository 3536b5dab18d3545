"""Requests byte by byte: odd paths and lines, two lengths, broken chunks. None is a 500, none smuggles another."""

from collections.abc import Iterator

import httpx
import pytest

from tests.attacks.answers import accepted, has_security_headers, tells_nothing
from tests.attacks.people import Person
from tests.attacks.raw import exchanged, request
from tests.attacks.target import Target

JSON = "Content-Type: application/json"
LOGIN = "POST {prefix}/auth/login HTTP/1.1"
BODY = b'{"email": "nobody@example.com", "password": ""}'

LINES = {
    "two slashes": "GET {prefix}//users/me HTTP/1.1",
    "two slashes first": "GET //evil.example/users/me HTTP/1.1",
    "dots": "GET {prefix}/auth/../users/me HTTP/1.1",
    "dots in escapes": "GET {prefix}/auth/%2e%2e/users/me HTTP/1.1",
    "dots in escapes twice": "GET {prefix}/auth/%252e%252e/users/me HTTP/1.1",
    "slash in an escape": "GET {prefix}/users%2fme HTTP/1.1",
    "backslash": "GET {prefix}\\users\\me HTTP/1.1",
    "NUL in an escape": "GET {prefix}/users/me%00 HTTP/1.1",
    "NUL": "GET {prefix}/users/me\x00 HTTP/1.1",
    "line break in an escape": "GET {prefix}/users/me%0d%0aX-Evil:%201 HTTP/1.1",
    "half an escape": "GET {prefix}/users/me%2 HTTP/1.1",
    "no UTF-8 in an escape": "GET {prefix}/users/%ff%fe HTTP/1.1",
    "latin-1": "GET {prefix}/users/\xe9 HTTP/1.1",
    "absolute": "GET http://evil.example/users/me HTTP/1.1",
    "absolute with a user": "GET http://a:b@{host}{prefix}/users/me HTTP/1.1",
    "authority": "CONNECT evil.example:443 HTTP/1.1",
    "asterisk": "OPTIONS * HTTP/1.1",
    "fragment": "GET {prefix}/users/me#x HTTP/1.1",
    "semicolon": "GET {prefix}/users/me;x=1 HTTP/1.1",
    "upper case": "GET {prefix}/USERS/ME HTTP/1.1",
    "files": "GET {prefix}/../../../../etc/passwd HTTP/1.1",
    "long path": "GET {prefix}/" + "a" * 20_000 + " HTTP/1.1",
    "long query": "GET {prefix}/users/me?" + "a" * 20_000 + " HTTP/1.1",
    "thousand parameters": "GET {prefix}/users/me?" + "a=1&" * 1_000 + " HTTP/1.1",
    "HTTP/1.0": "GET {prefix}/users/me HTTP/1.0",
    "HTTP/0.9": "GET {prefix}/users/me",
    "HTTP/9.9": "GET {prefix}/users/me HTTP/9.9",
    "another protocol": "GET {prefix}/users/me RTSP/1.0",
    "method in lower case": "get {prefix}/users/me HTTP/1.1",
    "unknown method": "BREW {prefix}/users/me HTTP/1.1",
    "TRACE": "TRACE {prefix}/users/me HTTP/1.1",
    "long method": "A" * 5_000 + " {prefix}/users/me HTTP/1.1",
    "method with a control character": "G\x01T {prefix}/users/me HTTP/1.1",
    "no method": " {prefix}/users/me HTTP/1.1",
    "nothing": "",
}

HEADERS = {
    "obs-fold": ["X-A: 1\r\n folded: 2"],
    "no colon": ["NoColon"],
    "space before the colon": ["Authorization : Bearer x"],
    "empty name": [": x"],
    "latin-1 value": ["X-A: \xe9\xff"],
    "NUL in a value": ["X-A: a\x00b"],
    "bare carriage return": ["X-A: a\rX-B: b"],
    "huge header": ["X-A: " + "a" * 200_000],
    "thousand headers": [f"X-{n}: 1" for n in range(1_000)],
    "latin-1 token": ["Authorization: Bearer \xe9"],
    "latin-1 cookie": ["Cookie: refresh=\xe9; __Host-refresh=\xe9"],
    "latin-1 tag": ["If-None-Match: \xe9"],
    "upgrade to HTTP/2": ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
    "method override": ["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE"],
    "path override": ["X-Original-URL: /users", "X-Rewrite-URL: /users", "X-Forwarded-Prefix: /x"],
    "range": ["Range: bytes=0-0," * 50],
    "expectation of another kind": ["Expect: 200-maybe"],
    "port that is none": ["X-Forwarded-Port: x", "X-Forwarded-Proto: javascript"],
}

BODIES = {
    "two lengths": ([f"Content-Length: {len(BODY)}", "Content-Length: 4"], BODY),
    "length a list": ([f"Content-Length: {len(BODY)}, 4"], BODY),
    "length negative": (["Content-Length: -1"], BODY),
    "length with a sign": ([f"Content-Length: +{len(BODY)}"], BODY),
    "length in hexadecimal": (["Content-Length: 0x2f"], BODY),
    "length of a hundred digits": (["Content-Length: " + "9" * 100], BODY),
    "length over the limit": (["Content-Length: 99999999"], BODY),
    "body shorter than its length": (["Content-Length: 4000"], BODY),
    "length and chunks": ([f"Content-Length: {len(BODY)}", "Transfer-Encoding: chunked"], b"0\r\n\r\n" + BODY),
    "chunks and a length": (["Transfer-Encoding: chunked", "Content-Length: 4"], b"0\r\n\r\n"),
    "chunked twice": (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    "chunked and identity": (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
    "chunked in disguise": (["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
    "chunk size no number": (["Transfer-Encoding: chunked"], b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunk size negative": (["Transfer-Encoding: chunked"], b"-2\r\n{}\r\n0\r\n\r\n"),
    "chunk size enormous": (["Transfer-Encoding: chunked"], b"f" * 40 + b"\r\n{}\r\n0\r\n\r\n"),
    "chunk longer than its size": (["Transfer-Encoding: chunked"], b"1\r\n{}\r\n0\r\n\r\n"),
    "chunks cut off": (["Transfer-Encoding: chunked"], b"2f\r\n" + BODY[:10]),
    "chunk extension": (["Transfer-Encoding: chunked"], b"2;" + b"a" * 20_000 + b"\r\n{}\r\n0\r\n\r\n"),
    "trailers": (["Transfer-Encoding: chunked"], b"2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n"),
}
HOSTS = ("a:b", "[::1]:80", "evil.example", "evil.example, other.example", "a b", "\xe9.example", "a" * 5_000, "@", "")


@pytest.fixture(autouse=True)
def _goes_on(anonymous: httpx.Client) -> Iterator[None]:
    """Require that the application goes on, after whatever it was sent: one that died would answer nothing wrong."""
    yield
    accepted(anonymous.get("/health"))


def _is_harmless(target: Target, content: bytes, *, ends: bool = False) -> None:
    """Require at most one answer, which is a refusal, of the application or of what stands before it."""
    answers = exchanged(target, content, ends=ends)

    assert len(answers) <= 1
    for answer in answers:
        redirects_to_docs = answer.status_code == 307 and answer.headers["location"] == "docs"
        assert 400 <= answer.status_code < 500 or answer.status_code in (501, 505) or redirects_to_docs
        assert "x-evil" not in answer.headers
        tells_nothing(answer, "evil.example", "root:")
        if "x-request-id" in answer.headers:
            has_security_headers(answer)


@pytest.mark.parametrize("name", LINES)
def test_odd_request_line_is_harmless(target: Target, name: str) -> None:
    _is_harmless(target, request(target, LINES[name]), ends=True)


@pytest.mark.parametrize("name", HEADERS)
def test_odd_header_is_harmless(target: Target, name: str) -> None:
    _is_harmless(target, request(target, "GET {prefix}/users/me HTTP/1.1", *HEADERS[name]))


@pytest.mark.parametrize("name", BODIES)
def test_odd_length_is_harmless(target: Target, name: str) -> None:
    headers, body = BODIES[name]

    _is_harmless(target, request(target, LOGIN, JSON, *headers, body=body), ends=True)


@pytest.mark.parametrize("host", HOSTS, ids=ascii)
def test_host_decides_nothing(target: Target, host: str) -> None:
    _is_harmless(target, request(target, "GET {prefix}/users/me HTTP/1.1", host=host))


def test_bytes_arrive_as_they_are_written(target: Target, ada: Person) -> None:
    authorization = f"Authorization: Bearer {ada.access_token}"
    first = request(target, "GET {prefix}/users/me HTTP/1.1", authorization, "Connection: keep-alive")
    second = request(target, "GET {prefix}/users/me HTTP/1.1", authorization)

    assert [ada.email in answer.text for answer in exchanged(target, first + second)] == [True, True]


def test_request_hidden_in_a_body_is_not_answered(target: Target, ada: Person) -> None:
    hidden = request(target, "GET {prefix}/users/me HTTP/1.1", f"Authorization: Bearer {ada.access_token}")
    headers = [f"Content-Length: {len(hidden) + 5}", "Transfer-Encoding: chunked", "Connection: keep-alive"]

    content = request(target, LOGIN, JSON, *headers, body=b"0\r\n\r\n" + hidden)
    for answer in exchanged(target, content, ends=True):
        assert ada.email not in answer.text
