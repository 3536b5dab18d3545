"""Limits that the schemas tell and the services hold."""

from typing import Final

MAX_CHANGES: Final = 90
"""How many changes go into one transaction; DynamoDB takes 100 writes, and leaves room for what goes along."""

MAX_PREFERENCES_BYTES: Final = 4096
"""How much one person's preferences may be together, as JSON without spaces, in UTF-8."""
