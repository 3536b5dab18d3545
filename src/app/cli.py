"""`python -m app.cli`: what an operator does at a terminal.

A command here parses and prints; what it does is in services/. Typer and Rich are the dependency group `cli`, which is
not in the Lambda package, so nothing else may import this module.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console

from app.blocking import inline
from app.repositories.aws import Clients
from app.repositories.configuration import Obstacle, Secret, SecretRefused
from app.repositories.operator_account import OperatorAccount
from app.services.key_rotation import PENDING_SECONDS, Begun, KeyRotation, RotationError
from app.settings import Settings, SettingsError

app = typer.Typer(
    help="Commands for operators. Without options they work on the local cloud, as `make dev` runs it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
_console = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

_AT_ONCE = """\
This makes a new secret the current one now, and nothing made under an older one is accepted any more:
  - everybody has to sign in again, and lists are read from their beginning
  - it takes a minute until every running function knows
  - another service that verifies our tokens trusts the old keys for as long as it keeps them: about 6 minutes"""


@app.callback()
def commands() -> None:
    """Keep the name of a command necessary while there is only one."""


@app.command()
def rotate_keys(
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Drop every older secret at once. Everybody has to sign in again.")
    ] = False,
    secret_id: Annotated[
        str | None,
        typer.Option(
            help="ARN or name of a deployed stack's secret. Needs nothing but AWS credentials and a region, which an "
            "ARN names itself; APP_* settings are not read."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before dropping older secrets.")] = False,
    pending_seconds: Annotated[float, typer.Option(hidden=True, min=0)] = PENDING_SECONDS,
) -> None:
    """Replace the secret that signs access tokens, refresh tokens and cursors.

    The new secret is published for 15 minutes before it signs; the one before it still verifies. So nobody notices,
    but for sessions that are not refreshed over two rotations, which end: leave more than a session's idle time (30
    days, APP_SESSION_IDLE_SECONDS) between two.

    Ctrl-C while it waits does no harm, and running it again goes on where it was.

    Needs the permissions secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and UpdateSecretVersionStage.
    """
    with _explained_failures():
        place = _place(secret_id)
    rotation = KeyRotation(place.secret, pending_seconds=pending_seconds)
    if compromised:
        _console.print(_AT_ONCE)
        if not yes:
            typer.confirm(f"Drop the keys of {place.secret_id} ({place.where})?", abort=True)
        again = "Run it again with --compromised: until it ends well, the old secret may still be trusted."
        with _explained_failures(place, interrupted=again):
            _run(rotation.replace_at_once())
        _console.print("Done. The new secret is current, and no older one is trusted.")
        return
    with _explained_failures(place, interrupted="Nothing is lost. Running this again goes on where it was."):
        begun = _run(rotation.begin())
        if begun is None:
            _console.print("Completed the rotation that was interrupted. Run this again to begin another.")
            return
        verb = "Going on with" if begun.resumed else "Made"
        _console.print(f"{verb} the pending version {begun.version_id} of {place.secret_id} ({place.where}).")
        _wait(rotation, begun)
        _run(rotation.promote(begun))
    _console.print("Done. The new secret signs; what the one before it signed is still accepted.")


def _wait(rotation: KeyRotation, begun: Begun) -> None:
    """Wait, with a clock on a terminal and a line a minute elsewhere."""
    sentence = "It is published, and signs in {} min {:02} s. Ctrl-C does no harm."
    shown: int | None = None

    def line_a_minute(left: float) -> None:
        nonlocal shown
        if shown != (shown := int(left // 60)):
            _console.print(sentence.format(*divmod(int(left), 60)))

    if not _console.is_terminal:
        _run(rotation.wait(begun, line_a_minute))
        return
    with _console.status("") as status:
        _run(rotation.wait(begun, lambda left: status.update(sentence.format(*divmod(int(left), 60)))))


@dataclass(frozen=True, slots=True)
class _Place:
    """Which secret is meant, and where it is, in words."""

    secret: Secret
    secret_id: str
    where: str
    is_local: bool = False


def _place(secret_id: str | None) -> _Place:
    if secret_id is not None:
        parts = secret_id.split(":")  # arn:partition:secretsmanager:region:account:secret:name
        region = parts[3] if len(parts) == 7 and parts[0] == "arn" else None
        where = f"region {region}" if region else "the region of your environment"
        return _Place(Secret(OperatorAccount(region), inline, secret_id), secret_id, where)
    settings = Settings.from_environment()
    where = settings.aws_endpoint_url or f"region {settings.aws_region}"
    return _Place(Secret(Clients(settings), inline, settings.secret_id), settings.secret_id, where, settings.is_local)


def _run[Result](work: Coroutine[object, object, Result]) -> Result:
    return asyncio.run(work)


@contextmanager
def _explained_failures(place: _Place | None = None, *, interrupted: str = "") -> Iterator[None]:
    """End the command with a sentence instead of a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        _fail(f"Interrupted. {interrupted}", status=130)
    except RotationError as error:
        _fail(str(error))
    except SettingsError as error:
        _fail(f"{error}\nFor a deployed stack none of them is needed: name its secret, --secret-id.")
    except SecretRefused as error:
        _fail(_explanation(error, place))


def _fail(message: str, status: int = 1) -> None:
    _errors.print(message, markup=False)
    raise typer.Exit(status)


def _explanation(error: SecretRefused, place: _Place | None) -> str:
    match error.obstacle:
        case Obstacle.NO_CREDENTIALS:
            help_ = "There are no valid AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions."
        case Obstacle.NO_REGION:
            help_ = "There is no AWS region. Set AWS_REGION, or give --secret-id the whole ARN."
        case Obstacle.DENIED:
            help_ = "AWS does not allow it with these credentials. --help lists the permissions that are needed."
        case Obstacle.MISSING if place:
            help_ = f"There is no secret {place.secret_id} in {place.where}."
        case Obstacle.UNREACHABLE if place and place.is_local:
            help_ = "The local cloud does not answer: start it with `make dev`, or name a deployed secret: --secret-id."
        case Obstacle.UNREACHABLE:
            help_ = "Secrets Manager does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case Obstacle.CHANGED:
            help_ = "Somebody else is changing this secret. Run this again."
        case _:
            help_ = "Secrets Manager refuses."
    return f"{help_}\n{error}"


if __name__ == "__main__":
    app()
