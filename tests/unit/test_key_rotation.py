"""The rotation of the secret, interrupted wherever it can be, and what its command says."""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError
from typer.testing import CliRunner

from app import cli, clock
from app.blocking import inline
from app.repositories.configuration import Secret
from app.repositories.operator_account import OperatorAccount
from app.services.key_rotation import Begun, KeyRotation, RotationError, new_secret
from tests.in_process import new_address

PENDING, CURRENT, PREVIOUS = "AWSPENDING", "AWSCURRENT", "AWSPREVIOUS"
FIRST = "first" * 10


@pytest.fixture
def secret_id(aws: None) -> str:
    """Return the name of a secret of its own."""
    name = f"fulmar-test/{new_address('secret').partition('@')[0]}"
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=FIRST)
    return name


def stages_of(secret_id: str) -> dict[str, str]:
    """Return what each stage holds."""
    manager = boto3.client("secretsmanager")
    held: dict[str, str] = {}
    for version_id, stages in manager.describe_secret(SecretId=secret_id)["VersionIdsToStages"].items():
        for stage in stages:
            assert stage not in held, f"two versions are {stage}"
            value = manager.get_secret_value(SecretId=secret_id, VersionId=version_id)
            held[stage] = value["SecretString"]
    return held


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self, set_clock: Callable[[float], None]) -> None:
        self._set_clock = set_clock
        self.now = clock.now()
        self.slept = 0.0

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept += seconds
        self.now += seconds
        self._set_clock(self.now)


@pytest.fixture
def time(clock_at: Callable[[float], None]) -> FakeTime:
    return FakeTime(clock_at)


@pytest.fixture
def rotation(secret_id: str, time: FakeTime) -> KeyRotation:
    return KeyRotation(Secret(OperatorAccount(), inline, secret_id), sleep=time.sleep)


async def rotate(rotation: KeyRotation) -> Begun | None:
    """Do what the command does."""
    begun = await rotation.begin()
    if begun is not None:
        await rotation.wait(begun, lambda left: None)
        await rotation.promote(begun)
    return begun


class Crash(BaseException):
    """The end of the process."""


@dataclass
class Calls:
    """The calls to Secrets Manager: which were made, before which the process ends, of which the answer is lost."""

    made: list[str] = field(default_factory=list)
    crash_before: int | None = None
    lost_answer: int | None = None


@pytest.fixture
def calls(secret_id: str) -> Iterator[Calls]:
    calls = Calls()
    really = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        number = len(calls.made)
        if number == calls.crash_before:
            raise Crash
        calls.made.append(operation)
        answer = really(client, operation, arguments)
        # botocore asks again when an answer is lost, and gets the answer to that.
        return really(client, operation, arguments) if number == calls.lost_answer else answer

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(BaseClient, "_make_api_call", call)
        yield calls


def test_a_secret_is_like_those_that_the_template_generates() -> None:
    made = [new_secret() for _ in range(200)]

    assert {len(secret) for secret in made} == {64}
    assert set("".join(made)) == set(string.ascii_letters + string.digits)
    assert len(set(made)) == 200


async def test_a_rotation_makes_a_secret_that_waits_fifteen_minutes_before_it_signs(
    rotation: KeyRotation, secret_id: str, time: FakeTime
) -> None:
    begun = await rotation.begin()
    assert begun is not None
    while_pending = stages_of(secret_id)
    told: list[float] = []
    await rotation.wait(begun, told.append)
    await rotation.promote(begun)

    new = while_pending[PENDING]
    assert while_pending == {CURRENT: FIRST, PENDING: new}
    assert time.slept == pytest.approx(900, abs=60)
    assert told == sorted(told, reverse=True)
    assert 899 <= len(told) <= 901
    assert stages_of(secret_id) == {CURRENT: new, PREVIOUS: FIRST}


async def test_a_second_rotation_drops_the_first_secret(rotation: KeyRotation, secret_id: str) -> None:
    await rotate(rotation)
    second = stages_of(secret_id)[CURRENT]
    await rotate(rotation)

    stages = stages_of(secret_id)
    assert stages.keys() == {CURRENT, PREVIOUS}
    assert stages[PREVIOUS] == second
    assert stages[CURRENT] not in {FIRST, second}


CALLS_OF_A_ROTATION = [
    *("DescribeSecret", "PutSecretValue", "GetSecretValue"),
    *("DescribeSecret", "UpdateSecretVersionStage", "DescribeSecret", "UpdateSecretVersionStage"),
]


async def test_a_rotation_makes_these_calls(rotation: KeyRotation, calls: Calls) -> None:
    await rotate(rotation)

    assert calls.made == CALLS_OF_A_ROTATION


@pytest.mark.parametrize("call", range(len(CALLS_OF_A_ROTATION)))
async def test_a_rotation_interrupted_before_any_call_is_completed_by_running_it_again(
    rotation: KeyRotation, secret_id: str, calls: Calls, time: FakeTime, call: int
) -> None:
    calls.crash_before = call
    with pytest.raises(Crash):
        await rotate(rotation)
    calls.crash_before = None
    await rotate(rotation)

    stages = stages_of(secret_id)
    assert stages.keys() == {CURRENT, PREVIOUS}
    assert stages[PREVIOUS] == FIRST
    assert calls.made.count("PutSecretValue") == 1
    assert time.slept == pytest.approx(900, abs=60)


@pytest.mark.parametrize("left", [899, 450, 1])
async def test_a_rotation_interrupted_while_it_waits_waits_for_the_rest_alone(
    rotation: KeyRotation, secret_id: str, time: FakeTime, left: float
) -> None:
    def stop(seconds_left: float) -> None:
        if seconds_left <= left:
            raise KeyboardInterrupt

    first = await rotation.begin()
    assert first is not None
    with pytest.raises(KeyboardInterrupt):
        await rotation.wait(first, stop)
    second = await rotate(rotation)

    assert second == Begun(first.version_id, first.ready_at, resumed=True)
    assert time.slept == pytest.approx(900, abs=60)
    assert stages_of(secret_id)[PREVIOUS] == FIRST


@pytest.mark.parametrize(
    "call", [number for number, name in enumerate(CALLS_OF_A_ROTATION) if name == "UpdateSecretVersionStage"]
)
async def test_a_change_of_labels_whose_answer_was_lost_is_recognised(
    rotation: KeyRotation, secret_id: str, calls: Calls, call: int
) -> None:
    calls.lost_answer = call
    await rotate(rotation)

    stages = stages_of(secret_id)
    assert stages.keys() == {CURRENT, PREVIOUS}
    assert stages[PREVIOUS] == FIRST


async def test_two_operators_at_once_make_one_rotation(rotation: KeyRotation, secret_id: str, calls: Calls) -> None:
    one = await rotation.begin()
    other = await rotation.begin()
    assert one is not None
    assert other is not None
    await rotation.promote(one)
    await rotation.promote(other)

    assert calls.made.count("PutSecretValue") == 1
    assert stages_of(secret_id)[PREVIOUS] == FIRST


async def test_an_operator_who_comes_back_late_leaves_the_next_rotation_alone(
    rotation: KeyRotation, secret_id: str
) -> None:
    late = await rotation.begin()
    assert late is not None
    await rotation.promote(late)
    await rotation.begin()
    before = stages_of(secret_id)
    await rotation.promote(late)

    assert stages_of(secret_id) == before
    assert before.keys() == {PENDING, CURRENT, PREVIOUS}


async def test_a_pending_version_that_was_replaced_meanwhile_is_not_promoted(
    rotation: KeyRotation, secret_id: str
) -> None:
    begun = await rotation.begin()
    assert begun is not None
    await rotation.replace_at_once()
    before = stages_of(secret_id)

    with pytest.raises(RotationError, match="Run this again"):
        await rotation.promote(begun)
    assert stages_of(secret_id) == before


async def test_a_pending_secret_too_short_for_keys_is_never_promoted(rotation: KeyRotation, secret_id: str) -> None:
    manager = boto3.client("secretsmanager")
    manager.put_secret_value(SecretId=secret_id, SecretString="short", VersionStages=[PENDING])

    with pytest.raises(RotationError, match="5 characters"):
        await rotate(rotation)
    assert stages_of(secret_id)[CURRENT] == FIRST


@pytest.fixture
async def every_stage(rotation: KeyRotation, secret_id: str) -> set[str]:
    """Let the secret have a version in every stage, and return them all."""
    await rotate(rotation)
    await rotation.begin()
    stages = stages_of(secret_id)
    assert stages.keys() == {PENDING, CURRENT, PREVIOUS}
    return set(stages.values())


async def test_a_compromised_secret_is_replaced_at_once_and_every_older_one_dropped(
    rotation: KeyRotation, secret_id: str, every_stage: set[str], time: FakeTime
) -> None:
    slept = time.slept
    await rotation.replace_at_once()

    stages = stages_of(secret_id)
    assert stages.keys() == {CURRENT}
    assert stages[CURRENT] not in every_stage
    assert time.slept == slept


CALLS_OF_A_REPLACEMENT = [
    *("PutSecretValue", "DescribeSecret", "UpdateSecretVersionStage"),
    *("DescribeSecret", "UpdateSecretVersionStage"),
    *("DescribeSecret", "UpdateSecretVersionStage"),
]


async def test_a_replacement_makes_these_calls(rotation: KeyRotation, every_stage: set[str], calls: Calls) -> None:
    await rotation.replace_at_once()

    assert calls.made == CALLS_OF_A_REPLACEMENT


@pytest.mark.parametrize("call", range(len(CALLS_OF_A_REPLACEMENT)))
async def test_a_replacement_interrupted_before_any_call_is_completed_by_running_it_again(
    rotation: KeyRotation, secret_id: str, every_stage: set[str], calls: Calls, call: int
) -> None:
    calls.crash_before = call
    with pytest.raises(Crash):
        await rotation.replace_at_once()
    calls.crash_before = None
    await rotation.replace_at_once()

    stages = stages_of(secret_id)
    assert stages.keys() == {CURRENT}
    assert stages[CURRENT] not in every_stage


def run(*arguments: str, answer: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, ["rotate-keys", *arguments], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_command_rotates(secret_id: str) -> None:
    status, said = run("--secret-id", secret_id, "--pending-seconds", "0")

    assert status == 0
    assert "still accepted" in said
    assert stages_of(secret_id)[PREVIOUS] == FIRST


def test_the_command_can_be_interrupted_and_goes_on(
    secret_id: str, monkeypatch: pytest.MonkeyPatch, clock_at: Callable[[float], None]
) -> None:
    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as impatient:
        impatient.setattr(KeyRotation, "wait", interrupted)
        stopped = run("--secret-id", secret_id)
    pending = stages_of(secret_id)[PENDING]
    clock_at(clock.now() + 900)
    resumed = run("--secret-id", secret_id)

    assert (stopped[0], resumed[0]) == (130, 0)
    assert "goes on where it was" in stopped[1]
    assert "Going on with the pending version" in resumed[1]
    assert stages_of(secret_id) == {CURRENT: pending, PREVIOUS: FIRST}


def test_the_command_completes_a_rotation_that_only_its_last_label_is_missing_to(secret_id: str, calls: Calls) -> None:
    calls.crash_before = len(CALLS_OF_A_ROTATION) - 1
    with pytest.raises(Crash):
        CliRunner().invoke(cli.app, ["rotate-keys", "--secret-id", secret_id, "--pending-seconds", "0"])
    calls.crash_before = None
    status, said = run("--secret-id", secret_id, "--pending-seconds", "0")

    assert status == 0
    assert "Run this again to begin another" in said
    assert calls.made.count("PutSecretValue") == 1
    assert stages_of(secret_id).keys() == {CURRENT, PREVIOUS}


def test_the_command_asks_before_it_drops_secrets_and_says_what_that_means(secret_id: str) -> None:
    refused = run("--secret-id", secret_id, "--compromised", answer="n\n")
    after_no = stages_of(secret_id)
    agreed = run("--secret-id", secret_id, "--compromised", answer="y\n")

    assert refused[0] == 1
    assert "everybody has to sign in again" in refused[1]
    assert after_no == {CURRENT: FIRST}
    assert agreed[0] == 0
    assert stages_of(secret_id).keys() == {CURRENT}
    assert stages_of(secret_id)[CURRENT] != FIRST


def test_the_command_never_prints_a_secret(secret_id: str) -> None:
    said = run("--secret-id", secret_id, "--pending-seconds", "0")[1]
    said += run("--secret-id", secret_id, "--compromised", "--yes")[1]

    assert FIRST not in said
    assert stages_of(secret_id)[CURRENT] not in said


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "PutSecretValue")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoCredentialsError(), "no valid AWS credentials"),
        (refusal("ExpiredTokenException"), "no valid AWS credentials"),
        (refusal("AccessDeniedException"), "does not allow it"),
        (refusal("ResourceNotFoundException"), "There is no secret stack-secret"),
        (refusal("InvalidRequestException"), "Secrets Manager refuses"),
        (ReadTimeoutError(endpoint_url="https://example.com"), "does not answer"),
    ],
)
@pytest.mark.parametrize("compromised", [False, True])
def test_the_command_says_what_is_in_the_way(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, compromised: bool
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(BaseClient, "_make_api_call", fail)
    flags = ("--compromised", "--yes") if compromised else ()
    status, output = run("--secret-id", "stack-secret", *flags)

    assert status == 1
    assert said in output
    assert str(error) in output  # AWS's own words, which name the operation


def test_an_arn_names_its_own_region(monkeypatch: pytest.MonkeyPatch) -> None:
    regions: list[str] = []

    def fail(client: BaseClient, *_: object) -> None:
        regions.append(client.meta.region_name)
        raise refusal("ResourceNotFoundException")

    monkeypatch.setattr(BaseClient, "_make_api_call", fail)
    output = run("--secret-id", "arn:aws:secretsmanager:ap-south-1:123456789012:secret:fulmar-AbCdEf")[1]

    assert regions == ["ap-south-1"]
    assert "in region ap-south-1" in output


def test_without_a_region_the_command_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")

    assert "no AWS region" in run("--secret-id", "stack-secret")[1]


def test_settings_that_are_not_safe_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_STAGE", "prod")
    status, output = run()

    assert status == 1
    assert "APP_SECRET_ID is not set" in output
    assert "--secret-id" in output
