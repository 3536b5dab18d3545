"""On whose behalf a request about documents acts, and under which idempotency key."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from app import strict_json
from app.collection import Collection
from app.collection.access import is_role
from app.dependencies import CurrentUser, caller_of, live_user
from app.errors import Forbidden, NotFound, ValidationFailed
from app.services.access import NO_DOCUMENT, Actor, acting_for, oneself
from app.services.documents import IdempotencyKey

Owner = Annotated[
    str | None,
    Query(
        description="Whose documents: another user's id, for administrators. Without it one's own.",
        json_schema_extra={"format": "uuid"},
        max_length=100,
    ),
]

MAX_KEY_CHARACTERS = 255


def acting(collection: Collection, *, writes: bool) -> Callable[..., Awaitable[Actor]]:
    """Make the dependency that tells who acts, and for whom.

    Who acts for another, lists over all owners or writes by a role is looked up anew: the gateway remembers its answers
    for a minute.
    """
    needs_role = writes and is_role(collection.write)

    async def actor(request: Request, owner: Owner = None) -> Actor:
        caller = caller_of(request)
        over_all_owners = request.query_params.get("scope") == "all"
        if needs_role or over_all_owners or owner not in (None, caller.user_id):
            caller = (await live_user(request, caller)).caller
        if owner is None:
            return oneself(caller)
        try:
            return acting_for(caller, owner)
        except Forbidden:
            if "id" in request.path_params:  # what one may not read is answered like what is not there
                raise NotFound(NO_DOCUMENT) from None
            raise

    return actor


async def idempotency_key(
    request: Request,
    caller: CurrentUser,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="1 to 255 visible characters. The same request under the same key is done once within a day, "
            "and answered with what it made, as that is now.",
            # Judged below, so that the error says what is wrong.
            json_schema_extra={"pattern": r"^[\x21-\x7e]+$", "minLength": 1, "maxLength": MAX_KEY_CHARACTERS},
        ),
    ] = None,
) -> IdempotencyKey | None:
    """Read the key, and tell by the whole request whether it is the same one."""
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_KEY_CHARACTERS or not all("!" <= character <= "~" for character in key):
        raise ValidationFailed.at(
            "header",
            "/Idempotency-Key",
            "unusable-key",
            f"A key has 1 to {MAX_KEY_CHARACTERS} visible ASCII characters",
        )
    body = await request.body()
    content = (
        json.dumps(strict_json.loads(body), sort_keys=True, default=lambda number: {"": str(number)}) if body else ""
    )
    parts = (request.method, request.url.path, *sorted(map(str, request.query_params.multi_items())), content)
    return IdempotencyKey(caller.user_id, key, hashlib.sha256("\n".join(parts).encode()).hexdigest())


Once = Annotated[IdempotencyKey | None, Depends(idempotency_key)]
