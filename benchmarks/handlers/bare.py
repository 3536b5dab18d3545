"""boto3 and `json`, and nothing around them: the least that the same work can be."""

import json
import uuid
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from handlers.surroundings import TABLE, answer, caller_of, client, problem, refreshed

_database = client()
_deserialize = TypeDeserializer().deserialize
_serialize = TypeSerializer().serialize


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {name: _deserialize(value) for name, value in item.items()}


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
        note = json.loads(event["body"])
        if not isinstance(note.get("title"), str):
            return answer(422, problem(422, "Not valid"))
        item = {"pk": partition, "sk": str(uuid.uuid4()), "version": 1, **note}
        _database.put_item(
            TableName=TABLE,
            Item={name: _serialize(value) for name, value in item.items()},
            ConditionExpression="attribute_not_exists(pk)",
        )
        return answer(201, item, ETag='"1"')
    if path == "/data/notes":
        found = _database.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            Limit=51,
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        return answer(200, {"items": [_plain(item) for item in found["Items"]], "next_cursor": None})
    key = {"pk": {"S": partition}, "sk": {"S": path.rpartition("/")[2]}}
    item = _database.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return answer(404, problem(404, "Not found"))
    return answer(200, _plain(item), ETag='"1"')
