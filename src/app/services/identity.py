"""Who an access token speaks for: the check behind the gateway's authorizer and behind every route under uvicorn."""

from collections.abc import Sequence

from app.errors import Unauthenticated
from app.repositories.sessions import Sessions
from app.security.access_tokens import AccessTokens
from app.security.caller import Caller


class Identity:
    """Verifies tokens against the session and account they belong to, in one database call."""

    def __init__(self, tokens: AccessTokens, sessions: Sessions) -> None:
        self._tokens = tokens
        self._sessions = sessions

    async def of_headers(self, authorization: Sequence[str]) -> Caller:
        """Return who the request's `Authorization` headers speak for; more than one header speaks for nobody."""
        if len(authorization) != 1:
            raise Unauthenticated
        scheme, _, token = authorization[0].partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        return await self.of_token(token)

    async def of_token(self, token: str) -> Caller:
        """Return who a token speaks for.

        Raises
        ------
        Unauthenticated
            The token is not ours or over, its session has ended, or its user is disabled or gone.
        """
        verified = await self._tokens.verify(token)
        found = await self._sessions.with_account(verified.user_id, verified.session_id)
        if found is None:
            raise Unauthenticated
        session, account = found
        return Caller(account.user_id, session.session_id, account.roles, session.auth_time)
