"""Replacing the secret that every key is derived from, by an operator, without signing anybody out, or at once.

Secrets Manager's staging labels are the whole state of a rotation, so one that was interrupted anywhere goes on where
it was: the pending label says what has been begun, and it is taken away last.
"""

import asyncio
import secrets
import string
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from app import clock
from app.repositories.configuration import CURRENT, PENDING, PREVIOUS, SecretRefused, SecretVersion
from app.repositories.obstacles import Obstacle
from app.security.keys import MIN_SECRET_CHARACTERS

PENDING_SECONDS: Final = 900
"""How long a version is pending before it signs: whoever keeps the JWKS for its five minutes has asked again by then,
even if the operator's clock is wrong by the five minutes that AWS lets pass.
"""

# As GenerateSecretString of infra/template.yaml makes it.
SECRET_CHARACTERS: Final = 64
SECRET_ALPHABET: Final = string.ascii_letters + string.digits

_STEP_SECONDS: Final = 1.0


class RotationError(Exception):
    """The secret is in a state that this must not go on from. The message is for people."""


class StagedSecret(Protocol):
    """The secret as an operator sees it; `repositories.configuration.Secret` says what the methods do."""

    async def labels(self) -> dict[str, list[str]]: ...  # noqa: D102
    async def version(self, version_id: str) -> SecretVersion: ...  # noqa: D102
    async def add_pending(self, secret: str) -> str: ...  # noqa: D102
    async def make_current(self, version_id: str, *, instead_of: str) -> None: ...  # noqa: D102
    async def remove_label(self, label: str, version_id: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Begun:
    """A rotation under way. `ready_at` is seconds since 1970; `resumed` means that an earlier command began it."""

    version_id: str
    ready_at: float
    resumed: bool


class KeyRotation:
    """Takes the secret from stage to stage. Every method raises `SecretRefused` when AWS does not let it."""

    def __init__(
        self,
        secret: StagedSecret,
        *,
        pending_seconds: float = PENDING_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._secret = secret
        self._pending_seconds = pending_seconds
        self._sleep = sleep

    async def begin(self) -> Begun | None:
        """Make a pending version, or find the one that is there.

        None means that a rotation which was interrupted at its very end has been completed, and nothing is left to do.

        Raises
        ------
        RotationError
            The pending version is nothing that keys can be derived from.
        """
        labels = await self._secret.labels()
        pending = labels[PENDING]
        current = _current_of(labels)
        if current in pending:
            await self._remove(PENDING, current)
            return None
        version = await self._secret.version(pending[0] if pending else await self._secret.add_pending(new_secret()))
        if len(version.secret) < MIN_SECRET_CHARACTERS:
            raise RotationError(
                f"The pending version {version.version_id} has {len(version.secret)} characters and would stop the "
                f"application, which needs {MIN_SECRET_CHARACTERS}. Remove its label {PENDING}, then run this again."
            )
        return Begun(version.version_id, version.created_at + self._pending_seconds, resumed=bool(pending))

    async def wait(self, begun: Begun, show: Callable[[float], None]) -> None:
        """Wait until the version has been pending for long enough; `show` is told the seconds left, every second."""
        while (left := begun.ready_at - clock.now()) > 0:
            show(left)
            await self._sleep(min(left, _STEP_SECONDS))

    async def promote(self, begun: Begun) -> None:
        """Let the pending version sign, and what signed until now verify.

        Raises
        ------
        RotationError
            Somebody else has taken the pending label from it meanwhile.
        """
        labels = await self._secret.labels()
        if begun.version_id not in labels[PENDING] + labels[CURRENT]:
            raise RotationError("Somebody else has replaced the pending version meanwhile. Run this again to go on.")
        await self._make_current(begun.version_id, labels)
        await self._remove(PENDING, begun.version_id)

    async def replace_at_once(self) -> None:
        """Make a new secret the current one now, and let nothing verify that was made under any other.

        After an interruption it has to be begun again, and makes yet another one.
        """
        version_id = await self._secret.add_pending(new_secret())
        await self._make_current(version_id, await self._secret.labels())
        await self._remove(PREVIOUS)
        await self._remove(PENDING)

    async def _make_current(self, version_id: str, labels: dict[str, list[str]]) -> None:
        current = _current_of(labels)
        if version_id == current:
            return
        try:
            await self._secret.make_current(version_id, instead_of=current)
        except SecretRefused as error:
            # An answer may have been lost, and the call repeated after it had been effective.
            if error.obstacle is not Obstacle.CHANGED or _current_of(await self._secret.labels()) != version_id:
                raise

    async def _remove(self, label: str, of_version: str | None = None) -> None:
        for version_id in (await self._secret.labels())[label]:
            if of_version not in (None, version_id):
                continue
            try:
                await self._secret.remove_label(label, version_id)
            except SecretRefused as error:
                # What AWS describes may be older than what it is: the label has moved on already.
                if error.obstacle is not Obstacle.CHANGED:
                    raise


def new_secret() -> str:
    """Return a random secret (381 bits)."""
    return "".join(secrets.choice(SECRET_ALPHABET) for _ in range(SECRET_CHARACTERS))


def _current_of(labels: dict[str, list[str]]) -> str:
    if not labels[CURRENT]:
        raise RotationError(f"The secret has no version with the label {CURRENT}: there is nothing to replace.")
    return labels[CURRENT][0]
