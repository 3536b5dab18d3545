"""Readiness: whether everything the application stands on answers."""

from collections.abc import Sequence

from app.errors import AppError
from app.repositories.dynamodb import DynamoDB
from app.security.keys import Keys
from app.site import Site


class Readiness:
    """Asks the tables, the secret and the parameter store."""

    def __init__(self, database: DynamoDB, tables: Sequence[str], keys: Keys, site: Site) -> None:
        self._database = database
        self._tables = tuple(tables)
        self._keys = keys
        self._site = site

    async def is_ready(self) -> bool:
        """Tell whether requests can be answered now."""
        try:
            await self._keys.ring()
            await self._site.origin()
        except AppError:
            return False
        for table in self._tables:
            if not await self._database.answers(table):
                return False
        return True
