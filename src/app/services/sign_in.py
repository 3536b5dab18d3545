"""Signing in with address and password."""

from contextlib import suppress

from app import clock, logs
from app.errors import InvalidCredentials
from app.mail import messages
from app.mail.outbox import Outbox
from app.repositories.accounts import Account
from app.repositories.sessions import SessionRefused, Sessions, Transport
from app.repositories.users import Users
from app.security.passwords import Passwords
from app.services.attempts import Attempt, AttemptLimits
from app.services.devices import mark_of, with_device
from app.services.new_sessions import Device, NewSessions, Tokens
from app.site import Site


class SignIn:
    """Begins sessions."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        passwords: Passwords,
        attempts: AttemptLimits,
        new_sessions: NewSessions,
        outbox: Outbox,
        site: Site,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._attempts = attempts
        self._new_sessions = new_sessions
        self._outbox = outbox
        self._site = site

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
        mark = mark_of(device.description)
        signed_in = self._users.unchanged(account)
        if self._passwords.is_outdated(account.password_hash):
            password_hash = await self._passwords.hash(password)
            signed_in = self._users.signed_in(account, password_hash, with_device(account.devices, mark))
        elif mark not in account.devices:
            signed_in = self._users.signed_in(account, account.password_hash, with_device(account.devices, mark))
        await self._sessions.create(session, [signed_in, *self._attempts.forgiven(attempt)])
        logs.event(
            "auth.login.succeeded", user_id=account.user_id, session_id=session.session_id, address=device.address
        )
        if account.devices and not (mark in account.devices and attempt.is_from_known_network):
            await self._tell(account, device)
        return await self._new_sessions.tokens_for(session)

    async def _tell(self, account: Account, device: Device) -> None:
        """Tell the owner of a sign-in from a browser or a network that was not seen before."""
        message = messages.new_sign_in(
            await self._site.origin(), device.description, device.address, clock.timestamp(clock.now())
        )
        await self._outbox.send(account.email, message)
