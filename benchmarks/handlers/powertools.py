"""Powertools for AWS Lambda: its resolver for REST APIs with validation, its logger, and boto3's `Table`."""

import uuid
from typing import Annotated, Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, UnauthorizedError
from boto3.dynamodb.conditions import Attr, Key
from handlers.surroundings import TABLE, client, refreshed
from pydantic import BaseModel, Field

logger = Logger(service="bench")
app = APIGatewayRestResolver(enable_validation=True)
_table = boto3.resource("dynamodb").Table(TABLE)
_database = client()


class Note(BaseModel):
    """Something to remember."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: str = ""
    tags: list[str] = []
    due: str | None = None


class Refresh(BaseModel):
    """A token to be exchanged."""

    refresh_token: str


def _partition() -> str:
    user = (app.current_event.raw_event["requestContext"].get("authorizer") or {}).get("user_id")
    if user is None:
        raise UnauthorizedError("Not signed in")
    return f"NOTES#{user}"


@app.get("/data/notes/<note_id>")
def read(note_id: str) -> dict[str, Any]:
    """Read a note."""
    item = _table.get_item(Key={"pk": _partition(), "sk": note_id}, ConsistentRead=True).get("Item")
    if item is None:
        raise NotFoundError
    return item


@app.get("/data/notes")
def listed() -> dict[str, Any]:
    """List notes."""
    condition = Key("pk").eq(_partition())
    found = _table.query(KeyConditionExpression=condition, Limit=51, ScanIndexForward=False, ConsistentRead=True)
    return {"items": found["Items"], "next_cursor": None}


@app.post("/data/notes")
def create(note: Note) -> Response[dict[str, Any]]:
    """Write a note."""
    item = {"pk": _partition(), "sk": str(uuid.uuid4()), "version": 1, **note.model_dump()}
    _table.put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
    return Response(201, content_type="application/json", body=item, headers={"ETag": '"1"'})


@app.post("/auth/refresh")
def refresh(body: Refresh) -> dict[str, Any]:
    """Exchange a token."""
    tokens = refreshed(_database, body.refresh_token)
    if tokens is None:
        raise UnauthorizedError("Not signed in")
    return tokens


@logger.inject_lambda_context
def _logged(event: dict[str, Any], context: Any) -> dict[str, Any]:
    logger.info("request", extra={"path": event["path"]})
    return app.resolve(event, context)


class _Context:
    function_name = "bench"
    memory_limit_in_mb = 1769
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "bench"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request."""
    return _logged(event, _Context())
