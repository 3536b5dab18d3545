"""`python -m app.cli users …`: who has an account, and what they may."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.accounts import OPERATOR, Accounts, Who, accounts_for, do, facts
from app.cli.target import Target, with_target
from app.cli.terminal import (
    JsonOption,
    YesOption,
    confirm,
    console,
    fail,
    print_json,
    print_table,
    talk,
)
from app.entity_tags import NO_CONDITIONS, of_version
from app.repositories.accounts import Account
from app.schemas.users import ManagedUserPatch
from app.services.administration import Standing

users = typer.Typer(help="See and change accounts.", no_args_is_help=True)


@users.command("list")
@with_target
def list_users(
    target: Target,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at once.")] = 50,
    cursor: Annotated[str | None, typer.Option(help="Go on where the page before ended, which named it.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Go on to the end.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List accounts, newest first.

    Needs the permissions dynamodb:Query on the index of the users table, and secretsmanager:GetSecretValue for cursors.
    """
    accounts = accounts_for(target)
    found: list[Account] = []
    while True:
        page = do(target, accounts, accounts.administration.list(OPERATOR, limit=limit, cursor=cursor))
        found += page.accounts
        cursor = page.next_cursor
        if cursor is None or not everybody:
            break
    if as_json:
        print_json({"items": [facts(account) for account in found], "next_cursor": cursor})
        return
    print_table(
        ("id", "e-mail", "roles", "state", "since"),
        [(it.user_id, it.email, " ".join(it.roles), _state(it), it.created_at[:10]) for it in found],
    )
    if cursor is not None:
        talk(True).print(f"There are more: --cursor {cursor}, or --all.", markup=False)


@users.command("show")
@with_target
def show_user(target: Target, who: Who, as_json: JsonOption = False) -> None:
    """Show an account: who it is, what they may, and how many sessions they have.

    Needs the permissions dynamodb:GetItem on the users table and dynamodb:Query on the sessions table.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    sessions = do(target, accounts, accounts.count_sessions(account))
    if as_json:
        print_json({**facts(account), "sessions": sessions})
        return
    verified = "verified" if account.email_verified else "not verified"
    rows = [
        ("id", account.user_id),
        ("e-mail", f"{account.email} ({verified})"),
        ("name", account.name or ""),
        ("roles", " ".join(account.roles) or "none"),
        ("state", _state(account)),
        ("sessions", str(sessions)),
        ("since", account.created_at),
        ("changed", account.updated_at),
    ]
    print_table(("what", "value"), rows)


@users.command("disable")
@with_target
def disable_user(target: Target, who: Who, yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Keep somebody out: all their sessions end, and they cannot sign in. Their data stays.

    Needs the permissions dynamodb:GetItem, Query, UpdateItem, DeleteItem and ConditionCheckItem on the users and
    sessions tables.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    if account.disabled:
        _tell(account, f"{account.email} is disabled already.", as_json)
        return
    confirm(f"Sign {account.email} out everywhere in {accounts.place.where}, and keep them out?", yes=yes)
    change = accounts.administration.change(OPERATOR, account.user_id, Standing(disabled=True), NO_CONDITIONS)
    _tell(do(target, accounts, change), f"{account.email} is disabled, and signed out everywhere.", as_json)


@users.command("enable")
@with_target
def enable_user(target: Target, who: Who, as_json: JsonOption = False) -> None:
    """Let somebody in again who was disabled.

    Needs the permissions dynamodb:GetItem and UpdateItem on the users table.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    change = accounts.administration.change(OPERATOR, account.user_id, Standing(disabled=False), NO_CONDITIONS)
    done = f"{account.email} may sign in." if account.disabled else f"{account.email} was not disabled."
    _tell(do(target, accounts, change), done, as_json)


@users.command("role")
@with_target
def change_role(
    target: Target,
    who: Who,
    role: Annotated[str, typer.Argument(help="A role, `admin` for example, which has every other.")],
    add: Annotated[bool, typer.Option("--add/--remove", help="Give the role, or take it.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Give somebody a role, or take it from them.

    Needs the permissions dynamodb:GetItem and UpdateItem on the users table.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    if (role in account.roles) is add:
        _tell(account, f"{account.email} {'has' if add else 'has not'} the role {role}. Nothing to do.", as_json)
        return
    roles = [*account.roles, role] if add else [it for it in account.roles if it != role]
    _require_roles(roles, role)
    standing, as_read = Standing(roles=roles), of_version(account.version)
    changed = do(target, accounts, accounts.administration.change(OPERATOR, account.user_id, standing, as_read))
    _tell(changed, f"{account.email} has {'now' if add else 'no longer'} the role {role}.", as_json)


@users.command("delete")
@with_target
def delete_user(target: Target, who: Who, yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Delete an account. Its address is free at once, and what belongs to it is removed within minutes, for good.

    Needs the permissions dynamodb:GetItem, PutItem, UpdateItem and DeleteItem on the users and data tables, and
    ses:SendEmail where mail is on.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    confirm(f"Delete {account.email} in {accounts.place.where}, with all that belongs to them, for good?", yes=yes)
    do(target, accounts, accounts.administration.delete(OPERATOR, account.user_id))
    _tell(account, f"{account.email} is deleted.", as_json)


@users.command("reset-link")
@with_target
def make_reset_link(target: Target, who: Who, as_json: JsonOption = False) -> None:
    """Print a link with which somebody chooses a new password, once, within an hour. Hand it over in person.

    Needs the permissions dynamodb:GetItem on the users table and PutItem on the sessions table.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    print_reset_link(target, accounts, account, as_json=as_json)


def print_reset_link(target: Target, accounts: Accounts, account: Account, *, as_json: bool) -> None:
    """Make a one-time link for an account, and print it: alone on standard output, so that it can be handed on."""
    link = do(target, accounts, accounts.administration.reset_link(OPERATOR, account.user_id))
    expires_at = datetime.fromtimestamp(link.expires_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if as_json:
        print_json({**facts(account), "reset_link": link.url, "reset_link_expires_at": expires_at})
        return
    talk(True).print(f"With this link {account.email} chooses a new password, once, until {expires_at}:", markup=False)
    typer.echo(link.url)


def _require_roles(roles: list[str], role: str) -> None:
    try:
        ManagedUserPatch(roles=roles)
    except ValidationError:
        fail(
            f"{role} is not a role, or the 17th. A role is lower-case letters, digits and _, and not one of the words "
            "owner, member and public."
        )


def _state(account: Account) -> str:
    return "disabled" if account.disabled else "enabled"


def _tell(account: Account, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(facts(account))
    else:
        console.print(sentence, markup=False)
