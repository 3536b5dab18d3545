"""`python -m app.cli doctor`."""

import os
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from app.blocking import inline
from app.cli.data_table import declared, layouts, lock
from app.cli.deployment import Deployment, DeploymentError, account_of, deployment
from app.cli.target import Target, with_target
from app.cli.terminal import JsonOption, console, errors, explained_failures, print_json, run
from app.collection import CollectionError
from app.repositories.configuration import Secret
from app.repositories.document_scan import DocumentScan
from app.repositories.index_backfill import IndexBackfill
from app.repositories.index_readiness import IndexReadiness
from app.repositories.obstacles import Obstacle
from app.repositories.operator_database import OperatorDatabase
from app.repositories.operator_functions import OperatorFunctions
from app.repositories.operator_identity import CallerIdentity
from app.repositories.operator_items import OperatorItems
from app.repositories.operator_mail import OperatorMail
from app.repositories.operator_stacks import StackRefused
from app.repositories.operator_tables import OperatorTables
from app.services.doctor import Finding, Verdict, anything_failed, failed, good, not_checked, refusal
from app.services.doctor_account import clock_of, credentials
from app.services.doctor_consistency import CHECKS, examine_items
from app.services.doctor_declarations import examine_function, examine_indexes, examine_lock, examine_settings
from app.services.doctor_mail import examine_mail
from app.services.doctor_secret import examine_secret
from app.services.doctor_tables import examine_tables
from app.services.reindexing import Reindexing
from app.settings import SettingsError

DeepOption = Annotated[
    bool,
    typer.Option(
        "--deep", help="Read every item of the three tables too, which costs what that costs, and compare them."
    ),
]

_PARTS: Final = ("tables", "secret", "mail", "indexes")
_COLOURS: Final = {
    Verdict.GOOD: "green",
    Verdict.WARNING: "yellow",
    Verdict.FAILED: "bold red",
    Verdict.NOT_CHECKED: "dim",
}


@with_target
def doctor(target: Target, deep: DeepOption = False, as_json: JsonOption = False) -> None:
    """Examine a deployment, and say what to do about what is wrong with it.

    Settings, credentials, clock, tables, secret, mail, layout lock and indexes. Nothing is changed. The status is 1 if
    something is in the way; warnings leave it 0. With --deep also every item: whether accounts, sessions and documents
    agree with each other, after a table was restored for example.

    Needs the permissions dynamodb:DescribeTable, DescribeTimeToLive and GetItem, secretsmanager:DescribeSecret and
    GetSecretValue, ses:GetEmailIdentity and GetAccount, and lambda:GetFunctionConfiguration for a stack; --deep also
    dynamodb:Scan and BatchGetItem. It names those that are missing.
    """
    with explained_failures({}), errors.status("Examining …"):
        findings = [*_of_this_release(target), *_of_the_deployment(target, deep)]
    if as_json:
        print_json({"healthy": not anything_failed(findings), "findings": [asdict(finding) for finding in findings]})
    elif console.is_terminal:
        _show_table(findings)
    else:
        _show_lines(findings)
    if anything_failed(findings):
        raise typer.Exit(1)


def _of_this_release(target: Target) -> list[Finding]:
    settings = examine_settings(os.environ) if target.stack is None else []
    return [*settings, *examine_lock(lock(), declared())]


def _of_the_deployment(target: Target, deep: bool) -> list[Finding]:
    """Examine what AWS has, as far as each step leads to the next."""
    parts = (*_PARTS, *CHECKS) if deep else _PARTS
    try:
        account, local_cloud = account_of(target)
    except SettingsError:
        return _unknown("credentials", "clock", *parts, why="The settings do not say where it is.")
    except DeploymentError as error:
        return [failed("settings", str(error), "Run this again with such options."), *_unknown("clock", *parts)]
    answer = run(CallerIdentity(account, inline).ask())
    findings = [credentials(answer, local_cloud=local_cloud), clock_of(answer)]
    if answer.refused is not None:
        return [*findings, *_unknown(*parts, why="There is no answer without that.")]
    try:
        found = deployment(target)
    except DeploymentError as error:
        return [*findings, failed("stack", str(error), "Look at --stack, --region and --profile."), *_unknown(*parts)]
    except StackRefused as refused:
        return [*findings, _no_stack(refused, target), *_unknown(*parts)]
    if target.stack is not None:
        findings.append(good("stack", found.where))
    return [*findings, *run(_of_parts(found, deep))]


def _unknown(*checks: str, why: str = "Nobody knows where it is.") -> list[Finding]:
    return [not_checked(check, why) for check in checks]


def _no_stack(refused: StackRefused, target: Target) -> Finding:
    if refused.obstacle is Obstacle.MISSING:
        remedy = "Look at --stack, --region and --profile, or deploy it with `make deploy`."
        return failed("stack", f"There is no stack {target.stack}. {refused}", remedy)
    return refusal("stack", refused, needs="cloudformation:DescribeStacks")


async def _of_parts(place: Deployment, deep: bool) -> list[Finding]:
    settings = place.settings
    names = {
        "UsersTable": settings.users_table,
        "SessionsTable": settings.sessions_table,
        "DataTable": settings.data_table,
    }
    secret = Secret(place.account, inline, settings.secret_id)
    function = place.function
    tables = await examine_tables(OperatorTables(place.account, inline), names, is_local=place.is_local)
    return [
        *([] if function is None else await examine_function(OperatorFunctions(place.account, inline), function)),
        *tables,
        await examine_secret(secret, settings.secret_id, is_local=place.is_local, options=place.options),
        *await examine_mail(OperatorMail(place.account, inline), settings.email_from, is_local=place.is_local),
        *await _of_contents(place, deep, are_there=not anything_failed(tables)),
    ]


async def _of_contents(place: Deployment, deep: bool, *, are_there: bool) -> list[Finding]:
    """Examine what the tables hold."""
    checks = ("indexes", *CHECKS) if deep else ("indexes",)
    if not are_there:
        return _unknown(*checks, why="The tables come first.")
    try:
        stored = layouts()
    except CollectionError:
        return _unknown(*checks, why="The layout lock contradicts the declarations.")
    settings, database = place.settings, OperatorDatabase(place.account, inline)
    table = settings.data_table
    reindexing = Reindexing(
        DocumentScan(database, table),
        IndexBackfill(database, table),
        IndexReadiness(database, table),
        declared(),
        stored,
    )
    indexes = await examine_indexes(reindexing, options=place.options)
    if not deep:
        return [indexes]
    items = OperatorItems(database, users=settings.users_table, sessions=settings.sessions_table, data=table)
    return [indexes, *await examine_items(items, reindexing, declared(), stored, options=place.options)]


def _show_table(findings: list[Finding]) -> None:
    table = Table("check", "verdict", "what was found, and what to do", show_lines=True)
    for finding in findings:
        colour = _COLOURS[finding.verdict]
        remedy = f"\n[bold]{escape(finding.remedy)}[/bold]" if finding.remedy else ""
        table.add_row(finding.check, f"[{colour}]{finding.verdict}[/{colour}]", f"{escape(finding.found)}{remedy}")
    console.print(table, soft_wrap=False)


def _show_lines(findings: list[Finding]) -> None:
    for finding in findings:
        console.print(f"{finding.verdict:<12} {finding.check}: {finding.found}", markup=False)
        if finding.remedy:
            console.print(f"{'':<12} → {finding.remedy}", markup=False)
