"""What /docs says that requests cost is what they cost: each operation is called once, and its calls are counted."""

import re
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.collections import COLLECTIONS
from app.main import create_app
from app.request_context import RequestContext, enter
from scripts.cost import meter
from tests.faults import state
from tests.faults.cases import send
from tests.faults.of_collections import scenarios_of_collections
from tests.faults.scenarios import CREDENTIALS, OPERATIONS, SCENARIOS, Scenario, in_stock
from tests.faults.seam import Seam
from tests.faults.simulated_time import SimulatedTime
from tests.faults.world import Somebody, Wanted, World
from tests.in_process import PASSWORD, SENDER, SITE, TABLES, settings_for_tests
from tests.unit.conftest import Mailbox

PARAMETER = "/fulmar-test/site-origin-of-costs"
DEPENDS: frozenset[str] = frozenset({"transactions_create", "users_export_me"})
"""What these cost is a sum over what they are asked for, or over the collections there are."""

MEANT = {
    "auth_register": ["", "again soon"],
    "auth_login": ["", "from a new device"],
    "auth_refresh": ["that rotates", "at once"],
    "auth_logout": ["", "by access token"],
    "auth_forgot_password": ["", "again soon"],
    "users_change_my_email": ["", "again soon"],
    "users_delete_me": ["", "as an administrator"],
    "users_list": ["", "by address"],
    "users_change": ["to an administrator", "of one who shall be kept out"],
    "users_delete": ["", "of an administrator"],
}
"""The scenarios whose costs a description tells, in its order, where that is not the first one alone."""

AMOUNT = re.compile(r"(\d+) calls?: (?:([\d.]+) read units?)?(?:, )?(?:(\d+) write units?)?")
MORE = re.compile(
    r"and (?:(\d+) read units? and )?(\d+) write units? more for each (session|product) beyond the second"
)

type Amount = tuple[int, float, int]


def again_soon(operation: str, body: dict[str, Any], *, by: str | None = None) -> Scenario:
    """Return the scenario of somebody who asks for a mail twice."""

    async def prepare(world: World) -> Wanted:
        wanted = Wanted(by=None if by is None else world.people[by], json=body)
        await world.post(OPERATIONS[operation][1], body, wanted.by)
        return wanted

    return Scenario(operation, "again soon", prepare)


async def _kept_out(world: World) -> Wanted:
    return Wanted(by=world.admin, path={"id": world.ada.user_id}, json={"disabled": True})


BESIDES = [
    again_soon("auth_register", {"email": "eve@example.com", "password": PASSWORD}),
    again_soon("auth_forgot_password", {"email": "ada@example.com"}),
    again_soon("users_change_my_email", {"email": "ada@elsewhere.example"}, by="ada"),
    Scenario("users_change", "of one who shall be kept out", _kept_out),
]
"""Scenarios that the descriptions tell the costs of, and that fail as others do."""


def costs_of(operation: str) -> str:
    """Return what the description of an operation says of its costs, on one line."""
    description = OPERATIONS[operation][2]["description"]
    return " ".join(description[description.index("Costs ") :].split())


def amounts(operation: str) -> list[Amount]:
    """Return the amounts that the description of an operation tells."""
    costs = costs_of(operation)
    if costs.startswith("Costs nothing"):
        return [(0, 0, 0)]
    found = [match.groups() for match in AMOUNT.finditer(costs)]
    return [(int(calls), float(read or 0), int(write or 0)) for calls, read, write in found]


def told() -> list[tuple[Scenario, Amount]]:
    """Return every scenario whose cost is told, with that."""
    by_operation: dict[str, list[Scenario]] = {}
    for scenario in [*SCENARIOS, *BESIDES, *scenarios_of_collections()]:
        by_operation.setdefault(scenario.operation, []).append(scenario)
    pairs = []
    for operation, scenarios in by_operation.items():
        if operation in DEPENDS:
            continue
        meant = MEANT.get(operation, [scenarios[0].variant])
        if operation.partition("_")[0] in COLLECTIONS and operation.rpartition("_")[2] in (
            "create",
            "put",
            "increment",
        ):
            meant = [scenario.variant for scenario in scenarios[:2]]
        chosen = [next(one for one in scenarios if one.variant == variant) for variant in meant]
        pairs += list(zip(chosen, amounts(operation), strict=True))
    return pairs


@pytest.fixture
def world(aws: None, cheap_hashing: None, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return the application with nobody in it yet, at a time that stands still."""
    time = SimulatedTime()
    seam = Seam(time)
    time.install(monkeypatch)
    seam.install(monkeypatch)
    boto3.client("ssm").put_parameter(Name=PARAMETER, Value=SITE, Type="String", Overwrite=True)
    settings = settings_for_tests(
        in_lambda=True,
        email_from=SENDER,
        site_origin=None,
        site_origin_parameter=PARAMETER,
        realtime_url="wss://live.example/live",
    )
    return World(create_app(settings), time, seam, mailbox)


class BehindTheGateway:
    """The application as the gateway calls it for somebody whose token its authorizer has checked."""

    def __init__(self, app: FastAPI, authorizer: dict[str, str]) -> None:
        self._app, self._authorizer = app, authorizer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["aws.event"] = {"requestContext": {"authorizer": self._authorizer}}
        await self._app(scope, receive, send)


async def authorizer_of(world: World, somebody: Somebody | None) -> dict[str, str]:
    if somebody is None:
        return {}
    enter(RequestContext("the authorizer"))
    caller = (await world.runtime.identity.of_headers([somebody.headers["Authorization"]])).caller
    return {
        "user_id": caller.user_id,
        "session_id": caller.session_id,
        "roles": ",".join(caller.roles),
        "auth_time": str(caller.auth_time),
    }


def test_a_cost_is_told_of_every_operation() -> None:
    assert {scenario.operation for scenario, _ in told()} == OPERATIONS.keys() - DEPENDS


async def test_operations_cost_what_their_descriptions_say(world: World) -> None:
    base = await world.settle()

    found = {scenario.name: await cost_of(world, base, scenario) for scenario, _ in told()}

    assert found == {scenario.name: amount for scenario, amount in told()}


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if MORE.search(costs_of(name))])
async def test_one_more_costs_as_much_more_as_described(world: World, operation: str) -> None:
    described = MORE.search(costs_of(operation))
    assert described is not None
    scenario = [one for one, _ in told() if one.operation == operation][-1]
    base = await world.settle()

    async def of_one_more(world: World) -> Wanted:
        if described[3] == "session":
            await world.post("/auth/login", CREDENTIALS)
            return await scenario.prepare(world)
        wanted = await scenario.prepare(world)
        (another,) = await in_stock(world, 1)
        wanted.json["items"].append({"product_id": another, "quantity": 1})
        return wanted

    _, read, write = await cost_of(world, base, scenario)
    _, read_more, write_more = await cost_of(world, base, replace(scenario, prepare=of_one_more))

    assert (read_more - read, write_more - write) == (int(described[1] or 0), int(described[2]))


async def cost_of(world: World, base: state.State, scenario: Scenario) -> Amount:
    """Return what the request of a scenario costs behind the gateway."""
    counter = meter.Meter(world.runtime.clients.dynamodb)
    indexes = {TABLES[name]: meter.INDEXES[table] for name, table in meter.TABLES.items()}
    world.begin_at(base)
    wanted = await scenario.prepare(world)
    app, authorizer = world.app, await authorizer_of(world, wanted.by)
    world.begin_at(state.taken(world.time.seconds))
    world.app = BehindTheGateway(app, authorizer)  # type: ignore[assignment]
    with patch.object(meter, "INDEXES", indexes):
        counter.start()
        answer = await send(world, scenario, wanted)
        counter.stop()
    world.app = app
    assert answer.is_success, answer.text
    return counter.calls, counter.read_units, counter.write_units
