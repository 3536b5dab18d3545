"""`python -m app.cli sessions …`: signing people out."""

import typer

from app.cli.accounts import OPERATOR, Who, accounts_for, do, facts
from app.cli.target import Target, with_target
from app.cli.terminal import JsonOption, YesOption, confirm, console, print_json

sessions = typer.Typer(help="Sign people out.", no_args_is_help=True)


@sessions.callback()
def of_sessions() -> None:
    """Sign people out."""


@sessions.command("end")
@with_target
def end_sessions(target: Target, who: Who, yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Sign somebody out everywhere. What holds an access token of theirs may go on for a minute.

    Needs the permissions dynamodb:GetItem and UpdateItem on the users table, Query and BatchWriteItem on the sessions
    table.
    """
    accounts = accounts_for(target)
    account = do(target, accounts, accounts.named(who))
    count = do(target, accounts, accounts.count_sessions(account))
    confirm(f"Sign {account.email} out everywhere in {accounts.place.where}? Sessions: {count}.", yes=yes)
    do(target, accounts, accounts.administration.end_sessions(OPERATOR, account.user_id))
    if as_json:
        print_json({**facts(account), "sessions_ended": count})
    else:
        console.print(f"{account.email} is signed out everywhere. Sessions ended: {count}.", markup=False)
