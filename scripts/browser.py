"""Makes sure that the browser tests have a Chromium; silent when there is one. FULMAR_CHROMIUM names it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where an installer for macOS puts it, which is not in PATH.
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


class BrowserError(Exception):
    """There is no browser and none could be had. The message is for people."""


def find_chromium() -> Path | None:
    """Return the Chromium to test with: FULMAR_CHROMIUM, one of the system, or the one Playwright downloaded.

    Raises
    ------
    BrowserError
        FULMAR_CHROMIUM names something that cannot be run.
    """
    given = os.environ.get("FULMAR_CHROMIUM")
    if given:
        found = shutil.which(given)
        if found is None:
            raise BrowserError(f"FULMAR_CHROMIUM is {given!r}, which is not a program. Correct or unset it.")
        return Path(found)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in (*APPLICATIONS, *_downloaded()) if path.exists()), None)


def _downloaded() -> list[Path]:
    # In a process of its own: Playwright's synchronous API refuses to run inside an event loop, as in a test.
    script = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return [Path(answer.stdout.strip())] if answer.returncode == 0 else []


def _install() -> None:
    """Try what this machine offers: the system's packages for an administrator, else Playwright's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", *arguments], env=environment, check=False, stdout=sys.stderr)
        if find_chromium():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)


def main() -> int:
    try:
        if find_chromium():
            return 0
        print("Getting a Chromium for the browser tests …", file=sys.stderr)
        _install()
        if find_chromium():
            return 0
        raise BrowserError(
            "The browser tests need Chromium or Chrome, and it could not be installed here.\n"
            "Install one, or name one that is not in PATH: FULMAR_CHROMIUM=/path/to/chromium make test"
        )
    except BrowserError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
