"""Events as nobody should make them: every one is answered, well-formed, and with a status that means something."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.authorizer import NOBODY
from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.in_process import settings_for_tests
from tests.soak import effort

BASE: dict[str, Any] = {
    "resource": "/{proxy+}",
    "httpMethod": "POST",
    "path": "/data/notes",
    "headers": {"Host": "api.example", "Content-Type": "application/json"},
    "multiValueHeaders": {"Host": ["api.example"], "Content-Type": ["application/json"]},
    "queryStringParameters": {"limit": "2"},
    "multiValueQueryStringParameters": {"limit": ["2"]},
    "pathParameters": {"proxy": "data/notes"},
    "requestContext": {
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "identity": {"sourceIp": "192.0.2.1"},
        "authorizer": {
            "user_id": "0192f0c0-0000-7000-8000-000000000001",
            "session_id": "0192f0c0-0000-7000-8000-000000000002",
            "roles": "",
            "auth_time": "1",
        },
    },
    "body": '{"title": "x"}',
    "isBase64Encoded": False,
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "", "\x00", "G E T"]
PATHS = [
    *(
        "/",
        "//",
        "/data",
        "/data/notes",
        "/data/notes/",
        "/data//notes",
        "/data/notes/%2e%2e",
        "/data/notes/..",
        "/\x00",
    ),
    *("/users/me", "/auth/refresh", "/auth/login", "/.well-known/jwks.json", "/health/../users", "/data/notes/changes"),
    *("*", "", "data/notes", "/" + "a" * 9000, "/data/notes/0192f0c0-0000-7000-8000-000000000003", "/public/products"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
documented = {200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 429, 503}


@pytest.fixture(scope="module")
def handler(aws: None, cheap_hashing: None) -> Iterator[ApiHandler]:
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
    yield handler
    handler.close()


def places(event: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every member of an event."""
    if isinstance(event, dict):
        for name, value in event.items():
            yield (*at, name)
            yield from places(value, (*at, name))


PLACES = list(places(BASE))


@st.composite
def events(draw: st.DrawFn) -> Any:
    """Return an event of which a few members are anything at all, or missing."""
    event = copy.deepcopy(BASE)
    event["httpMethod"], event["path"] = draw(st.sampled_from(METHODS)), draw(st.sampled_from(PATHS))
    for place in draw(st.lists(st.sampled_from(PLACES), max_size=3)):
        holder: Any = event
        for name in place[:-1]:
            holder = holder.get(name) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            if draw(st.booleans()):
                holder[place[-1]] = draw(anything)
            else:
                holder.pop(place[-1], None)
    return event


def check(answer: Any) -> None:
    """Check that the gateway can pass an answer on."""
    assert answer["statusCode"] in documented, answer
    assert isinstance(answer["body"], str)
    assert isinstance(answer["isBase64Encoded"], bool)
    for values in (*([value] for value in answer["headers"].values()), *answer["multiValueHeaders"].values()):
        assert all(isinstance(value, str) and "\n" not in value and "\r" not in value for value in values)
    if answer["statusCode"] >= 400 and answer["body"]:
        problem = json.loads(answer["body"])
        assert problem["status"] == answer["statusCode"]
        assert problem["type"].startswith("urn:problem-type:")
        assert "Traceback" not in answer["body"]
    json.dumps(answer)


@given(event=events())
@effort(400)
def test_an_event_with_anything_in_it_is_answered(handler: ApiHandler, event: Any) -> None:
    check(handler(event, None))


@given(event=anything)
@effort(100)
def test_what_is_no_event_at_all_is_answered(handler: ApiHandler, event: Any) -> None:
    check(handler(event, None))


@given(
    token=anything | st.text(max_size=200).map(lambda text: f"Bearer {text}"),
    arn=anything | st.just("arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/api/GET/data/notes"),
)
@effort(200)
def test_the_authorizer_denies_whatever_is_no_token(handler: ApiHandler, token: Any, arn: Any) -> None:
    answer = handler({"type": "TOKEN", "authorizationToken": token, "methodArn": arn}, None)

    assert answer["principalId"] == NOBODY
    assert [statement["Effect"] for statement in answer["policyDocument"]["Statement"]] == ["Deny"]
