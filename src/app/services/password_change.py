"""Another password: chosen by somebody who knows the old one, or by whoever reads the account's mail."""

import hmac
from typing import Final

from app import clock, logs
from app.errors import TokenSpent, Unauthenticated
from app.mail import messages
from app.mail.outbox import Outbox, levelled
from app.repositories.accounts import Account
from app.repositories.one_time_tokens import OneTimeToken, OneTimeTokens
from app.repositories.sessions import Sessions
from app.repositories.users import AccountChanged, Users
from app.security import one_time_tokens
from app.security.password_rules import PasswordRules
from app.security.passwords import Passwords
from app.services.attempts import Allowance, AttemptLimits
from app.services.cleaning import remove_ended_sessions
from app.services.identity import Presence
from app.services.reauthentication import Reauthentication
from app.site import Site
from app.viewer_address import network_of

RESET_SECONDS: Final = 600

_FROM_A_NETWORK = Allowance("forgot-from-network", limit=100, seconds=600)


class PasswordChange:
    """Changes and resets passwords. Either ends every other session in the same write."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        tokens: OneTimeTokens,
        passwords: Passwords,
        rules: PasswordRules,
        attempts: AttemptLimits,
        reauthentication: Reauthentication,
        outbox: Outbox,
        site: Site,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tokens = tokens
        self._passwords = passwords
        self._rules = rules
        self._attempts = attempts
        self._reauthentication = reauthentication
        self._outbox = outbox
        self._site = site

    async def change(self, presence: Presence, current_password: str, new_password: str, address: str) -> None:
        """Replace the password; this session goes on, every other one ends.

        Raises
        ------
        ValidationFailed
            The new password is not acceptable.
        InvalidCredentials, RateLimited
            The current one is wrong, or was too often.
        Unauthenticated
            The password was changed or the session ended by somebody else meanwhile.
        """
        account, site = presence.account, await self._site.origin()
        self._rules.check(new_password, email=account.email, name=account.name, pointer="/new_password")
        account, attempt = await self._reauthentication.check(presence, current_password, address)
        alongside = [
            self._sessions.carried_over(presence.session, account),
            self._tokens.dropped(account.user_id, "reset"),
            self._tokens.dropped(account.user_id, "email-change"),
            *self._attempts.forgiven(attempt),
            *self._attempts.cleared("sign-in", account.email, address),
        ]
        try:
            await self._users.change_password(account, await self._passwords.hash(new_password), alongside)
        except AccountChanged:
            raise Unauthenticated from None
        logs.event(
            "auth.password.changed",
            user_id=account.user_id,
            session_id=presence.session.session_id,
            address=address,
        )
        await self._changed(account, site)

    async def forgot(self, email: str, address: str) -> None:
        """Mail a reset link, if somebody has this address; nobody else learns whether.

        Raises
        ------
        MailOff
            This deployment sends no mail.
        RateLimited
            The network asked too often. Mails beyond those that an address may get are not sent, and nobody is told.
        """
        self._outbox.require()
        await self._attempts.require(_FROM_A_NETWORK, network_of(address))
        async with levelled():
            may_send = await self._attempts.allows_mail("reset", email, address)
            account = await self._users.by_email(email)
            known = account is not None and not account.disabled
            logs.event("auth.password.forgotten", user_id=account and account.user_id, address=address)
            if account is None or not known or not may_send:
                return
            token = one_time_tokens.new_token(account.user_id)
            ends_at = clock.seconds() + RESET_SECONDS
            await self._tokens.replace(OneTimeToken(account.user_id, "reset", token.token_hash, email, ends_at))
            await self._outbox.send(email, messages.password_reset(await self._site.origin(), token.text))

    async def reset(self, token_text: str, new_password: str, address: str) -> None:
        """Replace the password of whoever got the mail, and end every session of theirs.

        Raises
        ------
        TokenSpent
            The token was used or replaced, is over, or never was one.
        ValidationFailed
            The new password is not acceptable; the token may be used again.
        """
        site, token = await self._site.origin(), await self._token(token_text)
        account = None if token is None else await self._users.by_id(token.user_id)
        if token is None or account is None or account.disabled or account.email != token.email:
            raise TokenSpent
        self._rules.check(new_password, email=account.email, name=account.name)
        alongside = [
            self._tokens.used(token),
            self._tokens.dropped(account.user_id, "email-change"),
            *self._attempts.cleared("sign-in", account.email, address),
        ]
        try:
            password_hash = await self._passwords.hash(new_password)
            await self._users.change_password(account, password_hash, alongside, email_verified=token.is_mailed)
        except AccountChanged:
            raise TokenSpent from None
        logs.event("auth.password.reset", user_id=account.user_id, address=address)
        await self._changed(account, site)

    async def _token(self, text: str) -> OneTimeToken | None:
        read = one_time_tokens.user_and_hash(text)
        if read is None:
            return None
        user_id, token_hash = read
        token = await self._tokens.of_user(user_id, "reset")
        return token if token is not None and hmac.compare_digest(token.token_hash, token_hash) else None

    async def _changed(self, account: Account, site: str) -> None:
        """Do what follows from the change, none of which may fail it; the owner's mail first."""
        await self._outbox.send(account.email, messages.password_changed(site))
        await remove_ended_sessions(self._sessions, account.user_id, before_generation=account.next_generation)
