"""How far a command is: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.cli.terminal import errors

LINE_SECONDS: Final = 10
"""How often there is a line where there is no terminal."""


class Show(Protocol):
    """Show how much is done, and a sentence about it."""

    def __call__(self, done: int, sentence: str) -> None:
        """Show it."""
        ...


@contextmanager
def progress(total: int, doing: str) -> Iterator[Show]:
    """Show how far something is, on the standard error stream: documents may go to the other.

    Parameters
    ----------
    total
        How much it will be in the end, perhaps only about.
    doing
        A word for it, `Exporting`.
    """
    if errors.is_terminal:
        with _bar(total, doing) as show:
            yield show
        return
    shown_at = time.monotonic()

    def line_now_and_then(done: int, sentence: str) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at >= LINE_SECONDS:
            shown_at = time.monotonic()
            errors.print(f"{doing}: {sentence}")

    yield line_now_and_then


@contextmanager
def _bar(total: int, doing: str) -> Iterator[Show]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[sentence]}"), console=errors, transient=True) as bar:
        task = bar.add_task(doing, total=total, sentence="")

        def update(done: int, sentence: str) -> None:
            bar.update(task, completed=done, total=max(total, done), sentence=sentence)

        yield update
