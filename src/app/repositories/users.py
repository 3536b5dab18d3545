"""The users table: accounts, and the claims that keep e-mail addresses unique."""

from collections.abc import Sequence
from dataclasses import replace

from app import clock
from app.repositories.accounts import PROFILE, SAME_GENERATION, Account, account_key, account_of, as_read, item_of
from app.repositories.document_limits import require_storable
from app.repositories.dynamodb import ConditionFailed, DynamoDB, TransactionRefused
from app.repositories.operations import Check, Condition, Delete, Key, Put, Update, Write


class EmailClaimed(Exception):
    """The address belongs to another account."""


class AccountChanged(Exception):
    """The account, or what was to change with it, is not any more what it was when it was read."""


class NoAdministratorLeft(Exception):
    """There would be no enabled account with the role `admin`."""


class Users:
    """Accounts, the claims on their addresses, and the number of administrators."""

    def __init__(self, database: DynamoDB, table: str) -> None:
        self._database = database
        self._table = table

    async def create(self, account: Account, alongside: Sequence[Write] = ()) -> None:
        """Write an account, the claim on its address and what comes with it: all or nothing.

        Raises
        ------
        EmailClaimed
            The address belongs to somebody already.
        AccountChanged
            A write alongside was refused.
        """
        claim = self._claim(account.email, account.user_id, account.created_at)
        item = Put(self._table, item_of(self._table, account))
        await self._claiming([claim, item, *self._counting(None, account), *alongside])

    async def by_id(self, user_id: str) -> Account | None:
        """Find the account of a user."""
        item = await self._database.get(account_key(self._table, user_id))
        return None if item is None else account_of(item)

    async def by_ids(self, user_ids: Sequence[str]) -> dict[str, Account]:
        """Find the accounts of up to 100 users."""
        items = await self._database.get_many({account_key(self._table, user_id): () for user_id in user_ids})
        return {account.user_id: account for account in map(account_of, items.values())}

    async def by_email(self, email: str) -> Account | None:
        """Find the account that owns a canonical address."""
        claim = await self._database.get(self._claim_key(email))
        if claim is None:
            await self.by_id("nobody")  # an unknown address takes as long as a known one
            return None
        account = await self.by_id(claim["user_id"])
        return account if account is not None and account.email == email else None

    async def change_password(
        self, account: Account, password_hash: str, alongside: Sequence[Write] = (), *, email_verified: bool = False
    ) -> None:
        """Replace the password that was read, end every session by a new generation, and do what comes with it.

        `email_verified` says that whoever does this has just answered a mail to the account's address.

        Raises
        ------
        AccountChanged
            Password or sessions changed meanwhile, the account was disabled or deleted, or a write alongside refused.
        """
        change = Update(
            account_key(self._table, account.user_id),
            "SET password_hash = :new_hash, session_generation = :next, updated_at = :now, version = version + :one"
            + ", email_verified = :yes" * email_verified,
            {
                **({":yes": True} if email_verified else {}),
                ":new_hash": password_hash,
                ":next": account.next_generation,
                ":now": clock.timestamp(clock.now()),
                ":one": 1,
            },
            as_read(account),
        )
        await self._all_or_nothing([change, *alongside])

    async def end_sessions(self, account: Account, alongside: Sequence[Write] = ()) -> None:
        """Raise the generation that was read, which ends every session but what comes alongside.

        Raises
        ------
        AccountChanged
            Somebody else raised it meanwhile, the account is gone, or a write alongside was refused.
        """
        change = Update(
            account_key(self._table, account.user_id),
            "SET session_generation = :next",
            {":next": account.next_generation},
            Condition(
                f"attribute_exists(pk) AND {SAME_GENERATION}", values={":generation": account.session_generation}
            ),
        )
        await self._all_or_nothing([change, *alongside])

    async def change_email(self, account: Account, email: str, alongside: Sequence[Write] = ()) -> None:
        """Claim the new, confirmed address, give the old one back and write it into the account.

        Raises
        ------
        EmailClaimed
            The new address belongs to somebody.
        AccountChanged
            The account has another address or generation of sessions meanwhile, or is gone, or a write alongside was
            refused.
        """
        now = clock.timestamp(clock.now())
        change = Update(
            account_key(self._table, account.user_id),
            "SET email = :new_email, email_verified = :yes, updated_at = :now, version = version + :one",
            {":new_email": email, ":yes": True, ":now": now, ":one": 1},
            Condition(
                f"email = :old_email AND disabled = :no AND {SAME_GENERATION}",
                values={":old_email": account.email, ":no": False, ":generation": account.session_generation},
            ),
        )
        old_claim = Delete(self._claim_key(account.email), _claimed_by(account))
        await self._claiming([self._claim(email, account.user_id, now), old_claim, change, *alongside])

    async def change_profile(self, account: Account, changed: Account) -> Account:
        """Write what people change about themselves, and return the account as it is then.

        Raises
        ------
        AccountChanged
            The account is not what was read.
        ValidationFailed
            DynamoDB could not hold the preferences.
        """
        require_storable({"data": {"preferences": changed.preferences}})
        profile = {name: getattr(changed, name) for name in PROFILE}
        change = Update(
            account_key(self._table, account.user_id),
            "SET #name = :name, locale = :locale, time_zone = :time_zone, avatar_url = :avatar_url, "
            "preferences = :preferences, updated_at = :now, version = version + :one",
            {**{f":{name}": value for name, value in profile.items()}, ":now": clock.timestamp(clock.now()), ":one": 1},
            _of_version(account),
            names={"#name": "name"},
        )
        try:
            return account_of(await self._database.update(change))
        except ConditionFailed as failed:
            there = None if failed.item is None else account_of(failed.item)
            # It may be our own first attempt, whose answer was lost.
            if there is None or there.version != account.version + 1:
                raise AccountChanged from None
            if profile != {name: getattr(there, name) for name in PROFILE}:
                raise AccountChanged from None
            return there

    async def change_standing(
        self, account: Account, *, roles: Sequence[str], disabled: bool, alongside: Sequence[Write] = ()
    ) -> None:
        """Write roles and state; disabling ends every session by a new generation.

        Raises
        ------
        NoAdministratorLeft
            It is the last administrator.
        AccountChanged
            The account is not what was read, or a write alongside was refused.
        """
        ends_sessions = disabled and not account.disabled
        change = Update(
            account_key(self._table, account.user_id),
            "SET #roles = :roles, disabled = :disabled, updated_at = :now, version = version + :one"
            # From whatever it is by now: ending one's sessions raises it and leaves the version as it is.
            + ", session_generation = if_not_exists(session_generation, :none) + :one" * ends_sessions,
            {
                ":roles": tuple(roles),
                ":disabled": disabled,
                ":now": clock.timestamp(clock.now()),
                ":one": 1,
                **({":none": 0} if ends_sessions else {}),
            },
            _of_version(account),
            names={"#roles": "roles"},
        )
        after = replace(account, roles=tuple(roles), disabled=disabled)
        await self._keeping_an_administrator(account, after, [change, *alongside])

    async def delete(self, account: Account, alongside: Sequence[Write] = ()) -> None:
        """Remove an account and the claim on its address, which is free from then on, and do what comes with it.

        Raises
        ------
        NoAdministratorLeft
            It is the last administrator.
        AccountChanged
            The account is not what was read, or a write alongside was refused.
        """
        removal = Delete(account_key(self._table, account.user_id), _of_version(account))
        claim = Delete(self._claim_key(account.email), _claimed_by(account))
        await self._keeping_an_administrator(account, None, [removal, claim, *alongside])

    def unchanged(self, account: Account) -> Write:
        """Refuse a transaction if password, sessions or state of the account are not what was read."""
        return Check(account_key(self._table, account.user_id), as_read(account))

    def signed_in(self, account: Account, password_hash: str, devices: Sequence[str]) -> Write:
        """Store another hash of the same password and the devices known by now, if the account is what was read."""
        return Update(
            account_key(self._table, account.user_id),
            "SET password_hash = :new_hash, devices = :devices",
            {":new_hash": password_hash, ":devices": tuple(devices)},
            as_read(account),
        )

    async def _claiming(self, writes: Sequence[Write]) -> None:
        """Do a transaction that begins with a claim. When more was refused than the claim, that was the reason."""
        try:
            await self._database.transact(writes)
        except TransactionRefused as refused:
            raise EmailClaimed if refused.failed == (0,) else AccountChanged from None

    async def _keeping_an_administrator(self, before: Account, after: Account | None, writes: Sequence[Write]) -> None:
        """Do a transaction that may change the number of administrators. When only that was refused, it was why."""
        counting = self._counting(before, after)
        try:
            await self._database.transact([*counting, *writes])
        except TransactionRefused as refused:
            raise NoAdministratorLeft if counting and refused.failed == (0,) else AccountChanged from None

    def _counting(self, before: Account | None, after: Account | None) -> list[Write]:
        """Return the write that counts administrators, of whom one has to stay; none where their number does."""
        had, has = (account is not None and account.counts_as_admin for account in (before, after))
        if had == has:
            return []
        key = Key(self._table, "ADMINS", "COUNT")
        names = {"#count": "count"}
        if has:
            return [Update(key, "ADD #count :one", {":one": 1}, names=names)]
        another = Condition("#count > :one", values={":one": 1})
        return [Update(key, "SET #count = #count - :one", {":one": 1}, another, names=names)]

    async def _all_or_nothing(self, writes: Sequence[Write]) -> None:
        try:
            await self._database.transact(writes)
        except TransactionRefused:
            raise AccountChanged from None

    def _claim(self, email: str, user_id: str, created_at: str) -> Put:
        key = self._claim_key(email)
        return Put(self._table, {"pk": key.pk, "sk": key.sk, "user_id": user_id, "created_at": created_at})

    def _claim_key(self, email: str) -> Key:
        return Key(self._table, f"EMAIL#{email}", "CLAIM")


def _of_version(account: Account) -> Condition:
    return Condition("version = :version", values={":version": account.version})


def _claimed_by(account: Account) -> Condition:
    return Condition("user_id = :user_id", values={":user_id": account.user_id})
