"""Processes that die: before a call to AWS, which is not made, and neither is any after it."""

from typing import Final

import httpx

from tests.faults.cases import Rehearsal, broken, effects_now, send
from tests.faults.catalogue import WRITES
from tests.faults.seam import Attempt, Call, Fault
from tests.faults.world import World

died = 0


class Died(BaseException):
    """The process is no more. Nothing may catch this, as nothing would be there to."""


def _die(_: Attempt) -> None:
    raise Died


DEATH: Final = Fault("the process died", _die, reach="process")


def writes_of(rehearsal: Rehearsal) -> list[Call]:
    """Return the calls of a scenario that change something; mail is such a call."""
    return [call for call in rehearsal.calls if call.operation in WRITES]


async def wrongs_after_death(world: World, rehearsal: Rehearsal, call: Call) -> list[str]:
    """Let the process die before a call and another one take its place; return what is wrong then and afterwards."""
    global died
    died += 1
    scenario, wanted = rehearsal.scenario, rehearsal.wanted
    world.begin_at(rehearsal.beginning)
    try:
        await send(world, scenario, wanted, call.index, DEATH)
    except Died:
        pass
    else:
        raise AssertionError("the process goes on")
    left, found = effects_now(), broken(wanted)
    again = await send(world.restarted(), scenario, wanted)
    found += [f"afterwards: {breach}" for breach in broken(wanted)]
    found += _of_next(rehearsal, left, again)
    return [f"{scenario.name}: died before {call.operation} ({call.index}): {wrong}" for wrong in found]


def _of_next(rehearsal: Rehearsal, left: list[str], again: httpx.Response) -> list[str]:
    """The next request completes what was begun, or does what it would have done if nothing, or all, had been."""
    if again.status_code not in rehearsal.statuses:
        return [f"the next request got {again.status_code} {again.text}"]
    before, once, twice = rehearsal.effects
    if (now := effects_now()) not in (once, twice):
        return [f"the next request led to {[line for line in now if line not in once]}, from {left}"]
    return [] if left in (before, once) else [f"it was done by halves: {[it for it in left if it not in before]}"]
