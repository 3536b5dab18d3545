"""Which data table a command is about, and how it ends when that cannot be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from app.cli.terminal import OBSTACLES, Explanations, counted, fail
from app.collection import Collection, CollectionError
from app.collection.layout import Layout, layouts_of
from app.collection.layout_lock import LOCK_FILE, Lock
from app.collections import COLLECTIONS
from app.errors import AppError
from app.repositories.configuration import Obstacle
from app.repositories.document_scan import DocumentScan, NotTheDataTable
from app.repositories.operator_account import OperatorAccount
from app.repositories.operator_database import OperatorDatabase, TableRefused
from app.services.document_export import ExportError
from app.settings import Settings, SettingsError

TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        help="Name of a deployed stack's data table. Needs nothing but AWS credentials and a region, AWS_REGION; APP_* "
        "settings are not read.",
    ),
]


@dataclass(frozen=True, slots=True)
class DataTable:
    """A data table, and where it is, in words."""

    database: OperatorDatabase
    name: str
    where: str
    is_local: bool = False

    @property
    def scan(self) -> DocumentScan:
        """Its documents."""
        return DocumentScan(self.database, self.name)

    @property
    def origin(self) -> tuple[str, str]:
        """What tells it from other tables."""
        return self.where, self.name


def data_table(name: str | None) -> DataTable:
    """Return the table that is meant: that of a deployed stack, or the one that the settings name."""
    if name is not None:
        return DataTable(OperatorDatabase(OperatorAccount()), name, "the region of your environment")
    settings = Settings.from_environment()
    where = settings.dynamodb_endpoint_url or settings.aws_endpoint_url or f"region {settings.aws_region}"
    return DataTable(OperatorDatabase(OperatorAccount.of(settings)), settings.data_table, where, settings.is_local)


def declared() -> Mapping[str, Collection]:
    """Return the collections that the application declares."""
    return COLLECTIONS


def layouts() -> Mapping[str, Layout]:
    """Return how their documents are stored."""
    return layouts_of(COLLECTIONS)


def require_declared(names: list[str]) -> None:
    """End the command for names of collections that are not declared."""
    _require(names, set(COLLECTIONS))


def require_known(names: list[str]) -> None:
    """End the command for names of collections that were never declared."""
    _require(names, {*COLLECTIONS, *Lock.read(LOCK_FILE).collections})


def _require(names: list[str], known: set[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        fail(f"There is no collection {', '.join(unknown)}. There are {', '.join(sorted(known))}.")


def explanations(table: DataTable | None = None) -> Explanations:
    """Say what to do when the table, the settings, the collections or a file are not as they have to be."""
    name, where = (table.name, table.where) if table else ("", "")
    return {
        SettingsError: lambda error: f"{error}\nFor a deployed stack none of them is needed: name its table, --table.",
        CollectionError: str,
        ExportError: str,
        NotTheDataTable: lambda _: f"{name} in {where} is no data table: it has not its indexes. Look at --table.",
        TableRefused: lambda error: f"{_help(error.obstacle, table)}\n{error}",
        AppError: lambda error: f"DynamoDB does not keep up. Run this again.\n{error}",
        OSError: lambda error: f"{error.filename or 'The file'}: {error.strerror or error}.",
    }


def _help(obstacle: Obstacle, table: DataTable | None) -> str:
    match obstacle:
        case Obstacle.NO_CREDENTIALS | Obstacle.NO_REGION | Obstacle.DENIED:
            return OBSTACLES[obstacle]
        case Obstacle.MISSING if table:
            return f"There is no table {table.name} in {table.where}."
        case Obstacle.UNREACHABLE if table and table.is_local:
            return "The local cloud does not answer: start it with `make dev`, or name a deployed table: --table."
        case Obstacle.UNREACHABLE:
            return "DynamoDB does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case _:
            return "DynamoDB refuses. What was done stays; run this again to go on."


def said(counts: Mapping[str, int]) -> list[str]:
    """Write the numbers of documents by collection, a line each."""
    return [f"  {name}: {counted(number, 'document')}" for name, number in sorted(counts.items())]
