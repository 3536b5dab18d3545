"""The application with people in it, on a copy of which every case begins; and what scenarios need to prepare."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from app.entity_tags import NO_CONDITIONS
from app.main import create_app
from app.request_context import RequestContext, enter
from app.runtime import Runtime
from app.services.administration import Administrator, Standing
from tests.faults import state
from tests.faults.seam import Seam
from tests.faults.simulated_time import SimulatedTime
from tests.in_process import PASSWORD, SITE

type Mailbox = Callable[[str], list[Any]]


@dataclass(frozen=True)
class Somebody:
    """A person with an account and two sessions: this one, and one on a phone."""

    user_id: str
    email: str
    tokens: dict[str, Any]
    phone: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """The headers of their requests."""
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}


@dataclass(frozen=True)
class Wanted:
    """The request that a scenario is about. `path` fills the placeholders of the operation's path.

    `received` is how much came of each product, for the invariant of the shop.
    """

    by: Somebody | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)


class World:
    """The application, its clock, its seam to AWS, and the people who use it: ada, bob and two administrators."""

    def __init__(self, app: FastAPI, time: SimulatedTime, seam: Seam, mailbox: Mailbox) -> None:
        self.app, self.time, self.seam, self.mailbox = app, time, seam, mailbox
        self.runtime: Runtime = app.state.runtime
        self.people: dict[str, Somebody] = {}
        self.rehearsals: dict[str, Any] = {}

    async def settle(self) -> state.State:
        """Let people in, and return what every scenario begins with."""
        state.clear()
        for name in ("ada", "bob", "admin", "deputy"):
            self.people[name] = await self.sign_up(f"{name}@example.com")
        enter(RequestContext("an operator at a terminal"))
        operator = Administrator("operator", "", "")
        for name in ("admin", "deputy"):
            roles = Standing(roles=("admin",))
            await self.runtime.administration.change(operator, self.people[name].user_id, roles, NO_CONDITIONS)
        return state.taken(self.time.seconds)

    async def sign_up(self, email: str) -> Somebody:
        """Register, answer the mail, and sign in on a phone as well."""
        token = await self.registered(email)
        tokens = await self.post("/auth/verify-email", {"token": token, "password": PASSWORD})
        phone = await self.post("/auth/login", {"email": email, "password": PASSWORD})
        me = await self.send("GET", "/users/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        return Somebody(me.json()["id"], email, tokens, phone)

    async def registered(self, email: str) -> str:
        """Register, and return the token of the mail."""
        await self.post("/auth/register", {"email": email, "password": PASSWORD})
        return str(self.mailbox(email)[-1].token)

    async def post(self, path: str, body: Any, by: Somebody | None = None) -> Any:
        """Make a request that prepares something, and return what it answered."""
        answer = await self.send("POST", path, json=body, headers={} if by is None else by.headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Make a request."""
        transport = httpx.ASGITransport(self.app, client=("203.0.113.7", 50000))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            return await client.request(method, path, **options)

    def begin_at(self, beginning: state.State) -> None:
        """Go back to a state and its time, with a process that has just started."""
        state.put_back(beginning)
        self.time.seconds = beginning.seconds
        for stage in (self.runtime.keys._pending, self.runtime.keys._current, self.runtime.keys._previous):
            stage.forget()
        self.runtime.site._origin = None

    def restarted(self) -> "World":
        """Return the same world with a process that has just started: nothing is left of the former but the tables."""
        log = logging.getLogger("app").handlers[:]
        world = World(create_app(self.runtime.settings), self.time, self.seam, self.mailbox)
        logging.getLogger("app").handlers[:] = log
        world.people = self.people
        return world

    def __getattr__(self, name: str) -> Somebody:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


type Prepare = Callable[[World], Awaitable[Wanted]]
