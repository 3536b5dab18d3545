"""What a DynamoDB number can hold: 38 significant digits, magnitudes from 1E-130 to 9.9…E+125."""

from decimal import Context, Decimal
from typing import Any, Final

MAX_DIGITS: Final = 38
MIN_EXPONENT: Final = -130
MAX_EXPONENT: Final = 125
MESSAGE: Final = f"Numbers may have {MAX_DIGITS} digits and lie between 1E{MIN_EXPONENT} and 1E+{MAX_EXPONENT + 1}."

EXACT: Final = Context(prec=2 * (MAX_EXPONENT - MIN_EXPONENT))
"""Arithmetic that rounds nothing that can be stored; Python's own context keeps 28 digits."""


def fits(number: Decimal) -> bool:
    """Tell whether the number can be stored exactly as it is."""
    if not number.is_finite():
        return False
    if number == 0:
        return True
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return MIN_EXPONENT <= number.adjusted() <= MAX_EXPONENT and len(digits) <= MAX_DIGITS


def plain(number: Decimal) -> Decimal:
    """Return a number as DynamoDB gives it back: without zeros at its end, without an exponent where that is short."""
    if number == 0:
        return Decimal(0)
    plain = number.normalize(EXACT)
    exponent = plain.as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent > 0 and plain.adjusted() < MAX_DIGITS
    return plain.quantize(Decimal(1), context=EXACT) if is_short else plain


def as_json(value: Any) -> Any:
    """Return stored values with numbers as JSON has them, where a float holds them exactly.

    A field of type Decimal takes them back exactly and leaves as a text; what has no type in the model leaves as the
    number that it came as.
    """
    match value:
        case Decimal():
            if value == value.to_integral_value() and value.adjusted() < MAX_DIGITS:
                return int(value)
            number = float(value)
            return number if Decimal(repr(number)) == value else value
        case dict():
            return {name: as_json(child) for name, child in value.items()}
        case list():
            return [as_json(child) for child in value]
        case _:
            return value
