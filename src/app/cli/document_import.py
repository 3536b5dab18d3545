"""`python -m app.cli import`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.data_table import DataTable, TableOption, data_table, declared, explanations, layouts, require_declared
from app.cli.progress import progress
from app.cli.target import Target, with_target
from app.cli.terminal import JsonOption, counted, errors, explained_failures, print_json, run, talk
from app.repositories.documents import Documents
from app.services.document_import import SHOWN_REFUSALS, DocumentImport, ImportOptions, Outcome, Tally
from app.services.import_files import ImportFile


@with_target
def import_documents(
    target: Target,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` wrote.")],
    into: Annotated[str | None, typer.Option(help="Put all of them into this collection, wherever they were.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, and count what would be done.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace documents that are there; without it they stay as they are.")
    ] = False,
    table: TableOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents from a file that `export` wrote, with their ids, owners, authors, versions and times.

    Lines have to fit the models of today, and the rules of their collections hold. A line that does not is named by its
    number and left out; all others are imported, and the status is 1.

    Ctrl-C does no harm: FILE.import-progress beside the file remembers how far it is, and running the same again goes
    on there.

    Needs the permissions dynamodb:DescribeTable, BatchGetItem, GetItem and PutItem.
    """
    with explained_failures(explanations(target)):
        require_declared([into] if into else [])
        place = data_table(target, table)
        options = ImportOptions(into, dry_run, overwrite)
        documents = Documents(place.database, place.name, layouts())
    again = "Running the same again goes on where it was." if not dry_run else ""
    with explained_failures(explanations(target, place), interrupted=again):
        tally = run(_import(place, DocumentImport(documents, declared(), options), file, options, talk(as_json)))
    if as_json:
        print_json(_facts(tally, dry_run))
    _report(tally, dry_run, talk(as_json))


async def _import(
    place: DataTable, importing: DocumentImport, path: Path, options: ImportOptions, console: Console
) -> Tally:
    with ImportFile(path, place.origin, options) as file:
        await place.scan.approximate_count()  # for what it says about a table that is not there, or another
        if file.is_resumed:
            console.print(f"Going on behind line {file.tally.lines:,}, where it was interrupted.")
        with progress(file.size, "Importing") as show:

            def done(tally: Tally) -> None:
                file.keep()
                show(tally.size, counted(tally.lines, "line"))

            await importing.run(file.lines, file.tally, done)
        file.finish()
        return file.tally


def _facts(tally: Tally, is_dry_run: bool) -> dict[str, object]:
    outcomes = {outcome.name.lower(): tally.outcomes.get(outcome, 0) for outcome in Outcome}
    refused = [{"line": line, "reason": reason} for line, reason in tally.refused]
    return {**outcomes, "dry_run": is_dry_run, "refused": sum(tally.reasons.values()), "first_refused": refused}


def _report(tally: Tally, is_dry_run: bool, console: Console) -> None:
    refused = sum(tally.reasons.values())
    imported = tally.outcomes.get(Outcome.IMPORTED, 0)
    console.print(f"{counted(imported, 'document')} {'would be imported' if is_dry_run else 'imported'}.")
    for outcome, sentence in _SENTENCES.items():
        if number := tally.outcomes.get(outcome, 0):
            console.print(f"  {counted(number, 'document')} {sentence}.")
    if not refused:
        return
    errors.print(f"{counted(refused, 'line')} refused:")
    for reason, number in sorted(tally.reasons.items(), key=_most_first):
        errors.print(f"  {number:,} × {reason}", markup=False)
    for line, reason in tally.refused:
        errors.print(f"line {line:,}: {reason}", markup=False)
    if refused > SHOWN_REFUSALS:
        errors.print(f"and {refused - SHOWN_REFUSALS:,} more.")
    raise typer.Exit(1)


_SENTENCES = {
    Outcome.REPLACED: "replaced",
    Outcome.KEPT: "already there, and left as they are",
    Outcome.OVER: "expired by now, and left out",
}


def _most_first(counted_reason: tuple[str, Any]) -> tuple[int, str]:
    return -counted_reason[1], counted_reason[0]
