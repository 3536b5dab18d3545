"""Fields in which people say something about themselves, and what of it is acceptable."""

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from app.limits import MAX_PREFERENCES_BYTES

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


def _checked_locale(tag: str) -> str:
    match = _LOCALE.fullmatch(tag)
    if match is None:
        raise ValueError("Input should be a language tag such as en, pt-BR or zh-Hant-TW")
    language, script, region = match.groups()
    return "-".join(
        part for part in (language.lower(), script and script.capitalize(), region and region.upper()) if part
    )


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def _checked_time_zone(name: str) -> str:
    if name not in _time_zones():
        raise ValueError("Input should be the name of a time zone such as Europe/Lisbon")
    return name


def _checked_picture(url: str) -> str:
    message = "Input should be an address of a picture that begins with https://"
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        raise ValueError(message) from None
    if not is_fine or not url.isascii() or not url.isprintable() or set(url) & set(" <>\"'`\\^{|}"):
        raise ValueError(message)
    return url


# No control characters or line separators, and none that turn the direction of what follows: a name stays on its
# line and in its place wherever it is written.
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+$",
        examples=["Ada Lovelace"],
    ),
]
Locale = Annotated[
    str,
    Field(
        max_length=35,
        description="BCP 47: language, script, region.",
        examples=["pt-BR"],
        json_schema_extra={"pattern": f"^{_LOCALE.pattern}$"},
    ),
    AfterValidator(_checked_locale),
]
TimeZone = Annotated[
    str,
    Field(max_length=64, description="A name of the IANA time zone database.", examples=["Europe/Lisbon"]),
    AfterValidator(_checked_time_zone),
]
AvatarUrl = Annotated[
    str,
    Field(max_length=2048, json_schema_extra={"format": "uri"}, examples=["https://example.com/ada.png"]),
    AfterValidator(_checked_picture),
]
Preferences = Annotated[
    dict[str, Any],
    Field(
        description=f"Whatever a client wants to remember, up to {MAX_PREFERENCES_BYTES >> 10} KB of JSON.",
        examples=[{"theme": "dark"}],
    ),
]
