"""The deployed stack from outside: gateway, authorizer, function, role, distribution and site."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import pytest

from tests.e2e.stack import DeployedStack

PASSWORD = "a long enough passphrase"

UNAUTHENTICATED = "urn:problem-type:unauthenticated"
# Header in which the gateway says which of its own answers this is. The function never sends it.
MADE_BY_GATEWAY = "x-amzn-errortype"


@pytest.fixture
def api(stack: DeployedStack) -> Iterator[httpx.Client]:
    with stack.api() as client:
        yield client


@pytest.fixture
def site(stack: DeployedStack) -> Iterator[httpx.Client]:
    with stack.site() as client:
        yield client


@dataclass(frozen=True)
class User:
    email: str
    headers: dict[str, str]


@pytest.fixture
def user(api: httpx.Client) -> User:
    email = f"{uuid.uuid4().hex}@example.com"
    credentials = {"email": email, "password": PASSWORD}
    assert api.post("/auth/register", json=credentials).status_code == 202
    signed_in = api.post("/auth/login", json=credentials)
    assert signed_in.status_code == 200, signed_in.text
    return User(email, {"Authorization": f"Bearer {signed_in.json()['access_token']}"})


def assert_problem(response: httpx.Response, status: int, problem: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/problem+json"
    assert response.json()["type"] == problem
    assert response.json()["status"] == status
    assert response.headers["cache-control"] == "no-store"


# --- The gateway and its authorizer ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/data/notes", "/users/me", "/users", "/realtime/ticket"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_without_a_token_the_gateway_itself_answers_401(api: httpx.Client, method: str, path: str) -> None:
    response = api.request(method, path)

    assert response.status_code == 401
    assert response.headers[MADE_BY_GATEWAY] == "UnauthorizedException"
    if method != "HEAD":
        assert_problem(response, 401, UNAUTHENTICATED)


@pytest.mark.parametrize("authorization", ["nonsense", "Basic YTpi", "Bearer", "Bearer a b", "bearer abc"])
def test_what_is_no_bearer_token_never_reaches_the_authorizer(api: httpx.Client, authorization: str) -> None:
    response = api.get("/data/notes", headers={"Authorization": authorization})

    assert_problem(response, 401, UNAUTHENTICATED)
    assert response.headers[MADE_BY_GATEWAY] == "UnauthorizedException"


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "e30.e30.", "x" * 3000])
def test_a_token_that_the_authorizer_does_not_know_is_denied(api: httpx.Client, token: str) -> None:
    response = api.get("/data/notes", headers={"Authorization": f"Bearer {token}"})

    assert_problem(response, 401, UNAUTHENTICATED)
    assert response.headers[MADE_BY_GATEWAY] == "AccessDeniedException"


def test_a_changed_signature_is_denied(api: httpx.Client, user: User) -> None:
    token = user.headers["Authorization"]
    changed = token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]

    response = api.get("/users/me", headers={"Authorization": changed})

    assert_problem(response, 401, UNAUTHENTICATED)


def test_a_signed_in_user_writes_a_note_and_finds_it_again(api: httpx.Client, user: User) -> None:
    created = api.post("/data/notes", headers=user.headers, json={"title": "Deployed"})
    listed = api.get("/data/notes", headers=user.headers)
    read = api.get(f"/data/notes/{created.json()['id']}", headers=user.headers)

    assert created.status_code == 201, created.text
    assert [note["title"] for note in listed.json()["items"]] == ["Deployed"]
    assert read.json()["title"] == "Deployed"


def test_a_users_notes_are_not_another_users(api: httpx.Client, user: User) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    api.post("/auth/register", json={"email": email, "password": PASSWORD})
    token = api.post("/auth/login", json={"email": email, "password": PASSWORD}).json()["access_token"]
    created = api.post("/data/notes", headers=user.headers, json={"title": "Mine"})

    theirs = api.get(f"/data/notes/{created.json()['id']}", headers={"Authorization": f"Bearer {token}"})

    assert theirs.status_code == 404


def test_the_same_request_works_through_the_gateway_and_through_the_distribution(
    api: httpx.Client, site: httpx.Client, user: User
) -> None:
    direct = api.get("/users/me", headers=user.headers)
    through_site = site.get("/api/users/me", headers=user.headers)

    assert direct.json()["email"] == user.email
    assert through_site.json() == direct.json()
    assert through_site.headers["x-cache"] == "Miss from cloudfront"


def test_log_out_everywhere_holds_at_once_where_it_matters_while_the_gateway_remembers(
    api: httpx.Client, user: User
) -> None:
    credentials = {"email": user.email, "password": PASSWORD}
    other = api.post("/auth/login", json=credentials).json()
    headers = {"Authorization": f"Bearer {other['access_token']}"}
    assert api.get("/users/me", headers=headers).status_code == 200  # the gateway keeps this answer for a minute

    ended = api.delete("/users/me/sessions", headers=user.headers)

    assert ended.status_code == 204, ended.text
    sensitive = api.get("/users/me/sessions", headers=headers)
    refreshed = api.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})
    assert_problem(sensitive, 401, UNAUTHENTICATED)
    assert MADE_BY_GATEWAY not in sensitive.headers  # the function itself looked again
    assert_problem(refreshed, 401, UNAUTHENTICATED)
    (mine,) = api.get("/users/me/sessions", headers=user.headers).json()["items"]
    assert mine["current"] is True


def test_another_service_verifies_tokens_with_the_discovery_document_alone(
    api: httpx.Client, site: httpx.Client, user: User, stack: DeployedStack
) -> None:
    token = user.headers["Authorization"].removeprefix("Bearer ")
    issuer = f"{stack.site_url}/api"

    document = site.get("/api/.well-known/openid-configuration").json()
    keys = jwt.PyJWKSet.from_dict(site.get(document["jwks_uri"].removeprefix(stack.site_url)).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], issuer=document["issuer"], audience=issuer)

    assert document["issuer"] == issuer
    assert api.get("/users/me", headers=user.headers).json()["id"] == claims["sub"]


# --- The function ------------------------------------------------------------------------------------------------

type Invoke = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def invoke(stack: DeployedStack) -> Invoke:
    """Call the function behind its alias with an event, as the gateway does."""

    def call(event: dict[str, Any]) -> dict[str, Any]:
        answer = stack.cloud.client("lambda").invoke(
            FunctionName=stack.outputs["ApiFunctionName"], Qualifier="live", Payload=json.dumps(event).encode()
        )
        result: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, result
        return result

    return call


def proxy_event(path: str, authorizer: dict[str, str] | None) -> dict[str, Any]:
    context: dict[str, Any] = {"requestId": "test", "stage": "api", "identity": {"sourceIp": "192.0.2.1"}}
    if authorizer is not None:
        context["authorizer"] = authorizer
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "GET",
        "headers": {"host": "api.example.com"},
        "multiValueHeaders": {"host": ["api.example.com"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": context,
        "body": None,
        "isBase64Encoded": False,
    }


def test_the_application_takes_the_callers_identity_from_the_authorizers_answer(
    invoke: Invoke, stack: DeployedStack, user: User
) -> None:
    method = f"arn:aws:execute-api:us-east-1:000000000000:{stack.outputs['ApiId']}/api/GET/users/me"
    token = user.headers["Authorization"]
    answer = invoke({"type": "TOKEN", "authorizationToken": token, "methodArn": method})

    known = invoke(proxy_event("/users/me", answer["context"]))
    unknown = invoke(proxy_event("/users/me", None))

    # Neither event has a token, so the identity can have come from nowhere else.
    assert (known["statusCode"], json.loads(known["body"])["email"]) == (200, user.email)
    assert unknown["statusCode"] == 401


def test_the_authorizers_answer_covers_the_whole_stage_because_the_gateway_keeps_it(
    invoke: Invoke, stack: DeployedStack, user: User
) -> None:
    stage = f"arn:aws:execute-api:us-east-1:000000000000:{stack.outputs['ApiId']}/api"
    token = user.headers["Authorization"]
    answer = invoke({"type": "TOKEN", "authorizationToken": token, "methodArn": f"{stage}/GET/users/me"})

    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == f"{stage}/*"


# --- The caller's address ----------------------------------------------------------------------------------------

FORGED = "203.0.113.7"
# The local gateway takes its peer's address from here; AWS's takes it from the connection.
PEER = {"X-Forwarded-For": "198.51.100.9"}


@pytest.fixture
def origin_secret(stack: DeployedStack) -> str:
    """Return what the distribution shows to the application."""
    resources = stack.cloud.client("cloudformation")
    found = resources.describe_stack_resource(StackName=stack.name, LogicalResourceId="OriginSecret")
    name = found["StackResourceDetail"]["PhysicalResourceId"]
    return str(stack.cloud.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])


def logged_address(stack: DeployedStack, response: httpx.Response) -> str | None:
    """Return whom the access log names as the caller, in the one line that the function wrote of the request."""
    assert response.status_code == 200, response.text
    pages = stack.cloud.client("logs").get_paginator("filter_log_events")
    messages = [
        event["message"]
        for page in pages.paginate(logGroupName=f"/aws/lambda/{stack.outputs['ApiFunctionName']}")
        for event in page["events"]
    ]
    (line,) = [
        line
        for line in (json.loads(message) for message in messages if message.startswith("{"))
        if line.get("event") == "request" and line["request_id"] == response.headers["x-request-id"]
    ]
    address: str | None = line["address"]
    return address


def test_through_the_distribution_the_caller_is_the_viewer_whatever_the_viewer_says(
    stack: DeployedStack, site: httpx.Client
) -> None:
    forged = {**PEER, "X-Fulmar-Viewer-Address": FORGED, "X-Fulmar-Origin-Secret": "x" * 64}

    plain, lied = site.get("/api/health", headers=PEER), site.get("/api/health", headers=forged)

    # Were the distribution not believed, it would be the gateway's peer.
    assert logged_address(stack, plain) == "127.0.0.1"
    assert logged_address(stack, lied) == "127.0.0.1"


def test_at_the_gateway_itself_a_viewers_address_is_not_believed(stack: DeployedStack, api: httpx.Client) -> None:
    bare = api.get("/health", headers={**PEER, "X-Fulmar-Viewer-Address": FORGED})
    guessed = api.get(
        "/health", headers={**PEER, "X-Fulmar-Viewer-Address": FORGED, "X-Fulmar-Origin-Secret": "x" * 64}
    )

    assert logged_address(stack, bare) == PEER["X-Forwarded-For"]
    assert logged_address(stack, guessed) == PEER["X-Forwarded-For"]


def test_the_secret_alone_makes_a_viewers_address_believed_and_is_never_logged(
    stack: DeployedStack, api: httpx.Client, origin_secret: str
) -> None:
    vouched = {**PEER, "X-Fulmar-Viewer-Address": FORGED, "X-Fulmar-Origin-Secret": origin_secret}

    answer = api.get("/health", headers=vouched)

    assert logged_address(stack, answer) == FORGED
    assert len(origin_secret) == 64
    group = f"/aws/lambda/{stack.outputs['ApiFunctionName']}"
    events = stack.cloud.client("logs").filter_log_events(logGroupName=group)["events"]
    assert not any(origin_secret in event["message"] for event in events)


# --- The function's role -----------------------------------------------------------------------------------------

PROBE = """
import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    try:
        getattr(boto3.client(event["service"]), event["operation"])(**event["arguments"])
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "allowed"
"""

type Probe = Callable[..., str]

KEY = {"pk": {"S": "nothing"}, "sk": {"S": "nothing"}}


@pytest.fixture(scope="module")
def probe(stack: DeployedStack) -> Iterator[Probe]:
    """Make one AWS call with the API function's own role: a function beside it, running as that role."""
    functions = stack.cloud.client("lambda")
    role = functions.get_function_configuration(FunctionName=stack.outputs["ApiFunctionName"])["Role"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("probe.py", PROBE)
    name = f"{stack.name}-probe"
    functions.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="probe.handler",
        Timeout=30,
        Code={"ZipFile": archive.getvalue()},
    )
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def call(service: str, operation: str, **arguments: Any) -> str:
        event = {"service": service, "operation": operation, "arguments": arguments}
        answer = functions.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        result = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, result
        return str(result)

    yield call
    functions.delete_function(FunctionName=name)


@pytest.fixture(scope="module")
def other_table(stack: DeployedStack) -> Iterator[str]:
    tables, name = stack.cloud.client("dynamodb"), f"{stack.name}-other"
    tables.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    yield name
    tables.delete_table(TableName=name)


TABLES = ("UsersTable", "SessionsTable", "DataTable")


@pytest.mark.parametrize("table", TABLES)
def test_the_functions_role_reads_its_tables_by_key_but_may_not_scan_them(
    stack: DeployedStack, probe: Probe, table: str
) -> None:
    name = stack.outputs[table]

    assert probe("dynamodb", "get_item", TableName=name, Key=KEY) == "allowed"
    assert probe("dynamodb", "scan", TableName=name, Limit=1) == "AccessDeniedException"


@pytest.mark.parametrize("table", TABLES)
def test_the_functions_role_may_not_change_a_table_itself(stack: DeployedStack, probe: Probe, table: str) -> None:
    name = stack.outputs[table]

    assert probe("dynamodb", "delete_table", TableName=name) == "AccessDeniedException"
    assert probe("dynamodb", "describe_table", TableName=name) == "AccessDeniedException"


def test_the_functions_role_may_not_touch_another_table(probe: Probe, other_table: str) -> None:
    item = {**KEY, "value": {"S": "x"}}

    assert probe("dynamodb", "get_item", TableName=other_table, Key=KEY) == "AccessDeniedException"
    assert probe("dynamodb", "put_item", TableName=other_table, Item=item) == "AccessDeniedException"
    assert probe("dynamodb", "delete_item", TableName=other_table, Key=KEY) == "AccessDeniedException"


def test_the_functions_role_may_query_an_index(stack: DeployedStack, probe: Probe) -> None:
    query = {
        "TableName": stack.outputs["DataTable"],
        "IndexName": "gsi1",
        "KeyConditionExpression": "gsi1_pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "nothing"}},
    }

    assert probe("dynamodb", "query", **query) == "allowed"


def test_the_functions_role_reads_its_own_secret_and_no_other(stack: DeployedStack, probe: Probe) -> None:
    functions, secrets = stack.cloud.client("lambda"), stack.cloud.client("secretsmanager")
    configuration = functions.get_function_configuration(FunctionName=stack.outputs["ApiFunctionName"])
    own = configuration["Environment"]["Variables"]["APP_SECRET_ID"]
    other = secrets.create_secret(Name=f"other-{uuid.uuid4().hex}", SecretString="x")["ARN"]

    assert probe("secretsmanager", "get_secret_value", SecretId=own) == "allowed"
    assert probe("secretsmanager", "get_secret_value", SecretId=other) == "AccessDeniedException"
    assert probe("secretsmanager", "put_secret_value", SecretId=own, SecretString="x") == "AccessDeniedException"


# --- The distribution and the site -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/no-such-thing", "/api/auth/no-such-thing", "/api/a/b/c.html", "/api/"])
def test_an_unknown_api_path_through_the_distribution_is_a_json_404(site: httpx.Client, path: str) -> None:
    assert_problem(site.get(path), 404, "urn:problem-type:not-found")


@pytest.mark.parametrize("path", ["/", "/notes", "/notes/", "/sign-in?next=/notes", "/notes/a.b", "/?list-type=2"])
def test_a_deep_link_is_the_index_page(site: httpx.Client, path: str) -> None:
    index = site.get("/index.html")

    response = site.get(path)

    assert response.status_code == 200
    assert response.text == index.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/missing.js", "/missing.png", "/assets/missing", "/.well-known/missing", "/.env"]
)
def test_a_missing_file_is_an_error_and_never_the_index_page(site: httpx.Client, path: str) -> None:
    response = site.get(path)

    # 404 on S3, which tells the distribution what is missing; the local cloud says 403.
    assert response.status_code in {403, 404}
    assert "text/html" not in response.headers["content-type"]
    assert "<!doctype html" not in response.text.lower()


def test_what_the_page_loads_is_there_and_may_be_kept_for_ever(site: httpx.Client) -> None:
    page = site.get("/").text
    assets = [part.partition('"')[0] for part in page.split('"')[1::2] if part.startswith("/assets/")]

    assert assets
    for asset in assets:
        response = site.get(asset)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["content-type"].startswith(("text/javascript", "text/css", "font/", "image/"))


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/no-such-thing", "/api/data/notes"])
def test_every_answer_of_the_distribution_carries_the_security_headers(site: httpx.Client, path: str) -> None:
    headers = site.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_the_bucket_behind_the_site_is_closed_to_everybody_else(stack: DeployedStack) -> None:
    bucket = stack.outputs["SiteBucket"]

    with httpx.Client(base_url=stack.cloud.endpoint, timeout=30, trust_env=False) as stranger:
        page, listing = stranger.get(f"/{bucket}/index.html"), stranger.get(f"/{bucket}")

    assert page.status_code == 403
    assert listing.status_code == 403
