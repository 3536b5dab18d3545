"""`python -m app.cli doctor` and its neighbours as an operator runs them, on the local cloud and on a stack in it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from app.settings import LOCAL_DEFAULTS
from scripts.local_cloud import LocalCloud
from scripts.local_mail import let_send
from scripts.processes import ROOT, free_port
from scripts.tables import create_tables
from tests.in_process import PASSWORD, SENDER, new_address

PATIENCE_SECONDS = 60
TABLES = {
    name: LOCAL_DEFAULTS[key]
    for name, key in (
        ("UsersTable", "users_table"),
        ("SessionsTable", "sessions_table"),
        ("DataTable", "data_table"),
    )
}
SECRET_ID = LOCAL_DEFAULTS["secret_id"]
STACK = "fulmar-doctored"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """Start a local cloud with what `make dev` makes, and a stack whose outputs name it."""
    with LocalCloud() as cloud:
        create_tables(cloud.client("dynamodb"), TABLES)
        cloud.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
        let_send(cloud.client, SENDER)
        outputs = {**TABLES, "SecretId": SECRET_ID, "SiteUrl": "https://fulmar.example"}
        template = {
            "Parameters": {"EmailFrom": {"Type": "String"}},
            "Resources": {"Anything": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}}},
            "Outputs": {name: {"Value": value} for name, value in outputs.items()},
        }
        formation = cloud.client("cloudformation")
        formation.create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": "EmailFrom", "ParameterValue": SENDER}],
        )
        formation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
        yield cloud


def run(environment: dict[str, str], *words: str, answer: str = "") -> tuple[int, str, str]:
    """Return the status of a command, its output and what is on the error stream."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        env=environment,
        cwd=ROOT,
        input=answer,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def verdicts(output: str) -> dict[str, str]:
    return {finding["check"]: finding["verdict"] for finding in json.loads(output)["findings"]}


def test_what_make_dev_makes_is_healthy(cloud: LocalCloud) -> None:
    status, output, error = run(cloud.process_environment(APP_EMAIL_FROM=SENDER), "doctor", "--json")

    assert status == 0, output
    assert error == ""
    assert set(verdicts(output).values()) == {"good"}


def test_a_stack_is_found_by_its_outputs(cloud: LocalCloud) -> None:
    status, output, _ = run(cloud.process_environment(APP_DATA_TABLE="not-read"), "doctor", "--json", "--stack", STACK)

    assert status == 0, output
    assert set(verdicts(output).values()) == {"good"}
    assert verdicts(output).keys() >= {"stack", "mail", "sending mail"}


def test_a_stack_that_there_is_not_is_named(cloud: LocalCloud) -> None:
    examined = run(cloud.process_environment(), "doctor", "--stack", "nowhere")
    listed = run(cloud.process_environment(), "users", "list", "--stack", "nowhere")

    assert examined[0] == 1
    assert "There is no stack nowhere" in examined[1]
    assert listed[:2] == (1, "")
    assert "There is no stack nowhere in the region of your environment." in listed[2]


def test_an_unverified_sender_and_a_missing_table_and_secret_are_named_together(cloud: LocalCloud) -> None:
    wrong = {"APP_EMAIL_FROM": "x@other.example", "APP_USERS_TABLE": "nowhere", "APP_SECRET_ID": "nothing"}
    status, output, _ = run(cloud.process_environment(**wrong), "doctor")

    assert status == 1
    assert "There is no table nowhere." in output
    assert "There is no secret nothing." in output
    assert "does not know the sender x@other.example" in output


def test_a_local_cloud_that_does_not_run_is_named(cloud: LocalCloud) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    status, output, _ = run(cloud.process_environment(AWS_ENDPOINT_URL=endpoint), "doctor")

    assert status == 1
    assert f"failed       local cloud: Nothing answers at {endpoint}." in output
    assert "make dev" in output


def test_without_credentials_that_is_what_is_named(cloud: LocalCloud) -> None:
    nobody = {name: value for name, value in cloud.process_environment().items() if "KEY" not in name}
    status, output, _ = run(nobody, "doctor", "--stack", STACK)

    assert status == 1
    assert "failed       credentials: There are no valid AWS credentials." in output


def test_an_administrator_is_made_and_seen_on_a_stack(cloud: LocalCloud) -> None:
    environment, email = cloud.process_environment(), new_address("admin")

    def told(*words: str, answer: str = "") -> Any:
        status, output, error = run(environment, *words, "--json", "--stack", STACK, answer=answer)
        assert status == 0, error
        return json.loads(output)

    made = told("create-admin", email, "--password-stdin", answer=f"{PASSWORD}\n")
    listed = told("users", "list")
    shown = told("users", "show", made["id"])
    kept = run(environment, "users", "disable", email, "--yes", "--stack", STACK)

    assert [it["email"] for it in listed["items"]] == [email]
    assert (shown["roles"], shown["sessions"]) == (["admin"], 0)
    assert kept[0] == 1
    assert "last administrator" in kept[2]
