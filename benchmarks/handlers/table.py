"""As `bare`, with boto3's `Table` resource, as its documentation shows it."""

import json
import uuid
from typing import Any

import boto3
from boto3.dynamodb.conditions import Attr, Key
from handlers.surroundings import TABLE, answer, caller_of, client, problem, refreshed

_table = boto3.resource("dynamodb").Table(TABLE)
_database = client()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request."""
    method, path = event["httpMethod"], event["path"]
    if path == "/auth/refresh":
        tokens = refreshed(_database, json.loads(event["body"])["refresh_token"])
        return answer(200, tokens) if tokens else answer(401, problem(401, "Not signed in"))
    user = caller_of(event)
    if user is None:
        return answer(401, problem(401, "Not signed in"))
    partition = f"NOTES#{user}"
    if method == "POST":
        item = {"pk": partition, "sk": str(uuid.uuid4()), "version": 1, **json.loads(event["body"])}
        _table.put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
        return answer(201, item, ETag='"1"')
    if path == "/data/notes":
        condition = Key("pk").eq(partition)
        found = _table.query(KeyConditionExpression=condition, Limit=51, ScanIndexForward=False, ConsistentRead=True)
        return answer(200, {"items": found["Items"], "next_cursor": None})
    item = _table.get_item(Key={"pk": partition, "sk": path.rpartition("/")[2]}, ConsistentRead=True).get("Item")
    return answer(404, problem(404, "Not found")) if item is None else answer(200, item, ETag='"1"')
