"""The sessions of a user, as they manage them: seeing them, ending one, ending all others, logging out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app import logs
from app.errors import NotFound, Unauthenticated
from app.ids import is_id
from app.repositories import sessions as stored
from app.repositories.sessions import Session
from app.repositories.users import AccountChanged, Users
from app.security.cursors import Cursors
from app.security.refresh_tokens import RefreshTokens
from app.services.cleaning import remove_ended_sessions
from app.services.identity import Identity, Presence


@dataclass(frozen=True, slots=True)
class SessionList:
    """A page of live sessions, newest first, and the cursor for the next one; None means that this was the last."""

    sessions: list[Session]
    next_cursor: str | None


class Sessions:
    """What users do with their sessions."""

    def __init__(
        self,
        users: Users,
        sessions: stored.Sessions,
        refresh_tokens: RefreshTokens,
        identity: Identity,
        cursors: Cursors,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._refresh_tokens = refresh_tokens
        self._identity = identity
        self._cursors = cursors

    async def list(self, presence: Presence, *, limit: int, cursor: str | None) -> SessionList:
        """Return a page of the user's sessions; `MalformedRequest` if the cursor is not one of this list."""
        binding = (presence.account.user_id, "sessions")
        after = None if cursor is None else await self._cursors.read(cursor, binding=binding)
        page = await self._sessions.of_user(presence.account, limit=limit, after=after)
        next_cursor = None if page.next_after is None else await self._cursors.write(page.next_after, binding=binding)
        return SessionList(page.sessions, next_cursor)

    async def end(self, presence: Presence, session_id: str, address: str) -> None:
        """End one session of the user's; `NotFound` alike for one that is another's and one that is over."""
        user_id, generation = presence.account.user_id, presence.account.session_generation
        if not is_id(session_id) or not await self._sessions.end(user_id, session_id, generation=generation):
            raise NotFound("There is no such session.")
        logs.event("auth.session.ended", user_id=user_id, session_id=session_id, address=address)

    async def end_others(self, presence: Presence, address: str) -> None:
        """End every session of the user's but this one, in one write.

        Raises
        ------
        Unauthenticated
            Another session did so at this moment, and this one is among those that ended.
        """
        account, session = presence.account, presence.session
        try:
            await self._users.end_sessions(account, [self._sessions.carried_over(session, account)])
        except AccountChanged:
            raise Unauthenticated from None
        logs.event("auth.sessions.ended", user_id=account.user_id, kept_session_id=session.session_id, address=address)
        await remove_ended_sessions(self._sessions, account.user_id, before_generation=account.next_generation)

    async def log_out(self, refresh_token: str | None, *, authorization: Sequence[str], address: str) -> None:
        """End the session of a refresh token, of whichever transport, or else of an access token.

        A token that is not ours, or whose session has ended, ends nothing and is no error.
        """
        if refresh_token is not None:
            token = await self._refresh_tokens.read(refresh_token)
            if token is not None:
                await self._log_out(token.user_id, token.session_id, address)
        elif authorization:
            with suppress(Unauthenticated):
                caller = (await self._identity.of_headers(authorization)).caller
                await self._log_out(caller.user_id, caller.session_id, address)

    async def _log_out(self, user_id: str, session_id: str, address: str) -> None:
        if await self._sessions.end(user_id, session_id):
            logs.event("auth.logout", user_id=user_id, session_id=session_id, address=address)
