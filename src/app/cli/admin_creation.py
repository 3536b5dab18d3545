"""`python -m app.cli create-admin`."""

import sys
from typing import Annotated

import typer

from app.cli.accounts import OPERATOR, Accounts, accounts_for, address_of, do, facts
from app.cli.target import Target, with_target
from app.cli.terminal import JsonOption, YesOption, confirm, fail, print_json, talk
from app.cli.users import print_reset_link
from app.collection.access import ADMIN
from app.repositories.accounts import Account


@with_target
def create_admin(
    target: Target,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Their e-mail address, which you vouch for.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
    reset_link: Annotated[
        bool, typer.Option("--reset-link", help="Set no password, and print a one-time link to choose one.")
    ] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make an account with the role admin, or give the role to the account that has this address.

    A new account gets the password that you type, twice. One that is there keeps its own.

    Needs the permissions dynamodb:GetItem, PutItem, UpdateItem and ConditionCheckItem on the users table, and for a
    link PutItem on the sessions table.
    """
    if password_stdin and reset_link:
        fail("A link is for somebody without a password. Give --password-stdin or --reset-link, not both.")
    accounts = accounts_for(target)
    account = do(target, accounts, _with_address(accounts, email))
    if account is not None:
        if password_stdin:
            fail(f"{email} has an account, whose password stays. Leave out --password-stdin.")
        account, sentence = _promoted(target, accounts, account, yes=yes)
    else:
        password = None if reset_link else _password(from_stdin=password_stdin)
        account = do(target, accounts, _created(accounts, email, password))
        sentence = f"{account.email} has an account in {accounts.place.where}, with the role {ADMIN}."
    talk(as_json or reset_link).print(sentence, markup=False)
    if reset_link:
        print_reset_link(target, accounts, account, as_json=as_json)
    elif as_json:
        print_json(facts(account))


async def _with_address(accounts: Accounts, email: str) -> Account | None:
    return await accounts.with_address(address_of(email))


async def _created(accounts: Accounts, email: str, password: str | None) -> Account:
    return await accounts.new_administrators.create(OPERATOR, address_of(email), password)


def _promoted(target: Target, accounts: Accounts, account: Account, *, yes: bool) -> tuple[Account, str]:
    """Give the role to an account that anybody may have registered, so only when that is agreed."""
    if ADMIN in account.roles:
        return account, f"{account.email} has the role {ADMIN} already. Nothing to do."
    verified = "is" if account.email_verified else "is NOT"
    confirm(
        f"There is an account {account.email} in {accounts.place.where}, made {account.created_at[:10]}; its address "
        f"{verified} verified. Whoever has its password becomes an administrator. Give it the role?",
        yes=yes,
    )
    promoted = do(target, accounts, accounts.new_administrators.promote(OPERATOR, account))
    return promoted, f"{account.email} now has the role {ADMIN}, and the password it had."


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
        return password or fail("There is no password on standard input.")
    if not somebody_types():
        fail("Nobody is there to type a password. Give --password-stdin or --reset-link.")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def somebody_types() -> bool:
    """Tell whether standard input is a terminal."""
    return sys.stdin.isatty()
