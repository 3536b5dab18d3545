"""Forged access tokens: any header, any claims, any signature."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose.backends.cryptography_backend import CryptographyECKey

from app.security.keys import KeySet


def encoded(content: bytes | str | dict[str, Any]) -> str:
    """Return one part of a compact token."""
    if isinstance(content, dict):
        content = json.dumps(content)
    if isinstance(content, str):
        content = content.encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    """Return what one part of a compact token holds."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def header_of(token: str) -> dict[str, Any]:
    """Return a token's header."""
    header: dict[str, Any] = json.loads(decoded(token.split(".")[0]))
    return header


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says."""
    claims: dict[str, Any] = json.loads(decoded(token.split(".")[1]))
    return claims


def with_header(token: str, **changes: Any) -> str:
    """Return the token with another header, under the signature that it had."""
    _, payload, signature = token.split(".")
    return f"{encoded({**header_of(token), **changes})}.{payload}.{signature}"


def signed(keys: KeySet, header: dict[str, Any] | str, claims: dict[str, Any] | str) -> str:
    """Sign whatever is given with the server's own key."""
    message = f"{encoded(header)}.{encoded(claims)}"
    signature: bytes = keys.signing.sign(message.encode())  # type: ignore[no-untyped-call]
    return f"{message}.{encoded(signature)}"


def signed_by_a_stranger(token: str, **header: Any) -> str:
    """Sign the same claims with a P-256 key of our own, under the server's key id unless `header` has another."""
    message = f"{encoded({**header_of(token), **header})}.{token.split('.')[1]}"
    key = CryptographyECKey(ec.generate_private_key(ec.SECP256R1()), "ES256")
    signature: bytes = key.sign(message.encode())  # type: ignore[no-untyped-call]
    return f"{message}.{encoded(signature)}"


def public_key_forms(jwk: dict[str, str]) -> dict[str, bytes]:
    """Return what a careless verifier might take for the secret of HS256: the public key in every form it is met in."""
    key = ec.EllipticCurvePublicNumbers(
        int.from_bytes(decoded(jwk["x"])), int.from_bytes(decoded(jwk["y"])), ec.SECP256R1()
    ).public_key()
    spki = PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(Encoding.PEM, spki)
    return {
        "pem": pem,
        "pem without its last newline": pem.rstrip(),
        "der": key.public_bytes(Encoding.DER, spki),
        "point": key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        "jwk": json.dumps(jwk).encode(),
        "jwk, compact": json.dumps(jwk, separators=(",", ":")).encode(),
        "jwk, sorted": json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode(),
        "kid": jwk["kid"].encode(),
        "nothing": b"",
    }


def signed_symmetrically(token: str, secret: bytes, algorithm: str = "HS256") -> str:
    """Sign the same claims with a secret, under the server's key id."""
    message = f"{encoded({**header_of(token), 'alg': algorithm})}.{token.split('.')[1]}"
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[algorithm]
    return f"{message}.{encoded(hmac.digest(secret, message.encode(), digest))}"
