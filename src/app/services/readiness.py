"""Readiness: whether everything the application stands on answers."""

from app.errors import AppError
from app.repositories.tables import Tables
from app.security.keys import Keys
from app.site import Site


class Readiness:
    """Asks the tables, the secret and the parameter store."""

    def __init__(self, tables: Tables, keys: Keys, site: Site) -> None:
        self._tables = tables
        self._keys = keys
        self._site = site

    async def is_ready(self) -> bool:
        """Tell whether requests can be answered now."""
        try:
            await self._keys.current()
            await self._site.origin()
        except AppError:
            return False
        return await self._tables.are_readable()
