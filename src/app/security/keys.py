"""Every key of the application, derived from one secret in Secrets Manager (HKDF-SHA256, RFC 5869).

CloudFormation generates the secret, so there is no manual step; `python -m app.cli rotate-keys` replaces it. A version
of it passes three stages: *pending* (published, so that everybody knows it before it is used), *current* (signs) and
*previous* (still verifies). A key set of any stage verifies; the current one alone signs.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose.backends.cryptography_backend import CryptographyECKey

from app import clock, logs
from app.errors import ServiceUnavailable
from app.security import base64url

_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MIN_SECRET_CHARACTERS: Final = 43
"""256 bits in base64."""

CHECK_SECONDS: Final = 60
"""How long a process goes on with what it read of a stage, and so how long it trusts a secret that was dropped."""

RETRY_SECONDS: Final = 1
"""How long a stage of which nothing is known is left alone after it could not be read, which is what callers are told
to wait. Whoever goes on with what was read before asks again only after `CHECK_SECONDS`, since their callers would
wait for every attempt."""

HELD_SECONDS: Final = 3600
"""How long it goes on with what it read while the secret cannot be read: enough for most failures of Secrets Manager,
and the longest that a dropped secret is trusted by a process that cannot learn of it. Then everything is answered 503.
"""


def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=f"fulmar/v1/{purpose}".encode()).derive(secret)


def _public_members(key: CryptographyECKey) -> dict[str, str]:
    jwk: dict[str, str] = key.to_dict()  # type: ignore[no-untyped-call]
    return {name: jwk[name] for name in ("crv", "kty", "x", "y")}


def _thumbprint(key: CryptographyECKey) -> str:
    """Name a key by its RFC 7638 thumbprint."""
    canonical = json.dumps(_public_members(key), sort_keys=True, separators=(",", ":")).encode()
    return base64url.encode(hashlib.sha256(canonical).digest())


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of one version of the secret."""

    kid: str
    signing: CryptographyECKey = field(repr=False)
    verifying: CryptographyECKey
    cursor: bytes = field(repr=False)
    refresh: bytes = field(repr=False)

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

    def public_jwk(self) -> dict[str, str]:
        """Write the key that verifies tokens as a JSON Web Key (RFC 7517)."""
        return {**_public_members(self.verifying), "kid": self.kid, "use": "sig", "alg": "ES256"}


class SecretStages(Protocol):
    """Where the secret comes from. Each method raises `ServiceUnavailable` when it cannot tell."""

    async def pending(self) -> str | None:
        """Return the secret that is to be the next, if there is one."""
        ...

    async def current(self) -> str:
        """Return the secret in force."""
        ...

    async def previous(self) -> str | None:
        """Return the secret that was in force before, if there was one."""
        ...


class Keys:
    """The keys in force, as this process knows them.

    Most requests need the current stage alone, which is read once a minute. The previous one is read when something
    does not verify, and all three when it still does not (another function may know more) or when they are published;
    each at most once a minute, so that garbage causes no stream of calls, and once a second while one cannot be read of
    which nothing is known.
    """

    def __init__(self, secret: SecretStages) -> None:
        self._pending = _Stage("pending", secret.pending)
        self._current = _Stage("current", secret.current, is_needed=True)
        self._previous = _Stage("previous", secret.previous)
        self._reading = asyncio.Lock()

    async def current(self) -> KeySet:
        """Return the keys that sign.

        Raises
        ------
        ServiceUnavailable
            The secret cannot be read, and has not been for `HELD_SECONDS`.
        """
        if self._current.keys is None or self._current.is_due():
            async with self._reading:
                if self._current.keys is None or self._current.is_due():  # nobody else just did
                    await self._read_current()
        if self._current.keys is None:
            raise ServiceUnavailable
        return self._current.keys

    async def verifying(self, matches: Callable[[KeySet], bool]) -> KeySet | None:
        """Find the keys of whichever stage under which something verifies; None when there are none.

        Raises
        ------
        ServiceUnavailable
            No keys at hand match and the secret cannot be read, so that nobody can tell. Never None then: it would
            sign people out.
        """
        if matches(current := await self.current()):
            return current
        await self._read_previous()
        if self._previous.keys is None or not matches(self._previous.keys):
            await self._read_all()
        stages = (self._previous, self._current, self._pending)
        found = next((stage.keys for stage in stages if stage.keys is not None and matches(stage.keys)), None)
        if found is None and any(stage.failed for stage in stages):
            raise ServiceUnavailable
        return found

    async def published(self) -> list[KeySet]:
        """Return the keys of every stage, the next to sign first.

        Raises
        ------
        ServiceUnavailable
            A stage cannot be read, and has not been for `HELD_SECONDS`.
        """
        await self.current()  # first: while this fails, no attempt at the others is used up
        await self._read_all()
        await self._read_previous()
        stages = (self._pending, self._current, self._previous)
        if any(stage.failed and stage.keys is None for stage in stages):
            raise ServiceUnavailable
        return list({stage.keys.kid: stage.keys for stage in stages if stage.keys is not None}.values())

    async def _read_previous(self) -> None:
        if self._previous.is_due():
            async with self._reading:
                if self._previous.is_due():
                    await self._previous.read()

    async def _read_all(self) -> None:
        """Read every stage, at most once a minute.

        In the order in which a version passes them: whatever moves on meanwhile is seen twice rather than never.
        """
        if self._pending.is_due():
            async with self._reading:
                if self._pending.is_due():
                    await self._pending.read()
                    await self._read_current()
                    if self._previous.is_due():
                        await self._previous.read()

    async def _read_current(self) -> None:
        before = self._current.keys
        await self._current.read()
        if before is None or self._current.keys is None or self._current.keys.kid != before.kid:
            self._previous.forget()  # another one is the previous now, or none


class _Stage:
    """One stage of the secret, as this process last saw it.

    Time is the wall clock's, because the monotonic one may stand still while Lambda has frozen the process.
    """

    def __init__(self, name: str, read: Callable[[], Awaitable[str | None]], *, is_needed: bool = False) -> None:
        self._name = name
        self._read = read
        self._is_needed = is_needed
        self.forget()

    def forget(self) -> None:
        """Return to knowing nothing."""
        self._keys: KeySet | None = None
        self._read_at = self._tried_at = float("-inf")
        self.failed = False

    @property
    def keys(self) -> KeySet | None:
        """What the stage held when it was last read; None as well when that was too long ago."""
        return self._keys if clock.now() - self._read_at < HELD_SECONDS else None

    def is_due(self) -> bool:
        """Tell whether it is time to read it; a failed attempt counts too."""
        pause_seconds = RETRY_SECONDS if self.failed and self.keys is None else CHECK_SECONDS
        return not 0 <= clock.now() - self._tried_at < pause_seconds  # negative: the clock was set back

    async def read(self) -> None:
        """Read it. What was read before stays when it cannot be read."""
        self._tried_at = clock.now()
        try:
            secret = await self._read()
            if secret is not None and len(secret) < MIN_SECRET_CHARACTERS:
                logs.warning("secret.too_short", stage=self._name, characters=len(secret), needed=MIN_SECRET_CHARACTERS)
                if self._is_needed:
                    raise ServiceUnavailable
                secret = None  # it signs nothing, and never signed anything
        except ServiceUnavailable:
            self.failed = True
            if self.keys is not None:
                logs.warning("keys.held", stage=self._name, read_seconds_ago=round(self._tried_at - self._read_at))
            self._tried_at = clock.now()  # the attempt itself may have taken seconds, and others wait behind it
            return
        self._keys = None if secret is None else KeySet.derived_from(secret)
        self._read_at = self._tried_at
        self.failed = False
