"""Writing JSON with all the digits that its numbers have."""

import json
from collections.abc import Mapping
from decimal import Decimal


def dumps(value: object) -> str:
    """Write a value as JSON; Python's own writer knows no number of more digits than a float has.

    Raises
    ------
    UnicodeDecodeError
        It holds bytes that are no text.
    """
    match value:
        case Decimal():
            return str(value)
        case bytes():
            return dumps(value.decode())
        case Mapping():
            return f"{{{','.join(f'{dumps(name)}:{dumps(child)}' for name, child in value.items())}}}"
        case list() | set() | tuple():
            return f"[{','.join(map(dumps, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)
