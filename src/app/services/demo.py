"""Making the demo user, with documents of every shipped collection that there still is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from app.collection import Collection
from app.repositories.accounts import Account
from app.repositories.documents import Documents
from app.repositories.purges import Purges
from app.repositories.users import EmailClaimed, Users
from app.security.passwords import Passwords
from app.services.demo_content import DEMO_EMAIL, DEMO_NAME, DEMO_USER_ID, demo_documents
from app.services.document_import import DocumentImport, ImportOptions, Tally
from app.services.new_accounts import new_account


class StillBeingRemoved(Exception):
    """The demo user was deleted a moment ago, and what is made now might be removed with the rest."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made: how many documents, and why lines were refused, which a changed model may do."""

    documents: int
    refused: Mapping[str, int]


class Demo:
    """Makes the demo user."""

    def __init__(
        self,
        users: Users,
        purges: Purges,
        documents: Documents,
        passwords: Passwords,
        collections: Mapping[str, Collection],
    ) -> None:
        self._users = users
        self._purges = purges
        self._documents = documents
        self._passwords = passwords
        self._collections = collections

    async def seed(self, password: str) -> Seeded | None:
        """Make the demo user and the documents; None if the user is there, under whatever address, and all stays.

        The account comes last, so that an interrupted run is completed by the next one.

        Raises
        ------
        StillBeingRemoved
            The data of an earlier demo user is not gone yet.
        """
        if await self._users.by_id(DEMO_USER_ID) or await self._users.by_email(DEMO_EMAIL):
            return None
        if await self._purges.of(DEMO_USER_ID) is not None:
            raise StillBeingRemoved
        tally = await self._import()
        try:
            await self._users.create(await self._account(password))
        except EmailClaimed:  # by another run at the same moment
            return None
        return Seeded(sum(tally.outcomes.values()), tally.reasons)

    async def _account(self, password: str) -> Account:
        password_hash = await self._passwords.hash(password)
        return new_account(DEMO_EMAIL, password_hash, user_id=DEMO_USER_ID, name=DEMO_NAME, email_verified=True)

    async def _import(self) -> Tally:
        lines = [json.dumps(line).encode() for line in demo_documents(self._collections)]
        tally = Tally()
        importing = DocumentImport(self._documents, self._collections, ImportOptions())
        await importing.run(BytesIO(b"\n".join(lines)), tally, lambda _: None)
        return tally
