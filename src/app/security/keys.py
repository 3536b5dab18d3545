"""Every key of the application, derived from one secret in Secrets Manager (HKDF-SHA256, RFC 5869).

CloudFormation generates the secret, so there is no manual step. Its previous version still verifies what it signed,
so that replacing the secret signs nobody out.
"""

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose.backends.cryptography_backend import CryptographyECKey

from app import logs
from app.errors import ServiceUnavailable
from app.security import base64url

_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MIN_SECRET_CHARACTERS: Final = 43
"""256 bits in base64."""

REREAD_SECONDS: Final = 60
"""How soon an unknown key id may make a warm process read the secret again."""

MAX_AGE_SECONDS: Final = 300
"""How long a process goes on with the keys it has before it looks for newer ones."""


def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=f"fulmar/v1/{purpose}".encode()).derive(secret)


def _thumbprint(key: CryptographyECKey) -> str:
    """Name a key by its RFC 7638 thumbprint."""
    jwk: dict[str, str] = key.to_dict()  # type: ignore[no-untyped-call]
    public = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(public, sort_keys=True, separators=(",", ":")).encode()
    return base64url.encode(hashlib.sha256(canonical).digest())


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of one version of the secret."""

    kid: str
    signing: CryptographyECKey
    verifying: CryptographyECKey
    cursor: bytes
    refresh: bytes

    @classmethod
    def derived_from(cls, secret: str) -> "KeySet":
        """Derive all keys.

        The P-256 scalar is 384 derived bits reduced to 1 … n-1, which leaves no measurable bias (FIPS 186-5 §A.2.1).
        """
        material = secret.encode()
        scalar = int.from_bytes(_derive(material, "es256", 48)) % (_P256_ORDER - 1) + 1
        signing = CryptographyECKey(ec.derive_private_key(scalar, ec.SECP256R1()), "ES256")
        verifying = signing.public_key()  # type: ignore[no-untyped-call]
        return cls(
            kid=_thumbprint(verifying),
            signing=signing,
            verifying=verifying,
            cursor=_derive(material, "cursor", 32),
            refresh=_derive(material, "refresh", 32),
        )


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in force: the current set makes, the previous one still verifies."""

    current: KeySet
    previous: KeySet | None = None

    def sets(self) -> tuple[KeySet, ...]:
        """Return the sets that verify, the current one first."""
        return (self.current,) if self.previous is None else (self.current, self.previous)

    def by_kid(self, kid: str) -> KeySet | None:
        """Find the set that signs under this key id."""
        return next((keys for keys in self.sets() if keys.kid == kid), None)


class SecretVersions(Protocol):
    """Where the secret comes from."""

    async def versions(self) -> tuple[str, str | None]:
        """Return the current and, if there is one, the previous secret; `ServiceUnavailable` if it cannot."""
        ...


class Keys:
    """Holds the key ring of this process and reads it anew when it is old or a key id is unknown.

    While the secret cannot be read, a ring that is only old stays in use.
    """

    def __init__(self, secret: SecretVersions) -> None:
        self._secret = secret
        self._ring: KeyRing | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def ring(self) -> KeyRing:
        """Return the keys in force.

        Raises
        ------
        ServiceUnavailable
            The secret has never been read and cannot be read now.
        """
        if self._ring is not None and time.monotonic() - self._read_at < MAX_AGE_SECONDS:
            return self._ring
        return await self._read(not_after=time.monotonic() - MAX_AGE_SECONDS)

    async def verifying_set(self, kid: str) -> KeySet | None:
        """Find the keys for a key id; an unknown one may mean that the secret was replaced meanwhile.

        Raises
        ------
        ServiceUnavailable
            The secret has never been read and cannot be read now.
        """
        found = (await self.ring()).by_kid(kid)
        if found is None and time.monotonic() - self._read_at >= REREAD_SECONDS:
            found = (await self._read(not_after=time.monotonic() - REREAD_SECONDS)).by_kid(kid)
        return found

    async def _read(self, not_after: float) -> KeyRing:
        async with self._reading:
            if self._ring is not None and self._read_at > not_after:  # somebody else just did
                return self._ring
            self._read_at = time.monotonic()
            try:
                self._ring = _ring_of(*await self._secret.versions())
            except ServiceUnavailable:
                if self._ring is None:
                    raise
            return self._ring


def _ring_of(current: str, previous: str | None) -> KeyRing:
    if len(current) < MIN_SECRET_CHARACTERS:
        logs.warning("secret.too_short", characters=len(current), needed=MIN_SECRET_CHARACTERS)
        raise ServiceUnavailable
    if previous is not None and len(previous) < MIN_SECRET_CHARACTERS:
        previous = None  # it could sign nothing either
    return KeyRing(
        KeySet.derived_from(current),
        KeySet.derived_from(previous) if previous and previous != current else None,
    )
