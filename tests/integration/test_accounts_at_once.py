"""Accounts that several change at once, and the purge under uvicorn, on the local cloud."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx

from app import clock
from app.collections import COLLECTIONS
from app.events.local import local_events
from app.repositories.accounts import account_key
from scripts.local_cloud import LocalCloud
from tests.in_process import PASSWORD, TABLES, new_address, settings_for_tests


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    user_id: str
    email: str
    headers: dict[str, str]


async def sign_up(client: httpx.AsyncClient) -> Person:
    email = new_address("user")
    body = {"email": email, "password": PASSWORD}
    await client.post("/auth/register", json=body)
    access = (await client.post("/auth/login", json=body)).json()["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    user_id = (await client.get("/users/me", headers=headers)).json()["id"]
    return Person(user_id, email, headers)


async def administrator(client: httpx.AsyncClient, cloud: LocalCloud) -> Person:
    """Sign somebody up and give them the role, as an operator would."""
    person = await sign_up(client)
    table = TABLES["UsersTable"]
    cloud.client("dynamodb").update_item(
        TableName=table,
        Key=account_key(table, person.user_id).item(),
        UpdateExpression="SET #roles = :roles",
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={":roles": {"L": [{"S": "admin"}]}},
    )
    cloud.client("dynamodb").update_item(
        TableName=table,
        Key={"pk": {"S": "ADMINS"}, "sk": {"S": "COUNT"}},
        UpdateExpression="ADD #count :one",
        ExpressionAttributeNames={"#count": "count"},
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    return person


def everything(cloud: LocalCloud) -> str:
    items: list[Any] = []
    for table in TABLES.values():
        for page in cloud.client("dynamodb").get_paginator("scan").paginate(TableName=table):
            items += page["Items"]
    return json.dumps(items)


async def test_changes_of_a_profile_at_once_are_all_in_it_or_say_that_they_are_not(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    answers = await asyncio.gather(
        *(client.patch("/users/me", json={"preferences": {f"k{n}": n}}, headers=person.headers) for n in range(8))
    )
    after = (await client.get("/users/me", headers=person.headers)).json()["preferences"]

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert after == {f"k{n}": n for n, answer in enumerate(answers) if answer.status_code == 200}
    assert after


async def test_of_two_administrators_who_remove_each_other_at_once_one_stays(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    last = await administrator(client, cloud)
    bodies: list[dict[str, Any]] = [{"roles": []}, {"disabled": True}]
    for body in bodies * 5:
        pair = [last, await administrator(client, cloud)]
        await asyncio.gather(
            client.patch(f"/users/{pair[1].user_id}", json={"roles": []}, headers=pair[0].headers),
            client.patch(f"/users/{pair[0].user_id}", json=body, headers=pair[1].headers),
        )
        after = [(await client.get("/users?limit=1", headers=person.headers)).status_code for person in pair]

        assert after.count(200) >= 1
        last = pair[after.index(200)]


async def test_of_the_last_two_who_delete_themselves_at_once_one_stays(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    table = TABLES["UsersTable"]
    cloud.client("dynamodb").delete_item(TableName=table, Key={"pk": {"S": "ADMINS"}, "sk": {"S": "COUNT"}})
    pair = [await administrator(client, cloud) for _ in range(2)]
    answers = await asyncio.gather(*(client.post("/users/me/deletion", headers=person.headers) for person in pair))

    assert sorted(answer.status_code for answer in answers) == [202, 409]


async def test_of_many_deletions_of_one_account_at_once_one_is_done(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    person = await sign_up(client)
    answers = await asyncio.gather(*(client.post("/users/me/deletion", headers=person.headers) for _ in range(10)))

    assert [answer.status_code for answer in answers].count(202) == 1
    assert {answer.status_code for answer in answers} <= {202, 401}


async def test_signing_in_while_the_account_is_deleted_leaves_no_session(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    person = await sign_up(client)
    body = {"email": person.email, "password": PASSWORD}
    answers = await asyncio.gather(
        client.post("/users/me/deletion", headers=person.headers),
        *(client.post("/auth/login", json=body) for _ in range(3)),
    )
    after = [
        (
            await client.get("/users/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
        ).status_code
        for answer in answers[1:]
        if answer.status_code == 200
    ]

    assert answers[0].status_code == 202
    assert set(after) <= {401}


async def test_under_uvicorn_the_stream_wakes_the_purge_and_a_restart_goes_on_with_it(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    settings = settings_for_tests(aws_endpoint_url=cloud.endpoint, authorizer_cache_seconds=0)
    earlier, later = [await sign_up(client) for _ in range(2)]
    for person in (earlier, later):
        for number in range(30):
            body = {"title": f"note {number}"}
            assert (await client.post("/data/notes", json=body, headers=person.headers)).status_code == 201
    await client.post("/users/me/deletion", headers=earlier.headers)
    async with local_events(settings, COLLECTIONS):
        await client.post("/users/me/deletion", headers=later.headers)
        until = clock.now() + 30
        while f"notes#{later.user_id}" in everything(cloud) or f"notes#{earlier.user_id}" in everything(cloud):
            assert clock.now() < until
            await asyncio.sleep(0.2)
