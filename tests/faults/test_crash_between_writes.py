"""A process may die between any two of its writes: nothing is left by halves, and whoever comes next completes it."""

from typing import Final

import pytest

from app.blocking import inline
from app.collections import COLLECTIONS
from app.events.local_sockets import LocalSockets
from app.events.runtime import EventsRuntime
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.request_context import RequestContext, enter
from tests.faults import crashes, state
from tests.faults.cases import broken, rehearsed
from tests.faults.crashes import DEATH, Died, writes_of, wrongs_after_death
from tests.faults.test_every_route import ALL
from tests.faults.world import Wanted, World

AT_LEAST: Final = {
    "auth_register",
    "auth_verify_email",
    "auth_login",
    "auth_reset_password",
    "auth_confirm_email",
    "users_change_my_email",
    "users_change_my_password",
    "users_delete_me",
    "users_delete",
}
"""Operations of several writes, which this must be about; it is about whatever others there are as well."""


async def test_a_process_that_dies_between_two_writes_leaves_nothing_by_halves_and_the_next_request_goes_on(
    world: tuple[World, state.State],
) -> None:
    rehearsals = [await rehearsed(*world, scenario) for scenario in ALL]
    of_several = [rehearsal for rehearsal in rehearsals if len(writes_of(rehearsal)) > 1]

    found = [
        wrong
        for rehearsal in of_several
        for call in writes_of(rehearsal)
        for wrong in await wrongs_after_death(world[0], rehearsal, call)
    ]

    assert not found, "\n".join(found)
    assert {rehearsal.scenario.operation for rehearsal in of_several} >= AT_LEAST


class Alarms:
    """Remembers when to ring."""

    def __init__(self) -> None:
        self.at: list[int] = []

    async def ring(self, user_id: str, at: int) -> None:
        self.at.append(at)


def events_function(world: World, alarms: Alarms) -> EventsRuntime:
    """Return what an events function holds that has just started."""
    settings = world.runtime.settings
    enter(RequestContext("an event"))
    return EventsRuntime(settings, COLLECTIONS, DynamoDB(Clients(settings), inline), alarms, LocalSockets())


def everything() -> list[dict[str, object]]:
    return [item for name in ("users", "sessions", "data") for item in state.items_of(name)]


async def deleted_with_traces(world: World) -> str:
    """Delete somebody who left something wherever people do, and return their id."""
    for number in range(3):
        for path, body in (("/data/notes", {"title": "x"}), ("/data/messages", {"text": "x"})):
            headers = {**world.ada.headers, "Idempotency-Key": f"{path}{number}"}
            answer = await world.send("POST", path, json=body, headers=headers)
            assert answer.is_success, answer.text
    await world.post("/auth/password/forgot", {"email": world.ada.email})
    await world.post("/users/me/deletion", None, world.ada)
    return world.ada.user_id


async def test_a_purge_whose_process_dies_at_any_call_is_completed_by_the_next_and_leaves_nothing(
    world: tuple[World, state.State],
) -> None:
    there, base = world
    there.begin_at(base)
    there.seam.start()
    user_id = await deleted_with_traces(there)
    beginning = state.taken(there.time.seconds)
    there.seam.start()
    await events_function(there, Alarms()).purging.step(user_id)
    calls = list(there.seam.calls)
    assert {"Query", "BatchWriteItem"} <= {call.operation for call in calls}

    for sweeps in (False, True):  # in its first pass, and in its last
        for call in calls:
            crashes.died += 1
            there.begin_at(beginning)
            if sweeps:
                there.time.pass_by(3600)
            there.seam.start(call.index, DEATH)
            with pytest.raises(Died):
                await events_function(there, Alarms()).purging.step(user_id)
            there.seam.start()
            assert broken(Wanted()) == []
            alarms = Alarms()
            await events_function(there, alarms).purging.step_of_each()
            assert len(alarms.at) == (0 if sweeps else 1)
            there.time.pass_by(3600)
            await events_function(there, alarms).purging.step_of_each()
            left = [item for item in everything() if user_id in str(item) or there.ada.email in str(item)]
            assert not left
            assert broken(Wanted()) == []
