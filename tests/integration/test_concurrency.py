"""Many callers at once, on the local cloud: what conditions and transactions are for."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from app.main import create_app
from scripts.local_cloud import LocalCloud
from scripts.tables import create_tables
from tests.in_process import PASSWORD, SECRET_ID, SITE, TABLES, new_address, settings_for_tests


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud() as cloud:
        create_tables(cloud.client("dynamodb"), TABLES)
        cloud.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name, value in cloud.environment.items():
                monkeypatch.setenv(name, value)
            assert os.environ["AWS_ENDPOINT_URL"] == cloud.endpoint
            yield cloud


@pytest.fixture
async def client(cloud: LocalCloud, cheap_hashing: None) -> AsyncIterator[httpx.AsyncClient]:
    # As under uvicorn: blocking calls run in worker threads, so these really happen at once.
    application = create_app(settings_for_tests(aws_endpoint_url=cloud.endpoint, refresh_min_age_seconds=0))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=SITE) as client:
        yield client


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

    await asyncio.gather(
        *(client.post("/data/notes", json={"title": str(number)}, headers=headers) for number in range(50))
    )

    page = (await client.get("/data/notes?limit=100", headers=headers)).json()
    assert sorted(int(note["title"]) for note in page["items"]) == list(range(50))
    assert page["next_cursor"] is None
