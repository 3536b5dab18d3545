"""Requests that no client library would send, byte by byte."""

import io
import socket
import ssl
from contextlib import suppress
from http.client import HTTPResponse
from urllib.parse import urlsplit

import httpx

from tests.attacks.target import Target

SECONDS = 10.0


def connected(target: Target) -> socket.socket:
    """Open a connection to the target."""
    parts = urlsplit(target.url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    connection = socket.create_connection((parts.hostname or "", port), timeout=SECONDS)
    if parts.scheme == "https":
        return ssl.create_default_context().wrap_socket(connection, server_hostname=parts.hostname)
    return connection


def request(target: Target, line: str, *headers: str, body: bytes = b"", host: str | None = None) -> bytes:
    """Write a request; `{host}` and `{prefix}` in its line are the target's. `host=""` leaves the header out."""
    first = line.replace("{host}", target.host).replace("{prefix}", target.prefix)
    hosts = [f"Host: {target.host if host is None else host}"] if host != "" else []
    closing = [] if any(header.startswith("Connection:") for header in headers) else ["Connection: close"]
    head = "\r\n".join([first, *hosts, *closing, *headers])
    return head.encode("latin-1") + b"\r\n\r\n" + body


def exchanged(target: Target, content: bytes, *, ends: bool = False) -> list[httpx.Response]:
    """Send bytes, and return every answer until the connection ends. `ends` says that nothing more comes from us."""
    received = _Received()
    with connected(target) as connection, suppress(ConnectionError, TimeoutError):
        with suppress(ConnectionError):  # the server may have refused before it has read all
            connection.sendall(content)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            received.write(part)
    received.seek(0)
    answers = []
    while received.tell() < len(received.getvalue()):
        answers.append(_read(received, target))
    return answers


class _Received(io.BytesIO):
    """What came, in the place of the socket that an answer is read from."""

    def makefile(self, _mode: str) -> "_Received":
        return self

    def close(self) -> None:
        """Stay open, since another answer may follow."""


def _read(received: _Received, target: Target) -> httpx.Response:
    response = HTTPResponse(received)  # type: ignore[arg-type]
    response.begin()
    return httpx.Response(
        response.status,
        headers=response.getheaders(),
        content=response.read(),
        request=httpx.Request("GET", target.url),
    )
