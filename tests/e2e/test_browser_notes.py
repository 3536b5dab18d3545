"""Notes in a browser: what shows at once, what is taken back, and what is asked when two people change the same."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys import refuse_once, sign_up, write_note

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

NOTES = "**/api/data/notes/*"


def edit(page: Page, title: str, **fields: str) -> None:
    """Open the form of a note, fill it in, and save it."""
    page.get_by_role("button", name=f"Edit {title}").click()
    for label, value in fields.items():
        page.get_by_role("dialog").get_by_label(label, exact=True).fill(value)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()


def change_elsewhere(page: Page, site: str, title: str, **fields: str) -> None:
    """Change a note in another tab, while this one does not hear of it."""
    tab = page.context.new_page()
    tab.goto(f"{site}/notes")
    edit(tab, title, **fields)
    expect(tab.get_by_role("dialog")).to_have_count(0)
    tab.close()


def test_notes_are_filtered_and_sorted_and_the_address_tells(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    for title, due in (("Later", "2026-12-24"), ("Sooner", "2026-12-01"), ("Some day", "")):
        page.get_by_label("Due").fill(due)
        write_note(page, title)
    page.get_by_role("checkbox", name="Later").check()

    page.get_by_label("Sort by").select_option("Due day")
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Sooner", "Later", "Some day"])
    page.get_by_role("link", name="Open").click()
    expect(page).to_have_url(re.compile(r"show=open"))
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Sooner", "Some day"])
    page.get_by_role("checkbox", name="Sooner").click()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Some day"])
    expect(page.get_by_role("region", name="Notes", exact=True)).to_be_focused()

    page.reload()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Some day"])
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Sooner", "Later"])


def test_a_change_that_is_refused_is_taken_back_with_a_message(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    refuse_once(page, "PATCH", NOTES, 503)

    page.get_by_role("checkbox", name="Order the wood").click()

    expect(page.get_by_text("“Order the wood” stays as it was.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Order the wood")).not_to_be_checked()


def test_a_deleted_note_can_be_had_back(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_label("Text").fill("Larch, three metres.")
    write_note(page, "First")
    write_note(page, "Second")
    page.get_by_role("button", name="Delete First").click()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Second"])

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(["Second", "First"])
    page.reload()
    expect(page.get_by_role("article").filter(has_text="First")).to_contain_text("Larch, three metres.")


def test_a_deletion_that_is_refused_is_taken_back(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    refuse_once(page, "DELETE", NOTES, 503)

    page.get_by_role("button", name="Delete Order the wood").click()

    expect(page.get_by_text("“Order the wood” is not deleted.")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Order the wood")


def test_two_changes_of_different_fields_both_stay(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    page.get_by_role("button", name="Edit Order the wood").click()
    change_elsewhere(page, site, "Order the wood", Text="Larch, please.")

    page.get_by_role("dialog").get_by_label("Title").fill("Order the larch")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("article")).to_contain_text("Order the larch")
    expect(page.get_by_role("article")).to_contain_text("Larch, please.")


@pytest.mark.parametrize(("choice", "kept"), [("What you entered", "Mine"), ("What it is now", "Theirs")])
def test_two_changes_of_one_field_are_asked_about(page: Page, site: str, email: str, choice: str, kept: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    page.get_by_role("button", name="Edit Order the wood").click()
    change_elsewhere(page, site, "Order the wood", Title="Theirs")
    page.get_by_role("dialog").get_by_label("Title").fill("Mine")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    question = page.get_by_role("dialog", name="Changed elsewhere meanwhile")
    expect(question).to_contain_text("Mine")
    expect(question).to_contain_text("Theirs")

    question.get_by_role("radio", name=choice).check()
    question.get_by_role("button", name="Save that").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text([kept])


def test_what_was_written_into_a_note_that_is_gone_can_be_kept(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    page.get_by_role("button", name="Edit Order the wood").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Order the larch")
    refuse_once(page, "PATCH", NOTES, 404, "not-found")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Save as a new note").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("article").first).to_contain_text("Order the larch")


def test_notes_by_keyboard_alone(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_label("Title").focus()
    page.keyboard.type("Order the wood")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Order the wood")
    page.get_by_role("checkbox", name="Order the wood").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Order the wood")).to_be_checked()

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Edit Order the wood")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit Order the wood")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    expect(page.get_by_role("region", name="Notes", exact=True)).to_be_focused()
