"""What a new password may be: long enough, and not among what is guessed first (NIST SP 800-63B-4 §3.1.1.2).

Length is the only thing that is asked for. There are no composition rules (OWASP ASVS 5.0 §6.2.5): what is refused
is a password that the pieces every guessing tool knows explain almost entirely. Those pieces are the commonly used
and compromised passwords of a list (§6.2.4, §6.2.12), words of the context (§6.1.2, §6.2.11), sequences, years and
repetitions. How many guesses the cheapest spelling of a password with such pieces and single characters takes is
counted in bits, and fewer than `_ENOUGH_BITS` is refused. A listed word costs as many bits as its rank has, so the
most common ones explain a password even when several stand together, and four words of a passphrase do not.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path
from typing import Final

from app.errors import ValidationFailed
from app.security.passwords import MAX_LENGTH, normalise

PRODUCT_WORDS: Final = ("fulmar",)
"""What everybody tries here: the name of the product and of the site, in lower case. Change it with the name."""

# Six letters that nothing explains are enough beside the most common word. Two of the thousand most common words,
# a year and a symbol are not enough; three listed words are, unless they are among the most common themselves.
_ENOUGH_BITS: Final = 32
_LETTER_BITS: Final = 5
_DIGIT_BITS: Final = 3
_SYMBOL_BITS: Final = 5
# What people add to a word are years, dates, telephone numbers and full stops; in a random token they are random.
_DIGIT_BITS_BESIDE_WORDS: Final = 2
_SYMBOL_BITS_BESIDE_WORDS: Final = 3
_CONTEXT_BITS: Final = 2
_SEQUENCE_BITS: Final = 4
_REPETITION_BITS: Final = 4
_YEAR_BITS: Final = 7

_MIN_WORD: Final = 4
_MIN_RUN: Final = 3
# Of an address or a name; it bounds the work for a name of many words.
_MAX_PARTS: Final = 6

_YEAR = re.compile(r"(?=1[5-9][0-9]{2}|20[0-9]{2})")
_ROWS = (
    *("abcdefghijklmnopqrstuvwxyza", "12345678901"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
_FORWARD = frozenset(pair for row in _ROWS for pair in pairwise(row))
_BACKWARD = frozenset((after, before) for before, after in _FORWARD)

# Both of 1 and ! stand for i and for l, so there are two tables.
_LEET = tuple(str.maketrans("0345789@$+1!", f"oeastbgast{letter}{letter}") for letter in "il")
_LEET_SYMBOLS: Final = "@$+!"
# The upper row of a keyboard, typed without the shift key.
_UNSHIFTED = str.maketrans("!@#$%^&*()", "1234567890")

type _Piece = tuple[int, int, int]
"""Where something known starts and ends in a text, and its bits."""


class PasswordRules:
    """Refuses a new password that is too short, too long or too easily guessed.

    Parameters
    ----------
    min_length
        In code points after normalisation.
    """

    def __init__(self, min_length: int) -> None:
        self._min_length = min_length

    def check(self, password: str, *, email: str, name: str | None, pointer: str = "/password") -> None:
        """Return if the password may be chosen by the person with this canonical address and name.

        The first call in a process reads the list of common passwords, which takes about 8 ms of one core; a call
        takes under 5 ms, whatever the password.

        Raises
        ------
        ValidationFailed
            With one error at `pointer`, whose code is `string-too-short`, `string-too-long`, `password-too-common` or
            `password-too-predictable`. The message says what to do and never holds the password.
        """
        # Code points, neither bytes nor what looks like one character (NIST SP 800-63B-4 §3.1.1.2).
        length = len(normalise(password))
        if length < self._min_length:
            raise _refused(pointer, "string-too-short", f"A password has at least {self._min_length} characters")
        if length > MAX_LENGTH:
            raise _refused(pointer, "string-too-long", f"A password has at most {MAX_LENGTH} characters")
        context = _context(email, name)
        for reading in _readings(password):
            if reading.is_listed:
                raise _refused(
                    pointer,
                    "password-too-common",
                    "Many people use this password, so it is tried first; choose another, such as several words that "
                    "do not belong together",
                )
            if reading.is_predictable(context):
                raise _refused(
                    pointer,
                    "password-too-predictable",
                    "This password is little more than common words, names, the address, numbers or sequences, which "
                    "are tried first; add words that nobody would expect here",
                )


def _refused(pointer: str, code: str, message: str) -> ValidationFailed:
    return ValidationFailed.at("body", pointer, code, message)


@cache
def _common() -> dict[str, int]:
    """Return the listed passwords with their bits. The file holds one a line, the most common first."""
    packed = Path(__file__).with_name("common_passwords.txt.gz").read_bytes()
    listed = gzip.decompress(packed).decode().split("\n")
    return {password: rank.bit_length() for rank, password in enumerate(listed, 1)}


@cache
def _longest_by_start() -> dict[str, int]:
    # Where no listed password starts, which is nearly everywhere, one look is enough.
    return {password[:_MIN_WORD]: len(password) for password in sorted(_common(), key=len)}


def _folded(text: str) -> str:
    # NFKC can make one character eighteen; what bounds the work is how much of the result is read.
    return unicodedata.normalize("NFKC", text).casefold()[:MAX_LENGTH]


def _context(email: str, name: str | None) -> frozenset[str]:
    """Return the words an acquaintance would try: the product's, and those of the address and the name, joined too."""
    words = set(PRODUCT_WORDS)
    for text in (email, name or ""):
        parts = "".join(character if character.isalnum() else " " for character in _folded(text)).split()
        words.add("".join(parts))
        words.update(parts[:_MAX_PARTS])
        words.update("".join(pair) for pair in permutations(parts[:_MAX_PARTS], 2))
    return frozenset(word for word in words if len(word) >= _MIN_WORD)


def _readings(password: str) -> "Iterator[_Reading]":
    """Yield what the password may have been before it was disguised: symbols are separators, letters, or digits."""
    folded = _folded(password)
    yield _Reading.of(folded)
    if any(symbol in folded for symbol in _LEET_SYMBOLS):
        yield _Reading.of(folded, letters=_LEET_SYMBOLS)
    # One symbol over and over would become one digit over and over, which is guessed first.
    if len(set(folded)) > 1 and (unshifted := folded.translate(_UNSHIFTED)) != folded:
        yield _Reading.of(unshifted)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a password.

    `views` are alike in length: the text without separators, and the same with figures read as the letters they
    look like. `separators` is how many different ones were left out.
    """

    views: tuple[str, ...]
    separators: int

    @classmethod
    def of(cls, folded: str, letters: str = "") -> "_Reading":
        text = "".join(character for character in folded if character.isalnum() or character in letters)
        # Without repetition, because a view that is like another would be searched for nothing.
        views = dict.fromkeys((text, *(text.translate(table) for table in _LEET)))
        return cls(tuple(views), len(set(folded) - set(text)))

    @property
    def is_listed(self) -> bool:
        few_separators = self.separators * _SYMBOL_BITS_BESIDE_WORDS < _ENOUGH_BITS
        return few_separators and any(view in _common() for view in self.views)

    def is_predictable(self, context: frozenset[str]) -> bool:
        """Tell whether something known explains the text but for too few bits."""
        text = self.views[0]
        words = list(self._words(context))
        pieces = [*words, *_sequences(text), *_years(text), *_repetitions(text)]
        beside_words = any(not text[start:end].isdigit() for start, end, _ in words)
        return bool(pieces) and self._bits(pieces, beside_words) < _ENOUGH_BITS

    def _bits(self, pieces: Iterable[_Piece], beside_words: bool) -> int:
        """Return what the cheapest spelling of the text costs."""
        text = self.views[0]
        digit = _DIGIT_BITS_BESIDE_WORDS if beside_words else _DIGIT_BITS
        symbol = _SYMBOL_BITS_BESIDE_WORDS if beside_words else _SYMBOL_BITS
        by_start: dict[int, list[_Piece]] = {}
        for piece in pieces:
            by_start.setdefault(piece[0], []).append(piece)
        cheapest = [0] + [len(text) * _LETTER_BITS] * len(text)
        for start, character in enumerate(text):
            so_far = cheapest[start]
            single = digit if character.isdigit() else _LETTER_BITS if character.isalnum() else symbol
            cheapest[start + 1] = min(cheapest[start + 1], so_far + single)
            for _, end, bits in by_start.get(start, ()):
                cheapest[end] = min(cheapest[end], so_far + bits)
        return cheapest[-1] + self.separators * symbol

    def _words(self, context: frozenset[str]) -> Iterator[_Piece]:
        common, longest_by_start = _common(), _longest_by_start()
        for view in self.views:
            for start in range(len(view) - _MIN_WORD + 1):
                longest = longest_by_start.get(view[start : start + _MIN_WORD], 0)
                for end in range(start + _MIN_WORD, min(start + longest, len(view)) + 1):
                    word = view[start:end]
                    # Of one letter over and over only what is listed as it stands is refused.
                    if word in common and len(set(word)) > 1:
                        yield start, end, common[word]
            for word in context:
                start = view.find(word)
                while start >= 0:
                    yield start, start + len(word), _CONTEXT_BITS
                    start = view.find(word, start + 1)


def _sequences(text: str) -> Iterator[_Piece]:
    """Yield runs along the alphabet, the digits or a row of keys, in either direction."""
    for pairs in (_FORWARD, _BACKWARD):
        end = len(text)
        for start in range(len(text) - 2, -1, -1):
            if (text[start], text[start + 1]) not in pairs:
                end = start + 1
            if end - start >= _MIN_RUN:
                yield start, end, _SEQUENCE_BITS


def _years(text: str) -> Iterator[_Piece]:
    return ((match.start(), match.start() + 4, _YEAR_BITS) for match in _YEAR.finditer(text))


def _repetitions(text: str) -> Iterator[_Piece]:
    """Yield, for each place, the longest piece that has been there before (it may run into its own repetition).

    One letter over and over yields nothing: any length of it is allowed, unless it is listed.
    """
    if len(set(text)) == 1 and not text.isdigit():
        return
    length = 0
    for start in range(1, len(text)):
        # One place further on, all but the first character of the last match is still a match.
        length = max(length - 1, 0)
        while start + length < len(text) and text.find(text[start : start + length + 1], 0, start + length) >= 0:
            length += 1
        if length >= _MIN_RUN:
            yield start, start + length, _REPETITION_BITS
