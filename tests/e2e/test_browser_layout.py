"""Key pages at three widths: nothing sticks out, lies over something else, or is too small to be pressed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys import sign_up, write_note

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

WIDTHS = (320, 768, 1280)
PUBLIC_PAGES = ("/", "/shop", "/cart", "/sign-in", "/sign-up")
OWN_PAGES = ("/notes", "/messages", "/account", "/account/sessions")

# WCAG 2.2, 2.5.8: 24 by 24 pixels, but for links within text. Each control is scrolled to, and has to be what a pointer
# in its middle meets.
LOOK = """() => {
    const wrong = [];
    const wide = document.documentElement;
    if (wide.scrollWidth > wide.clientWidth) wrong.push(`${wide.scrollWidth} px wide`);
    for (const control of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
        if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('.sr-only')) continue;
        const label = control.closest('label') ?? control;
        label.scrollIntoView({ block: 'center' });
        const { left, top, right, bottom, width, height } = label.getBoundingClientRect();
        const name = `${control.tagName} ${(control.ariaLabel ?? control.innerText ?? control.name).slice(0, 40)}`;
        const isInText = control.tagName === 'A' && getComputedStyle(control).display === 'inline';
        if (!isInText && (width < 24 || height < 24)) wrong.push(`${name}: ${width} by ${height}`);
        if (left < 0 || right > wide.clientWidth) wrong.push(`${name}: from ${left} to ${right}`);
        const met = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (!met || !(label.contains(met) || met.contains(label))) wrong.push(`${name}: under ${met?.outerHTML}`);
    }
    return wrong;
}"""


def look_at(page: Page, site: str, paths: tuple[str, ...], pictures: Path) -> list[str]:
    """Return what is wrong at each width; what it looked like is in the folder."""
    wrong: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    for path in paths:
        page.goto(f"{site}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found: list[str] = page.evaluate(LOOK)
            wrong += [f"{path} at {width}: {each}" for each in found]
            page.screenshot(
                path=pictures / f"{path.strip('/').replace('/', '-') or 'landing'}-{width}.png", full_page=True
            )
    return wrong


def test_public_pages_fit_every_width(page: Page, site: str, tmp_path: Path) -> None:
    assert look_at(page, site, PUBLIC_PAGES, tmp_path) == []


def test_own_pages_fit_every_width_with_long_words_in_them(page: Page, site: str, email: str, tmp_path: Path) -> None:
    sign_up(page, site, email, name="Donaudampfschifffahrtsgesellschaftskapitän " * 2)
    write_note(page, "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2)

    assert look_at(page, site, OWN_PAGES, tmp_path) == []
