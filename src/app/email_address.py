"""E-mail addresses in one canonical form, so that one mailbox is one account.

Case, surrounding spaces, Unicode normal form and the two spellings of an international domain do not tell addresses
apart; characters that merely look alike do.
"""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

MAX_LENGTH: Final = 254
MAX_LOCAL_LENGTH: Final = 64
"""Bytes in UTF-8; RFC 5321 §4.5.3.1."""

_LOCAL = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+", re.UNICODE)
# Characters that are drawn as nothing (Unicode, Default_Ignorable_Code_Point) beside those of category C.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def canonical_email(text: str) -> str:
    """Return the canonical form of an address; `ValueError` if it is none."""
    local, at, domain = unicodedata.normalize("NFC", text.strip(" ")).rpartition("@")
    # A final sigma is a sigma: lower() alone would tell the same word in capitals and small letters apart.
    local = unicodedata.normalize("NFC", local.lower().replace("\u03c2", "\u03c3"))
    if "=?" in local:  # would be read as an encoded word in a mail's header (RFC 2047)
        raise ValueError("This is not an e-mail address")
    if not at or not _LOCAL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        raise ValueError("This is not an e-mail address")
    if any(unicodedata.category(character)[0] in "CZ" for character in local) or _INVISIBLE.search(local):
        raise ValueError("This is not an e-mail address")
    address = f"{local}@{_ascii_domain(domain)}"
    if len(local.encode()) > MAX_LOCAL_LENGTH or len(address.encode()) > MAX_LENGTH:
        raise ValueError("This e-mail address is too long")
    return address


def _ascii_domain(domain: str) -> str:
    ascii_domain = domain.lower()
    if not domain.isascii() or "xn--" in ascii_domain:
        ascii_domain = _international(domain)
    labels = ascii_domain.split(".")
    if len(labels) < 2 or len(ascii_domain) > 253 or labels[-1].isdigit():
        raise ValueError("The domain of this e-mail address is not valid")
    if not all(_LABEL.fullmatch(label) and len(label) <= 63 for label in labels):
        raise ValueError("The domain of this e-mail address is not valid")
    return ascii_domain


def _international(domain: str) -> str:
    import idna  # its tables are large, and few addresses need them

    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii")
        idna.decode(ascii_domain)  # what claims to be an A-label has to be one
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError("The domain of this e-mail address is not valid") from error
    return ascii_domain


Email = Annotated[
    str,
    Field(min_length=3, max_length=320, examples=["ada@example.com"], json_schema_extra={"format": "email"}),
    AfterValidator(canonical_email),
]
