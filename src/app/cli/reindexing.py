"""`python -m app.cli reindex`."""

from typing import Annotated

import typer
from rich.console import Console

from app.cli.data_table import DataTable, TableOption, data_table, declared, explanations, layouts, require_declared
from app.cli.progress import progress
from app.cli.target import Target, with_target
from app.cli.terminal import JsonOption, counted, errors, explained_failures, print_json, run, talk
from app.repositories.index_backfill import Checkpoint, IndexBackfill
from app.repositories.index_readiness import IndexReadiness
from app.services.reindexing import Misfit, Reindexing

_GOES_ON = "Nothing is lost. Running this again goes on where it was."


@with_target
def reindex(
    target: Target,
    collections: Annotated[
        list[str] | None,
        typer.Argument(metavar="COLLECTION", help="Without any: those with an index that is not complete."),
    ] = None,
    table: TableOption = None,
    as_json: JsonOption = False,
) -> None:
    """Complete indexes that were added to collections with documents in them.

    Until then, lists by such an index answer 503. Run it once the release that has the index is deployed, and nothing
    of the one before is running any more; reads and writes go on meanwhile.

    It reads the whole table, so it costs a read unit for every 4 KB of it, and what the writes into the index cost. A
    document that is right already is not written.

    Ctrl-C does no harm, and running it again goes on where it was.

    Needs the permissions dynamodb:DescribeTable, Scan, GetItem, PutItem, UpdateItem and DeleteItem.
    """
    with explained_failures(explanations(target)):
        require_declared(collections or [])
        place = data_table(target, table)
        reindexing = Reindexing(
            place.scan,
            IndexBackfill(place.database, place.name),
            IndexReadiness(place.database, place.name),
            declared(),
            layouts(),
        )
    with explained_failures(explanations(target, place), interrupted=_GOES_ON):
        run(_reindex(reindexing, place, collections, as_json))


async def _reindex(reindexing: Reindexing, place: DataTable, collections: list[str] | None, as_json: bool) -> None:
    console = talk(as_json)
    total = await place.scan.approximate_count()
    names = collections or await reindexing.incomplete()
    if not names:
        console.print(f"Nothing to do: every index is complete in {place.name} ({place.where}).", markup=False)
        if as_json:
            print_json(_facts(Checkpoint({})))
        return
    checkpoint = await reindexing.begin(names)
    verb = "Indexing" if checkpoint.after is None else "Going on with"
    console.print(f"{verb} {', '.join(checkpoint.wanted)} in {place.name} ({place.where}).", markup=False)
    with progress(total, "Reindexing") as show:

        def shown(reached: Checkpoint, misfits: list[Misfit]) -> None:
            for misfit in misfits:
                errors.print(f"{misfit.collection} {misfit.document_id}: {misfit.reason}", markup=False)
            show(reached.looked_at, f"{counted(reached.documents, 'document')}, {reached.changed:,} written")

        done = await reindexing.run(checkpoint, shown)
    if as_json:
        print_json(_facts(done))
    _report(done, console)


def _facts(done: Checkpoint) -> dict[str, object]:
    return {
        "documents": done.documents,
        "written": done.changed,
        "complete": [name for name in done.wanted if name not in done.misfits],
        "misfits": dict(done.misfits),
    }


def _report(done: Checkpoint, console: Console) -> None:
    console.print(f"{counted(done.documents, 'document')} looked at, {done.changed:,} written.")
    ready = [name for name in done.wanted if name not in done.misfits]
    if ready:
        console.print(f"The indexes of {', '.join(ready)} are complete.", markup=False)
    if done.misfits:
        for name, number in done.misfits.items():
            errors.print(
                f"{counted(number, 'document')} of {name} could not be indexed, so its indexes are not marked as "
                "complete. Mend them, or the model, and run this again.",
                markup=False,
            )
        raise typer.Exit(1)
