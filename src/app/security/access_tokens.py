"""Access tokens: JWT profile for OAuth 2.0 access tokens (RFC 9068), ES256, verified strictly (RFC 8725).

python-jose checks the signature; everything it would let pass is refused here first. Every failure is the same one.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from jose import jws, jwt
from jose.exceptions import JOSEError

from app import clock
from app.errors import Unauthenticated
from app.ids import is_id, new_id
from app.security import base64url
from app.security.keys import Keys
from app.site import Site

ALGORITHM: Final = "ES256"
TYPE: Final = "at+jwt"
CLIENT_ID: Final = "fulmar-web"
MAX_TOKEN_CHARACTERS: Final = 2048
CLOCK_TOLERANCE_SECONDS: Final = 5
"""How far ahead another function's clock may be for `iat` and `nbf`; `exp` has no tolerance."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]{1,512})\.([A-Za-z0-9_-]{1,1536})\.([A-Za-z0-9_-]{86})")
_KID = re.compile(r"[A-Za-z0-9_-]{43}")
_HEADER_MEMBERS = {"alg", "typ", "kid"}
_CLAIMS = {"iss", "aud", "sub", "client_id", "sid", "iat", "exp", "jti", "auth_time", "amr"}


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a verified token says."""

    user_id: str
    session_id: str


class AccessTokens:
    """Makes access tokens and verifies them."""

    def __init__(self, keys: Keys, site: Site, lifetime_seconds: int) -> None:
        self._keys = keys
        self._site = site
        self.lifetime_seconds = lifetime_seconds

    async def issue(self, user_id: str, session_id: str, auth_time: int) -> str:
        """Make a token for a session. `auth_time` is when its user last proved who they are."""
        keys = await self._keys.current()
        issuer = await self._site.issuer()
        now = clock.seconds()
        claims = {
            "iss": issuer,
            "aud": issuer,
            "sub": user_id,
            "client_id": CLIENT_ID,
            "sid": session_id,
            "iat": now,
            "exp": now + self.lifetime_seconds,
            "jti": new_id(),
            "auth_time": min(auth_time, now),  # another function's clock may have been ahead
            "amr": ["pwd"],
        }
        headers = {"typ": TYPE, "kid": keys.kid}
        return str(jwt.encode(claims, keys.signing, algorithm=ALGORITHM, headers=headers))

    async def verify(self, token: str) -> AccessToken:
        """Return what the token says.

        Raises
        ------
        Unauthenticated
            Whatever is wrong with it.
        ServiceUnavailable
            The keys cannot be read.
        """
        try:
            kid = _checked_header(token)
            keys = await self._keys.verifying(lambda keys: keys.kid == kid)
            if keys is None:
                raise _Refused
            payload = jws.verify(token, keys.verifying, algorithms=[ALGORITHM])
            return self._checked_claims(_object(payload), await self._site.issuer())
        except (_Refused, JOSEError, ValueError, TypeError, RecursionError):
            raise Unauthenticated from None

    def _checked_claims(self, claims: dict[str, Any], issuer: str) -> AccessToken:
        now = clock.seconds()
        if claims.keys() != _CLAIMS or claims["iss"] != issuer or claims["aud"] != issuer:
            raise _Refused
        if claims["client_id"] != CLIENT_ID or not isinstance(claims["jti"], str):
            raise _Refused
        user_id, session_id = claims["sub"], claims["sid"]
        if not (isinstance(user_id, str) and is_id(user_id)):
            raise _Refused
        if not (isinstance(session_id, str) and is_id(session_id)):
            raise _Refused
        times = [claims[name] for name in ("iat", "exp", "auth_time")]
        if any(type(time) is not int for time in times):  # a bool is an int too
            raise _Refused
        issued_at, expires_at, auth_time = times
        if not (issued_at <= now + CLOCK_TOLERANCE_SECONDS and now < expires_at and auth_time <= issued_at):
            raise _Refused
        if not 0 < expires_at - issued_at <= self.lifetime_seconds:
            raise _Refused
        return AccessToken(user_id, session_id)


class _Refused(Exception):
    """Why a token was refused; it never leaves this module."""


def _checked_header(token: str) -> str:
    """Check form and header before any cryptography, and return the key id (RFC 8725 §3.1, §3.11)."""
    if len(token) > MAX_TOKEN_CHARACTERS or not token.isascii():
        raise _Refused
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise _Refused
    decoded, *_ = [base64url.decode(part) for part in parts.groups()]  # all of them in canonical form
    header = _object(decoded)
    # Exactly these members: no crit, jku, jwk, x5u, zip, nor anything that is yet to be invented.
    if header.keys() != _HEADER_MEMBERS or header["alg"] != ALGORITHM or header["typ"] != TYPE:
        raise _Refused
    kid = header["kid"]
    if not (isinstance(kid, str) and _KID.fullmatch(kid)):
        raise _Refused
    return kid


def _object(content: bytes) -> dict[str, Any]:
    def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise _Refused
        return members

    value = json.loads(content, object_pairs_hook=without_duplicates)
    if not isinstance(value, dict):
        raise _Refused
    return value
