"""Profiles: people, as they see themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.entity_tags import Preconditions
from app.errors import PreconditionFailed, Unauthenticated, ValidationFailed, VersionConflict
from app.limits import MAX_PREFERENCES_BYTES
from app.merge_patch import merged
from app.repositories.accounts import Account
from app.repositories.users import AccountChanged, Users
from app.security.caller import Caller

MAX_PROFILES: Final = 50
_ATTEMPTS: Final = 2


class Profiles:
    """What a person knows and changes of their own account."""

    def __init__(self, users: Users) -> None:
        self._users = users

    async def of(self, caller: Caller) -> Account:
        """Return the caller's account.

        Raises
        ------
        Unauthenticated
            It was deleted a moment ago.
        """
        account = await self._users.by_id(caller.user_id)
        if account is None:
            raise Unauthenticated
        return account

    async def of_users(self, user_ids: Sequence[str]) -> list[Account]:
        """Return the accounts of up to `MAX_PROFILES` users, in this order, without those that are not there."""
        found = await self._users.by_ids(user_ids)
        return [found[user_id] for user_id in dict.fromkeys(user_ids) if user_id in found]

    async def change(self, caller: Caller, given: Mapping[str, Any], conditions: Preconditions) -> Account:
        """Change the profile, and return the account as it is then. A lost race is repeated once.

        Parameters
        ----------
        given
            New values by the names of `repositories.accounts.PROFILE`; what has none stays. Preferences are merged.

        Raises
        ------
        ValidationFailed
            All preferences together would be too large.
        PreconditionFailed
            The account has another version.
        VersionConflict
            It was changed at the same moment, twice.
        Unauthenticated
            It was deleted or disabled a moment ago.
        """
        for _ in range(_ATTEMPTS):
            account = await self.of(caller)
            if account.disabled:
                raise Unauthenticated
            if not conditions.hold_for(account.version):
                raise PreconditionFailed
            try:
                return await self._users.change_profile(account, _changed(account, given))
            except AccountChanged:
                continue
        raise VersionConflict("Your account is being changed from elsewhere. Read it again, then repeat the change.")


def _changed(account: Account, given: Mapping[str, Any]) -> Account:
    if "preferences" not in given:
        return replace(account, **given)
    preferences: dict[str, Any] = merged(account.preferences, given["preferences"]) or {}
    if _size(preferences) > MAX_PREFERENCES_BYTES:
        raise ValidationFailed.at(
            "body",
            "/preferences",
            "too-large",
            f"All preferences together may have {MAX_PREFERENCES_BYTES} bytes as JSON",
        )
    return replace(account, **{**given, "preferences": preferences})


def _size(preferences: Mapping[str, Any]) -> int:
    return len(json.dumps(preferences, ensure_ascii=False, separators=(",", ":"), default=str).encode())
