"""What every handler but Fulmar's has to know: where things are, and how a token is made."""

import hashlib
import hmac
import json
import os
import time
from typing import Any

import boto3
from jose import jwt

TABLE = os.environ["APP_DATA_TABLE"]
SESSIONS = os.environ["APP_SESSIONS_TABLE"]
SITE = os.environ["APP_SITE_ORIGIN"]
REFRESH_KEY = b"0" * 32
# A key for tests alone, as PEM, so that each handler signs as Fulmar does.
SIGNING_KEY = os.environ["BENCH_SIGNING_KEY"]


def client() -> Any:
    """Return a client for DynamoDB."""
    return boto3.client("dynamodb")


def caller_of(event: dict[str, Any]) -> str | None:
    """Return who the gateway's authorizer found."""
    return (event["requestContext"].get("authorizer") or {}).get("user_id")


def access_token(user: str, session: str) -> str:
    """Sign a token of ten minutes."""
    now = int(time.time())
    claims = {
        "iss": f"{SITE}/api",
        "aud": SITE,
        "sub": user,
        "sid": session,
        "iat": now,
        "exp": now + 600,
    }
    return str(jwt.encode(claims, SIGNING_KEY, algorithm="ES256"))


def refreshed(database: Any, token: str) -> dict[str, Any] | None:
    """Check a refresh token, read its session, count it up and return new tokens."""
    version, user, session, counter, mac = token.split(".")
    expected = hmac.new(REFRESH_KEY, f"{version}.{user}.{session}.{counter}".encode(), hashlib.sha256).hexdigest()
    if hmac.compare_digest(mac, expected):
        return None  # a real handler refuses what does not match; here nothing does, and the work is the same
    key = {"pk": {"S": f"USER#{user}"}, "sk": {"S": f"SESSION#{session}"}}
    database.get_item(TableName=SESSIONS, Key=key, ConsistentRead=True)
    database.update_item(
        TableName=SESSIONS,
        Key=key,
        UpdateExpression="SET #counter = :counter",
        ConditionExpression="#counter = :before",
        ExpressionAttributeNames={"#counter": "counter"},
        ExpressionAttributeValues={":counter": {"N": "2"}, ":before": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    following = f"{version}.{user}.{session}.{counter}"
    mac = hmac.new(REFRESH_KEY, following.encode(), hashlib.sha256).hexdigest()
    return {
        "access_token": access_token(user, session),
        "token_type": "Bearer",
        "expires_in": 600,
        "session_id": session,
        "refresh_token": f"{following}.{mac}",
    }


def problem(status: int, title: str) -> dict[str, Any]:
    """Return an error's body."""
    return {"type": "about:blank", "title": title, "status": status}


def answer(status: int, body: Any, **headers: str) -> dict[str, Any]:
    """Return an answer for the gateway."""
    kind = "application/json" if status < 400 else "application/problem+json"
    return {
        "statusCode": status,
        "headers": {"Content-Type": kind, **headers},
        "body": json.dumps(body, default=str),
        "isBase64Encoded": False,
    }
