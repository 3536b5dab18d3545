"""Honest browsers with several tabs on bad networks: whatever is lost or late, nobody is signed out.

A simulation: each tab refreshes now and then, with whatever token the browser holds at that moment; requests and
answers take their time, overtake each other and get lost. Events happen in order of the simulated time.
"""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from app import clock
from tests.unit.conftest import Person

type SetClock = Callable[[float], None]

# A request and its answer together take less than APP_REFRESH_MIN_AGE_SECONDS; a browser tries again at once.
SLOWEST_SECONDS = 4.9
MINUTES = 4


@dataclass
class Browser:
    """Tabs that share one refresh token, as they share one cookie."""

    client: httpx.AsyncClient
    set_clock: SetClock
    chance: random.Random
    token: str
    now: float
    loss: float
    events: list[tuple[float, int, str, str]] = field(default_factory=list)
    order: "itertools.count[int]" = field(default_factory=itertools.count)
    refreshes: int = 0
    rotations: int = 0

    def later(self, seconds: float, what: str, token: str = "") -> None:
        heapq.heappush(self.events, (self.now + seconds, next(self.order), what, token))

    async def run(self, tabs: int) -> None:
        for _ in range(tabs):
            self.later(self.chance.uniform(0, 30), "refresh")
        end = self.now + MINUTES * 60
        while self.events and self.events[0][0] < end:
            self.now, _, what, token = heapq.heappop(self.events)
            self.set_clock(self.now)
            match what:
                case "refresh":  # the tab sends the token of this moment
                    self.later(self.chance.uniform(0, SLOWEST_SECONDS), "arrives", self.token)
                case "arrives":
                    await self._arrive(token)
                case "answered":
                    self.rotations += token != self.token
                    self.token = token
                    self.later(self.chance.choice((0.5, 11, 60, 300)) * self.chance.random(), "refresh")

    async def _arrive(self, token: str) -> None:
        if self.chance.random() < self.loss:
            self.later(SLOWEST_SECONDS, "refresh")
            return
        answer = await self.client.post("/auth/refresh", json={"refresh_token": token})
        assert answer.status_code == 200, f"signed out after {self.refreshes} refreshes"
        self.refreshes += 1
        if self.chance.random() < self.loss:  # it was done, and nobody hears of it
            self.later(SLOWEST_SECONDS, "refresh")
            return
        self.later(self.chance.uniform(0, SLOWEST_SECONDS), "answered", answer.json()["refresh_token"])


@pytest.mark.parametrize("tabs", [2, 4, 8])
@pytest.mark.parametrize("loss", [0.0, 0.15])
async def test_nobody_honest_is_signed_out(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock, tabs: int, loss: float
) -> None:
    chance = random.Random(tabs * 100 + int(loss * 100))
    browser = Browser(client, clock_at, chance, ada.refresh_token, clock.now() + 60, loss)

    await browser.run(tabs)

    assert browser.refreshes > 6
    assert browser.rotations > 3
    me = await client.post("/auth/refresh", json={"refresh_token": browser.token})
    assert me.status_code == 200


async def test_a_thief_is_noticed_at_the_latest_when_the_owner_comes_back(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    now = clock.now() + 60
    stolen = ada.refresh_token
    clock_at(now)
    mine = (await client.post("/auth/refresh", json={"refresh_token": stolen})).json()["refresh_token"]
    clock_at(now + 300)
    mine = (await client.post("/auth/refresh", json={"refresh_token": mine})).json()["refresh_token"]

    clock_at(now + 600)
    thief = await client.post("/auth/refresh", json={"refresh_token": stolen})
    owner = await client.post("/auth/refresh", json={"refresh_token": mine})

    assert (thief.status_code, owner.status_code) == (401, 401)
