"""Signing in with address and password."""

from contextlib import suppress

from app import logs
from app.errors import InvalidCredentials
from app.repositories.sessions import SessionRefused, Sessions, Transport
from app.repositories.users import Users
from app.security.passwords import Passwords
from app.services.attempts import Attempt, AttemptLimits
from app.services.new_sessions import Device, NewSessions, Tokens


class SignIn:
    """Begins sessions."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        passwords: Passwords,
        attempts: AttemptLimits,
        new_sessions: NewSessions,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._attempts = attempts
        self._new_sessions = new_sessions

    async def with_password(self, email: str, password: str, transport: Transport, device: Device) -> Tokens:
        """Begin a session.

        Raises
        ------
        InvalidCredentials
            Unknown address, wrong password or disabled account: one answer, and one amount of work.
        RateLimited
            Too many attempts failed; whether the address is known makes no difference.
        """
        attempt = await self._attempts.begin("sign-in", email, device.address)
        for _ in range(2):  # twice, where the account is changed between reading it and beginning the session
            with suppress(SessionRefused):
                return await self._begin(email, password, transport, device, attempt)
        raise InvalidCredentials

    async def _begin(self, email: str, password: str, transport: Transport, device: Device, attempt: Attempt) -> Tokens:
        account = await self._users.by_email(email)
        matches = await self._passwords.matches(password, account.password_hash if account else None)
        if account is None or not matches or account.disabled:
            reason = "unknown address" if account is None else "disabled" if matches else "wrong password"
            logs.event("auth.login.failed", user_id=account and account.user_id, address=device.address, reason=reason)
            raise InvalidCredentials
        session = self._new_sessions.session_for(account, transport, device)
        is_outdated = self._passwords.is_outdated(account.password_hash)
        unchanged = (
            self._users.rehashed(account, await self._passwords.hash(password))
            if is_outdated
            else self._users.unchanged(account)
        )
        await self._sessions.create(session, [unchanged, *self._attempts.forgiven(attempt)])
        logs.event(
            "auth.login.succeeded", user_id=account.user_id, session_id=session.session_id, address=device.address
        )
        return await self._new_sessions.tokens_for(session)
