"""Rules that hold for every resource of the template, also for those that somebody adds tomorrow.

A rule takes a rendered template and tells what breaks it. What may break one is listed with its reason, and each rule
is shown a template that does break it: a rule that cannot fail holds nothing.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.infra import rendering
from tests.infra.rendering import Template

TEMPLATE = rendering.load()

Rule = Callable[[Template], list[str]]
Mutation = Callable[[Template], None]

# What a role may not narrow down further: role and statement, and why.
WILDCARDS = {
    ("EventsRole", "Streams"): "streams have names that AWS makes up, below a table that is named",
    ("EventsRole", "Sockets"): "connections have ids that AWS makes up, below a stage that is named",
    ("EventsRole", "Alarms"): "an alarm is named when it is set, in a group that is named",
    ("ApiRole", "Traces"): "X-Ray has nothing that could be named",
    ("EventsRole", "Traces"): "X-Ray has nothing that could be named",
    ("GatewayLogRole", "EveryGateway"): "a setting of account and region, with which every gateway there logs",
    ("DeploymentRole", "Aliases"): "versions have numbers that Lambda makes up, below a function that is named",
    ("DeploymentRole", "Alarms"): "describing alarms is asked of several at once, and shows nothing but their state",
}
# What may be unencrypted at rest, and why.
UNENCRYPTED = {
    "AlarmTopic": "AWS's own key for SNS keeps CloudWatch from publishing; alarms hold nothing of anybody's",
}
# What holds something, yet goes with the stack, and why.
DISPOSABLE = {
    "OriginSecret": "a new stack makes a new one, and nothing is encrypted or signed with it",
    "ApiLogGroup": "its name is fixed: left behind it would be in the way of the next stack of that name",
    "EventsLogGroup": "its name is fixed, as ApiLogGroup's",
    "GatewayLogGroup": "its name is fixed, as ApiLogGroup's",
    "GivenUpEvents": "copies of records that the tables still hold; empty unless an alarm is ringing",
}

MODERN_TLS = {"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}


def of_type(template: Template, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] in types:
            yield name, resource


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def policy_documents(value: Any) -> Iterator[dict[str, Any]]:
    """Yield whatever is a policy, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("Statement"), list):
            yield value
        for part in value.values():
            yield from policy_documents(part)
    elif isinstance(value, list):
        for part in value:
            yield from policy_documents(part)


# --- The rules -----------------------------------------------------------------------------------------------


def a_bucket_is_private(template: Template) -> list[str]:
    switches = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return [
        f"{name}: {switch} is not on"
        for name, resource in of_type(template, "AWS::S3::Bucket")
        for switch in switches
        if resource["Properties"].get("PublicAccessBlockConfiguration", {}).get(switch) is not True
    ]


def a_bucket_refuses_plain_http(template: Template) -> list[str]:
    refusing = set()
    for _, resource in of_type(template, "AWS::S3::BucketPolicy"):
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
            if (
                statement["Effect"] == "Deny"
                and statement["Principal"] == "*"
                and statement["Action"] == "s3:*"
                and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
                and len(as_list(statement["Resource"])) == 2  # the bucket, and what is in it
            ):
                refusing.add(resource["Properties"]["Bucket"]["Ref"])
    return [f"{name}: takes plain http" for name, _ in of_type(template, "AWS::S3::Bucket") if name not in refusing]


def nothing_is_open_to_everybody(template: Template) -> list[str]:
    found = []
    for name, resource in template["Resources"].items():
        for document in policy_documents(resource):
            for statement in document["Statement"]:
                principals = statement.get("Principal", {})
                everybody = principals == "*" or (
                    isinstance(principals, dict) and "*" in [p for each in principals.values() for p in as_list(each)]
                )
                if statement["Effect"] == "Allow" and everybody and not statement.get("Condition"):
                    found.append(f"{name}: lets everybody in")
                if "NotPrincipal" in statement:
                    found.append(f"{name}: NotPrincipal lets in whoever is not thought of")
    for name, resource in of_type(template, "AWS::Lambda::Permission"):
        if not {"SourceArn", "SourceAccount"} & set(resource["Properties"]):
            found.append(f"{name}: lets a whole service in, for whichever account")
    for name, resource in of_type(template, "AWS::Serverless::Function"):
        if "FunctionUrlConfig" in resource["Properties"]:
            found.append(f"{name}: has an address beside the gateway's")
    return found


def data_at_rest_is_encrypted(template: Template) -> list[str]:
    encrypted: dict[str, Callable[[dict[str, Any]], bool]] = {
        "AWS::DynamoDB::GlobalTable": lambda properties: bool(properties.get("SSESpecification", {}).get("SSEEnabled")),
        "AWS::DynamoDB::Table": lambda properties: bool(properties.get("SSESpecification", {}).get("SSEEnabled")),
        "AWS::S3::Bucket": lambda properties: bool(
            properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration")
        ),
        "AWS::SQS::Queue": lambda properties: bool(
            properties.get("SqsManagedSseEnabled") or properties.get("KmsMasterKeyId")
        ),
        "AWS::SNS::Topic": lambda properties: bool(properties.get("KmsMasterKeyId")),
    }
    return [
        f"{name}: is not encrypted at rest"
        for name, resource in of_type(template, *encrypted)
        if name not in UNENCRYPTED and not encrypted[resource["Type"]](resource["Properties"])
    ]


def what_holds_data_outlives_the_stack(template: Template) -> list[str]:
    holding = (
        *("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"),
        *("AWS::SQS::Queue", "AWS::Logs::LogGroup"),
    )
    return [
        f"{name}: {attribute} is not said, or not Retain"
        for name, resource in of_type(template, *holding)
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy")
        if resource.get(attribute) != ("Delete" if name in DISPOSABLE else "Retain")
    ]


def an_alarm_tells_somebody_and_is_quiet_at_night(template: Template) -> list[str]:
    found = []
    for name, resource in of_type(template, "AWS::CloudWatch::Alarm"):
        properties = resource["Properties"]
        if properties.get("AlarmActions") != [{"Ref": "AlarmTopic"}]:
            found.append(f"{name}: tells nobody")
        if properties.get("TreatMissingData") != "notBreaching":
            found.append(f"{name}: rings or hangs while nobody calls")
        if "docs/operations.md#" not in properties.get("AlarmDescription", ""):
            found.append(f"{name}: does not say what to do")
        if "4XX" in json.dumps(properties):
            found.append(f"{name}: counts what a stranger can send")
    return found


def a_table_can_be_restored_and_is_hard_to_delete(template: Template) -> list[str]:
    found = [f"{name}: a Table cannot become global" for name, _ in of_type(template, "AWS::DynamoDB::Table")]
    for name, resource in of_type(template, "AWS::DynamoDB::GlobalTable"):
        for replica in resource["Properties"]["Replicas"]:
            if not replica.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
                found.append(f"{name}: has no point-in-time recovery")
            if replica.get("DeletionProtectionEnabled") is not True:
                found.append(f"{name}: is not protected from deletion")
    return found


def a_role_may_do_only_what_is_named(template: Template) -> list[str]:
    found = []
    for name, resource in of_type(template, "AWS::IAM::Role", "AWS::Serverless::Function"):
        properties = resource["Properties"]
        if properties.get("ManagedPolicyArns"):
            found.append(f"{name}: a managed policy changes without us")
        if resource["Type"] == "AWS::Serverless::Function":
            if "Role" not in properties or "Policies" in properties:
                found.append(f"{name}: has a role that SAM makes up")
            continue
        for policy in properties["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                sid = statement.get("Sid", "")
                if {"NotAction", "NotResource"} & set(statement):
                    found.append(f"{name}.{sid}: allows whatever is not thought of")
                if any("*" in action for action in as_list(statement.get("Action", "*"))):
                    found.append(f"{name}.{sid}: has a wildcard for an action")
                if "*" in json.dumps(statement.get("Resource", "*")) and (name, sid) not in WILDCARDS:
                    found.append(f"{name}.{sid}: has a wildcard for a resource")
    return found


def a_role_is_taken_by_a_service_alone(template: Template) -> list[str]:
    return [
        f"{name}: may be taken by {statement['Principal']}"
        for name, resource in of_type(template, "AWS::IAM::Role")
        for statement in resource["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        if set(statement["Principal"]) != {"Service"}
    ]


def log_lines_expire(template: Template) -> list[str]:
    groups = dict(of_type(template, "AWS::Logs::LogGroup"))
    found = [
        f"{name}: is kept for ever"
        for name, resource in groups.items()
        if not resource["Properties"].get("RetentionInDays")
    ]
    for name, resource in of_type(template, "AWS::Serverless::Function"):
        group = resource["Properties"].get("LoggingConfig", {}).get("LogGroup", {})
        if group.get("Ref") not in groups:
            found.append(f"{name}: logs into a group that Lambda makes, which never expires")
    return found


def every_stage_is_throttled(template: Template) -> list[str]:
    limits = {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    found = []
    for name, resource in of_type(template, "AWS::Serverless::Api"):
        settings = resource["Properties"].get("MethodSettings", [])
        if not any(
            (setting["ResourcePath"], setting["HttpMethod"]) == ("/*", "*") and limits <= set(setting)
            for setting in settings
        ):
            found.append(f"{name}: has no throttle for every method")
    for name, resource in of_type(template, "AWS::ApiGatewayV2::Stage", "AWS::Serverless::HttpApi"):
        if not limits <= set(resource["Properties"].get("DefaultRouteSettings", {})):
            found.append(f"{name}: has no throttle")
    return found


def connections_are_encrypted(template: Template) -> list[str]:
    found = []
    for name, resource in of_type(template, "AWS::CloudFront::Distribution"):
        configuration = resource["Properties"]["DistributionConfig"]
        for behavior in (configuration["DefaultCacheBehavior"], *configuration.get("CacheBehaviors", ())):
            if behavior["ViewerProtocolPolicy"] not in {"redirect-to-https", "https-only"}:
                found.append(f"{name}: answers over http")
        for origin in configuration["Origins"]:
            custom = origin.get("CustomOriginConfig")
            if custom and (custom["OriginProtocolPolicy"], custom.get("OriginSSLProtocols")) != (
                "https-only",
                ["TLSv1.2"],
            ):
                found.append(f"{name}: talks to {origin['Id']} over http or an old TLS")
        # CloudFront's own certificate comes with a TLS policy of its own, which cannot be chosen.
        certificate = configuration.get("ViewerCertificate")
        if certificate and certificate.get("MinimumProtocolVersion") not in MODERN_TLS:
            found.append(f"{name}: takes an old TLS")
        if configuration.get("Aliases") and not certificate:
            found.append(f"{name}: has a domain without a certificate")
    for name, resource in of_type(template, "AWS::Serverless::Api"):
        if "Domain" in resource["Properties"]:
            found.append(f"{name}: has a domain of its own, whose TLS policy no rule looks at yet")
    return found


def a_parameter_explains_itself_and_refuses_nonsense(template: Template) -> list[str]:
    interface = template["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    found = [f"{name}: is grouped, yet no parameter" for name in grouped if name not in template["Parameters"]]
    for name, parameter in template["Parameters"].items():
        if len(parameter.get("Description", "")) < 20:
            found.append(f"{name}: has no description")
        if not {"AllowedPattern", "AllowedValues", "MinValue"} & set(parameter):
            found.append(f"{name}: takes anything")
        if "AllowedPattern" in parameter and not parameter.get("ConstraintDescription"):
            found.append(f"{name}: refuses with a pattern instead of a sentence")
        if grouped.count(name) != 1:
            found.append(f"{name}: is in {grouped.count(name)} groups")
        if not interface.get("ParameterLabels", {}).get(name, {}).get("default"):
            found.append(f"{name}: has no label")
        if "Default" not in parameter:
            found.append(f"{name}: has no default, so that `make deploy` would fail")
    return found


def no_secret_is_written_down(template: Template) -> list[str]:
    found = []
    for name, parameter in template["Parameters"].items():
        is_named_so = any(word in name.lower() for word in ("secret", "password", "token"))
        if is_named_so and parameter["Type"] != "Number" and not parameter.get("NoEcho"):
            found.append(f"{name}: is shown to whoever may look at the stack")
    for name, resource in of_type(template, "AWS::SecretsManager::Secret"):
        if "SecretString" in resource["Properties"]:
            found.append(f"{name}: stands in the template")
    return found


RULES: tuple[Rule, ...] = (
    a_bucket_is_private,
    a_bucket_refuses_plain_http,
    nothing_is_open_to_everybody,
    data_at_rest_is_encrypted,
    what_holds_data_outlives_the_stack,
    an_alarm_tells_somebody_and_is_quiet_at_night,
    a_table_can_be_restored_and_is_hard_to_delete,
    a_role_may_do_only_what_is_named,
    a_role_is_taken_by_a_service_alone,
    log_lines_expire,
    every_stage_is_throttled,
    connections_are_encrypted,
    a_parameter_explains_itself_and_refuses_nonsense,
    no_secret_is_written_down,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("parameters", [{}, rendering.EVERYTHING], ids=["defaults", "everything on"])
def test_the_template_keeps_the_rule(rule: Rule, parameters: dict[str, str]) -> None:
    assert rule(rendering.rendered(TEMPLATE, parameters)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_stands_in_us_east_1_keeps_the_rule(rule: Rule) -> None:
    edge = rendering.load(rendering.INFRA / "edge.yaml")

    assert rule(rendering.rendered(edge, {"DomainName": "app.example.com", "HostedZoneId": "Z0123456789"})) == []


# --- That each rule can fail ---------------------------------------------------------------------------------


def put(path: str, value: Any) -> Mutation:
    """Return a mutation that sets what a path of resource and property names leads to."""

    def mutate(template: Template) -> None:
        at, *rest, last = path.split("/")
        found = template["Resources"][at] if at in template["Resources"] else template[at]
        for key in rest:
            found = found[int(key)] if isinstance(found, list) else found[key]
        found[int(last) if isinstance(found, list) else last] = value

    return mutate


def drop(path: str) -> Mutation:
    def mutate(template: Template) -> None:
        at, *rest, last = path.split("/")
        found = template["Resources"][at] if at in template["Resources"] else template[at]
        for key in rest:
            found = found[int(key)] if isinstance(found, list) else found[key]
        del found[int(last) if isinstance(found, list) else last]

    return mutate


def add(name: str, kind: str, **properties: Any) -> Mutation:
    def mutate(template: Template) -> None:
        template["Resources"][name] = {"Type": kind, "Properties": properties}

    return mutate


STATEMENT = "Properties/Policies/0/PolicyDocument/Statement/0"
SITE_POLICY = "SiteBucketPolicy/Properties/PolicyDocument/Statement"
DISTRIBUTION = "Distribution/Properties/DistributionConfig"

MUTATIONS: list[tuple[Rule, Mutation]] = [
    (a_bucket_is_private, put("SiteBucket/Properties/PublicAccessBlockConfiguration/BlockPublicAcls", False)),
    (a_bucket_is_private, drop("SiteBucket/Properties/PublicAccessBlockConfiguration")),
    (a_bucket_is_private, add("New", "AWS::S3::Bucket")),
    (a_bucket_refuses_plain_http, drop(f"{SITE_POLICY}/2")),
    (a_bucket_refuses_plain_http, put(f"{SITE_POLICY}/2/Action", "s3:GetObject")),
    (a_bucket_refuses_plain_http, add("New", "AWS::S3::Bucket")),
    (nothing_is_open_to_everybody, put(f"{SITE_POLICY}/0", {"Effect": "Allow", "Principal": "*"})),
    (nothing_is_open_to_everybody, put(f"{SITE_POLICY}/0", {"Effect": "Allow", "Principal": {"AWS": ["*"]}})),
    (nothing_is_open_to_everybody, put(f"{SITE_POLICY}/0", {"Effect": "Deny", "NotPrincipal": {"AWS": "1"}})),
    (nothing_is_open_to_everybody, drop("ApiPermission/Properties/SourceArn")),
    (nothing_is_open_to_everybody, put("ApiFunction/Properties/FunctionUrlConfig", {"AuthType": "NONE"})),
    (data_at_rest_is_encrypted, drop("UsersTable/Properties/SSESpecification")),
    (data_at_rest_is_encrypted, drop("SiteBucket/Properties/BucketEncryption")),
    (data_at_rest_is_encrypted, drop("GivenUpEvents/Properties/SqsManagedSseEnabled")),
    (data_at_rest_is_encrypted, add("New", "AWS::SNS::Topic")),
    (what_holds_data_outlives_the_stack, put("DataTable/DeletionPolicy", "Delete")),
    (what_holds_data_outlives_the_stack, drop("DataTable/UpdateReplacePolicy")),
    (what_holds_data_outlives_the_stack, drop("Secret/DeletionPolicy")),
    (what_holds_data_outlives_the_stack, add("New", "AWS::SQS::Queue")),
    (what_holds_data_outlives_the_stack, drop("ApiLogGroup/DeletionPolicy")),
    (an_alarm_tells_somebody_and_is_quiet_at_night, drop("GivenUp/Properties/AlarmActions")),
    (an_alarm_tells_somebody_and_is_quiet_at_night, put("GivenUp/Properties/AlarmActions", [{"Ref": "GivenUpEvents"}])),
    (an_alarm_tells_somebody_and_is_quiet_at_night, drop("ApiErrors/Properties/TreatMissingData")),
    (an_alarm_tells_somebody_and_is_quiet_at_night, put("ApiErrors/Properties/AlarmDescription", "Errors.")),
    (an_alarm_tells_somebody_and_is_quiet_at_night, put("ApiErrors/Properties/MetricName", "4XXError")),
    (
        a_table_can_be_restored_and_is_hard_to_delete,
        drop("SessionsTable/Properties/Replicas/0/PointInTimeRecoverySpecification"),
    ),
    (
        a_table_can_be_restored_and_is_hard_to_delete,
        put("SessionsTable/Properties/Replicas/0/DeletionProtectionEnabled", False),
    ),
    (a_table_can_be_restored_and_is_hard_to_delete, add("New", "AWS::DynamoDB::Table")),
    (a_role_may_do_only_what_is_named, put(f"ApiRole/{STATEMENT}/Action", ["dynamodb:Get*"])),
    (a_role_may_do_only_what_is_named, put(f"ApiRole/{STATEMENT}/Resource", "*")),
    (
        a_role_may_do_only_what_is_named,
        put(f"ApiRole/{STATEMENT}/Resource", [{"Fn::Sub": "${UsersTable.Arn}/index/*"}]),
    ),
    (a_role_may_do_only_what_is_named, put(f"ApiRole/{STATEMENT}/NotAction", "iam:PassRole")),
    (a_role_may_do_only_what_is_named, put("ApiRole/Properties/ManagedPolicyArns", ["arn:aws:iam::aws:policy/a"])),
    (a_role_may_do_only_what_is_named, drop("EventsFunction/Properties/Role")),
    (a_role_may_do_only_what_is_named, put("EventsFunction/Properties/Policies", ["AWSLambdaBasicExecutionRole"])),
    (
        a_role_is_taken_by_a_service_alone,
        put("ApiRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal", {"AWS": "123456789012"}),
    ),
    (log_lines_expire, drop("ApiLogGroup/Properties/RetentionInDays")),
    (log_lines_expire, drop("EventsFunction/Properties/LoggingConfig/LogGroup")),
    (log_lines_expire, add("New", "AWS::Serverless::Function")),
    (every_stage_is_throttled, drop("Api/Properties/MethodSettings/0")),
    (every_stage_is_throttled, drop("Api/Properties/MethodSettings/0/ThrottlingBurstLimit")),
    (every_stage_is_throttled, drop("RealtimeStage/Properties/DefaultRouteSettings")),
    (connections_are_encrypted, put(f"{DISTRIBUTION}/DefaultCacheBehavior/ViewerProtocolPolicy", "allow-all")),
    (connections_are_encrypted, put(f"{DISTRIBUTION}/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all")),
    (connections_are_encrypted, put(f"{DISTRIBUTION}/Origins/1/CustomOriginConfig/OriginSSLProtocols", ["TLSv1"])),
    (connections_are_encrypted, put(f"{DISTRIBUTION}/ViewerCertificate", {"MinimumProtocolVersion": "TLSv1"})),
    (a_parameter_explains_itself_and_refuses_nonsense, drop("Parameters/Stage/Description")),
    (a_parameter_explains_itself_and_refuses_nonsense, drop("Parameters/Stage/AllowedPattern")),
    (a_parameter_explains_itself_and_refuses_nonsense, drop("Parameters/Stage/ConstraintDescription")),
    (a_parameter_explains_itself_and_refuses_nonsense, drop("Parameters/Stage/Default")),
    (
        a_parameter_explains_itself_and_refuses_nonsense,
        drop("Metadata/AWS::CloudFormation::Interface/ParameterGroups/0"),
    ),
    (
        a_parameter_explains_itself_and_refuses_nonsense,
        drop("Metadata/AWS::CloudFormation::Interface/ParameterLabels/Stage"),
    ),
    (no_secret_is_written_down, put("Parameters/ApiToken", {"Type": "String"})),
    (no_secret_is_written_down, put("Secret/Properties/SecretString", "correct horse")),
]


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=[rule.__name__ for rule, _ in MUTATIONS])
def test_the_rule_notices_a_template_that_breaks_it(rule: Rule, mutation: Mutation) -> None:
    broken = copy.deepcopy(rendering.rendered(TEMPLATE))
    assert rule(broken) == []

    mutation(broken)

    assert rule(broken) != []


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _ in MUTATIONS} == set(RULES)


def test_an_exception_that_nothing_needs_any_more_is_gone() -> None:
    everything = rendering.rendered(TEMPLATE, rendering.EVERYTHING)["Resources"]

    needed = {
        (name, statement.get("Sid", ""))
        for name, resource in everything.items()
        if resource["Type"] == "AWS::IAM::Role"
        for policy in resource["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "*" in json.dumps(statement["Resource"])
    }

    assert set(WILDCARDS) == needed
    assert {*UNENCRYPTED, *DISPOSABLE} <= set(everything)
