"""Which data table a command is about, and how it ends when that cannot be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from app.cli.deployment import DeploymentError, deployment, deployment_explanations, named_region
from app.cli.target import Target
from app.cli.terminal import OBSTACLES, Explanations, counted, fail
from app.collection import Collection, CollectionError
from app.collection.layout import Layout, layouts_of
from app.collection.layout_lock import LOCK_FILE, Lock
from app.collections import COLLECTIONS
from app.errors import AppError
from app.repositories.document_scan import DocumentScan, NotTheDataTable
from app.repositories.obstacles import Obstacle
from app.repositories.operator_account import OperatorAccount
from app.repositories.operator_database import OperatorDatabase, TableRefused
from app.services.document_export import ExportError

TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        help="Name of a deployed stack's data table, instead of the stack's. Needs nothing but AWS credentials and a "
        "region; APP_* settings are not read.",
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


def data_table(target: Target, name: str | None) -> DataTable:
    """Return the table that is meant: the one of this name, or that of the deployment.

    Raises
    ------
    DeploymentError, SettingsError, StackRefused
        The deployment cannot be found.
    """
    if name is not None and target.stack is not None:
        raise DeploymentError("A stack has one data table. Give --stack or --table, not both.")
    if name is not None:
        account = OperatorAccount(target.region, profile=target.profile)
        return DataTable(OperatorDatabase(account), name, named_region(target))
    found = deployment(target)
    return DataTable(OperatorDatabase(found.account), found.settings.data_table, found.where_tables_are, found.is_local)


def declared() -> Mapping[str, Collection]:
    """Return the collections that the application declares."""
    return COLLECTIONS


def layouts() -> Mapping[str, Layout]:
    """Return how their documents are stored."""
    return layouts_of(COLLECTIONS)


def lock() -> Lock:
    """Return what is recorded of how they are stored."""
    return Lock.read(LOCK_FILE)


def require_declared(names: list[str]) -> None:
    """End the command for names of collections that are not declared."""
    _require(names, set(COLLECTIONS))


def require_known(names: list[str]) -> None:
    """End the command for names of collections that were never declared."""
    _require(names, {*COLLECTIONS, *lock().collections})


def _require(names: list[str], known: set[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        fail(f"There is no collection {', '.join(unknown)}. There are {', '.join(sorted(known))}.")


def explanations(target: Target, table: DataTable | None = None) -> Explanations:
    """Say what to do when the table, the settings, the collections or a file are not as they have to be."""
    name, where = (table.name, table.where) if table else ("", "")
    return {
        **deployment_explanations(target),
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
            return "The local cloud does not answer: start it with `make dev`, or name a deployed stack: --stack."
        case Obstacle.UNREACHABLE:
            return "DynamoDB does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case _:
            return "DynamoDB refuses. What was done stays; run this again to go on."


def said(counts: Mapping[str, int]) -> list[str]:
    """Write the numbers of documents by collection, a line each."""
    return [f"  {name}: {counted(number, 'document')}" for name, number in sorted(counts.items())]
