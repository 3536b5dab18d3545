"""That the template expands and holds together for whatever parameters the wizard lets through."""

import copy
import itertools
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint import lint  # type: ignore[import-untyped]
from cfnlint.config import ManualArgs  # type: ignore[import-untyped]

from tests.infra import rendering
from tests.infra.rendering import EVERYTHING, INFRA, LOCAL_CLOUD, Template

TEMPLATE = rendering.load()
EDGE = rendering.load(INFRA / "edge.yaml")
SAM_PYTHON = INFRA.parent / ".venv-cloud" / "bin" / "python"
DEPLOYMENTS: list[str] = TEMPLATE["Parameters"]["Deployment"]["AllowedValues"]

# What is decided together: parameters that may be given, or not.
SWITCHES: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in EVERYTHING if name not in {"CertificateArn", "Deployment", "DomainName"}},
    "Domain": ("DomainName", "CertificateArn"),
    "RunbookUrl": ("RunbookUrl",),
}
ON = {**EVERYTHING, "RunbookUrl": "https://wiki.example.com/fulmar"}


def parameters_of(*switches: str) -> dict[str, str]:
    return {name: ON[name] for switch in switches for name in SWITCHES[switch]}


def broken_rules(template: Template, given: Mapping[str, str]) -> list[str]:
    """Return what CloudFormation would say of these parameters (functions of the section Rules)."""
    parameters = rendering.values(template, given)

    def decided(expression: Any) -> Any:
        match expression:
            case {"Fn::Not": [inner]}:
                return not decided(inner)
            case {"Fn::And": parts}:
                return all(decided(part) for part in parts)
            case {"Fn::Or": parts}:
                return any(decided(part) for part in parts)
            case {"Fn::Equals": [left, right]}:
                return decided(left) == decided(right)
            case {"Fn::Contains": [choice, value]}:
                return decided(value) in choice
            case {"Ref": name}:
                return parameters[name]
        return expression

    return [
        assertion["AssertDescription"]
        for rule in template["Rules"].values()
        for assertion in rule["Assertions"]
        if not decided(assertion["Assert"])
    ]


def refused(template: Template, given: Mapping[str, str]) -> list[str]:
    """Return which of these values their own parameters refuse."""
    found = []
    for name, value in given.items():
        parameter = template["Parameters"][name]
        if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
            found.append(name)
        if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], value):
            found.append(name)
        if parameter["Type"] == "Number" and not (
            parameter.get("MinValue", float("-inf")) <= float(value) <= parameter.get("MaxValue", float("inf"))
        ):
            found.append(name)
    return found


@pytest.fixture(scope="module")
def expanded() -> dict[str, Template]:
    """Return the template as the transform leaves it, for each way to deploy."""
    packaged = copy.deepcopy(TEMPLATE)
    for name in ("ApiFunction", "EventsFunction"):  # as `sam deploy` leaves it
        packaged["Resources"][name]["Properties"]["CodeUri"] = "s3://packages/lambda.zip"
    asked = {"template": packaged, "parameters": [{"Deployment": name} for name in DEPLOYMENTS]}
    done = subprocess.run(
        [SAM_PYTHON, Path(__file__).with_name("sam_transform.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(DEPLOYMENTS, json.loads(done.stdout), strict=True))


def references(value: Any) -> Iterator[str]:
    """Yield the name of whatever is referred to."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::GetAtt": str(name)}:
            yield name.partition(".")[0]
        case {"Fn::Sub": str(text)}:
            yield from _named_in(text)
        case {"Fn::Sub": [str(text), dict(given)]}:
            yield from (name for name in _named_in(text) if name not in given)
            yield from references(given)
        case dict():
            for part in value.values():
                yield from references(part)
        case list():
            for part in value:
                yield from references(part)


def _named_in(text: str) -> Iterator[str]:
    for name in re.findall(r"\$\{([^!}][^}]*)\}", text):
        yield name.partition(".")[0]


def faults(template: Template, given: Mapping[str, str]) -> list[str]:
    """Return references that lead nowhere, and circles, as these parameters render the expanded template."""
    found = rendering.rendered(template, given)
    resources: dict[str, Any] = found["Resources"]
    known = {*resources, *template["Parameters"]}
    ahead: dict[str, set[str]] = {}
    problems = []
    for name, resource in resources.items():
        needed = {*references(resource), *([*_names(resource.get("DependsOn", []))])}
        problems += [f"{name} → {other}" for other in needed if other not in known and not other.startswith("AWS::")]
        ahead[name] = needed & set(resources)
    for name in references(found["Outputs"]):
        if name not in known and not name.startswith("AWS::"):
            problems.append(f"outputs → {name}")
    while free := [name for name, needed in ahead.items() if not needed]:
        for name in free:
            del ahead[name]
        for needed in ahead.values():
            needed.difference_update(free)
    return problems + ([f"circle: {sorted(ahead)}"] if ahead else [])


def _names(depends_on: Any) -> list[str]:
    return depends_on if isinstance(depends_on, list) else [depends_on]


def combinations() -> Iterator[dict[str, str]]:
    """Yield every pair of switches in every state, nothing, everything, and everything but one, where rules allow."""
    everything = tuple(SWITCHES)
    chosen = {
        (),
        everything,
        *((one,) for one in everything),
        *itertools.combinations(everything, 2),
        *(tuple(other for other in everything if other != one) for one in everything),
    }
    for switches in sorted(chosen):
        given = parameters_of(*switches)
        if not broken_rules(TEMPLATE, given):
            yield given


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_whatever_is_turned_on_every_reference_leads_somewhere(expanded: dict[str, Template], deployment: str) -> None:
    tried = list(combinations())

    assert len(tried) > 90
    assert [(given, problems) for given in tried if (problems := faults(expanded[deployment], given))] == []


def test_a_reference_that_leads_nowhere_is_noticed(expanded: dict[str, Template]) -> None:
    whole = expanded["AllAtOnce"]
    torn = {**whole, "Resources": {n: r for n, r in whole["Resources"].items() if n != "ApiLogGroup"}}
    circle = json.loads(json.dumps(whole))
    circle["Resources"]["ApiLogGroup"]["DependsOn"] = "ApiFunction"

    assert faults(torn, {}) != []
    assert faults(circle, {}) != []


@pytest.mark.parametrize("parameters", [LOCAL_CLOUD, {**ON, **LOCAL_CLOUD}], ids=["as deployed", "everything on"])
def test_the_local_cloud_is_given_nothing_that_it_has_not(
    expanded: dict[str, Template], parameters: dict[str, str]
) -> None:
    # The local transform knows no parameter but by its default.
    template = expanded[TEMPLATE["Parameters"]["Deployment"]["Default"]]

    found = rendering.rendered(template, parameters)["Resources"].values()

    types = {resource["Type"] for resource in found}
    assert not [kind for kind in types if kind.split("::")[1] in {"CodeDeploy", "Budgets", "WAFv2"}]
    assert "AWS::CloudWatch::CompositeAlarm" not in types
    assert not [one for one in found if one["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in one["Properties"]]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_gradual_deployment_goes_back_when_an_alarm_for_errors_rings(
    expanded: dict[str, Template], deployment: str
) -> None:
    resources = rendering.rendered(expanded[deployment], {"Deployment": deployment})["Resources"]

    watched = {
        name: [alarm["Name"]["Ref"] for alarm in resource["Properties"]["AlarmConfiguration"]["Alarms"]]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::CodeDeploy::DeploymentGroup"
    }

    gradual = deployment != "AllAtOnce"
    assert watched == (
        {
            "ApiFunctionDeploymentGroup": ["ApiFailing", "ApiErrors"],
            "EventsFunctionDeploymentGroup": ["EventsErrors"],
        }
        if gradual
        else {}
    )
    for function in ("ApiFunction", "EventsFunction"):
        assert ("CodeDeployLambdaAliasUpdate" in resources[f"{function}Aliaslive"].get("UpdatePolicy", {})) is gradual
    for name in watched:
        assert resources[name]["Properties"]["AutoRollbackConfiguration"]["Enabled"] is True
        assert resources[name]["Properties"]["ServiceRoleArn"] == {"Fn::GetAtt": ["DeploymentRole", "Arn"]}
        assert deployment in json.dumps(resources[name]["Properties"]["DeploymentConfigName"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DomainName": ON["DomainName"]}, "DomainName and CertificateArn go together"),
        ({"CertificateArn": ON["CertificateArn"]}, "DomainName and CertificateArn go together"),
        ({"HostedZoneId": ON["HostedZoneId"]}, "Give DomainName, too"),
        ({"MonthlyBudget": "10"}, "MonthlyBudget needs AlarmEmail"),
    ],
)
def test_parameters_that_make_no_sense_together_are_refused_with_a_sentence(
    given: dict[str, str], sentence: str
) -> None:
    assert [said for said in broken_rules(TEMPLATE, given) if sentence in said]
    assert broken_rules(TEMPLATE, ON) == broken_rules(TEMPLATE, {}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AlarmEmail", "ops"),
        ("CertificateArn", "arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"),
        ("DefaultEndpoint", "disabled"),
        ("Deployment", "BlueGreen"),
        ("DomainName", "https://app.example.com"),
        ("DomainName", "App.example.com"),
        ("DomainName", "localhost"),
        ("DomainName", "app.example.com."),
        ("HostedZoneId", "/hostedzone/Z0123456789"),
        ("MonthlyBudget", "-1"),
        ("ReservedConcurrency", "-5"),
        ("RunbookUrl", "http://wiki.example.com"),
        ("RunbookUrl", 'https://wiki.example.com/"}'),
        ("SnapStart", "on"),
        ("TableMaxReadUnits", "-1"),
        ("WebAclArn", "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/01234567-89ab-cdef-0123-456789abcdef"),
    ],
)
def test_a_value_that_would_fail_minutes_later_is_refused_at_once(name: str, value: str) -> None:
    assert refused(TEMPLATE, {name: value}) == [name]


def test_the_values_that_turn_things_on_are_ones_that_the_template_takes() -> None:
    assert refused(TEMPLATE, ON) == []
    assert set(rendering.conditions(TEMPLATE, ON)) - {"OnLocalCloud"} == {
        name for name, holds in rendering.conditions(TEMPLATE, ON).items() if holds
    }


@pytest.mark.parametrize("section", ["dev", "prod", "local"])
def test_every_stage_that_is_configured_is_one_that_the_template_takes(section: str) -> None:
    configured = tomllib.loads((INFRA / "samconfig.toml").read_text())[section]["deploy"]["parameters"]
    given = dict(pair.split("=", 1) for pair in configured["parameter_overrides"])

    assert refused(TEMPLATE, given) == []
    assert broken_rules(TEMPLATE, given) == []


def test_production_deploys_gradually_and_the_rest_at_once() -> None:
    stages = tomllib.loads((INFRA / "samconfig.toml").read_text())
    chosen = {
        name: dict(pair.split("=", 1) for pair in stage["deploy"]["parameters"]["parameter_overrides"]).get(
            "Deployment"
        )
        for name, stage in stages.items()
        if isinstance(stage, dict)
    }

    assert chosen == {"dev": None, "prod": "Canary10Percent5Minutes", "local": None}


@pytest.mark.parametrize("given", [{}, {"WafRateLimit": "0", "DomainName": "a.example"}, {"WafRateLimit": "10"}])
def test_what_stands_in_us_east_1_takes_its_defaults_and_a_limit_that_waf_takes(given: dict[str, str]) -> None:
    assert refused(EDGE, given) == broken_rules(EDGE, given) == []


@pytest.mark.parametrize("given", [{"WafRateLimit": "9"}, {"WafRateLimit": "0"}])
def test_what_stands_in_us_east_1_refuses_what_waf_would(given: dict[str, str]) -> None:
    assert broken_rules(EDGE, given) != []


@pytest.mark.parametrize("source", ["template.yaml", "edge.yaml"])
def test_the_linter_has_nothing_to_say_not_even_for_information(source: str) -> None:
    found = lint((INFRA / source).read_text(), config=ManualArgs(include_checks=["I"]))

    assert [f"{match.rule.id} {match.message}" for match in found] == []


def test_the_linter_has_nothing_to_say_of_a_gradual_deployment(expanded: dict[str, Template]) -> None:
    found = lint(json.dumps(expanded["Canary10Percent5Minutes"]))

    # The transform depends on what it was given; cfn-lint sees the result alone.
    assert [f"{match.rule.id} {match.message}" for match in found if match.rule.id.startswith("E")] == []


@pytest.mark.parametrize("source", ["template.yaml", "edge.yaml"])
def test_a_silenced_rule_has_its_reason_beside_it(source: str) -> None:
    lines = (INFRA / source).read_text().splitlines()
    silenced = [number for number, line in enumerate(lines) if "ignore_checks" in line]

    assert [lines[number] for number in silenced if not lines[number - 1].strip().startswith("#")] == []
    assert yaml.safe_load(lines[silenced[0]])["ignore_checks"] if silenced else True
