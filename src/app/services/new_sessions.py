"""Beginning a session, and the pair of tokens that a session is used with."""

from dataclasses import dataclass

from app import clock
from app.ids import new_id
from app.repositories.accounts import Account
from app.repositories.sessions import Session, Transport
from app.security.access_tokens import AccessTokens
from app.security.refresh_tokens import RefreshToken, RefreshTokens


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long sessions live and how refresh tokens rotate; all in seconds (docs/security.md, Tokens)."""

    idle_seconds: int
    max_seconds: int
    refresh_min_age_seconds: int
    refresh_leeway_seconds: int


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from, as far as a person would recognise it."""

    description: str
    address: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in or refresh hands out. `session_seconds` is how long the session lasts unless it is used."""

    access_token: str
    expires_in: int
    refresh_token: str
    session_id: str
    session_seconds: int


class NewSessions:
    """Makes sessions and their tokens; whoever calls stores the session."""

    def __init__(self, access_tokens: AccessTokens, refresh_tokens: RefreshTokens, rules: SessionRules) -> None:
        self._access_tokens = access_tokens
        self._refresh_tokens = refresh_tokens
        self._rules = rules

    def session_for(self, account: Account, transport: Transport, device: Device) -> Session:
        """Return a session that begins now, for somebody who has just proved who they are."""
        now = clock.now()
        seconds = int(now)
        return Session(
            user_id=account.user_id,
            session_id=new_id(now),
            generation=account.session_generation,
            transport=transport,
            auth_time=seconds,
            created_at=seconds,
            hard_ends_at=seconds + self._rules.max_seconds,
            idle_ends_at=seconds + min(self._rules.idle_seconds, self._rules.max_seconds),
            counter=0,
            rotated_at=int(now * 1000),
            given_at=int(now * 1000),
            last_used_at=seconds,
            device=device.description,
            address=device.address,
        )

    async def tokens_for(self, session: Session) -> Tokens:
        """Return a new access token and the refresh token of the session's present counter."""
        issued_for = RefreshToken(session.user_id, session.session_id, session.counter)
        return Tokens(
            access_token=await self._access_tokens.issue(session.user_id, session.session_id, session.auth_time),
            expires_in=self._access_tokens.lifetime_seconds,
            refresh_token=await self._refresh_tokens.write(issued_for),
            session_id=session.session_id,
            session_seconds=session.idle_ends_at - clock.seconds(),
        )
