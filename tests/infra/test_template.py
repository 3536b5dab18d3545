"""What infra/template.yaml must keep true, whoever edits it. Deployed behaviour is tested in tests/e2e."""

import json
import re
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from app.errors import AppError
from app.http import CORS_MAX_AGE_SECONDS, CORS_REQUEST_HEADERS
from app.settings import Settings, SettingsError
from app.viewer_address import ORIGIN_SECRET_HEADER, VIEWER_ADDRESS_HEADER
from tests.infra import rendering

INFRA = Path(__file__).resolve().parents[2] / "infra"
TEMPLATE: dict[str, Any] = cfn_yaml.load(str(INFRA / "template.yaml"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
BODY: dict[str, Any] = RESOURCES["Api"]["Properties"]["DefinitionBody"]
TABLES = ("UsersTable", "SessionsTable", "DataTable")

METHODS = {"get", "head", "post", "put", "patch", "delete"}
CLOSED = {"/data/{proxy+}", "/users", "/users/{proxy+}", "/realtime/{proxy+}"}
OPEN = {"/", "/{proxy+}", "/auth/{proxy+}"}

# Every answer that the gateway makes up itself, and the problem it must be.
PROBLEMS = {
    "UNAUTHORIZED": (401, "unauthenticated"),
    "ACCESS_DENIED": (401, "unauthenticated"),
    "MISSING_AUTHENTICATION_TOKEN": (404, "not-found"),
    "RESOURCE_NOT_FOUND": (404, "not-found"),
    "WAF_FILTERED": (403, "forbidden"),
    "INVALID_API_KEY": (403, "forbidden"),
    "REQUEST_TOO_LARGE": (413, "body-too-large"),
    "THROTTLED": (429, "rate-limited"),
    "QUOTA_EXCEEDED": (429, "rate-limited"),
    "AUTHORIZER_FAILURE": (503, "service-unavailable"),
    "AUTHORIZER_CONFIGURATION_ERROR": (503, "service-unavailable"),
    "INTEGRATION_FAILURE": (503, "service-unavailable"),
    "INTEGRATION_TIMEOUT": (503, "service-unavailable"),
    "DEFAULT_4XX": (400, "malformed-request"),
    "DEFAULT_5XX": (500, "internal-error"),
}


def properties(logical_id: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[logical_id]["Properties"]
    return found


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def role_statements(*roles: str) -> Iterator[dict[str, Any]]:
    """Yield every statement that these roles may have, without any that all have, whatever the conditions say."""
    for name, resource in RESOURCES.items():
        if resource["Type"] == "AWS::IAM::Role" and (not roles or name in roles):
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    either = statement.get("Fn::If", [None, statement])[1:]
                    yield from (on_aws(one) for one in either if one != {"Ref": "AWS::NoValue"})


def on_aws(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a statement without what it says for the local cloud."""
    match statement["Resource"]:
        case {"Fn::If": ["OnLocalCloud", _, resource]}:
            return {**statement, "Resource": resource}
    return statement


# --- Tables and secret ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_on_demand_encrypted_backed_up_and_hard_to_lose(table: str) -> None:
    resource, declared = RESOURCES[table], properties(table)

    assert resource["Type"] == "AWS::DynamoDB::GlobalTable"
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    assert declared["BillingMode"] == "PAY_PER_REQUEST"
    assert declared["SSESpecification"]["SSEEnabled"] is True
    assert declared["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert declared["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    (replica,) = declared["Replicas"]
    assert replica["Region"] == {"Ref": "AWS::Region"}
    assert replica["DeletionProtectionEnabled"] is True
    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_tables_have_exactly_the_designed_indexes() -> None:
    indexes = {
        table: {
            index["IndexName"]: (
                [key["AttributeName"] for key in index["KeySchema"]],
                index["Projection"]["ProjectionType"],
            )
            for index in properties(table).get("GlobalSecondaryIndexes", [])
        }
        for table in TABLES
    }

    assert indexes == {
        "UsersTable": {"accounts": (["accounts_pk", "accounts_sk"], "ALL")},
        "SessionsTable": {},
        "DataTable": {
            "owner": (["owner_pk", "owner_sk"], "KEYS_ONLY"),
            "changes": (["changes_pk", "changes_sk"], "ALL"),
            **{f"gsi{n}": ([f"gsi{n}_pk", f"gsi{n}_sk"], "ALL") for n in range(1, 5)},
        },
    }


@pytest.mark.parametrize("table", TABLES)
def test_a_table_streams_what_was_and_what_is_as_a_second_region_demands(table: str) -> None:
    assert properties(table)["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_secret_is_random_long_and_outlives_the_stack() -> None:
    secret = RESOURCES["Secret"]

    assert secret["DeletionPolicy"] == secret["UpdateReplacePolicy"] == "Retain"
    assert secret["Properties"]["GenerateSecretString"]["PasswordLength"] >= 43
    assert "SecretString" not in secret["Properties"]


# CloudFormation fills it in, so that no template, parameter or log of a deployment holds the secret.
ORIGIN_SECRET_REFERENCE = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString}}"}


def test_the_distributions_secret_is_random_and_goes_with_the_stack() -> None:
    secret = RESOURCES["OriginSecret"]
    generated = secret["Properties"]["GenerateSecretString"]

    assert secret["Type"] == "AWS::SecretsManager::Secret"
    assert secret["DeletionPolicy"] == secret["UpdateReplacePolicy"] == "Delete"
    assert generated["PasswordLength"] == 64
    assert generated["ExcludePunctuation"] is True
    assert sorted(generated["ExcludeCharacters"]) == sorted(string.punctuation)
    assert set(secret["Properties"]) == {"Description", "GenerateSecretString"}


def test_the_secret_that_cloudformation_makes_is_one_that_the_application_takes() -> None:
    generated = properties("OriginSecret")["GenerateSecretString"]
    left = set(string.ascii_letters + string.digits + string.punctuation) - set(generated["ExcludeCharacters"])

    secret = "".join(sorted(left))[: generated["PasswordLength"]]

    assert Settings.from_environment({"APP_ORIGIN_SECRET": secret}).origin_secret == secret
    with pytest.raises(SettingsError):  # not one that nobody resolved
        Settings.from_environment({"APP_ORIGIN_SECRET": ORIGIN_SECRET_REFERENCE["Fn::Sub"]})


def test_distribution_and_application_hold_the_same_secret_by_reference_and_nothing_else_does() -> None:
    variables = properties("ApiFunction")["Environment"]["Variables"]
    (api,) = [origin for origin in distribution()["Origins"] if origin["Id"] == "api"]
    header, key = api["OriginCustomHeaders"]

    assert header["HeaderName"].lower() == ORIGIN_SECRET_HEADER
    assert header["HeaderValue"] == variables["APP_ORIGIN_SECRET"] == ORIGIN_SECRET_REFERENCE
    # The same once more, as a key for the gateway, where its own address is closed.
    assert key["Fn::If"][:2] == [
        "ClosesDefaultEndpoint",
        {"HeaderName": "x-api-key", "HeaderValue": ORIGIN_SECRET_REFERENCE},
    ]
    assert RESOURCES["DistributionKey"]["Condition"] == "ClosesDefaultEndpoint"
    assert properties("DistributionKey")["Value"] == ORIGIN_SECRET_REFERENCE
    assert json.dumps(TEMPLATE).count("OriginSecret}") == 4
    assert [origin["Id"] for origin in distribution()["Origins"] if "OriginCustomHeaders" in origin] == ["api"]


def test_no_role_may_read_the_distributions_secret() -> None:
    (readable,) = [
        statement["Resource"]
        for statement in role_statements()
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
    ]

    assert readable == {"Fn::GetAtt": ["Secret", "Id"]}


# --- Function and role ---------------------------------------------------------------------------------------


def test_no_role_may_scan() -> None:
    actions = [action.lower() for statement in role_statements() for action in as_list(statement["Action"])]

    assert actions
    assert not [action for action in actions if action == "dynamodb:scan" or action.startswith("dynamodb:partiql")]


def test_mail_is_sent_from_the_configured_address_alone_and_only_where_there_is_one() -> None:
    (statement,) = [one for one in role_statements() if one["Action"] == "ses:SendEmail"]

    assert all("EmailFrom" in json.dumps(resource) for resource in statement["Resource"])
    assert TEMPLATE["Conditions"]["SendsMail"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "EmailFrom"}, ""]}]}
    unconditional = [
        statement
        for policy in properties("ApiRole")["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement.get("Action") == "ses:SendEmail"
    ]
    assert unconditional == []


LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
ITEMS = {
    *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    *("dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"),
}
STREAMS = {
    *("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),
}


@pytest.mark.parametrize(
    ("role", "needed"),
    [
        ("ApiRole", {*ITEMS, *LOGS, *TRACES, "ses:SendEmail", "secretsmanager:GetSecretValue", "ssm:GetParameter"}),
        (
            "EventsRole",
            {
                *(*ITEMS, *LOGS, *TRACES, *STREAMS, "execute-api:ManageConnections", "lambda:InvokeFunction"),
                *("scheduler:CreateSchedule", "iam:PassRole", "sqs:SendMessage"),
            },
        ),
        ("AlarmRole", {"lambda:InvokeFunction"}),
        (
            "GatewayLogRole",
            {
                *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams"),
                *("logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents"),
            },
        ),
        (
            "DeploymentRole",
            {
                *("lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"),
                "cloudwatch:DescribeAlarms",
            },
        ),
    ],
)
def test_a_role_may_do_no_more_than_its_repositories_need(role: str, needed: set[str]) -> None:
    assert {action for statement in role_statements(role) for action in as_list(statement["Action"])} == needed


def test_the_events_function_reads_no_account_but_to_look_whether_it_is_there() -> None:
    actions = [
        as_list(statement["Action"])
        for statement in role_statements("EventsRole")
        if "UsersTable" in json.dumps(statement["Resource"])
    ]

    assert actions == [["dynamodb:BatchGetItem"]]


def test_the_role_may_query_every_index_that_the_tables_have() -> None:
    declared = {
        f"${{{table}.Arn}}/index/{index['IndexName']}"
        for table in TABLES
        for index in properties(table).get("GlobalSecondaryIndexes", [])
    }
    (statement,) = [statement for statement in role_statements() if statement.get("Sid") == "Indexes"]

    assert {resource["Fn::Sub"] for resource in statement["Resource"]} == declared
    assert statement["Action"] == "dynamodb:Query"


def test_no_managed_policy_is_attached() -> None:
    for resource in RESOURCES.values():
        assert "ManagedPolicyArns" not in resource["Properties"]
        if resource["Type"] == "AWS::Serverless::Function":
            assert "Policies" not in resource["Properties"]
    assert properties("ApiFunction")["Role"] == {"Fn::GetAtt": ["ApiRole", "Arn"]}
    assert properties("EventsFunction")["Role"] == {"Fn::GetAtt": ["EventsRole", "Arn"]}


def test_the_function_runs_the_handler_on_the_projects_python_behind_an_alias() -> None:
    function = properties("ApiFunction")
    version = (INFRA.parent / ".python-version").read_text().strip()

    assert function["Runtime"] == "python" + ".".join(version.split(".")[:2])
    assert function["Handler"] == "app.lambda_handler.api_handler"
    assert function["AutoPublishAlias"] == "live"
    assert function["FunctionName"] == {"Fn::Sub": "${AWS::StackName}-api"}


def test_the_gateway_waits_exactly_as_long_as_the_function_runs() -> None:
    limits = {
        operation["x-amazon-apigateway-integration"]["timeoutInMillis"]
        for path in BODY["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }

    assert limits == {properties("ApiFunction")["Timeout"] * 1000}


def test_log_lines_are_json_and_expire() -> None:
    groups = [resource for resource in RESOURCES.values() if resource["Type"] == "AWS::Logs::LogGroup"]

    assert groups
    assert all("RetentionInDays" in group["Properties"] for group in groups)
    for name in ("Api", "Events"):
        logging = properties(f"{name}Function")["LoggingConfig"]
        assert logging["LogFormat"] == "JSON"
        assert logging["LogGroup"] == {"Ref": f"{name}LogGroup"}


# --- Gateway -------------------------------------------------------------------------------------------------


def test_the_routes_are_the_designed_prefixes() -> None:
    assert set(BODY["paths"]) == OPEN | CLOSED


@pytest.mark.parametrize("path", sorted(OPEN | CLOSED))
def test_every_prefix_lists_every_method_so_that_none_falls_through_to_an_open_one(path: str) -> None:
    assert set(BODY["paths"][path]) == METHODS | {"options"}


@pytest.mark.parametrize("path", sorted(OPEN | CLOSED))
def test_only_the_closed_prefixes_ask_for_a_session(path: str) -> None:
    body = rendering.rendered(rendering.load())["Resources"]["Api"]["Properties"]["DefinitionBody"]

    security = {method: body["paths"][path][method].get("security") for method in METHODS}

    assert security == dict.fromkeys(METHODS, [{"session": []}] if path in CLOSED else None)
    assert "security" not in body


@pytest.mark.parametrize("path", sorted(OPEN | CLOSED))
def test_a_closed_gateway_asks_for_the_distributions_key_as_well(path: str) -> None:
    resources = rendering.rendered(rendering.load(), {"DefaultEndpoint": "closed"})["Resources"]
    body = resources["Api"]["Properties"]["DefinitionBody"]
    (api,) = [o for o in resources["Distribution"]["Properties"]["DistributionConfig"]["Origins"] if o["Id"] == "api"]

    asked = {method: set(body["paths"][path][method]["security"][0]) for method in METHODS}
    sent = {header["HeaderName"] for header in api["OriginCustomHeaders"]}

    assert asked == dict.fromkeys(METHODS, {"distribution", "session"} if path in CLOSED else {"distribution"})
    assert body["components"]["securitySchemes"]["distribution"]["name"] in sent
    assert {"DistributionKey", "DistributionPlan", "DistributionPlanKey"} <= set(resources)


@pytest.mark.parametrize("path", sorted(OPEN | CLOSED))
def test_preflight_is_answered_at_the_gateway_for_configured_origins_only(path: str) -> None:
    preflight = BODY["paths"][path]["options"]
    integration = preflight["x-amazon-apigateway-integration"]
    answer = integration["responses"]["default"]

    assert "security" not in preflight
    assert integration["type"] == "mock"
    # The origin comes from the template, after a comparison with the whole of a configured one.
    assert not any("Allow-Origin" in name for name in answer["responseParameters"])
    template = answer["responseTemplates"]["application/json"]["Fn::Sub"]
    assert ',${CorsOrigins},"' in template
    assert '#if($origin != "" && $ours.contains(",$origin,"))' in template
    assert answer["responseParameters"]["method.response.header.Vary"] == "'Origin'"
    headers = {name.rpartition(".")[2] for name in answer["responseParameters"]}
    assert headers | {"Access-Control-Allow-Origin"} == set(preflight["responses"]["200"]["headers"])


@pytest.mark.parametrize(
    ("origins", "accepted"),
    [
        ("", True),
        ("https://a.example", True),
        ("https://a.example,https://b.example:8443,http://localhost:5173", True),
        ("http://a.example", False),
        ("https://*.example", False),
        ("*", False),
        ("https://A.example", False),
        ("https://a.example/", False),
        ("https://a.example, https://b.example", False),
    ],
)
def test_the_template_takes_no_cors_origin_that_the_application_refuses(origins: str, accepted: bool) -> None:
    pattern = TEMPLATE["Parameters"]["CorsOrigins"]["AllowedPattern"]
    environment = {"APP_STAGE": "prod", "APP_SITE_ORIGIN": "https://site.example", "APP_CORS_ORIGINS": origins}
    for name in ("USERS_TABLE", "SESSIONS_TABLE", "DATA_TABLE", "SECRET_ID"):
        environment[f"APP_{name}"] = "name"

    assert bool(re.fullmatch(pattern, origins)) is accepted
    if accepted:
        Settings.from_environment(environment)


def test_gateway_and_application_allow_the_same_across_origins() -> None:
    for path in BODY["paths"].values():
        answer = path["options"]["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
        headers = {
            name.rpartition(".")[2]: value.strip("'") for name, value in answer.items() if isinstance(value, str)
        }
        assert set(headers["Access-Control-Allow-Headers"].split(", ")) == set(CORS_REQUEST_HEADERS)
        assert headers["Access-Control-Max-Age"] == str(CORS_MAX_AGE_SECONDS)


def authorizer() -> dict[str, Any]:
    scheme = BODY["components"]["securitySchemes"]["session"]
    assert (scheme["in"], scheme["name"]) == ("header", "Authorization")
    found: dict[str, Any] = scheme["x-amazon-apigateway-authorizer"]
    return found


def test_the_authorizer_is_the_same_function_behind_the_same_alias() -> None:
    integration = BODY["paths"]["/data/{proxy+}"]["get"]["x-amazon-apigateway-integration"]

    assert authorizer()["type"] == "token"
    assert authorizer()["authorizerUri"] == integration["uri"]
    assert "function:${AWS::StackName}-api:live/invocations" in integration["uri"]["Fn::Sub"]


@pytest.mark.parametrize("token", ["Bearer abc", "Bearer a.b.c", "Bearer eyJ-_.~+/==", "Bearer 0"])
def test_the_authorizer_is_asked_about_every_bearer_token(token: str) -> None:
    assert re.fullmatch(authorizer()["identityValidationExpression"], token)


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer ", "bearer abc", "Basic YTpi", "abc", "Bearer a b", "Bearer a, Bearer b"]
)
def test_the_authorizer_is_not_asked_about_anything_else(token: str) -> None:
    assert not re.fullmatch(authorizer()["identityValidationExpression"], token)


def test_an_authorizers_answer_is_believed_for_300_seconds_at_most() -> None:
    limit = TEMPLATE["Parameters"]["AuthorizerCacheSeconds"]

    assert authorizer()["authorizerResultTtlInSeconds"] == {"Ref": "AuthorizerCacheSeconds"}
    assert (limit["Default"], limit["MinValue"], limit["MaxValue"]) == (60, 0, 300)


def test_requests_are_throttled_and_sign_in_is_throttled_harder() -> None:
    settings = {
        (setting["ResourcePath"], setting["HttpMethod"]): setting for setting in properties("Api")["MethodSettings"]
    }
    everything, sign_in = settings["/*", "*"], settings["/~1auth~1{proxy+}", "POST"]
    defaults = {name: parameter.get("Default") for name, parameter in TEMPLATE["Parameters"].items()}

    for limit in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
        assert 0 < defaults[sign_in[limit]["Ref"]] < defaults[everything[limit]["Ref"]]


NOT_OF_A_DEPLOYMENT = {
    *("site_origin", "docs", "dynamodb_endpoint_url", "aws_endpoint_url", "in_lambda", "aws_region"),
    *("max_body_bytes", "request_deadline_seconds", "refresh_min_age_seconds", "refresh_leeway_seconds"),
}
"""Settings of a laptop and of tests, facts of the process, and rules that hold everywhere."""


def test_every_setting_is_one_that_a_deployment_sets() -> None:
    functions = ("ApiFunction", "EventsFunction")
    variables = {name for function in functions for name in properties(function)["Environment"]["Variables"]}

    assert {f"APP_{name.upper()}" for name in Settings.model_fields.keys() - NOT_OF_A_DEPLOYMENT} == {
        name for name in variables if name.startswith("APP_")
    }


@pytest.mark.parametrize("name", ["PasswordMinLength", "AccessTokenSeconds", "SessionIdleSeconds", "SessionMaxSeconds"])
def test_a_parameters_default_and_bounds_are_those_of_its_setting(name: str) -> None:
    parameter = TEMPLATE["Parameters"][name]
    variables = properties("ApiFunction")["Environment"]["Variables"]
    (variable,) = [each for each, value in variables.items() if value == {"Ref": name}]
    field = Settings.model_fields[variable.removeprefix("APP_").lower()]
    bounds = {type(each).__name__: each for each in field.metadata}

    assert parameter["Default"] == field.default
    assert (parameter["MinValue"], parameter["MaxValue"]) == (bounds["Ge"].ge, bounds["Le"].le)


def test_the_gateways_own_answers_are_the_designed_problems() -> None:
    found = {}
    for kind, response in BODY["x-amazon-apigateway-gateway-responses"].items():
        problem = json.loads(response["responseTemplates"]["application/json"])
        assert set(problem) == {"type", "title", "status", "detail", "instance"}
        assert problem["instance"] == "$context.requestId"
        assert problem["status"] == int(response["statusCode"])
        found[kind] = (problem["status"], problem["type"].removeprefix("urn:problem-type:"))

    assert found == PROBLEMS


def test_the_gateways_problems_are_of_the_applications_closed_list() -> None:
    closed_list = {(error.status, error.type) for error in AppError.__subclasses__()}

    assert set(PROBLEMS.values()) <= closed_list


@pytest.mark.parametrize("kind", sorted(PROBLEMS))
def test_a_gateways_answer_is_readable_from_any_page_and_never_stored(kind: str) -> None:
    parameters = BODY["x-amazon-apigateway-gateway-responses"][kind]["responseParameters"]
    headers = {name.removeprefix("gatewayresponse.header."): value for name, value in parameters.items()}

    assert headers["Content-Type"] == "'application/problem+json'"
    assert headers["Cache-Control"] == "'no-store'"
    assert headers["Access-Control-Allow-Origin"] == "'*'"
    assert "Access-Control-Allow-Credentials" not in headers
    assert ("Retry-After" in headers) == (PROBLEMS[kind][0] in {429, 503})
    if "Retry-After" in headers:
        # A quota is one of the day.
        assert 0 < int(headers["Retry-After"].strip("'")) <= (3600 if kind == "QUOTA_EXCEEDED" else 4)


def test_a_changed_parameter_reaches_the_stage_and_the_alias() -> None:
    # SAM names deployments and versions after their text, in which a parameter is only a name.
    assert properties("Api")["AlwaysDeploy"] is True
    assert properties("ApiFunction")["AutoPublishCodeSha256"] == {"Ref": "Release"}


# --- Site ----------------------------------------------------------------------------------------------------


def test_the_site_bucket_is_private_encrypted_and_versioned() -> None:
    bucket = properties("SiteBucket")

    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]


def test_only_the_distribution_reads_the_bucket_and_only_over_tls() -> None:
    statements = [
        statement["Fn::If"][2] if "Fn::If" in statement else statement
        for statement in properties("SiteBucketPolicy")["PolicyDocument"]["Statement"]
    ]
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
    (denied,) = [statement for statement in statements if statement["Effect"] == "Deny"]

    assert {statement["Action"] for statement in allowed} == {"s3:GetObject", "s3:ListBucket"}
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        source = statement["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
        assert source.endswith(":distribution/${Distribution}")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert (denied["Principal"], denied["Action"]) == ("*", "s3:*")


def distribution() -> dict[str, Any]:
    found: dict[str, Any] = properties("Distribution")["DistributionConfig"]
    return found


def test_viewers_are_sent_to_https_on_aws() -> None:
    for behavior in (distribution()["DefaultCacheBehavior"], *distribution()["CacheBehaviors"]):
        assert behavior["ViewerProtocolPolicy"] == {"Fn::If": ["OnLocalCloud", "allow-all", "redirect-to-https"]}
    (api,) = [origin for origin in distribution()["Origins"] if origin["Id"] == "api"]
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == {"Fn::If": ["OnLocalCloud", "http-only", "https-only"]}


def test_the_local_cloud_is_off_unless_asked_for() -> None:
    assert TEMPLATE["Parameters"]["LocalCloudPort"]["Default"] == 0


def behaviors() -> dict[str, dict[str, Any]]:
    """Return what the distribution does with paths of the API, in its order."""
    return {behavior["PathPattern"]: behavior for behavior in distribution()["CacheBehaviors"]}


def test_the_api_is_never_cached_and_an_error_is_never_turned_into_a_page() -> None:
    api = behaviors()["/api/*"]

    assert list(behaviors())[-1] == "/api/*"  # the first pattern that fits is taken
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # Managed-CachingDisabled
    for response in distribution()["CustomErrorResponses"]:
        assert set(response) == {"ErrorCode", "ErrorCachingMinTTL"}
        assert response["ErrorCachingMinTTL"] == 0


def test_the_viewers_address_is_written_on_the_way_to_the_api_and_reaches_it() -> None:
    for api in behaviors().values():
        assert api["FunctionAssociations"] == [
            {
                "EventType": "viewer-request",
                "FunctionARN": {"Fn::GetAtt": ["ViewerAddressFunction", "FunctionMetadata.FunctionARN"]},
            }
        ]
        # Managed-AllViewerExceptHostHeader, which also passes on what functions add.
        assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert properties("ViewerAddressFunction")["AutoPublish"] is True


def test_what_anybody_may_read_is_kept_as_long_as_its_headers_say_and_by_all_that_it_depends_on() -> None:
    public = behaviors()["/api/public/*"]
    policy = properties("PublicReads")["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]

    assert public["CachePolicyId"] == {"Ref": "PublicReads"}
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)  # nothing is kept that does not say so
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert key["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Origin"]}  # what CORS varies by
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert public["AllowedMethods"] == behaviors()["/api/*"]["AllowedMethods"]  # else CloudFront refuses in HTML


def test_every_error_that_cloudfront_keeps_by_itself_is_not_kept() -> None:
    # "HTTP 4xx and 5xx status codes that CloudFront always caches", Amazon CloudFront Developer Guide.
    always_cached = {404, 414, 500, 501, 502, 503, 504}

    assert {response["ErrorCode"] for response in distribution()["CustomErrorResponses"]} == always_cached


def test_pages_may_load_only_what_is_the_sites_own() -> None:
    headers = properties("SecurityHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy, parts = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    sources = {part for directive in policy.split(";") for part in directive.split()[1:]}

    assert policy.startswith("default-src 'self'; connect-src 'self' ${Realtime};")
    assert sources == {"'self'", "'none'", "${Realtime}"}
    assert "RealtimeApi" in parts["Realtime"]["Fn::If"][2]["Fn::Sub"]
    assert "frame-ancestors 'none'" in policy
    behaviors = (distribution()["DefaultCacheBehavior"], *distribution()["CacheBehaviors"])
    assert all(behavior["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"} for behavior in behaviors)


def test_the_application_learns_the_sites_origin_from_the_parameter_that_the_stack_writes() -> None:
    variables = properties("ApiFunction")["Environment"]["Variables"]

    assert variables["APP_SITE_ORIGIN_PARAMETER"] == properties("SiteOrigin")["Name"]
    assert properties("SiteOrigin")["Value"] == TEMPLATE["Outputs"]["SiteUrl"]["Value"]


def test_the_outputs_name_what_scripts_and_people_need() -> None:
    needed = {"SiteUrl", "ApiUrl", *TABLES, "SiteBucket", "DistributionId", "ApiId", "ApiFunctionName"}

    assert needed <= set(TEMPLATE["Outputs"])


def test_every_parameter_says_what_it_is() -> None:
    assert [name for name, parameter in TEMPLATE["Parameters"].items() if not parameter.get("Description")] == []


# --- The functions at the edge ---------------------------------------------------------------------------------

SPA = INFRA / "functions" / "spa.js"
VIEWER_ADDRESS = INFRA / "functions" / "viewer-address.js"

PAGES = (
    "/",
    "/notes",
    "/notes/",
    "/notes/a.b",
    "/notes/v1.2",
    "/notes/0192f0c4-7d4e-7000-8000-000000000000",
    "/assets",
    "/apiary",
    "/a%2Epng",
    "//notes",
    "/notes/name.",
    "/notes/constructor.length",
)
FILES = (
    "/index.html",
    "/favicon.ico",
    "/robots.txt",
    "/manifest.webmanifest",
    "/LOGO.PNG",
    "/assets/index-4f1c.js",
    "/assets/missing",
    "/assets/",
    "/icons/192.png",
    "/.well-known/security.txt",
    "/.well-known/apple-app-site-association",
    "/.git/config",
    "/.env",
)


def rewritten(paths: tuple[str, ...]) -> list[str]:
    script = f"""{SPA.read_text()}
    const uris = {json.dumps(paths)};
    const requests = uris.map((uri) => handler({{ request: {{ uri, method: 'GET', querystring: {{}} }} }}));
    console.log(JSON.stringify(requests.map((request) => request.uri)));
    """
    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True, timeout=60)
    result: list[str] = json.loads(done.stdout)
    return result


def test_a_path_of_a_page_becomes_the_index_page() -> None:
    assert dict(zip(PAGES, rewritten(PAGES), strict=True)) == dict.fromkeys(PAGES, "/index.html")


def test_a_path_of_a_file_stays_what_it_is() -> None:
    assert rewritten(FILES) == list(FILES)


@pytest.mark.parametrize("sent", [None, "203.0.113.7", ["203.0.113.7", "203.0.113.8"]])
@pytest.mark.parametrize("viewer", ["192.0.2.1", "2001:db8::1"])
def test_the_viewers_address_replaces_whatever_the_viewer_says_it_is(viewer: str, sent: str | list[str] | None) -> None:
    headers: dict[str, Any] = {"accept": {"value": "*/*"}}
    if isinstance(sent, str):
        headers[VIEWER_ADDRESS_HEADER] = {"value": sent}
    elif sent:
        headers[VIEWER_ADDRESS_HEADER] = {"value": sent[0], "multiValue": [{"value": value} for value in sent]}
    request = {"uri": "/api/health", "method": "GET", "querystring": {}, "headers": headers, "cookies": {}}
    script = f"""{VIEWER_ADDRESS.read_text()}
    console.log(JSON.stringify(handler({json.dumps({"viewer": {"ip": viewer}, "request": request})})));
    """

    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True, timeout=60)

    expected = {**request, "headers": {"accept": {"value": "*/*"}, VIEWER_ADDRESS_HEADER: {"value": viewer}}}
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize(("logical_id", "source"), [("SpaFunction", SPA), ("ViewerAddressFunction", VIEWER_ADDRESS)])
def test_the_template_holds_the_readable_source_of_the_function(logical_id: str, source: Path) -> None:
    assert properties(logical_id)["FunctionCode"] == source.read_text()
    # CloudFront takes at most 10 KB, and only ASCII is safe in it.
    assert len(source.read_bytes()) < 10_000
    assert source.read_text().isascii()


# --- Events --------------------------------------------------------------------------------------------------


def patterns(source: str) -> list[dict[str, Any]]:
    criteria = properties("EventsFunction")["Events"][source]["Properties"]["FilterCriteria"]
    return [json.loads(each["Pattern"]) for each in criteria["Filters"]]


def test_only_live_documents_purges_and_ended_sessions_wake_the_events_function() -> None:
    live = {"live": {"BOOL": [True]}}

    assert patterns("Purges") == [{"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"pk": {"S": ["PURGE"]}}}}]
    assert patterns("Documents") == [
        {"dynamodb": {"NewImage": live}},
        {"eventName": ["REMOVE"], "dynamodb": {"OldImage": live}},
    ]
    assert patterns("EndedSessions") == [
        {"eventName": ["REMOVE"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "SESSION#"}]}}}}
    ]


@pytest.mark.parametrize("source", ["Documents", "Purges", "EndedSessions"])
def test_a_record_that_cannot_be_handled_holds_up_no_shard_for_ever_and_is_not_lost(source: str) -> None:
    mapping = properties("EventsFunction")["Events"][source]["Properties"]

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert 0 < mapping["MaximumRetryAttempts"] <= 100
    assert 0 < mapping["MaximumRecordAgeInSeconds"] <= 21600
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["GivenUpEvents", "Arn"]}


def test_the_websocket_api_has_three_routes_that_go_to_the_events_function() -> None:
    routes = {
        resource["Properties"]["RouteKey"]: resource["Properties"]["Target"]
        for resource in RESOURCES.values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    }

    assert routes.keys() == {"$connect", "$disconnect", "$default"}
    assert "${AWS::StackName}-events:live" in properties("RealtimeIntegration")["IntegrationUri"]["Fn::Sub"]
