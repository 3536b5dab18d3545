"""Going on with a session: the rule by which refresh tokens rotate (RFC 9700 §4.14.2).

- The current token, given out a moment ago: itself again, so that tabs which refresh at once never race.
- The current token otherwise: it rotates.
- The one before it, a short while after the rotation: the current one again, since an answer may have been lost. From
  then on the current one counts as just given out: other tabs of that browser may still be sending the old one.
- Anything older was used before by somebody else: the session ends.

Whoever is honest stays signed in while a request and its answer together take less than the first of these times.
"""

from enum import Enum, auto

from app import clock, logs
from app.errors import Unauthenticated
from app.repositories.sessions import Session, Sessions, Transport
from app.security.refresh_tokens import RefreshTokens
from app.services.new_sessions import NewSessions, SessionRules, Tokens


class _Verdict(Enum):
    ROTATE = auto()
    REPEAT = auto()
    GIVE_AGAIN = auto()
    REFUSE = auto()
    REPLAYED = auto()


class Refresh:
    """Exchanges refresh tokens for new ones."""

    def __init__(
        self, sessions: Sessions, refresh_tokens: RefreshTokens, new_sessions: NewSessions, rules: SessionRules
    ) -> None:
        self._sessions = sessions
        self._refresh_tokens = refresh_tokens
        self._new_sessions = new_sessions
        self._rules = rules

    async def refreshed(self, text: str, transport: Transport, address: str) -> Tokens:
        """Go on with a session.

        The current token rotates, unless it was given out a moment ago; the one before it is forgiven for a while,
        since an answer may have been lost; an older one was stolen or copied, and ends the session.

        Raises
        ------
        Unauthenticated
            The token is not ours, of another transport, used before, or its session is over.
        """
        token = await self._refresh_tokens.read(text)
        if token is None:
            raise Unauthenticated
        found = await self._sessions.with_account(token.user_id, token.session_id)
        if found is None or found[0].transport != transport:
            raise Unauthenticated
        session: Session | None = found[0]
        while session is not None:
            now = int(clock.now() * 1000)
            verdict = self._judge(session, token.counter, now)
            match verdict:
                case _Verdict.REPEAT:
                    return await self._new_sessions.tokens_for(session)
                case _Verdict.GIVE_AGAIN:
                    counter = session.counter
                    session = await self._sessions.give_again(session, given_at=now)
                    if session is not None and session.counter == counter:
                        return await self._new_sessions.tokens_for(session)
                case _Verdict.ROTATE:
                    # Whoever else rotated it meanwhile, the counter has moved, so the next verdict is another one.
                    idle_ends_at = min(session.hard_ends_at, now // 1000 + self._rules.idle_seconds)
                    rotated = await self._sessions.rotate(session, rotated_at=now, idle_ends_at=idle_ends_at)
                    if rotated is not None and rotated.counter == session.counter + 1 and rotated.rotated_at == now:
                        return await self._new_sessions.tokens_for(rotated)
                    session = rotated
                case _Verdict.REPLAYED:
                    await self._sessions.end(session.user_id, session.session_id)
                    logs.event(
                        "auth.refresh.replayed", user_id=session.user_id, session_id=session.session_id, address=address
                    )
                    raise Unauthenticated
                case _Verdict.REFUSE:
                    raise Unauthenticated
        raise Unauthenticated

    def _judge(self, session: Session, counter: int, now: int) -> _Verdict:
        if counter > session.counter:
            return _Verdict.REFUSE
        if counter == session.counter:
            is_young = now - session.given_at < self._rules.refresh_min_age_seconds * 1000
            return _Verdict.REPEAT if is_young else _Verdict.ROTATE
        is_late_answer = now - session.rotated_at <= self._rules.refresh_leeway_seconds * 1000
        return _Verdict.GIVE_AGAIN if counter == session.counter - 1 and is_late_answer else _Verdict.REPLAYED
