"""`python -m app.cli doctor`: what it calls each thing that can be wrong beside tables and secret, and what to do."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app import cli, clock
from app.collection import Collection, registry
from app.collection.layout_lock import Lock, extended
from app.collections.notes import Note
from tests.in_process import SENDER
from tests.unit.operator_commands import Answers, examine, refusal, stack
from tests.unit.operator_commands import answers as answers
from tests.unit.operator_commands import environment as environment


@pytest.fixture(autouse=True)
def settings_of_tests(environment: None) -> None:
    """Let the settings name the tables."""


def test_a_deployment_where_all_is_well_is_healthy() -> None:
    status, troubles = examine()
    said = CliRunner().invoke(cli.app, ["doctor"]).stdout

    assert (status, troubles) == (0, {})
    assert "good         users table: test-users" in said
    assert "clock: agrees with AWS" in said
    assert "mail: is off" in said


def test_missing_credentials_are_named_and_nothing_else_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    status, troubles = examine()

    assert status == 1
    assert troubles.keys() == {"credentials"}
    assert "no valid AWS credentials" in troubles["credentials"][0][0]
    assert "--profile" in troubles["credentials"][0][1]


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_credentials_that_aws_refuses_are_named(answers: Answers, code: str) -> None:
    answers["GetCallerIdentity"] = refusal(code)

    assert "no valid AWS credentials" in examine()[1]["credentials"][0][0]


def test_a_profile_that_is_not_there_is_named() -> None:
    assert "profile (nobody) could not be found" in examine("--profile", "nobody")[1]["credentials"][0][0]


def a_date() -> tuple[int, dict[str, str]]:
    """Return the time and the headers of an answer that was made then."""
    now = int(clock.now())
    return now, {"date": format_datetime(datetime.fromtimestamp(now, UTC), usegmt=True)}


@pytest.mark.parametrize(("ahead", "said"), [(301, "5 min 1 s ahead of"), (-660, "11 min 0 s behind")])
def test_a_clock_that_is_off_by_five_minutes_is_named_and_the_rest_is_examined(
    clock_at: Callable[[float], None], answers: Answers, ahead: int, said: str
) -> None:
    now, headers = a_date()
    answers["GetCallerIdentity"] = {"Account": "1", "Arn": "a", "ResponseMetadata": {"HTTPHeaders": headers}}
    clock_at(now + ahead)
    status, troubles = examine()

    assert status == 1
    assert troubles.keys() == {"clock"}
    assert said in troubles["clock"][0][0]


def test_a_clock_for_which_aws_refuses_the_signature_is_the_reason_that_is_named(
    clock_at: Callable[[float], None], answers: Answers
) -> None:
    now, headers = a_date()
    answers["GetCallerIdentity"] = refusal("SignatureDoesNotMatch", HTTPHeaders=headers)
    clock_at(now + 400)
    troubles = examine()[1]

    assert "signature of this time" in troubles["credentials"][0][0]
    assert "6 min 40 s ahead" in troubles["clock"][0][0]


def test_a_minute_is_a_warning_which_is_no_failure(clock_at: Callable[[float], None], answers: Answers) -> None:
    now, headers = a_date()
    answers["GetCallerIdentity"] = {"Account": "1", "Arn": "a", "ResponseMetadata": {"HTTPHeaders": headers}}
    clock_at(now + 60)

    assert examine()[0] == 0
    assert "1 min 0 s ahead" in examine()[1]["clock"][0][0]


def production(**changes: Any) -> Any:
    return {"SendingEnabled": True, "ProductionAccessEnabled": True, **changes}


@pytest.mark.parametrize(
    ("verified", "trouble"),
    [
        ({}, f"SES knows neither the sender {SENDER} nor its domain"),
        ({SENDER: False}, f"{SENDER} is not verified"),
        ({"fulmar.example": False}, "fulmar.example is not verified"),
        ({SENDER: True}, None),
        ({SENDER: False, "fulmar.example": True}, None),
    ],
)
def test_a_sender_that_is_not_verified_is_named(
    monkeypatch: pytest.MonkeyPatch, answers: Answers, verified: dict[str, bool], trouble: str | None
) -> None:
    def identity(arguments: dict[str, Any]) -> Any:
        known = verified.get(arguments["EmailIdentity"])
        return refusal("NotFoundException") if known is None else {"VerifiedForSendingStatus": known}

    monkeypatch.setenv("APP_EMAIL_FROM", f"Fulmar <{SENDER}>")
    answers |= {"GetEmailIdentity": identity, "GetAccount": production()}
    status, troubles = examine()

    assert status == (trouble is not None)
    assert (trouble or "") in str(troubles.get("mail", ""))


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [({"ProductionAccessEnabled": False}, 0, "SES sandbox"), ({"SendingEnabled": False}, 1, "paused")],
)
def test_an_account_that_may_not_send_to_everybody_is_named(
    monkeypatch: pytest.MonkeyPatch, answers: Answers, changes: dict[str, bool], status: int, said: str
) -> None:
    monkeypatch.setenv("APP_EMAIL_FROM", SENDER)
    answers |= {"GetEmailIdentity": {"VerifiedForSendingStatus": True}, "GetAccount": production(**changes)}
    told = examine()

    assert told[0] == status
    assert said in told[1]["sending mail"][0][0]


def test_a_variable_that_no_setting_reads_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_EMAIL_FORM", "x")

    assert examine() == (
        0,
        {"settings": [("There is no setting APP_EMAIL_FORM, so it has no effect.", "Did you mean APP_EMAIL_FROM?")]},
    )


def test_settings_that_are_not_safe_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_CORS_ORIGINS", "*")
    status, troubles = examine()

    assert status == 1
    assert troubles.keys() == {"settings"}
    assert "APP_CORS_ORIGINS" in troubles["settings"][0][0]


def test_a_local_cloud_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> None:
    for name in ("STAGE", "SITE_ORIGIN"):
        monkeypatch.delenv(f"APP_{name}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    status, troubles = examine()

    assert status == 1
    assert troubles.keys() == {"local cloud"}
    assert troubles["local cloud"][0][0] == "Nothing answers at http://127.0.0.1:9."
    assert "make dev" in troubles["local cloud"][0][1]


def lists_by(*fields: str) -> Collection:
    return Collection("notes", Note, read="owner", write="owner", indexes=fields)


def test_a_layout_lock_that_lacks_a_declaration_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock_file = tmp_path / "layout.lock.json"
    extended(Lock({}), registry(lists_by("status"))).lock.write(lock_file)
    for module in ("app.collection.layout", "app.cli.data_table"):
        monkeypatch.setattr(f"{module}.LOCK_FILE", lock_file)
    monkeypatch.setattr("app.cli.data_table.COLLECTIONS", registry(lists_by("status", "due")))
    status, troubles = examine()

    assert status == 1
    assert "lacks this: notes: the index due" in troubles["layout lock"][0][0]
    assert "make layout" in troubles["layout lock"][0][1]


def test_an_index_that_is_not_complete_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answers: Answers
) -> None:
    lock_file = tmp_path / "layout.lock.json"
    before = extended(Lock({}), registry(lists_by("status"))).lock
    extended(before, registry(lists_by("status", "due"))).lock.write(lock_file)
    for module in ("app.collection.layout", "app.cli.data_table"):
        monkeypatch.setattr(f"{module}.LOCK_FILE", lock_file)
    monkeypatch.setattr("app.cli.data_table.COLLECTIONS", registry(lists_by("status", "due")))
    answers["DescribeStacks"] = stack()
    troubles = examine("--stack", "fulmar-test")[1]

    assert "lists by them answer 503" in troubles["indexes"][0][0]
    assert "reindex notes --stack fulmar-test`" in troubles["indexes"][0][1]


def test_a_stack_is_examined_by_its_outputs(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> None:
    monkeypatch.setenv("APP_USERS_TABLE", "of-the-settings-which-are-not-read")
    answers["DescribeStacks"] = stack(SessionsTable="nowhere")

    assert examine("--stack", "fulmar-test")[1].keys() == {"sessions table"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refusal("ValidationError", "DescribeStacks"), "AWS refuses"),
        (refusal("AccessDenied", "DescribeStacks"), "may not look at it"),
        (stack(DataTable=None), "has no output DataTable"),
    ],
)
def test_a_stack_that_does_not_tell_its_parts_is_named(answers: Answers, answer: object, said: str) -> None:
    answers["DescribeStacks"] = answer
    status, troubles = examine("--stack", "fulmar-test")

    assert status == 1
    assert troubles.keys() == {"stack"}
    assert said in troubles["stack"][0][0]


@pytest.mark.parametrize(
    ("variables", "status", "said"),
    [
        ({}, 0, None),
        ({"APP_COLOUR": "red"}, 0, "There is no setting APP_COLOUR"),
        ({"APP_STAGE": "local"}, 1, "APP_STAGE must name the stage in Lambda"),
        (refusal("AccessDeniedException"), 0, "cannot be seen"),
        (refusal("ResourceNotFoundException"), 1, "AWS refuses"),
    ],
)
def test_the_settings_of_a_deployed_function_are_examined(
    monkeypatch: pytest.MonkeyPatch, answers: Answers, variables: Any, status: int, said: str | None
) -> None:
    settings = {name: value for name, value in os.environ.items() if name.startswith("APP_")}
    monkeypatch.setenv("APP_CORS_ORIGINS", "*")  # our own variables have no say
    answers["DescribeStacks"] = stack(ApiFunctionName="fulmar-test-api")
    if isinstance(variables, dict):
        answers["GetFunctionConfiguration"] = {"Environment": {"Variables": {**settings, **variables}}}
    else:
        answers["GetFunctionConfiguration"] = variables
    told = examine("--stack", "fulmar-test")

    assert told[0] == status
    assert (said or "") in str(told[1].get("settings", ""))
    assert told[1].keys() <= {"settings"}
