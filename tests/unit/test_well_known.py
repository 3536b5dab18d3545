"""What other services are told, and that it is enough for them to verify a token."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest

from app import clock
from tests.in_process import SITE
from tests.unit.conftest import Person

ISSUER = f"{SITE}/api"


async def fetched(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """Get a document as another service would; the gateway's stage takes the place of `/api`."""
    assert url.startswith(f"{ISSUER}/")
    answer = await client.get(url.removeprefix(ISSUER))
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def verified_elsewhere(client: httpx.AsyncClient, issuer: str, token: str) -> dict[str, Any]:
    """Verify a token with nothing but the issuer's name and what it publishes."""
    discovery = await fetched(client, f"{issuer}/.well-known/openid-configuration")
    assert discovery["issuer"] == issuer
    keys = jwt.PyJWKSet.from_dict(await fetched(client, discovery["jwks_uri"]))
    key = keys[jwt.get_unverified_header(token)["kid"]]
    required = ["iss", "aud", "exp", "iat", "sub"]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["ES256"], issuer=issuer, audience=issuer, options={"require": required}
    )
    return claims


async def test_another_service_verifies_a_token_with_nothing_but_the_discovery_document(
    client: httpx.AsyncClient, ada: Person
) -> None:
    claims = await verified_elsewhere(client, ISSUER, ada.access_token)

    assert (claims["sub"], claims["sid"]) == (ada.user_id, ada.session_id)
    assert claims["exp"] - clock.seconds() <= 600


async def test_another_service_refuses_a_token_that_was_changed(client: httpx.AsyncClient, ada: Person) -> None:
    head, _, signature = ada.access_token.split(".")
    claims = {**jwt.decode(ada.access_token, options={"verify_signature": False}), "sub": "somebody else"}
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    with pytest.raises(jwt.InvalidSignatureError):
        await verified_elsewhere(client, ISSUER, f"{head}.{changed}.{signature}")


async def test_another_service_refuses_a_token_that_is_over(
    client: httpx.AsyncClient, ada: Person, clock_at: Callable[[float], None]
) -> None:
    clock_at(clock.now() - 3600)
    old = (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).json()["access_token"]

    with pytest.raises(jwt.ExpiredSignatureError):
        await verified_elsewhere(client, ISSUER, old)


async def test_a_key_has_exactly_the_public_members_and_its_thumbprint_as_its_name(client: httpx.AsyncClient) -> None:
    (key,) = (await client.get("/.well-known/jwks.json")).json()["keys"]

    assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}  # and no `d`
    assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("EC", "P-256", "sig", "ES256")
    # RFC 7638 §3.2: the required members alone, in lexicographic order and without white space.
    hashed = f'{{"crv":"P-256","kty":"EC","x":"{key["x"]}","y":"{key["y"]}"}}'.encode()
    assert key["kid"] == base64.urlsafe_b64encode(hashlib.sha256(hashed).digest()).rstrip(b"=").decode()


async def test_the_metadata_names_nothing_that_is_not_there(client: httpx.AsyncClient) -> None:
    metadata = (await client.get("/.well-known/openid-configuration")).json()

    assert metadata == {
        "issuer": ISSUER,
        "jwks_uri": f"{ISSUER}/.well-known/jwks.json",
        "subject_types_supported": ["public"],
    }


@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
async def test_a_document_may_be_kept_for_five_minutes_and_an_error_may_not(
    client: httpx.AsyncClient, document: str
) -> None:
    answer = await client.get(f"/.well-known/{document}")
    refused = await client.get(f"/.well-known/{document}?unknown=1")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers.get_list("Cache-Control") == ["public, max-age=300"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (refused.status_code, refused.headers["Cache-Control"]) == (422, "no-store")
