"""How the first administrators come to be: by an operator, since nobody in the application could let them."""

import secrets
from typing import Final

from app import logs
from app.collection.access import ADMIN
from app.entity_tags import of_version
from app.errors import EmailTaken, RuleBroken
from app.repositories.accounts import Account
from app.repositories.users import EmailClaimed, Users
from app.security.password_rules import PasswordRules
from app.security.passwords import Passwords
from app.services.administration import Administration, Administrator, Standing
from app.services.new_accounts import new_account

_UNKNOWABLE_BYTES: Final = 32


class NewAdministrators:
    """Makes accounts with the role `admin`, and gives it to those there are."""

    def __init__(
        self, users: Users, passwords: Passwords, rules: PasswordRules, administration: Administration
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._rules = rules
        self._administration = administration

    async def create(self, by: Administrator, email: str, password: str | None) -> Account:
        """Make an account whose address the operator vouches for. Without a password only a reset link opens it.

        Raises
        ------
        ValidationFailed
            The password is not acceptable.
        EmailTaken
            Somebody has this canonical address.
        """
        if password is None:
            password = secrets.token_urlsafe(_UNKNOWABLE_BYTES)
        else:
            self._rules.check(password, email=email, name=None)
        password_hash = await self._passwords.hash(password)
        account = new_account(email, password_hash, email_verified=True, roles=(ADMIN,))
        try:
            await self._users.create(account)
        except EmailClaimed:
            raise EmailTaken from None
        logs.event("admin.user.created", actor_id=by.actor_id, session_id=by.session_id, user_id=account.user_id)
        return account

    async def promote(self, by: Administrator, account: Account) -> Account:
        """Give the role to an account as it was read.

        Raises
        ------
        RuleBroken
            It is disabled.
        PreconditionFailed
            It has changed since.
        """
        if account.disabled:
            raise RuleBroken("The account is disabled. Enable it first.")
        standing = Standing(roles=(*account.roles, ADMIN))
        return await self._administration.change(by, account.user_id, standing, of_version(account.version))
