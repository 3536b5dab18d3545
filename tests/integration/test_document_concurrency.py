"""Many callers at once on the same documents, on the local cloud: counters, keys, transactions and the last pieces."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from app.collection import Collection, registry
from app.collection.layout_lock import Lock
from app.collections import COLLECTIONS
from app.main import create_app
from scripts.local_cloud import LocalCloud
from tests.in_process import PASSWORD, SITE, TABLES, new_address, settings_for_tests
from tests.unit.collections_for_tests import ACCOUNTS, BOARD, PAPERS

OURS: tuple[Collection, ...] = (ACCOUNTS, BOARD, PAPERS)


@pytest.fixture
async def client(cloud: LocalCloud, cheap_hashing: None) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application with the shipped collections and some of the tests' own."""
    settings = settings_for_tests(aws_endpoint_url=cloud.endpoint)
    app = create_app(settings, registry(*COLLECTIONS.values(), *OURS), Lock({}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE, timeout=60) as client:
        yield client


async def signed_in(client: httpx.AsyncClient, cloud: LocalCloud, *roles: str) -> dict[str, str]:
    """Register somebody, give them roles, and return the headers of their requests."""
    credentials = {"email": new_address("caller"), "password": PASSWORD}
    await client.post("/auth/register", json=credentials)
    tokens = (await client.post("/auth/login", json=credentials)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    if roles:
        me = (await client.get("/users/me", headers=headers)).json()
        cloud.client("dynamodb").update_item(
            TableName=TABLES["UsersTable"],
            Key={"pk": {"S": f"USER#{me['id']}"}, "sk": {"S": "ACCOUNT"}},
            UpdateExpression="SET #roles = :roles",
            ExpressionAttributeNames={"#roles": "roles"},
            ExpressionAttributeValues={":roles": {"L": [{"S": role} for role in roles]}},
        )
    return headers


async def made(client: httpx.AsyncClient, headers: dict[str, str], name: str, body: dict[str, Any]) -> str:
    """Make a document, and return its path."""
    answer = await client.post(f"/data/{name}", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return f"/data/{name}/{answer.json()['id']}"


type LoseAnswers = Callable[[float, int], Counter[str]]


@pytest.fixture
def lose_answers(monkeypatch: pytest.MonkeyPatch) -> LoseAnswers:
    """Return a function that has answers to transactions lost after they were done: with which chance, how often each.

    What it returns counts the lost answers by the transaction's token.
    """
    chance = random.Random(4)
    really = URLLib3Session.send

    def lose(probability: float, at_most: int) -> Counter[str]:
        lost: Counter[str] = Counter()

        def send(session: URLLib3Session, request: Any) -> Any:
            answer = really(session, request)
            token = json.loads(request.body).get("ClientRequestToken") if b"TransactItems" in request.body else None
            if token and answer.status_code == 200 and lost[token] < at_most and chance.random() < probability:
                lost[token] += 1
                raise ReadTimeoutError(endpoint_url=request.url)
            return answer

        monkeypatch.setattr(URLLib3Session, "send", send)
        return lost

    return lose


@pytest.mark.parametrize(
    ("probability", "at_most", "with_keys"),
    [
        (0.5, 1, False),  # boto3's own repetition is told from another increment
        (0.7, 9, True),  # boto3 gives up, the client asks again under its key
    ],
)
async def test_a_hundred_increments_at_once_end_exactly_at_the_bound_although_answers_are_lost(
    client: httpx.AsyncClient,
    cloud: LocalCloud,
    lose_answers: LoseAnswers,
    probability: float,
    at_most: int,
    with_keys: bool,
) -> None:
    headers = await signed_in(client, cloud)
    path = await made(client, headers, "accounts", {})
    body = {"field": "visits", "by": 1, "max": 60}
    workers = asyncio.Semaphore(20)
    lost_answers = lose_answers(probability, at_most)

    async def add(number: int) -> int:
        key = {"Idempotency-Key": f"increment-{number}"} if with_keys else {}
        async with workers:
            for _ in range(20):
                answer = await client.post(f"{path}/increment", json=body, headers={**headers, **key})
                if answer.status_code != 503:
                    return answer.status_code
            raise AssertionError("never got its turn")

    statuses = Counter(await asyncio.gather(*(add(number) for number in range(100))))

    final = (await client.get(path, headers=headers)).json()
    assert (statuses, final["visits"]) == ({200: 60, 409: 40}, 60)
    assert lost_answers.total()


async def test_one_key_from_twenty_callers_makes_one_document(client: httpx.AsyncClient, cloud: LocalCloud) -> None:
    headers = {**await signed_in(client, cloud), "Idempotency-Key": "the-same"}

    answers = await asyncio.gather(
        *(client.post("/data/board", json={"text": "once"}, headers=headers) for _ in range(20))
    )

    assert {answer.status_code for answer in answers} <= {201, 503}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    listed = (await client.get("/data/board", headers=headers)).json()["items"]
    assert [item["text"] for item in listed if item["text"] == "once"] == ["once"]


async def test_transfers_at_once_are_all_or_nothing(client: httpx.AsyncClient, cloud: LocalCloud) -> None:
    headers = await signed_in(client, cloud)
    paths = [await made(client, headers, "accounts", {"balance": "10"}) for _ in range(4)]
    ids = [path.rsplit("/", 1)[1] for path in paths]
    chance = random.Random(7)

    async def transfer() -> int:
        giver, taker = chance.sample(ids, 2)
        amount = chance.randint(1, 800) / 100
        operations = [
            {"op": "increment", "collection": "accounts", "id": giver, "field": "balance", "by": -amount, "min": 0},
            {"op": "increment", "collection": "accounts", "id": taker, "field": "balance", "by": amount},
            {"op": "create", "collection": "papers", "document": {"text": "receipt"}},
        ]
        answer = await client.post("/data/transactions", json={"operations": operations}, headers=headers)
        return answer.status_code

    statuses = Counter(await asyncio.gather(*(transfer() for _ in range(60))))

    assert statuses.keys() <= {200, 409, 503}
    balances = [float((await client.get(path, headers=headers)).json()["balance"]) for path in paths]
    assert min(balances) >= 0
    assert round(sum(balances), 2) == 40
    receipts = (await client.get("/data/papers?limit=100", headers=headers)).json()["items"]
    assert len(receipts) == statuses[200] > 0


async def test_of_transactions_on_one_version_one_is_done(client: httpx.AsyncClient, cloud: LocalCloud) -> None:
    headers = await signed_in(client, cloud)
    path = await made(client, headers, "papers", {"text": "first"})
    version = (await client.get(path, headers=headers)).json()["version"]

    def operations(number: int) -> list[dict[str, Any]]:
        document_id = path.rsplit("/", 1)[1]
        change = {"op": "patch", "collection": "papers", "id": document_id, "version": version}
        return [
            {**change, "document": {"text": str(number)}},
            {"op": "create", "collection": "accounts", "document": {"visits": number}},
        ]

    answers = await asyncio.gather(
        *(
            client.post("/data/transactions", json={"operations": operations(number)}, headers=headers)
            for number in range(20)
        )
    )

    assert Counter(answer.status_code for answer in answers)[200] == 1
    assert {answer.status_code for answer in answers} <= {200, 412, 503}
    accounts = (await client.get("/data/accounts", headers=headers)).json()["items"]
    assert [account["visits"] for account in accounts] == [
        int((await client.get(path, headers=headers)).json()["text"])
    ]


async def test_of_thirty_buyers_of_the_last_ten_pieces_ten_get_one(
    client: httpx.AsyncClient, cloud: LocalCloud
) -> None:
    admin = await signed_in(client, cloud, "admin")
    path = await made(client, admin, "products", {"name": "Lantern", "price": "12.00"})
    await client.post(f"{path}/increment", json={"field": "stock", "by": 10}, headers=admin)
    buyers = [await signed_in(client, cloud) for _ in range(30)]
    body = {"items": [{"product_id": path.rsplit("/", 1)[1], "quantity": 1}]}

    async def buy(number: int) -> int:
        headers = {**buyers[number], "Idempotency-Key": f"basket-{number}"}
        for _ in range(20):
            answer = await client.post("/shop/checkout", json=body, headers=headers)
            if answer.status_code != 503:
                return answer.status_code
        raise AssertionError("never got its turn")

    statuses = Counter(await asyncio.gather(*(buy(number) for number in range(30))))

    orders = [len((await client.get("/data/orders", headers=buyer)).json()["items"]) for buyer in buyers]
    assert statuses == {201: 10, 409: 20}
    assert sorted(orders) == [0] * 20 + [1] * 10
    assert (await client.get(path, headers=admin)).json()["stock"] == 0
