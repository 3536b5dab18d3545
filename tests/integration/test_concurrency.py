"""Many callers at once, on the local cloud: what conditions and transactions are for."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from app.security import passwords
from scripts.local_cloud import LocalCloud
from scripts.local_mail import newest_token
from tests.in_process import PASSWORD, TABLES, new_address
from tests.integration.conftest import ClientFrom

NEW_PASSWORD = "gliding low over grey water"


async def test_of_many_registrations_of_one_address_one_makes_an_account(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    email = new_address("ada")
    spellings = [email, email.upper(), f" {email}"] * 10

    answers = await asyncio.gather(
        *(client.post("/auth/register", json={"email": spelt, "password": PASSWORD}) for spelt in spellings)
    )

    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 29}
    items = cloud.client("dynamodb").scan(TableName=TABLES["UsersTable"])["Items"]
    accounts = [item for item in items if item.get("email") == {"S": email}]
    claims = [item for item in items if item["pk"] == {"S": f"EMAIL#{email}"}]
    assert [account["user_id"] for account in accounts] == [claim["user_id"] for claim in claims]
    assert len(accounts) == 1
    assert (await client.post("/auth/login", json={"email": email, "password": PASSWORD})).status_code == 200


async def test_two_registrations_of_one_address_at_once_a_hundred_times_make_a_hundred_accounts(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    addresses = [new_address("pair") for _ in range(100)]
    bodies = [{"email": email, "password": PASSWORD} for email in addresses]

    for body in bodies:
        answers = await asyncio.gather(*(client.post("/auth/register", json=body) for _ in range(2)))
        assert sorted(answer.status_code for answer in answers) == [202, 409]

    items = scan(cloud, "UsersTable")
    accounts = Counter(item["email"]["S"] for item in items if "email" in item)
    claims = Counter(item["pk"]["S"].removeprefix("EMAIL#") for item in items if item["sk"] == {"S": "CLAIM"})
    assert [accounts[email] for email in addresses] == [1] * 100
    assert [claims[email] for email in addresses] == [1] * 100


async def test_of_fifty_wrong_guesses_at_once_five_are_checked(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    original = passwords._ARGON2ID.verify

    def counted(secret: str, stored: str) -> bool:
        compared.append(secret)
        return bool(original(secret, stored))

    known, unknown = await registered(client), new_address("nobody")
    monkeypatch.setattr(passwords._ARGON2ID, "verify", counted)

    for email in (known, unknown):
        compared.clear()
        guesses = [{"email": email, "password": f"{NEW_PASSWORD} {n}"} for n in range(50)]
        answers = await asyncio.gather(*(client.post("/auth/login", json=guess) for guess in guesses))

        assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 45}
        assert len(compared) == 5


async def test_the_owner_signs_in_while_fifty_others_guess(client: httpx.AsyncClient, client_from: ClientFrom) -> None:
    email = await registered(client)
    await sign_in(client, email)  # the owner's network is known from here on
    strangers = [client_from(f"198.51.{n}.1") for n in range(50)]

    guessing = [stranger.post("/auth/login", json={"email": email, "password": NEW_PASSWORD}) for stranger in strangers]
    *guesses, owner = await asyncio.gather(
        *guessing, client.post("/auth/login", json={"email": email, "password": PASSWORD})
    )

    assert owner.status_code == 200
    assert 200 not in {guess.status_code for guess in guesses}


async def test_of_many_confirmations_with_one_token_one_makes_the_account(
    client_with_mail: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    email = new_address("ada")
    await client_with_mail.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": newest_token(email, cloud.endpoint), "password": PASSWORD}

    # Four, since the fifth wrong one would wait: a confirmation counts until it has succeeded.
    answers = await asyncio.gather(*(client_with_mail.post("/auth/verify-email", json=body) for _ in range(4)))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1
    assert statuses.keys() <= {200, 409, 404}
    assert len([item for item in scan(cloud, "UsersTable") if item.get("email") == {"S": email}]) == 1


async def test_a_reset_token_used_many_times_at_once_is_used_once(
    client_with_mail: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    email = new_address("ada")
    await client_with_mail.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": newest_token(email, cloud.endpoint), "password": PASSWORD}
    assert (await client_with_mail.post("/auth/verify-email", json=body)).status_code == 200
    await client_with_mail.post("/auth/password/forgot", json={"email": email})
    token = newest_token(email, cloud.endpoint)
    choices = [f"{NEW_PASSWORD} number {n}" for n in range(10)]

    answers = await asyncio.gather(
        *(
            client_with_mail.post("/auth/password/reset", json={"token": token, "password": choice})
            for choice in choices
        )
    )

    assert Counter(answer.status_code for answer in answers) == {204: 1, 404: 9}
    (chosen,) = [choice for choice, answer in zip(choices, answers, strict=True) if answer.status_code == 204]
    assert (await sign_in(client_with_mail, email, chosen))["access_token"]


async def test_of_password_changes_at_once_one_wins_and_the_others_sessions_end(client: httpx.AsyncClient) -> None:
    email = await registered(client)
    devices = [await sign_in(client, email) for _ in range(4)]
    choices = [f"{NEW_PASSWORD} number {n}" for n in range(4)]

    answers = await asyncio.gather(
        *(
            client.put(
                "/users/me/password",
                json={"current_password": PASSWORD, "new_password": choice},
                headers=bearer(device),
            )
            for device, choice in zip(devices, choices, strict=True)
        )
    )

    assert Counter(answer.status_code for answer in answers)[204] == 1
    assert {answer.status_code for answer in answers} <= {204, 401}
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 204)
    alive = [(await client.get("/users/me", headers=bearer(device))).status_code for device in devices]
    assert alive == [200 if n == winner else 401 for n in range(4)]
    assert (await sign_in(client, email, choices[winner]))["access_token"]


async def test_refreshes_while_everything_else_is_signed_out_leave_nobody_signed_in(client: httpx.AsyncClient) -> None:
    email = await registered(client)
    mine, *others = [await sign_in(client, email) for _ in range(6)]

    ended, *refreshed = await asyncio.gather(
        client.delete("/users/me/sessions", headers=bearer(mine)),
        *(client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]}) for other in others),
    )

    assert ended.status_code == 204
    late = [answer.json() for answer in refreshed if answer.status_code == 200]
    for tokens in [*others, *late]:
        assert (await client.get("/users/me", headers=bearer(tokens))).status_code == 401
        again = await client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert again.status_code == 401
    assert (await client.get("/users/me", headers=bearer(mine))).status_code == 200


async def test_twenty_refreshes_at_once_have_one_child(client: httpx.AsyncClient) -> None:
    credentials = {"email": new_address("ada"), "password": PASSWORD}
    await client.post("/auth/register", json=credentials)
    first = (await client.post("/auth/login", json=credentials)).json()["refresh_token"]

    answers = await asyncio.gather(*(client.post("/auth/refresh", json={"refresh_token": first}) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    children = {answer.json()["refresh_token"] for answer in answers}
    assert len(children) == 1
    assert first not in children


async def test_notes_written_at_once_are_all_there_once(client: httpx.AsyncClient) -> None:
    credentials = {"email": new_address("ada"), "password": PASSWORD}
    await client.post("/auth/register", json=credentials)
    token = (await client.post("/auth/login", json=credentials)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}

    async def write(number: int) -> None:
        key = {"Idempotency-Key": f"note {number}".replace(" ", "-")}
        for _ in range(5):  # a busy machine answers some too late, with 503, and the key makes asking again safe
            answer = await client.post("/data/notes", json={"title": str(number)}, headers={**headers, **key})
            if answer.status_code != 503:
                break
        assert answer.status_code == 201

    await asyncio.gather(*map(write, range(50)))

    page = (await client.get("/data/notes?limit=100", headers=headers)).json()
    assert sorted(int(note["title"]) for note in page["items"]) == list(range(50))
    assert page["next_cursor"] is None


async def registered(client: httpx.AsyncClient) -> str:
    """Make an account, and return its address."""
    email = new_address("ada")
    assert (await client.post("/auth/register", json={"email": email, "password": PASSWORD})).status_code == 202
    return email


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> dict[str, Any]:
    answer = await client.post("/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def scan(cloud: LocalCloud, table: str) -> list[dict[str, Any]]:
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=TABLES[table])
    return [item for page in pages for item in page["Items"]]


async def test_fifty_writers_with_tags_lose_nothing(client: httpx.AsyncClient) -> None:
    email = await registered(client)
    headers = bearer(await sign_in(client, email))
    note = (await client.post("/data/notes", json={"title": "x", "body": ""}, headers=headers)).json()
    path = f"/data/notes/{note['id']}"

    async def add(number: int) -> None:
        for _ in range(500):
            read = await client.get(path, headers=headers)
            body = {"body": f"{read.json()['body']} {number}"}
            patched = await client.patch(path, json=body, headers={**headers, "If-Match": read.headers["ETag"]})
            if patched.status_code == 200:
                return
            assert patched.status_code == 412
        raise AssertionError("never got its turn")

    await asyncio.gather(*(add(number) for number in range(50)))

    final = (await client.get(path, headers=headers)).json()
    assert sorted(map(int, final["body"].split())) == list(range(50))
    assert final["version"] == note["version"] + 50


async def test_of_two_writers_with_one_tag_one_wins_whatever_they_do(client: httpx.AsyncClient) -> None:
    headers = bearer(await sign_in(client, await registered(client)))
    for first, second in (("PATCH", "PATCH"), ("PUT", "PATCH"), ("PATCH", "DELETE"), ("DELETE", "DELETE")):
        created = await client.post("/data/notes", json={"title": "x"}, headers=headers)
        path, tag = f"/data/notes/{created.json()['id']}", {"If-Match": created.headers["ETag"]}

        answers = await asyncio.gather(
            *(
                client.request(
                    method, path, headers={**headers, **tag}, json=None if method == "DELETE" else {"title": method}
                )
                for method in (first, second)
            )
        )

        statuses = sorted(answer.status_code for answer in answers)
        assert statuses[0] in {200, 204}
        assert statuses[1] in {404, 412}, (first, second)
