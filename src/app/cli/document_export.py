"""`python -m app.cli export`."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli.data_table import DataTable, TableOption, data_table, explanations, require_known, said
from app.cli.progress import progress
from app.cli.target import Target, with_target
from app.cli.terminal import (
    Explanations,
    JsonOption,
    counted,
    errors,
    explained_failures,
    fail,
    print_json,
    run,
    talk,
)
from app.services import document_export as service
from app.services.document_export import ExportProgress, ExportTarget
from app.services.export_files import ExportFile, ExportStream, FileInTheWay


@with_target
def export_documents(
    target: Target,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write, which only you may read; - is standard output.")
    ],
    collections: Annotated[
        list[str] | None, typer.Argument(metavar="COLLECTION", help="Without any: the whole table.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    table: TableOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write documents to a file, one a line, as JSON: a backup, or a way to move them.

    Lines hold everything that is stored of a document, also what never leaves the API. What is written while it runs
    may be in the file or not.

    It reads the whole table, so it costs a read unit for every 4 KB of it. Ctrl-C does no harm: FILE.progress beside
    the file remembers how far it is, and running the same again goes on there.

    Needs the permissions dynamodb:DescribeTable and Scan.
    """
    if as_json and str(output) == "-":
        fail("Standard output cannot hold documents and the outcome as well. Leave out --json, or name a file.")
    names = sorted(set(collections)) if collections else None
    with explained_failures(explanations(target)), ExitStack() as opened:
        require_known(names or [])
        place = data_table(target, table)
        if str(output) == "-":
            written: ExportTarget = ExportStream(typer.get_binary_stream("stdout"))
            begin, report, again = ExportProgress(), errors, "What was written is not complete."
        else:
            file = opened.enter_context(_opened(output, (*place.origin, *(names or ["*"])), overwrite))
            written, begin, report = file, file.progress, talk(as_json)
            again = f"{output} is not complete. Running the same again goes on where it was."
            if file.is_resumed:
                report.print(f"Going on with {output}, where it was interrupted.", markup=False)
        unwritable: Explanations = {OSError: lambda error: f"{output}: {error.strerror}. {again}"}
        with explained_failures({**explanations(target, place), **unwritable}, interrupted=again):
            done = run(_export(place, names, written, begin))
        if isinstance(written, ExportFile):
            written.finish()
        _report(done, report)
        if as_json:
            print_json({"documents": sum(done.exported.values()), "collections": dict(done.exported)})


def _opened(path: Path, origin: tuple[str, ...], overwrite: bool) -> ExportFile:
    try:
        return ExportFile(path, origin, overwrite=overwrite)
    except FileInTheWay:
        fail(f"There is a file {path} already. Choose another, or replace it: --overwrite.")


async def _export(
    place: DataTable, names: list[str] | None, target: ExportTarget, begin: ExportProgress
) -> ExportProgress:
    total = await place.scan.approximate_count()
    with progress(total, "Exporting") as show:
        return await service.export_documents(
            place.scan,
            names,
            target,
            begin,
            lambda done: show(done.looked_at, counted(sum(done.exported.values()), "document")),
        )


def _report(done: ExportProgress, console: Console) -> None:
    console.print(f"{counted(sum(done.exported.values()), 'document')} exported.")
    for line in said(done.exported):
        console.print(line, markup=False)
