"""Who an access token speaks for: the check behind the gateway's authorizer and behind every route under uvicorn."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import Unauthenticated
from app.repositories.accounts import Account
from app.repositories.sessions import Session, Sessions
from app.security.access_tokens import AccessTokens
from app.security.caller import Caller


@dataclass(frozen=True, slots=True)
class Presence:
    """A session and its account, both live when they were read a moment ago."""

    session: Session
    account: Account

    @property
    def caller(self) -> Caller:
        """Who it is."""
        return Caller(self.account.user_id, self.session.session_id, self.account.roles, self.session.auth_time)


class Identity:
    """Verifies tokens against the session and account they belong to, in one database call."""

    def __init__(self, tokens: AccessTokens, sessions: Sessions) -> None:
        self._tokens = tokens
        self._sessions = sessions

    async def of_headers(self, authorization: Sequence[str]) -> Presence:
        """Return who the request's `Authorization` headers speak for; more than one header speaks for nobody."""
        if len(authorization) != 1:
            raise Unauthenticated
        scheme, _, token = authorization[0].partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        return await self.of_token(token)

    async def of_token(self, token: str) -> Presence:
        """Return who a token speaks for.

        Raises
        ------
        Unauthenticated
            The token is not ours or over, its session has ended, or its user is disabled or gone.
        """
        verified = await self._tokens.verify(token)
        return await self._present(verified.user_id, verified.session_id)

    async def of_caller(self, caller: Caller) -> Presence:
        """Look again whether a caller that the gateway let in, perhaps by an answer it kept, still may.

        Raises
        ------
        Unauthenticated
            The session has ended meanwhile, or its user is disabled or gone.
        """
        return await self._present(caller.user_id, caller.session_id)

    async def _present(self, user_id: str, session_id: str) -> Presence:
        found = await self._sessions.with_account(user_id, session_id)
        if found is None:
            raise Unauthenticated
        return Presence(*found)
