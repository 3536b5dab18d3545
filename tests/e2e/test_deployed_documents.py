"""Documents on the deployed stack: what the role must allow, and the way through gateway and distribution."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.ids import new_id
from tests.e2e.stack import DeployedStack
from tests.in_process import PASSWORD


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    user_id: str
    headers: dict[str, str]


@pytest.fixture
def api(stack: DeployedStack) -> Iterator[httpx.Client]:
    with stack.api() as client:
        yield client


def sign_up(stack: DeployedStack, api: httpx.Client, *roles: str) -> Person:
    """Register somebody, and give them roles only when the gateway has remembered that they have none."""
    credentials = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    api.post("/auth/register", json=credentials).raise_for_status()
    headers = {"Authorization": f"Bearer {api.post('/auth/login', json=credentials).json()['access_token']}"}
    user_id = str(api.get("/users/me", headers=headers).json()["id"])
    if roles:
        stack.cloud.client("dynamodb").update_item(
            TableName=stack.outputs["UsersTable"],
            Key={"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "ACCOUNT"}},
            UpdateExpression="SET #roles = :roles",
            ExpressionAttributeNames={"#roles": "roles"},
            ExpressionAttributeValues={":roles": {"L": [{"S": role} for role in roles]}},
        )
    return Person(user_id, headers)


def test_notes_are_listed_by_their_indexes(stack: DeployedStack, api: httpx.Client) -> None:
    ada = sign_up(stack, api)
    days = ["2026-12-03", None, "2026-12-01"]
    for title, due in zip("abc", days, strict=True):
        body: dict[str, Any] = {"title": title, "due": due, "status": "done" if title == "c" else "open"}
        assert api.post("/data/notes", json=body, headers=ada.headers).status_code == 201

    def titles(query: str) -> list[str]:
        return [note["title"] for note in api.get(f"/data/notes?{query}", headers=ada.headers).json()["items"]]

    assert titles("sort=due") == ["c", "a", "b"]
    assert titles("sort=-due&status=open") == ["b", "a"]
    assert titles("status=open&due__null=false") == ["a"]


def test_a_shop_sells_to_who_found_it_without_signing_in(stack: DeployedStack, api: httpx.Client) -> None:
    admin, ada = sign_up(stack, api, "admin"), sign_up(stack, api)
    body = {"name": "Lantern", "price": "12.50", "category": "gear"}
    product = api.post("/data/products", json=body, headers=admin.headers).json()
    path = f"/data/products/{product['id']}/increment"
    counted = api.post(path, json={"field": "stock", "by": 3}, headers=admin.headers)
    assert counted.json()["stock"] == 3, counted.text

    with stack.site() as stranger:
        found = stranger.get("/api/public/products?category=gear&sort=price&price__lte=20")
    assert found.headers["Cache-Control"] == "public, max-age=30"
    assert [(item["name"], "owner_id" in item) for item in found.json()["items"]] == [("Lantern", False)]

    basket = {"items": [{"product_id": product["id"], "quantity": 2}]}
    orders = [
        api.post("/shop/checkout", json=basket, headers={**ada.headers, "Idempotency-Key": "basket"}) for _ in range(2)
    ]
    assert [order.status_code for order in orders] == [201, 201], orders[0].text
    assert orders[0].json() == orders[1].json()
    assert (orders[0].json()["total"], orders[0].json()["owner_id"]) == ("25", ada.user_id)
    assert api.get(f"/public/products/{product['id']}").json()["stock"] == 1
    everybodys = api.get("/data/orders?scope=all&status=placed", headers=admin.headers)
    assert orders[0].json()["id"] in [order["id"] for order in everybodys.json()["items"]]


def test_a_transaction_over_collections_and_what_an_administrator_does_for_another(
    stack: DeployedStack, api: httpx.Client
) -> None:
    admin, ada = sign_up(stack, api, "admin"), sign_up(stack, api)
    note_id = new_id()
    operations = [
        {"op": "create", "collection": "notes", "id": note_id, "document": {"title": "first"}},
        {"op": "create", "collection": "messages", "document": {"text": "hello"}},
    ]
    done = api.post("/data/transactions", json={"operations": operations}, headers=ada.headers)
    assert done.status_code == 200, done.text

    seen = api.get(f"/data/notes?owner={ada.user_id}", headers=admin.headers)
    refused = api.get(f"/data/notes?owner={admin.user_id}", headers=ada.headers)
    mine = api.get(f"/data/messages?owner={ada.user_id}", headers=ada.headers)

    assert [note["id"] for note in seen.json()["items"]] == [note_id]
    assert refused.status_code == 403
    assert [message["text"] for message in mine.json()["items"]] == ["hello"]


def test_what_was_deleted_or_not_meant_is_answered_through_the_distribution_as_by_the_application(
    stack: DeployedStack, api: httpx.Client
) -> None:
    ada = sign_up(stack, api)
    note = api.post("/data/notes", json={"title": "x"}, headers=ada.headers).json()
    with stack.site() as site:
        path = f"/api/data/notes/{note['id']}"
        weak = {**ada.headers, "If-Match": f'W/"{note["version"]}"'}
        stale = site.patch(path, json={"title": "y"}, headers={**ada.headers, "If-Match": '"1"'})
        done = site.patch(path, json={"title": "y"}, headers=weak)
        again = site.patch(path, json={"title": "z"}, headers=weak)
        gone = site.delete(path, headers=ada.headers)
        absent = site.get(path, headers=ada.headers)

    assert [answer.status_code for answer in (stale, done, again, gone, absent)] == [412, 200, 412, 204, 404]
    assert absent.json()["type"] == "urn:problem-type:not-found"
