"""Whether what this release says of itself fits: its settings, its layout lock, and the indexes of its collections."""

import difflib
from collections.abc import Mapping
from typing import Final

from app import clock
from app.collection import Collection
from app.collection.layout_lock import Lock, extended
from app.errors import AppError
from app.repositories.obstacles import Obstacle, Refused
from app.repositories.operator_functions import OperatorFunctions
from app.services.doctor import Finding, failed, good, refusal, warning
from app.services.reindexing import Reindexing
from app.settings import PREFIX, Settings, SettingsError, unknown_variables

_SETTINGS: Final = "settings"
_LOCK: Final = "layout lock"
_INDEXES: Final = "indexes"
_NEEDS: Final = "lambda:GetFunctionConfiguration"


def examine_settings(environ: Mapping[str, str]) -> list[Finding]:
    """Examine the `APP_*` variables: whether they make a configuration, and whether each is one at all."""
    unknown = [
        warning(_SETTINGS, f"There is no setting {name}, so it has no effect.", _meant(name))
        for name in unknown_variables(environ)
    ]
    try:
        settings = Settings.from_environment(environ)
    except SettingsError as error:
        remedy = "Correct these variables; src/app/settings.py says what each may be."
        return [*unknown, failed(_SETTINGS, str(error).partition("\n")[2].strip(), remedy)]
    return unknown or [good(_SETTINGS, f"stage {settings.stage}")]


async def examine_function(functions: OperatorFunctions, name: str) -> list[Finding]:
    """Examine the settings that a deployed function has."""
    try:
        environ = await functions.environment(name)
    except Refused as refused:
        if refused.obstacle is Obstacle.DENIED:
            return [warning(_SETTINGS, f"Those of {name} cannot be seen. {refused}", f"Allow {_NEEDS}.")]
        return [refusal(_SETTINGS, refused, needs=_NEEDS)]
    return examine_settings(environ)


def _meant(name: str) -> str:
    settings = [f"{PREFIX}{field}".upper() for field in Settings.model_fields]
    alike = difflib.get_close_matches(name.upper(), settings, n=1, cutoff=0.7)
    return f"Did you mean {alike[0]}?" if alike else "Remove it, or look for its name in src/app/settings.py."


def examine_lock(lock: Lock, collections: Mapping[str, Collection]) -> list[Finding]:
    """Examine whether the lock has everything that is declared, and contradicts none of it."""
    recorded = extended(lock, collections, clock.now())
    contradicted = [
        failed(_LOCK, sentence, "Do that, or take the change back.") for sentence in recorded.contradictions
    ]
    remedy = "Run `make layout`, and commit and deploy layout.lock.json."
    lacking = [failed(_LOCK, f"layout.lock.json lacks this: {what}.", remedy) for what in recorded.additions]
    return [*contradicted, *lacking] or [good(_LOCK, f"has all of {len(collections)} collections")]


async def examine_indexes(reindexing: Reindexing, *, options: str) -> Finding:
    """Examine whether every document is in its collection's indexes.

    Parameters
    ----------
    options
        Those that lead a command to this deployment.
    """
    try:
        incomplete = await reindexing.incomplete()
    except Refused as refused:
        return refusal(_INDEXES, refused, needs="dynamodb:GetItem")
    except AppError as error:
        return failed(_INDEXES, f"DynamoDB does not tell. {error}", "Run this again.")
    if not incomplete:
        return good(_INDEXES, "complete")
    names = " ".join(incomplete)
    return failed(
        _INDEXES,
        f"Not every document of {', '.join(incomplete)} is in its indexes, so lists by them answer 503.",
        f"Complete them: `python -m app.cli reindex {names}{options}`.",
    )
