"""Asking a signed-in user for the password again, before what a borrowed device must not do (OWASP ASVS 5.0 §7.5)."""

from dataclasses import replace
from typing import Final

from app import clock, logs
from app.errors import InvalidCredentials, ReauthenticationRequired, Unauthenticated
from app.repositories.accounts import Account
from app.repositories.sessions import SessionEnded, Sessions
from app.repositories.users import Users
from app.security.passwords import Passwords
from app.services.attempts import Attempt, AttemptLimits
from app.services.identity import Presence

RECENT_SECONDS: Final = 600
"""How long a proof is good for."""


def require_recent(presence: Presence) -> None:
    """Raise ReauthenticationRequired unless the session's user proved who they are in the last 10 minutes."""
    if clock.seconds() - presence.session.auth_time > RECENT_SECONDS:
        raise ReauthenticationRequired


class Reauthentication:
    """Checks the password of somebody who is signed in."""

    def __init__(self, users: Users, sessions: Sessions, passwords: Passwords, attempts: AttemptLimits) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._attempts = attempts

    async def prove(self, presence: Presence, password: str, address: str) -> None:
        """Stamp the session with a fresh proof.

        Raises
        ------
        InvalidCredentials
            The password is wrong. The session goes on.
        RateLimited
            Too many attempts failed.
        Unauthenticated
            The session ended meanwhile.
        """
        _, attempt = await self.check(presence, password, address)
        try:
            await self._sessions.stamp(presence.session, clock.seconds(), self._attempts.forgiven(attempt))
        except SessionEnded:
            raise Unauthenticated from None
        logs.event("auth.reauthenticated", **_who(presence, address))

    async def check(self, presence: Presence, password: str, address: str) -> tuple[Account, Attempt]:
        """Return the account whose password this is, hash included, and the attempt, for the caller to forgive.

        Raises as `prove` does.
        """
        # Counted by session, so that whoever stole one locks nobody out but themselves.
        attempt = await self._attempts.begin("reauthentication", presence.session.session_id, address)
        account = await self._users.by_id(presence.account.user_id)
        if account is None:
            raise Unauthenticated
        if not await self._passwords.matches(password, account.password_hash):
            logs.event("auth.reauthentication.failed", **_who(presence, address))
            raise InvalidCredentials("The password is wrong.")
        # What was read with the session decides whether its generation still is the account's.
        return replace(account, session_generation=presence.account.session_generation), attempt


def _who(presence: Presence, address: str) -> dict[str, str]:
    return {
        "user_id": presence.account.user_id,
        "session_id": presence.session.session_id,
        "address": address,
    }
