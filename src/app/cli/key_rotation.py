"""`python -m app.cli rotate-keys`."""

from dataclasses import dataclass, replace
from typing import Annotated

import typer
from rich.console import Console

from app.blocking import inline
from app.cli.deployment import DeploymentError, deployment, deployment_explanations, named_region
from app.cli.target import Target, with_target
from app.cli.terminal import (
    OBSTACLES,
    Explanations,
    JsonOption,
    YesOption,
    confirm,
    explained_failures,
    print_json,
    run,
    talk,
)
from app.repositories.configuration import Secret, SecretRefused
from app.repositories.obstacles import Obstacle
from app.repositories.operator_account import OperatorAccount
from app.services.key_rotation import PENDING_SECONDS, Begun, KeyRotation, RotationError
from app.settings import SettingsError

_AT_ONCE = """\
This makes a new secret the current one now, and nothing made under an older one is accepted any more:
  - everybody has to sign in again, and lists are read from their beginning
  - it takes a minute until every running function knows
  - another service that verifies our tokens trusts the old keys for as long as it keeps them: about 6 minutes"""
_NO_SETTINGS = "For a deployed stack none of them is needed: name it, --stack, or its secret, --secret-id."


@with_target
def rotate_keys(
    target: Target,
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Drop every older secret at once. Everybody has to sign in again.")
    ] = False,
    secret_id: Annotated[
        str | None,
        typer.Option(
            help="ARN or name of a deployed stack's secret, instead of the stack's. Needs nothing but AWS credentials "
            "and a region, which an ARN names itself; APP_* settings are not read."
        ),
    ] = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
    pending_seconds: Annotated[float, typer.Option(hidden=True, min=0)] = PENDING_SECONDS,
) -> None:
    """Replace the secret that signs access tokens, refresh tokens and cursors.

    The new secret is published for 15 minutes before it signs; the one before it still verifies. So nobody notices,
    but for sessions that are not refreshed over two rotations, which end: leave more than a session's idle time (30
    days, APP_SESSION_IDLE_SECONDS) between two.

    Ctrl-C while it waits does no harm, and running it again goes on where it was.

    Needs the permissions secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and UpdateSecretVersionStage.
    """
    console = talk(as_json)
    with explained_failures(_explanations(target)):
        place = _place(target, secret_id)
    rotation = KeyRotation(place.secret, pending_seconds=pending_seconds)
    if compromised:
        console.print(_AT_ONCE)
        confirm(f"Drop the keys of {place.secret_id} ({place.where})?", yes=yes)
        again = "Run it again with --compromised: until it ends well, the old secret may still be trusted."
        with explained_failures(_explanations(target, place), interrupted=again):
            run(rotation.replace_at_once())
        console.print("Done. The new secret is current, and no older one is trusted.")
        if as_json:
            print_json({"secret_id": place.secret_id, "rotated": True, "compromised": True})
        return
    nothing_lost = "Nothing is lost. Running this again goes on where it was."
    with explained_failures(_explanations(target, place), interrupted=nothing_lost):
        begun = run(rotation.begin())
        if begun is None:
            console.print("Completed the rotation that was interrupted. Run this again to begin another.")
            if as_json:
                print_json({"secret_id": place.secret_id, "rotated": False, "compromised": False})
            return
        verb = "Going on with" if begun.resumed else "Made"
        console.print(f"{verb} the pending version {begun.version_id} of {place.secret_id} ({place.where}).")
        _wait(rotation, begun, console)
        run(rotation.promote(begun))
    console.print("Done. The new secret signs; what the one before it signed is still accepted.")
    if as_json:
        print_json({"secret_id": place.secret_id, "rotated": True, "compromised": False})


def _wait(rotation: KeyRotation, begun: Begun, console: Console) -> None:
    """Wait, with a clock on a terminal and a line a minute elsewhere."""
    sentence = "It is published, and signs in {} min {:02} s. Ctrl-C does no harm."
    shown: int | None = None

    def line_a_minute(left: float) -> None:
        nonlocal shown
        if shown != (shown := int(left // 60)):
            console.print(sentence.format(*divmod(int(left), 60)))

    if not console.is_terminal:
        run(rotation.wait(begun, line_a_minute))
        return
    with console.status("") as status:
        run(rotation.wait(begun, lambda left: status.update(sentence.format(*divmod(int(left), 60)))))


@dataclass(frozen=True, slots=True)
class _Place:
    """Which secret is meant, and where it is, in words."""

    secret: Secret
    secret_id: str
    where: str
    is_local: bool = False


def _place(target: Target, secret_id: str | None) -> _Place:
    if secret_id is not None and target.stack is not None:
        raise DeploymentError("A stack has one secret. Give --stack or --secret-id, not both.")
    if secret_id is not None:
        parts = secret_id.split(":")  # arn:partition:secretsmanager:region:account:secret:name
        region = target.region or (parts[3] if len(parts) == 7 and parts[0] == "arn" else None)
        account = OperatorAccount(region, profile=target.profile)
        where = named_region(replace(target, region=region))
        return _Place(Secret(account, inline, secret_id), secret_id, where)
    found = deployment(target)
    secret_id = found.settings.secret_id
    return _Place(Secret(found.account, inline, secret_id), secret_id, found.where, found.is_local)


def _explanations(target: Target, place: _Place | None = None) -> Explanations:
    return {
        **deployment_explanations(target),
        RotationError: str,
        SettingsError: lambda error: f"{error}\n{_NO_SETTINGS}",
        SecretRefused: lambda error: f"{_help(error.obstacle, place)}\n{error}",
    }


def _help(obstacle: Obstacle, place: _Place | None) -> str:
    match obstacle:
        case Obstacle.NO_REGION:
            return f"{OBSTACLES[obstacle]} Or give --secret-id the whole ARN."
        case Obstacle.NO_CREDENTIALS | Obstacle.DENIED:
            return OBSTACLES[obstacle]
        case Obstacle.MISSING if place:
            return f"There is no secret {place.secret_id} in {place.where}."
        case Obstacle.UNREACHABLE if place and place.is_local:
            return "The local cloud does not answer: start it with `make dev`, or name a deployed stack: --stack."
        case Obstacle.UNREACHABLE:
            return "Secrets Manager does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case Obstacle.CHANGED:
            return "Somebody else is changing this secret. Run this again."
        case _:
            return "Secrets Manager refuses."
