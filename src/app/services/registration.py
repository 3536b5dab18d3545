"""Registration: how an account comes to be.

With mail, an account exists only once its mail was answered with the password chosen at registration: so nobody can
take an address for somebody else, neither by registering it nor by having its owner click.
"""

from dataclasses import dataclass
from typing import Final

from app import clock, logs
from app.errors import EmailTaken, InvalidCredentials, TokenSpent
from app.mail import messages
from app.mail.outbox import Outbox, levelled
from app.repositories.one_time_tokens import OneTimeTokens, PendingRegistration
from app.repositories.sessions import Sessions, Transport
from app.repositories.users import AccountChanged, EmailClaimed, Users
from app.security import one_time_tokens
from app.security.password_rules import PasswordRules
from app.security.passwords import Passwords
from app.services.attempts import Allowance, AttemptLimits
from app.services.devices import mark_of
from app.services.new_accounts import new_account
from app.services.new_sessions import Device, NewSessions, Tokens
from app.site import Site
from app.viewer_address import network_of

PENDING_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants an account. `email` is canonical."""

    email: str
    password: str
    name: str | None


class Registrations:
    """Makes accounts."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        tokens: OneTimeTokens,
        passwords: Passwords,
        rules: PasswordRules,
        attempts: AttemptLimits,
        new_sessions: NewSessions,
        outbox: Outbox,
        site: Site,
        registrations_per_network: int,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tokens = tokens
        self._passwords = passwords
        self._rules = rules
        self._attempts = attempts
        self._new_sessions = new_sessions
        self._outbox = outbox
        self._site = site
        self._from_a_network = Allowance("registration", limit=registrations_per_network, seconds=600)

    async def register(self, applicant: Applicant, address: str) -> None:
        """Make an account, or where mail is on, ask its owner to confirm it. The mail tells alone if it is taken.

        Raises
        ------
        ValidationFailed
            The password is not acceptable.
        EmailTaken
            Somebody has this address; never where mail is on.
        RateLimited
            The network registered too often.
        """
        self._rules.check(applicant.password, email=applicant.email, name=applicant.name)
        await self._attempts.require(self._from_a_network, network_of(address))
        if self._outbox.is_on:
            async with levelled():
                await self._ask_to_confirm(applicant, address)
            return
        password_hash = await self._passwords.hash(applicant.password)
        account = new_account(applicant.email, password_hash, name=applicant.name)
        try:
            await self._users.create(account)
        except EmailClaimed:
            raise EmailTaken from None
        logs.event("auth.registered", user_id=account.user_id, address=address)

    async def verify(self, token_text: str, password: str, transport: Transport, device: Device) -> Tokens:
        """Make the account whose mail was answered, and sign its owner in.

        Raises
        ------
        TokenSpent
            The token was used, is over, or never was one.
        InvalidCredentials, RateLimited
            This is not the password of the registration, or was too often not.
        EmailTaken
            Another registration of the same address was confirmed before.
        """
        token_hash = one_time_tokens.hash_of(token_text)
        pending = None if token_hash is None else await self._tokens.pending(token_hash)
        if pending is None:
            raise TokenSpent
        attempt = await self._attempts.begin("verification", pending.token_hash, device.address)
        if not await self._passwords.matches(password, pending.password_hash):
            logs.event("auth.verification.failed", address=device.address)
            raise InvalidCredentials("This is not the password that was chosen at registration.")
        account = new_account(
            pending.email,
            pending.password_hash,
            name=pending.name,
            email_verified=True,
            devices=(mark_of(device.description),),
        )
        session = self._new_sessions.session_for(account, transport, device)
        alongside = [
            self._tokens.confirmed(pending),
            self._sessions.created(session),
            *self._attempts.forgiven(attempt),
            *self._attempts.cleared("sign-in", account.email, device.address),
        ]
        try:
            await self._users.create(account, alongside)
        except EmailClaimed:
            raise EmailTaken from None
        except AccountChanged:  # the same token was used at the same moment
            raise TokenSpent from None
        logs.event("auth.registered", user_id=account.user_id, address=device.address)
        logs.event(
            "auth.login.succeeded", user_id=account.user_id, session_id=session.session_id, address=device.address
        )
        return await self._new_sessions.tokens_for(session)

    async def _ask_to_confirm(self, applicant: Applicant, address: str) -> None:
        """Mail the address, whoever's it is, unless it got too many of our mails already."""
        may_send = await self._attempts.allows_mail("registration", applicant.email, address)
        password_hash = await self._passwords.hash(applicant.password)
        owner = await self._users.by_email(applicant.email)
        logs.event("auth.registration.begun", user_id=owner and owner.user_id, address=address)
        if not may_send:
            return
        site = await self._site.origin()
        if owner is not None:
            await self._outbox.send(applicant.email, messages.already_registered(site))
            return
        token = one_time_tokens.new_token()
        ends_at = clock.seconds() + PENDING_SECONDS
        await self._tokens.add_pending(
            PendingRegistration(token.token_hash, applicant.email, password_hash, applicant.name, ends_at)
        )
        await self._outbox.send(applicant.email, messages.verification(site, token.text))
