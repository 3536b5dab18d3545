"""Text that a stranger chose, made fit to be read in a mail that we sign."""

import re
import unicodedata
from typing import Final

MAX_DEVICE_LENGTH: Final = 80
"""Characters of a device's own name that a mail shows."""

# As in web/src/features/account/device-name.ts, and a test compares the two. The first that fits counts: nearly
# everybody also calls themselves what they descend from.
BROWSERS: Final = (
    (r"\bEdg(e|A|iOS)?\/", "Edge"),
    (r"\b(OPR|OPT|OPiOS|OPX)\/", "Opera"),
    (r"\bSamsungBrowser\/", "Samsung Internet"),
    (r"\b(Firefox|FxiOS)\/", "Firefox"),
    (r"\b(Chrome|HeadlessChrome|CriOS)\/", "Chrome"),
    (r"\bVersion\/.*\bSafari\/", "Safari"),
)
SYSTEMS: Final = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b", "Mac"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bLinux\b", "Linux"),
)

_COLON_SLASHES = re.compile(r":?/{2,}")
_DOT_IN_A_NAME = re.compile(r"\.(?=[^\W\d])")


def device_name(user_agent: str) -> str:
    """Name a device by its User-Agent: browser and system where both are known, else what it calls itself."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return without_links(one_line(user_agent, MAX_DEVICE_LENGTH)) or "Unknown device"


def one_line(text: str, max_length: int) -> str:
    """Return at most so many characters of a text, without controls and marks that are drawn as nothing."""
    spaced = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    line = " ".join(spaced.split())
    return line if len(line) <= max_length else line[: max_length - 1].rstrip() + "…"


def without_links(text: str) -> str:
    """Return a text in which a mail program finds no address to make a link of: programs do that by themselves."""
    return _DOT_IN_A_NAME.sub(" ", _COLON_SLASHES.sub(" ", text)).replace("@", " ").strip()


def _first(signs: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in signs if re.search(sign, user_agent)), None)
