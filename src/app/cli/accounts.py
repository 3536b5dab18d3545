"""What commands about people share: the services that they call, how people are named, and how failures end them."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Annotated, Final, cast

import typer

from app.blocking import inline
from app.cli.deployment import Deployment, deployment, deployment_explanations
from app.cli.target import Target
from app.cli.terminal import OBSTACLES, Explanations, explained_failures, run
from app.email_address import canonical_email
from app.errors import AppError, NotFound, PreconditionFailed, ServiceUnavailable, ValidationFailed
from app.ids import is_id
from app.mail.outbox import Outbox
from app.repositories.account_lists import AccountLists
from app.repositories.accounts import Account
from app.repositories.aws import Clients
from app.repositories.configuration import ParameterStore, Secret
from app.repositories.obstacles import Obstacle
from app.repositories.one_time_tokens import OneTimeTokens
from app.repositories.operator_database import OperatorDatabase, TableRefused
from app.repositories.purges import Purges
from app.repositories.sessions import Sessions
from app.repositories.users import Users
from app.security.cursors import Cursors
from app.security.keys import Keys
from app.security.password_rules import PasswordRules
from app.security.passwords import Passwords
from app.services.administration import Administration, Administrator
from app.services.deletion import Deletion
from app.services.new_administrators import NewAdministrators
from app.site import Site

OPERATOR: Final = Administrator(actor_id="operator", session_id="cli", address="")
"""Who acts, as the log would name them. AWS itself knows whose credentials they were."""

Who = Annotated[str, typer.Argument(metavar="EMAIL|ID", help="Whose account: the e-mail address, or the id.")]

_SESSIONS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Accounts:
    """The services about people, of one deployment."""

    place: Deployment
    administration: Administration
    new_administrators: NewAdministrators
    _sessions: Sessions

    async def named(self, who: str) -> Account:
        """Find an account by its id or its e-mail address.

        Raises
        ------
        NotFound
            There is none.
        """
        if is_id(who):
            return await self.administration.of(OPERATOR, who)
        account = await self.with_address(address_of(who))
        if account is None:
            raise NotFound(f"Nobody has the address {who}.")
        return account

    async def with_address(self, email: str) -> Account | None:
        """Find the account with a canonical address."""
        found = await self.administration.find(OPERATOR, email)
        return found.accounts[0] if found.accounts else None

    async def count_sessions(self, account: Account) -> int:
        """Count the sessions that somebody is signed in with."""
        count, after = 0, None
        while True:
            page = await self._sessions.of_user(account, limit=_SESSIONS_AT_ONCE, after=after)
            count += len(page.sessions)
            after = page.next_after
            if after is None:
                return count


def do[Result](target: Target, accounts: Accounts, work: Coroutine[object, object, Result]) -> Result:
    """Do what a command about people does, and end it with a sentence when that cannot be done."""
    with explained_failures(account_explanations(target, accounts.place)):
        return run(work)


def accounts_for(target: Target) -> Accounts:
    """Return the services of the deployment that is meant, or end the command."""
    with explained_failures(account_explanations(target)):
        return accounts_of(target)


def accounts_of(target: Target) -> Accounts:
    """Put together what commands about people need, for the deployment that is meant.

    Raises
    ------
    DeploymentError, SettingsError, StackRefused
        It cannot be found.
    """
    place = deployment(target)
    settings = place.settings
    database = OperatorDatabase(place.account, inline)
    clients = cast(Clients, place.account)  # it has each of them, made with an operator's credentials and patience
    users = Users(database, settings.users_table)
    sessions = Sessions(database, settings.sessions_table, settings.users_table)
    site = Site(settings, ParameterStore(clients, inline))
    purges = Purges(database, settings.data_table)
    outbox = Outbox(clients, inline, settings.email_from)
    administration = Administration(
        users,
        AccountLists(database, settings.users_table),
        sessions,
        OneTimeTokens(database, settings.sessions_table),
        Deletion(users, purges, outbox, site, settings.authorizer_cache_seconds),
        Cursors(Keys(Secret(place.account, inline, settings.secret_id))),
        site,
    )
    rules = PasswordRules(settings.password_min_length)
    return Accounts(place, administration, NewAdministrators(users, Passwords(inline), rules, administration), sessions)


def address_of(text: str) -> str:
    """Return the canonical form of an e-mail address; `NotFound` for what is none."""
    try:
        return canonical_email(text)
    except ValueError:
        raise NotFound(f"{text} is neither an e-mail address nor an id.") from None


def facts(account: Account) -> dict[str, object]:
    """Return what an operator is told of an account."""
    return {
        "id": account.user_id,
        "email": account.email,
        "email_verified": account.email_verified,
        "name": account.name,
        "roles": list(account.roles),
        "disabled": account.disabled,
        "version": account.version,
        "created_at": account.created_at,
        "updated_at": account.updated_at,
    }


def account_explanations(target: Target, place: Deployment | None = None) -> Explanations:
    """Say what to do when something about people cannot be done."""
    doctor = f"`python -m app.cli doctor{place.options if place else ''}`"
    return {
        **deployment_explanations(target),
        TableRefused: lambda error: f"{_help(error.obstacle, place, doctor)}\n{error}",
        ServiceUnavailable: lambda _: (
            f"The tables or the secret cannot be used now. Run this again; {doctor} may say why."
        ),
        PreconditionFailed: lambda _: "Somebody else has changed this account at the same moment. Run this again.",
        ValidationFailed: lambda error: " ".join(f"{told['message']}." for told in error.errors) or error.detail,
        AppError: lambda error: error.detail,
    }


def _help(obstacle: Obstacle, place: Deployment | None, doctor: str) -> str:
    match obstacle:
        case Obstacle.NO_CREDENTIALS | Obstacle.NO_REGION | Obstacle.DENIED:
            return OBSTACLES[obstacle]
        case Obstacle.MISSING:
            return f"A table is missing in {place.where_tables_are if place else 'DynamoDB'}: {doctor} says which."
        case Obstacle.UNREACHABLE if place and place.is_local:
            return "The local cloud does not answer: start it with `make dev`, or name a deployed stack: --stack."
        case Obstacle.UNREACHABLE:
            return "DynamoDB does not answer. Look at your network, and at AWS_ENDPOINT_URL if it is set."
        case _:
            return f"DynamoDB refuses; {doctor} may say why."
