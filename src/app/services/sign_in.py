"""Sessions: beginning one with a password, going on with a refresh token, ending it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from app import clock, logs
from app.errors import InvalidCredentials, Unauthenticated
from app.ids import new_id
from app.repositories.sessions import Session, Sessions, Transport
from app.repositories.users import Users
from app.security.access_tokens import AccessTokens
from app.security.passwords import Passwords
from app.security.refresh_tokens import RefreshToken, RefreshTokens
from app.services.identity import Identity


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long sessions live and how refresh tokens rotate; all in seconds (docs/architecture.md, Sessions)."""

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


class _Verdict(Enum):
    ROTATE = auto()
    REPEAT = auto()
    REFUSE = auto()
    REPLAYED = auto()


class SignIn:
    """The life of a session."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        passwords: Passwords,
        access_tokens: AccessTokens,
        refresh_tokens: RefreshTokens,
        identity: Identity,
        rules: SessionRules,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._access_tokens = access_tokens
        self._refresh_tokens = refresh_tokens
        self._identity = identity
        self._rules = rules

    async def with_password(self, email: str, password: str, transport: Transport, device: Device) -> Tokens:
        """Begin a session.

        Raises
        ------
        InvalidCredentials
            Unknown address, wrong password or disabled account: one answer, and one amount of work.
        """
        account = await self._users.by_email(email)
        matches = await self._passwords.matches(password, account.password_hash if account else None)
        if account is None or not matches or account.disabled:
            logs.event("auth.login.failed", user_id=account and account.user_id, address=device.address)
            raise InvalidCredentials
        now = clock.now()
        seconds = int(now)
        session = Session(
            user_id=account.user_id,
            session_id=new_id(now),
            transport=transport,
            auth_time=seconds,
            created_at=seconds,
            expires_at=seconds + self._rules.max_seconds,
            ends_at=seconds + self._rules.idle_seconds,
            counter=0,
            rotated_at=int(now * 1000),
            last_used_at=seconds,
            device=device.description,
            address=device.address,
        )
        await self._sessions.create(session)
        logs.event("auth.login.succeeded", user_id=account.user_id, session_id=session.session_id)
        return await self._tokens_for(session)

    async def refreshed(self, text: str, transport: Transport) -> Tokens:
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
            if verdict is _Verdict.REPEAT:
                return await self._tokens_for(session)
            if verdict is _Verdict.REPLAYED:
                await self._sessions.end(session.user_id, session.session_id)
                logs.event("auth.refresh.replayed", user_id=session.user_id, session_id=session.session_id)
            if verdict is not _Verdict.ROTATE:
                break
            # Whoever else rotated it meanwhile, the counter has moved, so the next verdict is another one.
            ends_at = min(session.expires_at, now // 1000 + self._rules.idle_seconds)
            rotated = await self._sessions.rotate(session, rotated_at=now, ends_at=ends_at)
            if rotated is not None and rotated.counter == session.counter + 1 and rotated.rotated_at == now:
                return await self._tokens_for(rotated)
            session = rotated
        raise Unauthenticated

    async def ended_by(self, refresh_token: str | None, *, authorization: Sequence[str]) -> None:
        """End the session of a refresh token, of whichever transport, or else of an access token.

        A token that is not ours, or whose session has ended, ends nothing and is no error.
        """
        if refresh_token is not None:
            token = await self._refresh_tokens.read(refresh_token)
            if token is not None:
                await self._end(token.user_id, token.session_id)
        elif authorization:
            with suppress(Unauthenticated):
                caller = await self._identity.of_headers(authorization)
                await self._end(caller.user_id, caller.session_id)

    async def _end(self, user_id: str, session_id: str) -> None:
        await self._sessions.end(user_id, session_id)
        logs.event("auth.logout", user_id=user_id, session_id=session_id)

    def _judge(self, session: Session, counter: int, now: int) -> _Verdict:
        age = now - session.rotated_at
        if counter > session.counter:
            return _Verdict.REFUSE
        if counter == session.counter:
            young = age < self._rules.refresh_min_age_seconds * 1000
            return _Verdict.REPEAT if young else _Verdict.ROTATE
        if counter == session.counter - 1 and age <= self._rules.refresh_leeway_seconds * 1000:
            return _Verdict.REPEAT
        return _Verdict.REPLAYED

    async def _tokens_for(self, session: Session) -> Tokens:
        issued_for = RefreshToken(session.user_id, session.session_id, session.counter)
        return Tokens(
            access_token=await self._access_tokens.issue(session.user_id, session.session_id, session.auth_time),
            expires_in=self._access_tokens.lifetime_seconds,
            refresh_token=await self._refresh_tokens.write(issued_for),
            session_id=session.session_id,
            session_seconds=session.ends_at - clock.seconds(),
        )
