"""Every operation, with every call to AWS failing in turn: 503 or the right answer, nothing by halves or twice."""

from io import StringIO
from typing import Final

import pytest

from tests.faults.cases import rehearsed, wrongs
from tests.faults.catalogue import LOST, LOST_AND_GONE, faults_of
from tests.faults.of_collections import scenarios_of_collections
from tests.faults.scenarios import OPERATIONS, SCENARIOS, Scenario
from tests.faults.seam import Call, Fault
from tests.faults.state import State
from tests.faults.world import World

ALL: Final = [*SCENARIOS, *scenarios_of_collections()]
ALWAYS: Final = (LOST, LOST_AND_GONE)


def chosen(call: Call, number: int) -> list[Fault]:
    """Return the faults that a call meets: what may do things twice always; of the rest some, which take turns.

    Every operation reads the secret, where the site is and who calls, so that one fault there each time is many. What
    is written in batches is rare, and meets all.
    """
    turn = number * 7 + call.index * 3
    faults = faults_of(call, turn)
    rest = [fault for fault in faults if fault not in ALWAYS]
    is_everywhere = call.service != "dynamodb" or (call.operation == "BatchGetItem" and call.index <= 2)
    count = len(rest) if call.operation == "BatchWriteItem" else 3 if number <= 8 else 1 if is_everywhere else 2
    some = [rest[(turn + step) % len(rest)] for step in range(count)]
    return [*some, *(fault for fault in faults if fault in ALWAYS)]


def test_every_operation_has_a_scenario() -> None:
    assert {scenario.operation for scenario in ALL} == OPERATIONS.keys()


def test_every_scenario_has_a_name_of_its_own() -> None:
    assert len({scenario.name for scenario in ALL}) == len(ALL)


@pytest.mark.parametrize(("number", "scenario"), list(enumerate(ALL)), ids=[scenario.name for scenario in ALL])
async def test_a_call_that_fails_leads_to_503_or_the_right_answer_and_to_nothing_by_halves(
    world: tuple[World, State], log: StringIO, number: int, scenario: Scenario
) -> None:
    rehearsal = await rehearsed(*world, scenario)

    found = [
        wrong
        for call in rehearsal.calls
        for fault in chosen(call, number)
        for wrong in await wrongs(world[0], log, rehearsal, call, fault)
    ]

    assert not found, "\n".join(found)
