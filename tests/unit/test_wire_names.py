"""Fields that have another name on the wire, and older documents that `upgrade` brings up to date."""

from datetime import date
from typing import Annotated, Any

import boto3
import httpx
import pytest
from pydantic import BaseModel, Field

from app.collection import Collection, CreateOnly, ServerSet
from app.repositories.attributes import encode
from tests.unit.conftest import Person


class Task(BaseModel):
    """Camel case for clients that want it."""

    title: Annotated[str, Field(max_length=50)]
    due_day: Annotated[date | None, Field(alias="dueDay")] = None
    first_day: Annotated[date | None, Field(alias="firstDay"), CreateOnly] = None
    done_by: Annotated[str, Field(alias="doneBy"), ServerSet] = ""


class Renamed(BaseModel):
    """What was called `heading` once, and had no size."""

    title: Annotated[str, Field(max_length=50)]
    size: int = 3


def upgrade(data: dict[str, Any]) -> dict[str, Any]:
    """Rename the field of older documents."""
    if "heading" in data:
        data["title"] = data.pop("heading")
    return data


TASKS = Collection("tasks", Task, indexes=("due_day",))
RENAMED = Collection("renamed", Renamed, indexes=("title",), counters=("size",), upgrade=upgrade)


@pytest.fixture
def declared() -> tuple[Collection, ...]:
    """Return the collections above."""
    return TASKS, RENAMED


async def test_a_field_has_its_wire_name_in_every_direction(client: httpx.AsyncClient, ada: Person) -> None:
    body = {"title": "x", "dueDay": "2026-12-24", "firstDay": "2026-12-01"}
    made = await client.post("/data/tasks", json=body, headers=ada.headers)
    path = f"/data/tasks/{made.json()['id']}"

    patched = await client.patch(path, json={"dueDay": "2026-12-25"}, headers=ada.headers)
    replaced = await client.put(path, json={"title": "y", "dueDay": "2026-12-26"}, headers=ada.headers)
    listed = await client.get("/data/tasks?dueDay__gte=2026-12-26&sort=-dueDay", headers=ada.headers)
    refused = [
        await client.patch(path, json={"firstDay": None}, headers=ada.headers),
        await client.patch(path, json={"doneBy": "me"}, headers=ada.headers),
        await client.patch(path, json={"due_day": "2026-12-25"}, headers=ada.headers),
        await client.get("/data/tasks?sort=due_day", headers=ada.headers),
    ]

    assert made.json()["dueDay"] == "2026-12-24"
    assert (patched.json()["dueDay"], patched.json()["firstDay"]) == ("2026-12-25", "2026-12-01")
    assert (replaced.json()["dueDay"], replaced.json()["firstDay"]) == ("2026-12-26", "2026-12-01")
    assert listed.json()["items"] == [replaced.json()]
    assert [answer.status_code for answer in refused] == [422] * 4
    assert [answer.json()["errors"][0]["pointer"] for answer in refused] == [
        "/firstDay",
        "/doneBy",
        "/due_day",
        "/sort",
    ]


async def test_an_older_document_is_read_changed_and_counted_as_it_would_be_today(
    client: httpx.AsyncClient, ada: Person
) -> None:
    made = (await client.post("/data/renamed", json={"title": "x"}, headers=ada.headers)).json()
    path = f"/data/renamed/{made['id']}"
    key: Any = {"pk": {"S": f"renamed#{ada.user_id}"}, "sk": {"S": made["id"]}}
    boto3.client("dynamodb").update_item(
        TableName="test-data",
        Key=key,
        UpdateExpression="SET #data = :older",
        ExpressionAttributeNames={"#data": "data"},
        ExpressionAttributeValues={":older": encode({"heading": "old"})},
    )

    read = await client.get(path, headers=ada.headers)
    listed = await client.get("/data/renamed", headers=ada.headers)
    counted = await client.post(f"{path}/increment", json={"field": "size", "by": 2}, headers=ada.headers)
    patched = await client.patch(path, json={"size": 9}, headers=ada.headers)

    assert (read.json()["title"], read.json()["size"]) == ("old", 3)
    assert [item["title"] for item in listed.json()["items"]] == ["old"]
    assert (counted.status_code, counted.json()["size"]) == (200, 5)
    assert (patched.json()["title"], patched.json()["size"]) == ("old", 9)
