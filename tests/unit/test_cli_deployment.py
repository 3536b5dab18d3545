"""How the options --stack, --profile and --region lead every command to a deployment, and what they say otherwise."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import typer
from botocore.exceptions import NoCredentialsError, NoRegionError
from typer.testing import CliRunner

from app import cli
from tests.in_process import TABLES, new_address
from tests.unit.operator_commands import Answers, invoke, refusal, stack
from tests.unit.operator_commands import answers as answers

ON_STACK = ("--stack", "fulmar-test")


@pytest.fixture
def asked(answers: Answers, aws: None) -> list[str]:
    """Let there be a stack, and return the names of those that are asked for."""
    names: list[str] = []

    def describe(arguments: dict[str, Any]) -> Any:
        names.append(arguments["StackName"])
        return stack()

    answers["DescribeStacks"] = describe
    return names


def commands(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """Return the words of every command."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("words", list(commands(typer.main.get_command(cli.app))), ids=" ".join)
def test_every_command_takes_the_same_options(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(cli.app, [*words, "--help"], env={"COLUMNS": "200"}).output

    assert all(option in text for option in ("--stack", "--profile", "--region", "--json")), text


def test_a_stack_leads_to_its_data_table(asked: list[str], tmp_path: Path) -> None:
    exported = invoke("export", "-o", tmp_path / "all.ndjson", "--json", *ON_STACK)
    imported = invoke("import", tmp_path / "all.ndjson", "--json", *ON_STACK)
    reindexed = invoke("reindex", "--json", *ON_STACK)

    assert (exported[0], imported[0], reindexed[0]) == (0, 0, 0)
    assert json.loads(exported[1])["documents"] >= 0
    assert json.loads(imported[1])["refused"] == 0
    assert json.loads(reindexed[1]) == {"documents": 0, "written": 0, "complete": [], "misfits": {}}
    assert f"{TABLES['DataTable']} (stack fulmar-test in eu-central-1)" in reindexed[2]
    assert asked == ["fulmar-test"] * 3


def test_a_stack_leads_to_its_secret(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    own = new_address("secret").partition("@")[0]  # replacing the one of all tests would sign out their users
    boto3.client("secretsmanager").create_secret(Name=own, SecretString="s" * 64)
    monkeypatch.setattr("tests.unit.operator_commands.SECRET_ID", own)
    status, said, _ = invoke("rotate-keys", "--compromised", "--yes", "--json", *ON_STACK)

    assert status == 0
    assert json.loads(said) == {"secret_id": own, "rotated": True, "compromised": True}
    assert asked == ["fulmar-test"]


def test_a_region_and_a_profile_make_the_clients(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile there]\nregion = ap-south-1\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    by_profile = invoke("reindex", *ON_STACK, "--profile", "there")
    by_region = invoke("reindex", *ON_STACK, "--profile", "there", "--region", "sa-east-1")

    assert "There is no table test-data in stack fulmar-test in ap-south-1" in by_profile[2]
    assert "There is no table test-data in stack fulmar-test in sa-east-1" in by_region[2]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refusal("AccessDenied"), "AWS does not allow it"),
        (refusal("ExpiredToken"), "no valid AWS credentials"),
        (refusal("Throttling"), "CloudFormation refuses"),
        (NoCredentialsError(), "no valid AWS credentials"),
        (NoRegionError(), "no AWS region. Name it, --region"),
        (stack(SecretId=None), "has no output SecretId"),
    ],
)
def test_a_stack_that_cannot_be_had_is_explained(answers: Answers, aws: None, answer: object, said: str) -> None:
    answers["DescribeStacks"] = answer
    outcomes = [invoke(*words, *ON_STACK) for words in (["reindex"], ["rotate-keys"])]

    for status, output, error in outcomes:
        assert (status, output) == (1, "")
        assert said in error


def test_a_stack_that_there_is_not_is_named(answers: Answers, aws: None) -> None:
    missing = refusal("ValidationError", "DescribeStacks")
    missing.args = ("Stack with id fulmar-test does not exist",)
    answers["DescribeStacks"] = missing

    assert (
        "There is no stack fulmar-test in region eu-west-1" in invoke("reindex", *ON_STACK, "--region", "eu-west-1")[2]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reindex", *ON_STACK, "--table", "t"], "Give --stack or --table, not both."),
        (["rotate-keys", *ON_STACK, "--secret-id", "s"], "Give --stack or --secret-id, not both."),
        (["reindex", "--profile", "p"], "Name the stack: --stack NAME."),
        (["rotate-keys", "--region", "r"], "Name the stack: --stack NAME."),
        (["export", "-o", "-", "--json"], "Leave out --json, or name a file."),
        (["reindex", *ON_STACK, "--profile", "nobody"], "The config profile (nobody) could not be found"),
    ],
)
def test_options_that_lead_nowhere_are_explained(aws: None, words: list[str], said: str) -> None:
    status, output, error = invoke(*words)

    assert (status, output) == (1, "")
    assert said in error


def test_without_an_answer_nothing_is_done(asked: list[str]) -> None:
    status, output, error = invoke("rotate-keys", "--compromised", *ON_STACK)

    assert status == 1
    assert "everybody has to sign in again" in output
    assert "Nothing was done. Agree with y, or give --yes." in error


def test_an_arn_is_printed_as_it_is(asked: list[str], answers: Answers) -> None:
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:fulmar-AbCdEf"
    answers["DescribeStacks"] = stack(SecretId=arn)
    asked_about = invoke("rotate-keys", "--compromised", *ON_STACK)[2]
    missing = invoke("rotate-keys", *ON_STACK)[2]

    assert f"Drop the keys of {arn} " in asked_about
    assert f"There is no secret {arn} " in missing
