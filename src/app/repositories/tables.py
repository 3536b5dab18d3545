"""The tables themselves: whether they can be read."""

from collections.abc import Sequence

from app.errors import AppError
from app.repositories.dynamodb import DynamoDB
from app.repositories.operations import Key


class Tables:
    """The tables that the application stands on."""

    def __init__(self, database: DynamoDB, names: Sequence[str]) -> None:
        self._database = database
        self._names = tuple(names)

    async def are_readable(self) -> bool:
        """Tell whether each table answers, by reading a key that never exists."""
        try:
            for name in self._names:
                await self._database.get(Key(name, "HEALTH", "HEALTH"))
        except AppError:
            return False
        return True
