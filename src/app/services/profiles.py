"""Profiles: people, as they see themselves."""

from app.errors import Unauthenticated
from app.repositories.users import Account, Users
from app.security.caller import Caller


class Profiles:
    """Reads what a person may know of their own account."""

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
