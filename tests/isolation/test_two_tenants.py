"""Two tenants' traffic at once: nothing that is one's is ever in an answer to the other."""

import asyncio
import gc
import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.in_process import PASSWORD, SITE, new_address, settings_for_tests
from tests.lambda_client import LambdaClient
from tests.soak import FACTOR

CALLERS = 64
REQUESTS = 1200 * FACTOR
MARKS = ("heron-4711-heron", "plover-0815-plover")


class Tenant:
    """Somebody whose every document says whose it is."""

    def __init__(self, mark: str, client: httpx.AsyncClient) -> None:
        self.mark = mark
        self.client = client
        self.email = new_address(mark)
        self.notes: list[str] = []
        self.answers: list[str] = []

    async def sign_up(self) -> None:
        """Make the account, and sign in."""
        credentials = {"email": self.email, "password": PASSWORD, "name": self.mark}
        (await self.client.post("/auth/register", json=credentials)).raise_for_status()
        del credentials["name"]
        session = (await self.client.post("/auth/login", json=credentials)).raise_for_status().json()
        self.client.headers["Authorization"] = f"Bearer {session['access_token']}"
        await self.write()

    async def write(self) -> None:
        """Make a note."""
        answer = await self.client.post("/data/notes", json={"title": self.mark, "tags": [self.mark]})
        self.notes.append(answer.json()["id"])
        self.answers.append(answer.text)

    async def ask(self, choice: random.Random, others: list[str]) -> None:
        """Send one request of many kinds, some for what is the other's."""
        own, foreign = choice.choice(self.notes), choice.choice(others)
        kind = choice.randrange(9)
        request: Callable[..., Any] = self.client.request
        answer = await {
            0: lambda: request("GET", f"/data/notes/{own}"),
            1: lambda: request("GET", f"/data/notes/{foreign}"),
            2: lambda: request("GET", "/data/notes?limit=10"),
            3: lambda: request("GET", "/users/me"),
            4: lambda: request("PATCH", f"/data/notes/{own}", json={"body": self.mark}),
            5: lambda: request("DELETE", f"/data/notes/{foreign}"),
            6: lambda: request("GET", "/data/notes/changes?since=now"),
            7: lambda: request("GET", "/users/me/export"),
            8: lambda: request("POST", "/data/notes", json={"title": self.mark, "nonsense": 1}),
        }[kind]()
        self.answers.append(answer.text)
        # Many change one note at once, and are told so.
        expected = {1: {404}, 4: {200, 409}, 5: {404}, 8: {422}}.get(kind, {200})
        assert answer.status_code in expected, (kind, answer.text)


async def test_traffic_of_two_tenants_never_mixes(aws: None, cheap_hashing: None) -> None:
    application = create_app(settings_for_tests())
    choice = random.Random(7 if FACTOR == 1 else None)

    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=SITE, timeout=60)

    async with client() as one, client() as other:
        tenants = [Tenant(mark, of) for mark, of in zip(MARKS, (one, other), strict=True)]
        for tenant in tenants:
            await tenant.sign_up()
        left = iter(range(REQUESTS))

        async def caller() -> None:
            for number in left:
                tenant, stranger = tenants if choice.random() < 0.5 else reversed(tenants)
                if number % 40 == 0:
                    await tenant.write()
                else:
                    await tenant.ask(choice, stranger.notes)

        await asyncio.gather(*(caller() for _ in range(CALLERS)))

    for tenant, stranger in (tenants, reversed(tenants)):
        foreign = (stranger.mark, stranger.email, *stranger.notes)
        assert len(tenant.answers) > REQUESTS / 3
        assert [answer for answer in tenant.answers if any(secret in answer for secret in foreign)] == []


@pytest.fixture
def handler(aws: None, cheap_hashing: None) -> Iterator[ApiHandler]:
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
    yield handler
    handler.close()


def strings() -> set[str]:
    """Return every text that the process still holds in something that the collector knows."""
    gc.collect()
    held: set[str] = set()
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            held.update(value for value in thing.values() if type(value) is str)
        elif isinstance(thing, list | tuple | set | frozenset):
            held.update(value for value in thing if type(value) is str)
    return held


def test_a_warm_function_keeps_nothing_of_a_request_for_the_next(handler: ApiHandler) -> None:
    def use(mark: str) -> None:
        anybody = LambdaClient(handler)
        credentials = {"email": new_address(mark), "password": f"{mark} is the passphrase"}
        assert anybody.request("POST", "/auth/register", credentials).status == 202
        token = anybody.request("POST", "/auth/login", credentials).json()["access_token"]
        client = anybody.signed_in(token)
        note = client.request("POST", "/data/notes", {"title": f"{mark} title"}).json()["id"]
        assert client.request("GET", f"/data/notes/{note}?nonsense={mark}").status == 422
        assert client.request("GET", f"/data/notes/{note}").json()["title"] == f"{mark} title"

    mark = "osprey-2342-osprey"
    use(mark)
    LambdaClient(handler).request("GET", "/health")

    # The tables of this test are in the same process, so only what is no item of theirs counts.
    held = strings()
    assert f"{mark} is the passphrase" not in held
    assert f"nonsense={mark}" not in held
