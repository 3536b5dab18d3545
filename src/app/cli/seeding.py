"""`python -m app.cli seed`."""

import secrets
from typing import Annotated, Final

import typer

from app.blocking import inline
from app.cli.accounts import account_explanations
from app.cli.data_table import declared, layouts
from app.cli.deployment import Deployment, deployment
from app.cli.target import Target, with_target
from app.cli.terminal import Explanations, JsonOption, counted, errors, explained_failures, fail, print_json, run, talk
from app.collection import CollectionError
from app.repositories.documents import Documents
from app.repositories.operator_database import OperatorDatabase
from app.repositories.purges import Purges
from app.repositories.users import Users
from app.security.passwords import Passwords
from app.services.demo import Demo, Seeded, StillBeingRemoved
from app.services.demo_content import DEMO_EMAIL, DEMO_PASSWORD

_PASSWORD_BYTES: Final = 18


@with_target
def seed(
    target: Target,
    yes_on: Annotated[
        str | None,
        typer.Option("--yes-on", metavar="STACK", help="Do it on this deployed stack: its name once more."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the demo user, with a few documents in every shipped collection. Where there is one, nothing changes.

    On a deployed stack the demo user gets a password of its own, which is printed once.

    Needs the permissions dynamodb:GetItem, BatchGetItem, PutItem and ConditionCheckItem on the users and data tables.
    """
    explanations: Explanations = {
        **account_explanations(target),
        CollectionError: str,
        StillBeingRemoved: lambda _: "The demo user was deleted, and its data is being removed. Run this again later.",
    }
    with explained_failures(explanations):
        place = deployment(target)
        _require_consent(place, target, yes_on)
        password = DEMO_PASSWORD if place.is_local else secrets.token_urlsafe(_PASSWORD_BYTES)
    with explained_failures({**explanations, **account_explanations(target, place)}):
        seeded = run(_demo(place).seed(password))
    _report(seeded, password, place, as_json)


def _require_consent(place: Deployment, target: Target, yes_on: str | None) -> None:
    name = target.stack or place.settings.stage
    if not place.is_local and yes_on != name:
        fail(
            f"This makes demo documents in {place.where}, where people may see them, products in the shop among them. "
            f"If you mean it: --yes-on {name}"
        )


def _demo(place: Deployment) -> Demo:
    database, settings = OperatorDatabase(place.account, inline), place.settings
    return Demo(
        Users(database, settings.users_table),
        Purges(database, settings.data_table),
        Documents(database, settings.data_table, layouts()),
        Passwords(inline),
        declared(),
    )


def _report(seeded: Seeded | None, password: str, place: Deployment, as_json: bool) -> None:
    if seeded is None:
        talk(as_json).print(f"The demo user is in {place.where} already. Nothing was changed.", markup=False)
    else:
        for reason, number in seeded.refused.items():
            errors.print(f"{counted(number, 'document')} left out, {reason}", markup=False)
        made = f"Made {DEMO_EMAIL} and {counted(seeded.documents, 'document')} in {place.where}."
        talk(as_json).print(f"{made} The password: {password}", markup=False)
    if as_json:
        made_now = {} if seeded is None else {"password": password}
        documents = 0 if seeded is None else seeded.documents
        print_json({"created": seeded is not None, "email": DEMO_EMAIL, "documents": documents, **made_now})
