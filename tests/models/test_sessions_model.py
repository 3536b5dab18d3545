"""Sessions of several users, in any sequence of requests and pauses, compared with a simple account of who may what."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app import clock
from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.in_process import PASSWORD, forget_everything, new_address, settings_for_tests
from tests.lambda_client import LambdaClient
from tests.soak import effort

MIN_AGE, LEEWAY, LIFETIME = 10, 60, 600
USERS = (0, 1)
PASSWORDS = (PASSWORD, "quite another passphrase of somebody")

users = st.sampled_from(USERS)
picks = st.integers(0, 1000)


@dataclass
class Session:
    """What a session should be: its refresh counter, when that was last given out and raised, and all its tokens."""

    user: int
    given_at: float
    rotated_at: float
    counter: int = 0
    lives: bool = True
    refresh: dict[int, str] = field(default_factory=dict)
    access: list[tuple[str, float]] = field(default_factory=list)


class Sessions(RuleBasedStateMachine):
    """The routes of accounts beside a list of sessions."""

    handler: ApiHandler
    set_clock: Callable[[float], None]

    @initialize()
    def register(self) -> None:
        """Make two accounts."""
        forget_everything()
        self.anybody = LambdaClient(self.handler)
        self.now = float(int(clock.now()))
        self.set_clock(self.now)
        self.addresses = [new_address("sessions") for _ in USERS]
        self.password = [0 for _ in USERS]
        self.sessions: list[Session] = []
        for address in self.addresses:
            credentials = {"email": address, "password": PASSWORD}
            assert self.anybody.request("POST", "/auth/register", credentials).status == 202

    def one_of(self, pick: int) -> Session | None:
        """Return one of all sessions that ever were."""
        return self.sessions[pick % len(self.sessions)] if self.sessions else None

    def living(self, user: int) -> Session | None:
        """Return a session that somebody can act by now."""
        found = [one for one in self.sessions if one.user == user and one.lives and self.is_fresh(one)]
        return found[-1] if found else None

    def is_fresh(self, session: Session) -> bool:
        return session.access[-1][1] + LIFETIME > self.now

    def took(self, session: Session, tokens: dict[str, str]) -> None:
        """Remember what was handed out."""
        session.access.append((tokens["access_token"], self.now))
        known = session.refresh.setdefault(session.counter, tokens["refresh_token"])
        assert known == tokens["refresh_token"]

    @rule(user=users)
    def sign_in(self, user: int) -> None:
        """Begin a session."""
        credentials = {"email": self.addresses[user], "password": PASSWORDS[self.password[user]]}
        answer = self.anybody.request("POST", "/auth/login", credentials)
        assert answer.status == 200, answer.text
        session = Session(user, self.now, self.now)
        self.took(session, answer.json())
        self.sessions.append(session)

    @rule(user=users)
    def sign_in_with_the_other_password(self, user: int) -> None:
        """Fail, which ends nothing. A success in between keeps the counters low."""
        credentials = {"email": self.addresses[user], "password": PASSWORDS[1 - self.password[user]]}
        assert self.anybody.request("POST", "/auth/login", credentials).status == 401
        self.sign_in(user)

    @rule(seconds=st.sampled_from([1.0, 5.0, 9.0, 11.0, 30.0, 59.0, 61.0, 300.0, 599.0, 601.0]))
    def time_passes(self, seconds: float) -> None:
        """Wait."""
        self.now += seconds
        self.set_clock(self.now)

    @rule(pick=picks, behind=st.integers(0, 3))
    def refresh(self, pick: int, behind: int) -> None:
        """Show a refresh token: the present one, the one before, or one that is older."""
        session = self.one_of(pick)
        if session is None or session.counter - behind not in session.refresh:
            return
        token = session.refresh[session.counter - behind]
        answer = self.anybody.request("POST", "/auth/refresh", {"refresh_token": token})
        if not session.lives:
            assert answer.status == 401
        elif behind == 0:
            assert answer.status == 200
            if self.now - session.given_at >= MIN_AGE:
                session.counter += 1
                session.given_at = session.rotated_at = self.now
            self.took(session, answer.json())
        elif behind == 1 and self.now - session.rotated_at <= LEEWAY:
            assert answer.status == 200
            session.given_at = self.now
            self.took(session, answer.json())
        else:
            assert answer.status == 401
            session.lives = False

    @rule(pick=picks, at=st.integers(0, 200))
    def forge(self, pick: int, at: int) -> None:
        """Show a token of which one character is another, which ends nothing."""
        session = self.one_of(pick)
        if session is None:
            return
        token = session.refresh[session.counter]
        place = at % len(token)
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert self.anybody.request("POST", "/auth/refresh", {"refresh_token": forged}).status == 401

    @rule(pick=picks, access=picks)
    def ask_who_i_am(self, pick: int, access: int) -> None:
        """Use any access token that was ever handed out."""
        session = self.one_of(pick)
        if session is None:
            return
        token, issued_at = session.access[access % len(session.access)]
        answer = self.anybody.signed_in(token).request("GET", "/users/me")
        allowed = session.lives and self.now < issued_at + LIFETIME
        assert answer.status == (200 if allowed else 401)
        if allowed:
            assert answer.json()["email"] == self.addresses[session.user]

    @rule(pick=picks)
    def log_out(self, pick: int) -> None:
        """End a session by its refresh token; once more is no error."""
        session = self.one_of(pick)
        if session is not None:
            body = {"refresh_token": session.refresh[session.counter]}
            assert self.anybody.request("POST", "/auth/logout", body).status == 204
            session.lives = False

    @rule(user=users)
    def log_out_everywhere_else(self, user: int) -> None:
        """End all others of a user."""
        session = self.living(user)
        if session is not None:
            client = self.anybody.signed_in(session.access[-1][0])
            assert client.request("DELETE", "/users/me/sessions").status == 204
            self.end_others(session)

    @rule(user=users)
    def change_the_password(self, user: int) -> None:
        """Take the other password; every other session ends."""
        session = self.living(user)
        if session is None:
            return
        other = 1 - self.password[user]
        body = {"current_password": PASSWORDS[self.password[user]], "new_password": PASSWORDS[other]}
        answer = self.anybody.signed_in(session.access[-1][0]).request("PUT", "/users/me/password", body)
        if answer.status == 429:  # often in a short time is too often
            return
        assert answer.status == 204, answer.text
        self.password[user] = other
        self.end_others(session)

    @rule(user=users)
    def list_the_devices(self, user: int) -> None:
        """See as many sessions as there are."""
        session = self.living(user)
        if session is not None:
            client = self.anybody.signed_in(session.access[-1][0])
            listed = client.request("GET", "/users/me/sessions?limit=100").json()["items"]
            assert len(listed) == len([one for one in self.sessions if one.user == user and one.lives])
            assert [one["current"] for one in listed].count(True) == 1

    def end_others(self, session: Session) -> None:
        for other in self.sessions:
            if other.user == session.user and other is not session:
                other.lives = False


@pytest.mark.usefixtures("aws", "cheap_hashing")
def test_a_session_lives_exactly_as_long_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
    set_clock = staticmethod(lambda at: monkeypatch.setattr("app.clock.now", lambda: at))
    try:
        machine = type("SessionsOfOneHandler", (Sessions,), {"handler": handler, "set_clock": set_clock})
        run_state_machine_as_test(machine, settings=effort(16, stateful_step_count=30))
    finally:
        handler.close()
