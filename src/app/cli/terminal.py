"""What all commands share at the terminal: where they print, and how they end when something is in the way."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.repositories.obstacles import Obstacle

# emoji=False: an ARN holds `:secret:`, which has a picture.
console: Final = Console(highlight=False, soft_wrap=True, emoji=False)
errors: Final = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

INTERRUPTED: Final = 130
"""The status of a command that Ctrl-C ended, as shells have it."""

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print the outcome as JSON, for scripts; everything else on the error stream.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

type Explanations = Mapping[type[Exception], Callable[[Any], str]]
"""For each kind of error a function that makes of one what an operator should do."""

OBSTACLES: Final = {
    Obstacle.NO_CREDENTIALS: "There are no valid AWS credentials. Name a profile that has some, --profile, or "
    "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions.",
    Obstacle.NO_REGION: "There is no AWS region. Name it, --region, or set AWS_REGION.",
    Obstacle.DENIED: "AWS does not allow it with these credentials. --help lists the permissions that are needed.",
}
"""What to do where it does not depend on the command."""


def run[Result](work: Coroutine[object, object, Result]) -> Result:
    """Do the asynchronous work of a command."""
    return asyncio.run(work)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: 1 document, 1,204 documents."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def talk(as_json: bool) -> Console:
    """Return where a command's sentences go: to the error stream when its output is for a script."""
    return errors if as_json else console


def print_json(value: object) -> None:
    """Print the outcome of a command for a script."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: as a table at a terminal, elsewhere as lines with tabs between the cells."""
    shown = [[_printable(cell) for cell in row] for row in rows]
    if not console.is_terminal:
        for row in (columns, *shown):
            typer.echo("\t".join(row))
        return
    table = Table(*columns)
    for row in shown:
        table.add_row(*map(escape, row))
    console.print(table, soft_wrap=False)


def _printable(text: str) -> str:
    """Keep what people call themselves from controlling the terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something that cannot be taken back, unless `--yes` was given. Ends the command unless it is agreed.

    The question is on the error stream: the other may be read by a script.
    """
    if yes:
        return
    errors.print(f"{question} [y/N]: ", end="", markup=False)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        fail("Nothing was done. Agree with y, or give --yes.")


def fail(message: str, status: int = 1) -> NoReturn:
    """End the command with a sentence."""
    errors.print(message, markup=False)
    raise typer.Exit(status)


@contextmanager
def explained_failures(explanations: Explanations, *, interrupted: str = "") -> Iterator[None]:
    """End the command with a sentence instead of a traceback.

    Parameters
    ----------
    interrupted
        What follows "Interrupted." after Ctrl-C.
    """
    try:
        yield
    except KeyboardInterrupt:
        fail(f"Interrupted. {interrupted}", INTERRUPTED)
    except BrokenPipeError:
        raise  # whoever read our output has gone; Typer ends quietly
    except tuple(explanations) as error:
        fail(next(explain(error) for kind, explain in explanations.items() if isinstance(error, kind)))
