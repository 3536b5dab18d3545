"""The end of an account: at once for its owner and for everybody else, its data soon after (services/purging.py)."""

from typing import Final

from app import clock, logs
from app.errors import LastAdministrator, NotFound, Unauthenticated, VersionConflict
from app.mail import messages
from app.mail.outbox import Outbox
from app.repositories.accounts import Account
from app.repositories.purges import Purge, Purges
from app.repositories.users import AccountChanged, NoAdministratorLeft, Users
from app.services.identity import Presence
from app.services.purging import SETTLING_SECONDS
from app.site import Site

_ATTEMPTS: Final = 3


class Deletion:
    """Deletes accounts.

    Parameters
    ----------
    authorizer_cache_seconds
        For how long the gateway lets somebody in whose session has ended.
    """

    def __init__(self, users: Users, purges: Purges, outbox: Outbox, site: Site, authorizer_cache_seconds: int) -> None:
        self._users = users
        self._purges = purges
        self._outbox = outbox
        self._site = site
        self._cache_seconds = authorizer_cache_seconds

    async def of_oneself(self, presence: Presence, address: str) -> None:
        """Delete the caller's account: every session ends and the address is free now, the data goes soon.

        Raises
        ------
        LastAdministrator
            There would be no administrator left.
        VersionConflict
            The account kept being changed at the same moment.
        Unauthenticated
            The account was deleted by somebody else at the same moment.
        """
        try:
            await self.of_account(presence.account.user_id)
        except NotFound:
            raise Unauthenticated from None
        logs.event(
            "user.deleted",
            user_id=presence.account.user_id,
            session_id=presence.session.session_id,
            address=address,
        )

    async def of_account(self, user_id: str) -> Account:
        """Delete an account, and return it as it was.

        Raises
        ------
        NotFound
            There is none.
        LastAdministrator
            There would be no administrator left.
        VersionConflict
            Somebody keeps changing the account.
        """
        site = await self._site.origin()  # before anything is done that could not be told of afterwards
        for _ in range(_ATTEMPTS):
            account = await self._users.by_id(user_id)
            if account is None:
                raise NotFound("There is no such user.")
            sweep_at = clock.seconds() + self._cache_seconds + SETTLING_SECONDS
            purge = Purge(account.user_id, account.email, sweep_at)
            try:
                await self._users.delete(account, [self._purges.begun(purge)])
            except NoAdministratorLeft:
                raise LastAdministrator from None
            except AccountChanged:
                continue
            await self._outbox.send(account.email, messages.account_deleted(site))
            return account
        raise VersionConflict
