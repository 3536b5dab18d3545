"""Access tokens: what is issued, and everything that is refused with the same 401."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import boto3
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jws, jwt

from app import clock
from app.security.keys import KeySet
from tests.in_process import SITE
from tests.unit.conftest import Person

KEYS = KeySet.derived_from("s" * 64)
ISSUER = f"{SITE}/api"


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def sign(claims: dict[str, Any], header: dict[str, Any] | None = None, key: Any = KEYS.signing) -> str:
    protected = {"alg": "ES256", "typ": "at+jwt", "kid": KEYS.kid} if header is None else header
    signed = f"{b64(json.dumps(protected).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def claims_of(person: Person, **changes: Any) -> dict[str, Any]:
    claims = jwt.get_unverified_claims(person.access_token)
    return {name: value for name, value in {**claims, **changes}.items() if value is not ...}


async def status_of(client: httpx.AsyncClient, token: str) -> int:
    answer = await client.get("/users/me", headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 401:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert {**answer.json(), "instance": ""} == {
            "type": "urn:problem-type:unauthenticated",
            "title": "Not signed in",
            "status": 401,
            "detail": "This needs a valid access token. Sign in, or refresh the session.",
            "instance": "",
        }
    return answer.status_code


async def test_a_token_holds_the_claims_of_rfc_9068(ada: Person) -> None:
    header, claims = jwt.get_unverified_header(ada.access_token), jwt.get_unverified_claims(ada.access_token)

    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": KEYS.kid}
    assert (claims["iss"], claims["aud"], claims["sub"], claims["sid"]) == (
        ISSUER,
        ISSUER,
        ada.user_id,
        ada.session_id,
    )
    assert claims["exp"] - claims["iat"] == 600
    assert "roles" not in claims


async def test_a_token_signed_as_we_do_is_accepted(client: httpx.AsyncClient, ada: Person) -> None:
    assert await status_of(client, sign(claims_of(ada))) == 200


NOW = clock.seconds()


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW - 1000, "iat": NOW - 1600},
        {"exp": ...},
        {"exp": str(NOW + 60)},
        {"exp": float("inf")},
        {"exp": True},
        {"exp": NOW + 10**9},
        {"iat": NOW + 3600, "exp": NOW + 4000},
        {"iat": ...},
        {"nbf": NOW + 3600},
        {"aud": ...},
        {"aud": "https://other.example"},
        {"aud": [ISSUER]},
        {"iss": "https://other.example/api"},
        {"iss": ...},
        {"sub": ...},
        {"sub": "admin"},
        {"sub": 7},
        {"sub": "01990c5e-0000-7000-8000-000000000000"},
        {"sid": "01990c5e-0000-7000-8000-000000000000"},
        {"client_id": "other"},
        {"auth_time": NOW + 3600},
        {"roles": ["admin"]},
    ],
)
async def test_claims_that_are_not_ours_are_refused(
    client: httpx.AsyncClient, ada: Person, changes: dict[str, Any]
) -> None:
    assert await status_of(client, sign(claims_of(ada, **changes))) == 401


async def test_a_token_ends_at_its_very_second(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    expires_at = jwt.get_unverified_claims(ada.access_token)["exp"]

    clock_at(expires_at - 1)
    before = await status_of(client, ada.access_token)
    clock_at(expires_at)
    after = await status_of(client, ada.access_token)

    assert (before, after) == (200, 401)


HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": KEYS.kid}


@pytest.mark.parametrize(
    "header",
    [
        {**HEADER, "typ": "JWT"},
        {"alg": "ES256", "kid": KEYS.kid},
        {**HEADER, "typ": "refresh"},
        {"alg": "ES256", "typ": "at+jwt"},
        {**HEADER, "kid": "../../etc/passwd"},
        {**HEADER, "kid": "k" * 10_000},
        {**HEADER, "kid": "A" * 43},
        {**HEADER, "kid": 7},
        {**HEADER, "crit": ["exp"], "exp": 1},
        {**HEADER, "jku": "http://127.0.0.1:9/keys"},
        {**HEADER, "x5u": "http://127.0.0.1:9/keys"},
        {**HEADER, "jwk": {"kty": "EC"}},
        {**HEADER, "zip": "DEF"},
        {**HEADER, "alg": "none"},
        {**HEADER, "alg": "NoNe"},
        {**HEADER, "alg": "HS256"},
    ],
)
async def test_headers_that_are_not_ours_are_refused(
    client: httpx.AsyncClient, ada: Person, header: dict[str, Any]
) -> None:
    assert await status_of(client, sign(claims_of(ada), header)) == 401


async def test_another_key_and_the_public_key_as_a_secret_are_refused(client: httpx.AsyncClient, ada: Person) -> None:
    public = KEYS.verifying.prepared_key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    jwk = json.dumps(KEYS.verifying.to_dict()).encode()  # type: ignore[no-untyped-call]
    other = KeySet.derived_from("t" * 64)
    unrelated = type(KEYS.signing)(ec.generate_private_key(ec.SECP256R1()), "ES256")
    headers = {"typ": "at+jwt", "kid": KEYS.kid}

    forged = [
        sign(claims_of(ada), key=other.signing),
        sign(claims_of(ada), key=unrelated),
        sign(claims_of(ada), {**HEADER, "kid": other.kid}, key=other.signing),
        *[_hs256(claims_of(ada), headers, secret) for secret in (pem, der, jwk)],
    ]

    assert {await status_of(client, token) for token in forged} == {401}


def _hs256(claims: dict[str, Any], headers: dict[str, Any], secret: bytes) -> str:
    signed = f"{b64(json.dumps({'alg': 'HS256', **headers}).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


async def test_tokens_out_of_form_are_refused(client: httpx.AsyncClient, ada: Person) -> None:
    head, body, signature = ada.access_token.split(".")
    nested = b64(b'{"a":' * 5000 + b"1" + b"}" * 5000)
    duplicated = b64(json.dumps(HEADER)[:-1].encode() + b',"alg":"ES256"}')
    last = signature[-1]
    sibling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelt_otherwise = signature[:-1] + sibling[sibling.index(last) ^ 1]

    tokens = [
        "",
        "x",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-2]}",
        f"{head}.{body}.{'A' * 86}",
        f"{head}.{body}.{spelt_otherwise}",
        f"{head}.{body}.{signature}=",
        f"{head}.{body}.{signature}.x.y",
        f"{nested}.{body}.{signature}",
        f"{duplicated}.{body}.{signature}",
        f"{head}.{b64(b'[]')}.{signature}",
        f"{head}.{body}.{signature}" + "A" * 1_000_000,
        ada.access_token + ", " + ada.access_token,
        jws.sign({}, "secret", algorithm="HS256"),
    ]

    assert {await status_of(client, token) for token in tokens} == {401}


async def test_only_one_bearer_header_speaks_for_anybody(client: httpx.AsyncClient, ada: Person) -> None:
    header = ("Authorization", f"Bearer {ada.access_token}")

    answers = [
        await client.get("/users/me", headers=[header, header]),
        await client.get("/users/me", headers={"Authorization": f"Basic {ada.access_token}"}),
        await client.get("/users/me", headers={"Authorization": ada.access_token}),
        await client.get("/users/me", params={"access_token": ada.access_token}),
        await client.get("/users/me"),
    ]

    assert {answer.status_code for answer in answers} == {401}


async def test_a_disabled_user_is_signed_out_at_once(client: httpx.AsyncClient, ada: Person) -> None:
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{ada.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET disabled = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )

    assert await status_of(client, ada.access_token) == 401


def test_hostile_libraries_are_never_imported() -> None:
    script = "import app.lambda_handler, sys; print({'ecdsa', 'rsa', 'jose.jwe'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert loaded.splitlines()[-1] == "set()"
