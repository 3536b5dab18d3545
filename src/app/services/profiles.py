"""Profiles: people, as they see themselves."""

from collections.abc import Callable, Sequence
from typing import Final

from app.entity_tags import Preconditions
from app.errors import PreconditionFailed, Unauthenticated, VersionConflict
from app.repositories.accounts import Account
from app.repositories.users import AccountChanged, Users
from app.security.caller import Caller

MAX_PROFILES: Final = 50
_ATTEMPTS: Final = 2

type ProfileChange = Callable[[Account], Account]
"""Makes the account with the profile it shall have from the one that is there; raises where that is not acceptable."""


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

    async def change(self, caller: Caller, change: ProfileChange, conditions: Preconditions) -> Account:
        """Change the profile, and return the account as it is then. A lost race is repeated once.

        Raises
        ------
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
                return await self._users.change_profile(account, change(account))
            except AccountChanged:
                continue
        raise VersionConflict("Your account is being changed from elsewhere. Read it again, then repeat the change.")
