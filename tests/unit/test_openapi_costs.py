"""What /docs says that requests cost is what they cost: each operation is called once, and its calls are counted."""

import re
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
from tests.faults.scenarios import OPERATIONS, SCENARIOS, Scenario
from tests.faults.seam import Seam
from tests.faults.simulated_time import SimulatedTime
from tests.faults.world import Somebody, World
from tests.in_process import SENDER, SITE, TABLES, settings_for_tests
from tests.unit.conftest import Mailbox

PARAMETER = "/fulmar-test/site-origin-of-costs"
DEPENDS: frozenset[str] = frozenset({"transactions_create", "users_export_me"})
"""What these cost is a sum over what they are asked for, or over the collections there are."""

MEANT = {"auth_refresh": ["that rotates", "at once"]}
"""The scenarios whose costs a description tells, where that is not the first one alone."""

AMOUNT = re.compile(r"(\d+) calls?: (?:([\d.]+) read units?)?(?:, )?(?:(\d+) write units?)?")

type Amount = tuple[int, float, int]


def amounts(operation: str) -> list[Amount]:
    """Return the amounts that the description of an operation tells."""
    description = OPERATIONS[operation][2]["description"]
    costs = description[description.index("Costs ") :]
    if costs.startswith("Costs nothing"):
        return [(0, 0, 0)]
    found = [match.groups() for match in AMOUNT.finditer(costs)]
    return [(int(calls), float(read or 0), int(write or 0)) for calls, read, write in found]


def told() -> list[tuple[Scenario, Amount]]:
    """Return every scenario whose cost is told, with that."""
    by_operation: dict[str, list[Scenario]] = {}
    for scenario in [*SCENARIOS, *scenarios_of_collections()]:
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
        pairs += list(zip(chosen, amounts(operation), strict=False))
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
    counter = meter.Meter(world.runtime.clients.dynamodb)
    app, found = world.app, {}
    indexes = {TABLES[name]: meter.INDEXES[table] for name, table in meter.TABLES.items()}

    with patch.object(meter, "INDEXES", indexes):
        for scenario, _ in told():
            world.begin_at(base)
            wanted = await scenario.prepare(world)
            authorizer = await authorizer_of(world, wanted.by)
            world.begin_at(state.taken(world.time.seconds))
            world.app = BehindTheGateway(app, authorizer)  # type: ignore[assignment]
            counter.start()
            answer = await send(world, scenario, wanted)
            counter.stop()
            world.app = app
            assert answer.is_success, answer.text
            found[scenario.name] = (counter.calls, counter.read_units, counter.write_units)

    assert found == {scenario.name: amount for scenario, amount in told()}
