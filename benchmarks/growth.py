"""What a request costs as one owner has more and more documents: pages and reads the same, whatever there is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import boto3

from app.ids import new_id
from scripts.cost.measurement import NOTE, Caller, caller, signed_up
from scripts.cost.meter import TABLES

BATCH = 25
REQUESTS = {
    "a document": "/data/notes/{id}",
    "a page of 25": "/data/notes?limit=25",
    "a filtered page of 25": "/data/notes?status=open&sort=due&limit=25",
    "changes since now": "/data/notes/changes?since=now",
}


@dataclass(frozen=True)
class Grown:
    """Calls and read units of one request, where the owner has so many documents."""

    documents: int
    request: str
    calls: int
    read_units: float


def growth(sizes: tuple[int, ...]) -> list[Grown]:
    """Measure every request at every size, on the local cloud."""
    return list(_measured(sizes))


def _measured(sizes: tuple[int, ...]) -> Iterator[Grown]:
    with caller() as api:
        signed_up(api, "ada@growth.example")
        first = json.loads(api.request("POST", "/data/notes", NOTE)["body"])["id"]
        there = 1
        for size in sizes:
            _copy(first, size - there)
            there = size
            for name, path in REQUESTS.items():
                yield _one(api, name, path.replace("{id}", first), size)


def _one(api: Caller, name: str, path: str, size: int) -> Grown:
    api.meter.start(writes=False)
    api.request("GET", path)
    api.meter.stop()
    return Grown(size, name, api.meter.calls, api.meter.read_units)


def _copy(document_id: str, count: int) -> None:
    """Write a document so many times more, each under an id of its own, as the application would have."""
    client = boto3.client("dynamodb")
    (item,) = [
        item
        for page in client.get_paginator("scan").paginate(TableName=TABLES["DataTable"])
        for item in page["Items"]
        if item["sk"]["S"].endswith(document_id)
    ]
    text = json.dumps(item)
    for begun in range(0, count, BATCH):
        copies = [json.loads(text.replace(document_id, new_id())) for _ in range(min(BATCH, count - begun))]
        client.batch_write_item(RequestItems={TABLES["DataTable"]: [{"PutRequest": {"Item": one}} for one in copies]})
