"""What all commands share at the terminal: where they print, and how they end when something is in the way."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import typer
from rich.console import Console

from app.repositories.configuration import Obstacle

console: Final = Console(highlight=False, soft_wrap=True)
errors: Final = Console(stderr=True, highlight=False, soft_wrap=True)

INTERRUPTED: Final = 130
"""The status of a command that Ctrl-C ended, as shells have it."""

type Explanations = Mapping[type[Exception], Callable[[Any], str]]
"""For each kind of error a function that makes of one what an operator should do."""

OBSTACLES: Final = {
    Obstacle.NO_CREDENTIALS: "There are no valid AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its "
    "companions.",
    Obstacle.NO_REGION: "There is no AWS region. Set AWS_REGION.",
    Obstacle.DENIED: "AWS does not allow it with these credentials. --help lists the permissions that are needed.",
}
"""What to do where it does not depend on the command."""


def run[Result](work: Coroutine[object, object, Result]) -> Result:
    """Do the asynchronous work of a command."""
    return asyncio.run(work)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: 1 document, 1,204 documents."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
