"""One case: a request, one of whose calls to AWS fails, and everything that has to hold then and afterwards."""

import json
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

import httpx

from app.collection.layout import layouts_of
from app.collections import COLLECTIONS
from app.problems import MEDIA_TYPE, TYPE_PREFIX
from tests.faults import state
from tests.faults.catalogue import CORRUPTED
from tests.faults.effects import Effects, effects
from tests.faults.invariants import breaches, of_stock
from tests.faults.scenarios import OPERATIONS, Scenario
from tests.faults.seam import Call, Fault
from tests.faults.world import Wanted, World
from tests.in_process import PASSWORD, TABLES

LAYOUTS: Final = layouts_of(COLLECTIONS)
_INWARD: Final = ("arn:", "aws", "dynamodb", "botocore", "Traceback", "s" * 64, *TABLES.values())
"""What no answer may hold that is an error."""

played = 0


@dataclass(frozen=True)
class Rehearsal:
    """A scenario in which nothing fails: the state before it, its calls, and what doing it once and twice leads to."""

    scenario: Scenario
    wanted: Wanted
    beginning: state.State
    calls: list[Call]
    statuses: tuple[int, int]
    effects: tuple[Effects, Effects, Effects]


async def rehearsed(world: World, base: state.State, scenario: Scenario) -> Rehearsal:
    """Return a scenario that was prepared and played without any fault, twice in a row."""
    if scenario.name not in world.rehearsals:
        world.rehearsals[scenario.name] = await _rehearsed(world, base, scenario)
    rehearsal: Rehearsal = world.rehearsals[scenario.name]
    return rehearsal


async def _rehearsed(world: World, base: state.State, scenario: Scenario) -> Rehearsal:
    world.begin_at(base)
    world.seam.start()
    wanted = await scenario.prepare(world)
    beginning = state.taken(world.time.seconds)
    world.begin_at(beginning)
    before = effects_now()
    first = await send(world, scenario, wanted)
    calls, once = list(world.seam.calls), effects_now()
    second = await send(world, scenario, wanted)
    assert first.is_success, first.text
    assert not broken(wanted)
    return Rehearsal(
        scenario, wanted, beginning, calls, (first.status_code, second.status_code), (before, once, effects_now())
    )


async def wrongs(world: World, log: StringIO, rehearsal: Rehearsal, call: Call, fault: Fault) -> list[str]:
    """Play the case in which this call meets this fault, and return what is wrong with it."""
    global played
    played += 1
    world.begin_at(rehearsal.beginning)
    log.truncate(log.seek(0))
    began = world.time.seconds
    answer = await send(world, rehearsal.scenario, rehearsal.wanted, call.index, fault)
    took, done, breached = world.time.seconds - began, effects_now(), broken(rehearsal.wanted)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    world.time.pass_by(float(answer.headers.get("Retry-After", "0")))  # as the caller was told
    again = await send(world, rehearsal.scenario, rehearsal.wanted)
    found = [
        *_of_answer(rehearsal, fault, answer),
        *_of_log(rehearsal.scenario, answer, lines),
        *_of_effects(rehearsal, answer, done),
        *_of_next(rehearsal, answer, done, again),
        *breached,
        *(f"afterwards: {breach}" for breach in broken(rehearsal.wanted)),
    ]
    if took > world.runtime.settings.request_deadline_seconds:
        found.append(f"it took {took:.2f} s")
    where = f"{rehearsal.scenario.name}: {call.operation} ({call.index}), {fault.name}"
    return [f"{where}: {wrong}" for wrong in dict.fromkeys(found)]


def _of_answer(rehearsal: Rehearsal, fault: Fault, answer: httpx.Response) -> list[str]:
    status = answer.status_code
    if answer.is_success:
        return [] if status == rehearsal.statuses[0] else [f"it answered {status}"]
    found = []
    documented = {int(code) for code in OPERATIONS[rehearsal.scenario.operation][2]["responses"]}
    if status != 503 and not (status == 500 and fault is CORRUPTED):
        found.append(f"it answered {status} {answer.text}")
    if status not in documented | {500}:  # which is a problem as well, and for what nobody can mend by coming back
        found.append(f"{status} is not documented")
    if status == 503 and not 0 < int(answer.headers.get("Retry-After", "0")) < 5:
        found.append("Retry-After is missing or long")
    if answer.headers["Content-Type"] != MEDIA_TYPE:
        return [*found, "the error is no problem"]
    problem = answer.json()
    if problem["status"] != status or not problem["type"].startswith(TYPE_PREFIX):
        found.append("the problem contradicts the answer")
    if not problem["instance"] or problem["instance"] != answer.headers["X-Request-Id"]:
        found.append("the problem is of no request")
    told = f"{answer.text} {answer.headers}".lower()
    found += [f"the answer holds {word!r}" for word in (*_INWARD, PASSWORD) if word.lower() in told]
    return found


def _of_log(scenario: Scenario, answer: httpx.Response, lines: list[dict[str, Any]]) -> list[str]:
    found = []
    requests = [line for line in lines if line["event"] == "request"]
    if [(line["operation"], line["status"]) for line in requests] != [(scenario.operation, answer.status_code)]:
        found.append("the log has not one line of the request")
    if answer.is_server_error and not any(line["level"] in {"WARNING", "ERROR"} for line in lines):
        found.append("the log does not say why")
    if PASSWORD in str(lines) or "s" * 64 in str(lines):
        found.append("the log holds a secret")
    return found


def _of_effects(rehearsal: Rehearsal, answer: httpx.Response, done: Effects) -> list[str]:
    before, once, _ = rehearsal.effects
    if answer.is_success and done != once:
        return [f"it succeeded, and did {_difference(once, done)}"]
    if not answer.is_success and done not in (before, once):
        return [f"it was done by halves: {_difference(before, done)}"]
    return []


def _of_next(rehearsal: Rehearsal, answer: httpx.Response, done: Effects, again: httpx.Response) -> list[str]:
    before, once, twice = rehearsal.effects
    allowed = rehearsal.statuses[1:] if answer.is_success else rehearsal.statuses
    if again.status_code not in allowed:
        return [f"the next request got {again.status_code} {again.text}"]
    now = effects_now()
    if now != (once if done == before and before != once else twice):
        return [f"the next request led to {_difference(twice, now)}"]
    return []


def _difference(expected: Effects, found: Effects) -> str:
    missing = [line for line in expected if line not in found]
    return f"{[line for line in found if line not in expected]} instead of {missing} ({len(found)} items)"


async def send(
    world: World, scenario: Scenario, wanted: Wanted, index: int = -1, fault: Fault | None = None
) -> httpx.Response:
    """Make the request of a scenario; let the call of this index meet a fault."""
    method, path, _ = OPERATIONS[scenario.operation]
    by = {} if wanted.by is None else wanted.by.headers
    body = {} if wanted.json is None else {"json": wanted.json}
    world.seam.start(index, fault)
    return await world.send(
        method.upper(),
        path.format_map(wanted.path),
        params=wanted.query,
        headers={**by, **wanted.headers},
        **body,
    )


def effects_now() -> Effects:
    """Return what is stored, without what differs from one time to the next."""
    return effects(state.items_of("users"), state.items_of("sessions"), state.items_of("data"))


def broken(wanted: Wanted) -> list[str]:
    """Return every breach of the invariants in the tables as they are."""
    data = state.items_of("data")
    found = breaches(state.items_of("users"), state.items_of("sessions"), data, COLLECTIONS, LAYOUTS)
    return [*found, *of_stock(data, wanted.received)]
