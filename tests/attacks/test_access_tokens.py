"""Access tokens that nobody with the key has made: each is answered by the same 401 (RFC 8725, RFC 9068)."""

import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused, same_401, tells_nothing
from tests.attacks.forgery import (
    encoded,
    public_key_forms,
    signed_by_a_stranger,
    signed_symmetrically,
    with_header,
)
from tests.attacks.people import Person, bearer

NONE_SPELLINGS = ("none", "None", "NONE", "nOnE", "none ", "", None, ["none"], 0)


def _parts(change: Callable[[str, str, str], str]) -> Callable[[str], str]:
    return lambda token: change(*token.split("."))


def _flipped(signature: str, at: int) -> str:
    return signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :]


DAMAGED: dict[str, Callable[[str], str]] = {
    "signature empty": _parts(lambda h, p, s: f"{h}.{p}."),
    "signature left out": _parts(lambda h, p, s: f"{h}.{p}"),
    "signature cut": _parts(lambda h, p, s: f"{h}.{p}.{s[:-1]}"),
    "signature halved": _parts(lambda h, p, s: f"{h}.{p}.{s[:43]}"),
    "signature flipped at its start": _parts(lambda h, p, s: f"{h}.{p}.{_flipped(s, 0)}"),
    "signature flipped in its middle": _parts(lambda h, p, s: f"{h}.{p}.{_flipped(s, 43)}"),
    "signature of zeros": _parts(lambda h, p, s: f"{h}.{p}.{'A' * 86}"),
    "signature longer": _parts(lambda h, p, s: f"{h}.{p}.{s}A"),
    "signature with padding": _parts(lambda h, p, s: f"{h}.{p}.{s}=="),
    "payload flipped": _parts(lambda h, p, s: f"{h}.{_flipped(p, 20)}.{s}"),
    "payload empty": _parts(lambda h, p, s: f"{h}..{s}"),
    "payload a list": _parts(lambda h, p, s: f"{h}.{encoded('[]')}.{s}"),
    "payload not JSON": _parts(lambda h, p, s: f"{h}.{encoded('{')}.{s}"),
    "payload not UTF-8": _parts(lambda h, p, s: f"{h}.{encoded(bytes([0xFF, 0xFE]))}.{s}"),
    "header empty": _parts(lambda h, p, s: f".{p}.{s}"),
    "header a list": _parts(lambda h, p, s: f"{encoded('[]')}.{p}.{s}"),
    "header not JSON": _parts(lambda h, p, s: f"{encoded('{')}.{p}.{s}"),
    "header nested in objects": _parts(lambda h, p, s: f"{encoded(_deep('{"a":', '1', '}', 300))}.{p}.{s}"),
    "header nested thousands deep": _parts(lambda h, p, s: f"{encoded(_deep('[', '', ']', 3000))}.{p}.{s}"),
    "five parts, as a JWE has": _parts(lambda h, p, s: f"{h}.{p}.{s}.{p}.{s}"),
    "four parts": _parts(lambda h, p, s: f"{h}.{p}.{s}.{s}"),
    "one part": _parts(lambda h, p, s: h),
    "dots alone": lambda token: "..",
    "standard base64": _parts(lambda h, p, s: f"{h}.{p}.{s[:-2]}+/"),
    "quoted": lambda token: f'"{token}"',
    "a comma and another": lambda token: f"{token},{token}",
    "unencoded JSON": _parts(lambda h, p, s: '{"alg":"none"}.{}.'),
}


def _deep(opening: str, core: str, closing: str, depth: int) -> str:
    return opening * depth + core + closing * depth


HEADERS: dict[str, dict[str, Any]] = {
    "kid unknown": {"kid": "A" * 43},
    "kid a path": {"kid": "../../../../dev/null"},
    "kid with SQL": {"kid": "' UNION SELECT 'secret"},
    "kid empty": {"kid": ""},
    "kid null": {"kid": None},
    "kid a number": {"kid": 1},
    "kid a list": {"kid": ["a"]},
    "kid of 1 KB": {"kid": "k" * 1024},
    "typ JWT": {"typ": "JWT"},
    "typ refresh": {"typ": "rt+jwt"},
    "typ null": {"typ": None},
    "crit known to nobody": {"crit": ["exp"]},
    "crit empty": {"crit": []},
    "zip": {"zip": "DEF"},
    "b64 false": {"b64": False, "crit": ["b64"]},
    "alg of other keys": {"alg": "RS256"},
    "alg of another curve": {"alg": "ES512"},
    "alg that encrypts": {"alg": "dir", "enc": "A256GCM"},
}


@pytest.mark.parametrize("algorithm", NONE_SPELLINGS, ids=repr)
@pytest.mark.parametrize("keeps_signature", [True, False], ids=["signed", "unsigned"])
def test_algorithm_none_is_refused(
    anonymous: httpx.Client, ada: Person, algorithm: object, keeps_signature: bool
) -> None:
    forged = with_header(ada.access_token, alg=algorithm)
    token = forged if keeps_signature else forged.rpartition(".")[0] + "."

    same_401(anonymous.get("/users/me", headers=bearer(token)), secrets=(token,))


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_public_key_is_no_secret(anonymous: httpx.Client, ada: Person, algorithm: str) -> None:
    jwks = accepted(anonymous.get("/.well-known/jwks.json")).json()["keys"]

    for jwk in jwks:
        assert "d" not in jwk
        for secret in public_key_forms(jwk).values():
            token = signed_symmetrically(ada.access_token, secret, algorithm)
            same_401(anonymous.get("/users/me", headers=bearer(token)))


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_token_is_refused(anonymous: httpx.Client, ada: Person, name: str) -> None:
    token = DAMAGED[name](ada.access_token)

    same_401(anonymous.get("/users/me", headers=bearer(token)), secrets=(token,) if len(token) > 4 else ())


@pytest.mark.parametrize("name", HEADERS)
def test_other_header_is_refused(anonymous: httpx.Client, ada: Person, name: str) -> None:
    for forged in (with_header, signed_by_a_stranger):
        same_401(anonymous.get("/users/me", headers=bearer(forged(ada.access_token, **HEADERS[name]))))


@pytest.mark.parametrize("member", ["jku", "x5u", "jwk", "x5c"])
def test_key_named_by_the_token_is_not_fetched(anonymous: httpx.Client, ada: Person, member: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/keys.json"
        jwk = accepted(anonymous.get("/.well-known/jwks.json")).json()["keys"][0]
        value: object = {"jku": url, "x5u": url, "jwk": jwk, "x5c": [url]}[member]

        for kid in (jwk["kid"], "A" * 43):
            token = signed_by_a_stranger(ada.access_token, **{member: value, "kid": kid})
            same_401(anonymous.get("/users/me", headers=bearer(token)))

        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("size", [2_049, 10_240, 40_000, 1_000_000])
def test_huge_token_is_refused_before_it_is_read(anonymous: httpx.Client, ada: Person, size: int) -> None:
    _, payload, signature = ada.access_token.split(".")
    padded = encoded(json.dumps({"kid": "k" * size}))

    answer = anonymous.get("/users/me", headers=bearer(f"{padded}.{payload}.{signature}"))

    # What is too large for the server or the gateway never reaches the application.
    assert answer.status_code in (400, 401, 413, 431, 494)
    tells_nothing(answer, padded)


HEADER_LINES: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "two tokens": lambda token: [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")],
    "a good one and a bad one": lambda token: [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer x")],
    "a bad one and a good one": lambda token: [("Authorization", "Bearer x"), ("Authorization", f"Bearer {token}")],
    "joined by a comma": lambda token: [("Authorization", f"Bearer {token}, Bearer {token}")],
    "another scheme": lambda token: [("Authorization", f"Basic {token}")],
    "no scheme": lambda token: [("Authorization", token)],
    "no token": lambda token: [("Authorization", "Bearer")],
    "a word too many": lambda token: [("Authorization", f"Bearer {token} x")],
    "in another header": lambda token: [("X-Authorization", f"Bearer {token}"), ("X-Access-Token", token)],
    "in a cookie": lambda token: [("Cookie", f"access_token={token}; Authorization=Bearer {token}")],
    "empty": lambda token: [("Authorization", "")],
}


@pytest.mark.parametrize("name", HEADER_LINES)
def test_token_counts_once_and_in_its_header_alone(anonymous: httpx.Client, ada: Person, name: str) -> None:
    same_401(anonymous.get("/users/me", headers=HEADER_LINES[name](ada.access_token)), secrets=(ada.access_token,))


@pytest.mark.parametrize("parameter", ["access_token", "token", "authorization", "Authorization", "jwt"])
def test_token_in_the_query_is_none(anonymous: httpx.Client, ada: Person, parameter: str) -> None:
    answer = anonymous.get("/users/me", params={parameter: ada.access_token})

    same_401(answer, secrets=(ada.access_token,))


def test_refresh_token_is_no_access_token(anonymous: httpx.Client, ada: Person) -> None:
    same_401(anonymous.get("/users/me", headers=bearer(ada.refresh_token)), secrets=(ada.refresh_token,))


def test_access_token_is_no_refresh_token(anonymous: httpx.Client, ada: Person) -> None:
    answer = anonymous.post("/auth/refresh", json={"refresh_token": ada.access_token})

    # It is longer than any refresh token.
    refused(answer, 401, 422, secrets=(ada.access_token,))
