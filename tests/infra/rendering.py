"""The template as CloudFormation sees it for given parameters: conditions decided, and what they leave out gone.

Functions whose value only a deployment knows (`Ref`, `Fn::Sub`, `Fn::GetAtt`) stay as they are.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

INFRA = Path(__file__).resolve().parents[2] / "infra"

Template = dict[str, Any]

_NOTHING = {"Ref": "AWS::NoValue"}

# Parameters that turn on everything that is off by default.
EVERYTHING = {
    "AccessLogs": "on",
    "AlarmEmail": "ops@example.com",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
    "DefaultEndpoint": "closed",
    "Deployment": "Canary10Percent5Minutes",
    "DomainName": "app.example.com",
    "EmailFrom": "hello@example.com",
    "GatewayLogs": "with-role",
    "HostedZoneId": "Z0123456789ABCDEFGHIJ",
    "MonthlyBudget": "50",
    "OperationMetrics": "on",
    "ReservedConcurrency": "100",
    "ServiceRequestsPerDay": "10000",
    "SnapStart": "PublishedVersions",
    "TableMaxReadUnits": "4000",
    "TableMaxWriteUnits": "1000",
    "Tracing": "Active",
    "WebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/fulmar/01234567-89ab-cdef-0123-456789abcdef",
}
LOCAL_CLOUD = {"Stage": "cloud", "LocalCloudPort": "4566"}


def load(path: Path = INFRA / "template.yaml") -> Template:
    """Read a template into plain dictionaries, with every function in its long form."""
    plain: Template = json.loads(json.dumps(cfn_yaml.load(str(path))))
    return plain


def values(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    """Return a value for each parameter: what is given, else its default."""
    defaults = {name: str(parameter.get("Default", "")) for name, parameter in template["Parameters"].items()}
    return {**defaults, **{name: value for name, value in given.items() if name in defaults}}


def conditions(template: Template, given: Mapping[str, str]) -> dict[str, bool]:
    """Decide every condition."""
    parameters = values(template, given)

    def decided(expression: Any) -> Any:
        match expression:
            case {"Condition": name}:
                return decided(template["Conditions"][name])
            case {"Fn::Not": [inner]}:
                return not decided(inner)
            case {"Fn::And": parts}:
                return all(decided(part) for part in parts)
            case {"Fn::Or": parts}:
                return any(decided(part) for part in parts)
            case {"Fn::Equals": [left, right]}:
                return str(decided(left)) == str(decided(right))
            case {"Ref": name}:
                return parameters[name]
        return expression

    return {name: bool(decided(expression)) for name, expression in template["Conditions"].items()}


def rendered(template: Template, given: Mapping[str, str] | None = None) -> Template:
    """Return the template without conditions, as these parameters decide them."""
    truth = conditions(template, given or {})

    def resolved(value: Any) -> Any:
        match value:
            case {"Fn::If": [name, yes, no]}:
                return resolved(yes if truth[name] else no)
            case dict():
                whole = {key: resolved(part) for key, part in value.items()}
                return {key: part for key, part in whole.items() if part != _NOTHING}
            case list():
                return [part for part in map(resolved, value) if part != _NOTHING]
        return value

    resources = {
        name: {key: resolved(part) for key, part in resource.items() if key != "Condition"}
        for name, resource in template["Resources"].items()
        if "Condition" not in resource or truth[resource["Condition"]]
    }
    outputs = {
        name: {key: resolved(part) for key, part in output.items() if key != "Condition"}
        for name, output in template.get("Outputs", {}).items()
        if "Condition" not in output or truth[output["Condition"]]
    }
    return {**template, "Resources": resources, "Outputs": outputs}
