"""Another e-mail address: asked for by a signed-in user, confirmed by whoever gets its mail."""

import hmac
from typing import Final

from app import clock, logs
from app.errors import EmailTaken, TokenSpent, ValidationFailed
from app.mail import messages
from app.mail.outbox import Outbox, levelled
from app.repositories.one_time_tokens import OneTimeToken, OneTimeTokens
from app.repositories.sessions import Sessions
from app.repositories.users import AccountChanged, EmailClaimed, Users
from app.security import one_time_tokens
from app.services.attempts import Allowance, AttemptLimits
from app.services.identity import Presence
from app.site import Site

CONFIRMATION_SECONDS: Final = 600

_BY_A_USER = Allowance("email-change", limit=5, seconds=3600)


class EmailChange:
    """Moves accounts to other addresses."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        tokens: OneTimeTokens,
        attempts: AttemptLimits,
        outbox: Outbox,
        site: Site,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tokens = tokens
        self._attempts = attempts
        self._outbox = outbox
        self._site = site

    async def request(self, presence: Presence, email: str, address: str) -> None:
        """Mail the new address, whether it is free or not; a newer request replaces this one.

        Raises
        ------
        MailOff
            This deployment sends no mail.
        ValidationFailed
            It is the account's address already.
        RateLimited
            The user asked too often.
        """
        self._outbox.require()
        account = presence.account
        if email == account.email:
            raise ValidationFailed.at("body", "/email", "unchanged", "This is your address already")
        await self._attempts.require(_BY_A_USER, account.user_id)
        async with levelled():
            site = await self._site.origin()
            token = one_time_tokens.new_token(account.user_id)
            waiting = OneTimeToken(
                user_id=account.user_id,
                purpose="email-change",
                token_hash=token.token_hash,
                email=email,
                ends_at=clock.seconds() + CONFIRMATION_SECONDS,
                session_id=presence.session.session_id,
                generation=account.session_generation,
            )
            await self._tokens.replace(waiting)
            taken = await self._users.by_email(email) is not None
            message = messages.already_registered(site) if taken else messages.email_confirmation(site, token.text)
            if await self._attempts.allows_mail("email-change", email, address):
                await self._outbox.send(email, message)
        logs.event(
            "auth.email.change_requested",
            user_id=account.user_id,
            session_id=presence.session.session_id,
            address=address,
        )

    async def confirm(self, token_text: str, address: str) -> None:
        """Give the account its new address and tell the old one. The old one is free from then on.

        The session that asked has to be there still: whoever ended it did not want what it had begun.

        Raises
        ------
        TokenSpent
            The token was used or replaced, is over, or never was one.
        EmailTaken
            Somebody else got the address meanwhile.
        """
        site, read = await self._site.origin(), one_time_tokens.user_and_hash(token_text)
        token = None if read is None else await self._tokens.of_user(read[0], "email-change")
        if read is None or token is None or not hmac.compare_digest(token.token_hash, read[1]):
            raise TokenSpent
        account = await self._users.by_id(token.user_id)
        if account is None or account.email == token.email or account.session_generation != token.generation:
            raise TokenSpent
        alongside = [
            self._tokens.used(token),
            self._sessions.still_there(token.session_id, account.user_id),
            self._tokens.dropped(account.user_id, "reset"),
        ]
        try:
            await self._users.change_email(account, token.email, alongside)
        except EmailClaimed:
            raise EmailTaken from None
        except AccountChanged:
            raise TokenSpent from None
        logs.event("auth.email.changed", user_id=account.user_id, address=address)
        await self._outbox.send(account.email, messages.email_changed(site, token.email))
