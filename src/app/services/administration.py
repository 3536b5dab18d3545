"""What administrators do with other people's accounts.

What they do or look at over the API is in the log, as `admin.…`; what an operator does at a terminal is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app import clock, logs
from app.entity_tags import Preconditions
from app.errors import LastAdministrator, NotFound, PreconditionFailed, RuleBroken, VersionConflict
from app.ids import is_id
from app.repositories.account_lists import AccountLists
from app.repositories.accounts import Account
from app.repositories.one_time_tokens import OneTimeToken, OneTimeTokens
from app.repositories.sessions import Sessions
from app.repositories.users import AccountChanged, NoAdministratorLeft, Users
from app.security import one_time_tokens
from app.security.cursors import Cursors
from app.services.cleaning import remove_ended_sessions
from app.services.deletion import Deletion
from app.site import Site

RESET_LINK_SECONDS: Final = 3600
"""How long a link is good for that an administrator hands over."""

_ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who acts, as the log names them: a user and their session, or an operator at a terminal."""

    actor_id: str
    session_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What administrators change of an account; None leaves a part as it is."""

    roles: Sequence[str] | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountList:
    """A page of accounts, newest first, and the cursor for the next one; None means that this was the last."""

    accounts: list[Account]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ResetLink:
    """A link with which somebody chooses a new password once. `expires_at` is seconds since 1970."""

    url: str
    expires_at: int


class Administration:
    """Looks at accounts and changes them. The caller has made sure that `by` may."""

    def __init__(
        self,
        users: Users,
        lists: AccountLists,
        sessions: Sessions,
        tokens: OneTimeTokens,
        deletion: Deletion,
        cursors: Cursors,
        site: Site,
    ) -> None:
        self._users = users
        self._lists = lists
        self._sessions = sessions
        self._tokens = tokens
        self._deletion = deletion
        self._cursors = cursors
        self._site = site

    async def list(self, by: Administrator, *, limit: int, cursor: str | None) -> AccountList:
        """Return a page of all accounts; `MalformedRequest` if the cursor is not one of this list and caller."""
        binding = (by.actor_id, "users")
        after = None if cursor is None else await self._cursors.read(cursor, binding=binding)
        page = await self._lists.page(limit=limit, after=after)
        next_cursor = None if page.next_after is None else await self._cursors.write(page.next_after, binding=binding)
        _record(by, "admin.users.listed", count=len(page.accounts))
        return AccountList(page.accounts, next_cursor)

    async def find(self, by: Administrator, email: str) -> AccountList:
        """Return the account with a canonical address, if there is one."""
        account = await self._users.by_email(email)
        _record(by, "admin.users.searched", user_id=account and account.user_id)
        return AccountList([] if account is None else [account], None)

    async def of(self, by: Administrator, user_id: str) -> Account:
        """Return an account; `NotFound` if there is none."""
        account = await self._account(user_id)
        _record(by, "admin.user.read", user_id=user_id)
        return account

    async def change(self, by: Administrator, user_id: str, standing: Standing, conditions: Preconditions) -> Account:
        """Change roles and state of an account. Disabling ends all its sessions in the same write.

        Raises
        ------
        NotFound
            There is no such account.
        PreconditionFailed
            It has another version.
        LastAdministrator
            There would be no administrator left.
        VersionConflict
            Somebody else changed it at the same moment, twice.
        """
        for _ in range(_ATTEMPTS):
            account = await self._account(user_id)
            if not conditions.hold_for(account.version):
                raise PreconditionFailed
            roles = account.roles if standing.roles is None else tuple(sorted(set(standing.roles)))
            disabled = account.disabled if standing.disabled is None else standing.disabled
            if (roles, disabled) == (account.roles, account.disabled):
                return account
            ends_sessions = disabled and not account.disabled
            try:
                alongside = self._tokens.all_dropped(user_id) if ends_sessions else ()
                await self._users.change_standing(account, roles=roles, disabled=disabled, alongside=alongside)
            except NoAdministratorLeft:
                raise LastAdministrator from None
            except AccountChanged:
                continue
            self._record_change(by, account, roles, disabled=disabled)
            changed = await self._account(user_id)  # its sessions may be of a later generation than was read before
            if ends_sessions:
                await remove_ended_sessions(self._sessions, user_id, before_generation=changed.session_generation)
            return changed
        raise VersionConflict

    async def end_sessions(self, by: Administrator, user_id: str) -> None:
        """Sign somebody out everywhere.

        Raises
        ------
        NotFound
            There is no such account.
        VersionConflict
            Somebody else changed it at the same moment, twice.
        """
        for _ in range(_ATTEMPTS):
            account = await self._account(user_id)
            try:
                await self._users.end_sessions(account)
            except AccountChanged:
                continue
            _record(by, "admin.user.sessions_ended", user_id=user_id)
            await remove_ended_sessions(self._sessions, user_id, before_generation=account.next_generation)
            return
        raise VersionConflict

    async def reset_link(self, by: Administrator, user_id: str) -> ResetLink:
        """Make a link for somebody who cannot get one by mail; it replaces any other. The password stays until then.

        Raises
        ------
        NotFound
            There is no such account.
        RuleBroken
            The account is disabled.
        """
        account = await self._account(user_id)
        if account.disabled:
            raise RuleBroken("The account is disabled. Enable it first.")
        token = one_time_tokens.new_token(user_id)
        expires_at = clock.seconds() + RESET_LINK_SECONDS
        waiting = OneTimeToken(user_id, "reset", token.token_hash, account.email, expires_at, is_mailed=False)
        await self._tokens.replace(waiting)
        _record(by, "admin.user.reset_link_made", user_id=user_id)
        return ResetLink(f"{await self._site.origin()}/reset-password#token={token.text}", expires_at)

    async def delete(self, by: Administrator, user_id: str) -> None:
        """Delete an account; the data goes soon after.

        Raises
        ------
        NotFound
            There is no such account.
        LastAdministrator
            There would be no administrator left.
        VersionConflict
            It kept being changed at the same moment.
        """
        if not is_id(user_id):
            raise _no_such_user()
        await self._deletion.of_account(user_id)
        _record(by, "admin.user.deleted", user_id=user_id)

    async def _account(self, user_id: str) -> Account:
        account = await self._users.by_id(user_id) if is_id(user_id) else None
        if account is None:
            raise _no_such_user()
        return account

    @staticmethod
    def _record_change(by: Administrator, before: Account, roles: Sequence[str], *, disabled: bool) -> None:
        if tuple(roles) != before.roles:
            _record(
                by, "admin.user.roles_changed", user_id=before.user_id, before=list(before.roles), after=list(roles)
            )
        if disabled != before.disabled:
            _record(by, "admin.user.disabled" if disabled else "admin.user.enabled", user_id=before.user_id)


def _record(by: Administrator, name: str, **fields: object) -> None:
    logs.event(name, actor_id=by.actor_id, session_id=by.session_id, address=by.address, **fields)


def _no_such_user() -> NotFound:
    return NotFound("There is no such user.")
