"""`python -m app.cli`: what an operator does at a terminal, one module a command.

A command here parses and prints; what it does is in services/. Typer and Rich are the dependency group `cli`, which is
not in the Lambda package, so nothing else may import this package.
"""

import logging

import typer

from app.cli.admin_creation import create_admin
from app.cli.doctor import doctor
from app.cli.document_export import export_documents
from app.cli.document_import import import_documents
from app.cli.key_rotation import rotate_keys
from app.cli.reindexing import reindex
from app.cli.seeding import seed
from app.cli.session_ending import sessions
from app.cli.users import users

app = typer.Typer(
    help="Commands for operators. Without options they work on the local cloud, as `make dev` runs it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command()(doctor)
app.command()(create_admin)
app.add_typer(users, name="users")
app.add_typer(sessions, name="sessions")
app.command()(seed)
app.command()(rotate_keys)
app.command()(reindex)
app.command("export")(export_documents)
app.command("import")(import_documents)

# What the application would log, a command says in a sentence.
logging.getLogger("app").addHandler(logging.NullHandler())
