"""The api function's handler, with events as API Gateway makes them and as nobody should."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Response

from app.authorizer import AuthorizerUnavailable
from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.in_process import PASSWORD, new_address, settings_for_tests

METHOD_ARN = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/api/GET/data/notes"


@pytest.fixture(scope="module")
def application(aws: None, cheap_hashing: None) -> FastAPI:
    application = create_app(settings_for_tests(in_lambda=True))

    @application.get("/latin")
    async def latin() -> Response:
        return Response(headers={"X-Name": "Zo\u00eb"})

    @application.get("/split")
    async def split() -> Response:
        response = Response()
        response.raw_headers.append((b"x-name", b"a\r\nSet-Cookie: evil=1"))
        return response

    return application


@pytest.fixture(scope="module")
def handler(application: FastAPI) -> Iterator[ApiHandler]:
    handler = ApiHandler(application)
    yield handler
    handler.close()


def event(method: Any = "GET", path: Any = "/health", body: object = None, **changes: Any) -> dict[str, Any]:
    """Return an event as API Gateway makes it for a proxy resource."""
    headers = {"Host": "abcdef1234.execute-api.eu-central-1.amazonaws.com", "X-Forwarded-Port": "443"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": "health"},
        "stageVariables": None,
        "requestContext": {
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "identity": {"sourceIp": "192.0.2.1"},
            "stage": "api",
        },
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
        **changes,
    }


def with_headers(**headers: Any) -> dict[str, Any]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return event(multiValueHeaders=given, headers={name: values[-1] for name, values in given.items() if values})


def sign_in(handler: ApiHandler) -> dict[str, Any]:
    credentials = {"email": new_address("ada"), "password": PASSWORD}
    assert handler(event("POST", "/auth/register", credentials), None)["statusCode"] == 202
    answer = handler(event("POST", "/auth/login", credentials), None)
    assert answer["statusCode"] == 200, answer
    tokens: dict[str, Any] = json.loads(answer["body"])
    return tokens


def authorize(handler: ApiHandler, token: str) -> dict[str, Any]:
    return handler({"type": "TOKEN", "authorizationToken": token, "methodArn": METHOD_ARN}, None)


def effect_of(answer: dict[str, Any]) -> str:
    effect: str = answer["policyDocument"]["Statement"][0]["Effect"]
    return effect


def test_a_request_is_answered_as_text_with_the_gateways_request_id(handler: ApiHandler) -> None:
    answer = handler(event(), None)

    assert (answer["statusCode"], answer["body"], answer["isBase64Encoded"]) == (200, '{"status":"ok"}', False)
    assert answer["headers"]["x-request-id"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


def test_problems_leave_as_text_and_not_as_base64(handler: ApiHandler) -> None:
    answer = handler(event(path="/nothing"), None)

    assert answer["isBase64Encoded"] is False
    assert json.loads(answer["body"])["status"] == 404


def test_the_authorizer_allows_the_whole_stage_and_says_who_it_is(handler: ApiHandler) -> None:
    tokens = sign_in(handler)

    answer = authorize(handler, f"Bearer {tokens['access_token']}")

    assert effect_of(answer) == "Allow"
    assert answer["policyDocument"]["Statement"][0]["Resource"] == (
        "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/api/*"
    )
    assert answer["principalId"] == answer["context"]["user_id"]
    assert answer["context"]["session_id"] == tokens["session_id"]
    assert all(isinstance(value, str) for value in answer["context"].values())


@pytest.mark.parametrize(
    "token",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic x", "Bearer " + "x" * 1_000_000, "💥", "Bearer a.b.c", None, 7],
)
def test_the_authorizer_denies_bad_tokens_and_never_raises(handler: ApiHandler, token: Any) -> None:
    assert effect_of(authorize(handler, token)) == "Deny"


def test_the_authorizer_denies_after_the_session_has_ended(handler: ApiHandler) -> None:
    tokens = sign_in(handler)
    handler(event("POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]}), None)

    assert effect_of(authorize(handler, f"Bearer {tokens['access_token']}")) == "Deny"


def test_identity_comes_from_the_authorizer_where_the_gateway_put_it(handler: ApiHandler) -> None:
    tokens = sign_in(handler)
    context = authorize(handler, f"Bearer {tokens['access_token']}")["context"]
    request = event("POST", "/data/notes", {"title": "x"})
    request["requestContext"]["authorizer"] = {**context, "principalId": context["user_id"]}

    answer = handler(request, None)

    assert answer["statusCode"] == 201
    assert json.loads(answer["body"])["owner_id"] == context["user_id"]


def test_without_the_gateways_word_the_token_itself_is_checked(handler: ApiHandler) -> None:
    tokens = sign_in(handler)
    bare = event(path="/users/me")
    bearing = event(path="/users/me", multiValueHeaders={"Authorization": [f"Bearer {tokens['access_token']}"]})

    assert handler(bare, None)["statusCode"] == 401
    assert handler(bearing, None)["statusCode"] == 200


def test_a_header_cannot_pretend_to_be_the_authorizer(handler: ApiHandler) -> None:
    forged = with_headers(user_id=["01990c5e-0000-7000-8000-000000000000"], X_Amzn_Authorizer=["{}"])

    assert handler({**forged, "path": "/users/me"}, None)["statusCode"] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"Host": ["a:b"]},
        {"Host": ["[::1]:80"]},
        {"Host": ["a:1:2"]},
        {"Host": ["a", "b"]},
        {"Host": []},
        {"X_Forwarded_Port": ["https"]},
        {"X_Forwarded_Port": ["99999999999"]},
        {"X_Forwarded_Proto": ["https", "http"]},
        {"X_Name": ["Zo\u00eb \U0001f4a5"]},
        {"X_Name": [None, 7]},
    ],
)
def test_headers_that_mangum_stumbles_over_do_no_harm(handler: ApiHandler, changes: dict[str, Any]) -> None:
    assert handler(with_headers(**changes), None)["statusCode"] == 200


def test_cookies_that_arrive_apart_are_read_together(handler: ApiHandler) -> None:
    request = event("POST", "/auth/refresh") | {
        "multiValueHeaders": {
            "Cookie": ["theme=dark", "__Host-refresh=x"],
            "Origin": ["https://elsewhere.example"],
        }
    }

    assert handler(request, None)["statusCode"] == 403  # so the cookie was found


@pytest.mark.parametrize(
    "context", [{"user_id": "x"}, {"user_id": None, "session_id": 1, "roles": None, "auth_time": "z"}, [], "x"]
)
def test_an_authorizers_answer_that_is_not_ours_is_not_believed(handler: ApiHandler, context: Any) -> None:
    request = event(path="/users/me")
    request["requestContext"]["authorizer"] = context

    assert handler(request, None)["statusCode"] == 401


def test_two_authorization_headers_speak_for_nobody(handler: ApiHandler) -> None:
    bearer = f"Bearer {sign_in(handler)['access_token']}"

    answer = handler({**with_headers(Authorization=[bearer, bearer]), "path": "/users/me"}, None)

    assert answer["statusCode"] == 401


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        "event",
        [],
        {},
        {"Records": []},
        {"type": []},
        event() | {"requestContext": {"elb": {"targetGroupArn": "arn"}}},
        {"httpMethod": "GET"},
        {"version": "2.0", "requestContext": {"http": {"method": "GET", "path": "/health"}}},
        event(requestContext=None),
        event(method=None),
        event(path=None),
        event(path="/\ud800"),
        event("POST", "/auth/login", body="not base64!", isBase64Encoded=True),
        event("POST", "/auth/login", {}) | {"body": 7},
        event(multiValueHeaders="x"),
        event(headers="x", multiValueHeaders=None),
        event(multiValueQueryStringParameters="x"),
    ],
)
def test_an_event_that_is_no_request_is_answered_with_a_well_formed_problem(handler: ApiHandler, bad: Any) -> None:
    answer = handler(bad, None)

    assert answer["statusCode"] == 400
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert json.loads(answer["body"])["status"] == answer["statusCode"]
    assert answer["headers"]["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("missing", ["headers", "multiValueHeaders", "queryStringParameters", "body", "pathParameters"])
def test_parts_that_api_gateway_leaves_out_are_not_missed(handler: ApiHandler, missing: str) -> None:
    for request in (event(**{missing: None}), {k: v for k, v in event().items() if k != missing}):
        assert handler(request, None)["statusCode"] == 200


def test_a_base64_body_is_read(handler: ApiHandler) -> None:
    credentials = {"email": new_address("ada"), "password": PASSWORD}
    encoded = base64.b64encode(json.dumps(credentials).encode()).decode()
    request = event("POST", "/auth/register", credentials)

    assert handler({**request, "body": encoded, "isBase64Encoded": True}, None)["statusCode"] == 202


@pytest.mark.parametrize("path", ["/latin", "/split"])
def test_answers_that_cannot_be_passed_on_become_a_problem(handler: ApiHandler, path: str) -> None:
    answer = handler(event(path=path), None)

    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["type"] == "urn:problem-type:internal-error"
    assert "evil" not in json.dumps(answer)


def test_query_parameters_arrive_with_their_repetitions(handler: ApiHandler) -> None:
    bearer = [f"Bearer {sign_in(handler)['access_token']}"]
    request = event(path="/data/notes", multiValueHeaders={"Authorization": bearer})

    once = handler({**request, "multiValueQueryStringParameters": {"limit": ["5"]}}, None)
    twice = handler({**request, "multiValueQueryStringParameters": {"limit": ["5", "6"]}}, None)

    assert (once["statusCode"], twice["statusCode"]) == (200, 422)


def test_the_authorizer_says_so_when_it_cannot_know_instead_of_denying(aws: None) -> None:
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True, sessions_table="missing-table")))
    signed_elsewhere = ApiHandler(create_app(settings_for_tests(in_lambda=True)))
    token = sign_in(signed_elsewhere)["access_token"]

    with pytest.raises(AuthorizerUnavailable):
        authorize(handler, f"Bearer {token}")
    for each in (handler, signed_elsewhere):
        each.close()
