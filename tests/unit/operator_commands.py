"""What tests of the commands for operators share: the settings, AWS's answers, and the doctor's examination."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from app import cli
from tests.in_process import SECRET_ID, SITE, TABLES, settings_for_tests

type Answers = dict[str, Any]


@pytest.fixture
def environment(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings name the tables, as those of a deployed function do."""
    settings = settings_for_tests()
    for name in ("stage", "users_table", "sessions_table", "data_table", "secret_id", "site_origin"):
        monkeypatch.setenv(f"APP_{name}".upper(), getattr(settings, name))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Return the answers that AWS gives by the names of operations: errors are raised, functions are called."""
    answers: Answers = {}
    really = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        answer = answers.get(operation)
        if answer is None:
            return really(client, operation, arguments)
        answer = answer(arguments) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    return answers


def refusal(code: str, operation: str = "GetCallerIdentity", **metadata: Any) -> ClientError:
    """Return an error of AWS."""
    answer: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": metadata}
    return ClientError(answer, operation)


type Troubles = dict[str, list[tuple[str, str]]]


def examine(*options: str) -> tuple[int, Troubles]:
    """Return the status, and by checks what is not well: what was found and what to do."""
    result = CliRunner().invoke(cli.app, ["doctor", "--json", *options])
    assert isinstance(result.exception, SystemExit | None), result.exception
    told = json.loads(result.stdout)
    assert told["healthy"] is (result.exit_code == 0)
    troubles: Troubles = {}
    for finding in told["findings"]:
        if finding["verdict"] in {"failed", "warning"}:
            assert finding["remedy"], finding
            troubles.setdefault(finding["check"], []).append((finding["found"], finding["remedy"]))
    return result.exit_code, troubles


def stack(**outputs: str | None) -> dict[str, Any]:
    """Return what DescribeStacks answers about a stack with the tables of tests; None leaves an output out."""
    told = {**TABLES, "SecretId": SECRET_ID, "SiteUrl": SITE, **outputs}
    described = {
        "StackName": "fulmar-test",
        "StackStatus": "UPDATE_COMPLETE",
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in told.items() if value is not None],
        "Parameters": [{"ParameterKey": "EmailFrom", "ParameterValue": ""}],
    }
    return {"Stacks": [described]}


def invoke(*words: str | Path, answer: str | None = None) -> tuple[int, str, str]:
    """Run a command. Return its status, what is on standard output and what on the error stream."""
    result = CliRunner().invoke(cli.app, [*map(str, words)], input=answer)
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, result.stdout, result.stderr
