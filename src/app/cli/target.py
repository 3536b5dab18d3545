"""Which deployment a command is about, as its options say it: the same three of every command."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Concatenate, Final

import typer

_PANEL: Final = "Where (without any: the local cloud, as `make dev` runs it)"
_OPTIONS: Final = {
    "stack": Annotated[
        str | None,
        typer.Option(
            help="Name of a deployed stack. Its tables, secret and site are found by its outputs, which needs the "
            "permission cloudformation:DescribeStacks; APP_* settings are not read.",
            rich_help_panel=_PANEL,
        ),
    ],
    "profile": Annotated[
        str | None,
        typer.Option(
            help="Profile of ~/.aws/config that has the credentials; without it, those of your environment.",
            rich_help_panel=_PANEL,
        ),
    ],
    "region": Annotated[
        str | None,
        typer.Option(
            help="AWS region; without it, your environment's (AWS_REGION) or the profile's.", rich_help_panel=_PANEL
        ),
    ],
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the options say. Nothing at all means the local cloud, or what the APP_* settings name."""

    stack: str | None = None
    profile: str | None = None
    region: str | None = None


def with_target[**Parameters](command: Callable[Concatenate[Target, Parameters], None]) -> Callable[..., None]:
    """Give a command the options --stack, --profile and --region; it takes them as its first argument, a `Target`."""

    @functools.wraps(command)
    def with_options(*, stack: str | None, profile: str | None, region: str | None, **arguments: object) -> None:
        command(Target(stack, profile, region), **arguments)  # type: ignore[arg-type, call-arg]

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]
    given = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    with_options.__signature__ = inspect.Signature([*given, *added])  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in [*given, *added]}
    return with_options
