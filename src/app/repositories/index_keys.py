"""Values as the sort keys of indexes: text that DynamoDB sorts, by its UTF-8 bytes, as the values sort.

An encoded value is never the beginning of another one, so what follows it in the key (the document's id) decides only
between equal values. Null is a value too, and sorts after all others.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final

VALUE: Final = "1"
NULL: Final = "2"
BEHIND_IDS: Final = "~"
"""Sorts behind every id, and so behind all keys of one value."""
_END = "\x00"
_AFTER_DIGITS = "~"

# What ends a text cannot occur in one: NUL and the character that escapes it are written as two.
_ESCAPED = str.maketrans({"\x00": "\x01\x01", "\x01": "\x01\x02"})

_NEGATIVE, _ZERO, _POSITIVE = "0", "1", "2"
_EXPONENT_OFFSET = 500
_NINES_COMPLEMENT = str.maketrans("0123456789", "9876543210")

_FIRST_DAY = datetime(1, 1, 1)
_MICROSECOND_OFFSET = 10**12
_MICROSECOND_DIGITS = 18


def encode_value(value: object) -> str:
    """Return the text of a value: str, int, Decimal, bool, date, datetime, an enum of those, or None.

    Of two times the instants count, whatever their zones; one without a zone counts as UTC. -0 is 0, and 1.50 is 1.5.

    Raises
    ------
    TypeError
        Values of this type have no order.
    """
    if value is None:
        return NULL
    if isinstance(value, Enum):
        value = value.value
    for kind, encode in _ENCODERS:
        if isinstance(value, kind):
            return VALUE + encode(value)
    raise TypeError(f"{type(value).__name__} has no order that an index could keep")


def encode_prefix(prefix: str) -> str:
    """Return what the encoded values of all texts that begin with `prefix` begin with."""
    return VALUE + prefix.translate(_ESCAPED)


def _text(value: str) -> str:
    return value.translate(_ESCAPED) + _END


def _bool(value: bool) -> str:
    return "1" if value else "0"


def _number(value: int | Decimal) -> str:
    """Write sign, exponent and digits; of negative numbers their complements, since the greater is the smaller."""
    sign, digits, _ = Decimal(value).as_tuple()
    significant = "".join(map(str, digits)).strip("0")
    if not significant:
        return _ZERO
    written = f"{Decimal(value).adjusted() + _EXPONENT_OFFSET:03}{significant}"
    return _NEGATIVE + written.translate(_NINES_COMPLEMENT) + _AFTER_DIGITS if sign else _POSITIVE + written + _END


def _datetime(value: datetime) -> str:
    since_first_day = value.replace(tzinfo=None) - _FIRST_DAY - (value.utcoffset() or timedelta())
    microseconds = since_first_day // timedelta(microseconds=1) + _MICROSECOND_OFFSET
    return f"{microseconds:0{_MICROSECOND_DIGITS}}"


# A bool is an int and a datetime is a date to isinstance, so these come first.
_ENCODERS: Final[tuple[tuple[type | tuple[type, ...], Callable[..., str]], ...]] = (
    (str, _text),
    (bool, _bool),
    ((int, Decimal), _number),
    (datetime, _datetime),
    (date, date.isoformat),
)


def key_above(key: str) -> str:
    """Return the least text above a key, which ends with an id."""
    return key + "\x00"


def key_below(key: str) -> str:
    """Return a text below a key and above every lesser key: ids end with a hexadecimal digit, of which none is `~`."""
    return key[:-1] + chr(ord(key[-1]) - 1) + "~"
