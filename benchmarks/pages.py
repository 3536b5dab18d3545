"""What Lighthouse says of the site, from the local distribution: landing page, catalogue and notes, narrow and wide."""

import json
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from scripts.browser import find_chromium
from scripts.processes import free_port
from tests.e2e.stack import deployed_stack
from tests.in_process import PASSWORD, new_address

HERE = Path(__file__).resolve().parent / "lighthouse"
PAGES = ("/", "/shop", "/notes")
SETTINGS = {"mobile": (), "desktop": ("--preset=desktop",)}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
SECONDS, ROUNDS = 200, 3


@dataclass(frozen=True)
class Judged:
    """The four figures of a page, of 100, each the median of its rounds."""

    page: str
    setting: str
    scores: dict[str, int]


def judged() -> list[Judged]:
    """Judge every page, signed in, as a phone and as a desk would see it.

    Raises
    ------
    RuntimeError
        There is no Chromium, or Lighthouse failed.
    """
    if not (HERE / "node_modules").exists():
        subprocess.run(["npm", "--prefix", str(HERE), "ci", "--silent", "--no-audit", "--no-fund"], check=True)
    with deployed_stack() as stack, _signed_in(stack.site_url.rstrip("/")) as port:
        return [
            Judged(page, setting, _median_scores(stack.site_url.rstrip("/") + page, port, options))
            for setting, options in SETTINGS.items()
            for page in PAGES
        ]


@contextmanager
def _signed_in(site: str) -> Iterator[int]:
    """Start a browser with an account and three notes; yield the port by which Lighthouse steers it."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("There is no Chromium: run `make browser`.")
    port = free_port()
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            headless=True,
            args=["--no-sandbox", f"--remote-debugging-port={port}", *QUIET],
        )
        _sign_up(browser.pages[0], site)
        yield port
        browser.close()


def _sign_up(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail address").fill(new_address("lighthouse"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible(timeout=20_000)
    for title in ("One", "Two", "Three"):
        page.get_by_label("Title").fill(title)
        page.get_by_role("button", name="Add note").click()
        expect(page.get_by_role("article").filter(has_text=title)).to_be_visible()
    page.goto("about:blank")


def _median_scores(address: str, port: int, options: tuple[str, ...]) -> dict[str, int]:
    """Judge a page several times: how it performs differs from one time to the next, as Lighthouse's own docs say."""
    rounds = [_scores(address, port, options) for _ in range(ROUNDS)]
    return {category: statistics.median_low(each[category] for each in rounds) for category in CATEGORIES}


def _scores(address: str, port: int, options: tuple[str, ...]) -> dict[str, int]:
    done = subprocess.run(
        [
            *("node", str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"), address, f"--port={port}"),
            *("--disable-storage-reset", "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"),
            *options,
        ],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed at {address}: {done.stderr[-600:]}")
    return {name: round(found["score"] * 100) for name, found in json.loads(done.stdout)["categories"].items()}
