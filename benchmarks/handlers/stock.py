"""FastAPI as its tutorial has it: `def` routes, Mangum's defaults, boto3's `Table`."""

import uuid
from typing import Annotated, Any

import boto3
from boto3.dynamodb.conditions import Attr, Key
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from handlers.surroundings import TABLE, client, refreshed
from mangum import Mangum
from pydantic import BaseModel, Field

app = FastAPI()
_table = boto3.resource("dynamodb").Table(TABLE)
_database = client()


class NewNote(BaseModel):
    """Something to remember."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: str = ""
    tags: list[str] = []
    due: str | None = None


class Refresh(BaseModel):
    """A token to be exchanged."""

    refresh_token: str


def partition(request: Request) -> str:
    """Return where the caller's notes are."""
    user = (request.scope["aws.event"]["requestContext"].get("authorizer") or {}).get("user_id")
    if user is None:
        raise HTTPException(401, "Not signed in")
    return f"NOTES#{user}"


Partition = Annotated[str, Depends(partition)]


@app.get("/data/notes/{note_id}")
def read(note_id: str, own: Partition, response: Response) -> dict[str, Any]:
    """Read a note."""
    item = _table.get_item(Key={"pk": own, "sk": note_id}, ConsistentRead=True).get("Item")
    if item is None:
        raise HTTPException(404)
    response.headers["ETag"] = '"1"'
    return dict(item)


@app.get("/data/notes")
def listed(own: Partition) -> dict[str, Any]:
    """List notes."""
    condition = Key("pk").eq(own)
    found = _table.query(KeyConditionExpression=condition, Limit=51, ScanIndexForward=False, ConsistentRead=True)
    return {"items": found["Items"], "next_cursor": None}


@app.post("/data/notes", status_code=201)
def create(note: NewNote, own: Partition, response: Response) -> dict[str, Any]:
    """Write a note."""
    item = {"pk": own, "sk": str(uuid.uuid4()), "version": 1, **note.model_dump()}
    _table.put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
    response.headers["ETag"] = '"1"'
    return item


@app.post("/auth/refresh")
def refresh(body: Refresh) -> dict[str, Any]:
    """Exchange a token."""
    tokens = refreshed(_database, body.refresh_token)
    if tokens is None:
        raise HTTPException(401)
    return tokens


handler = Mangum(app, lifespan="off")
