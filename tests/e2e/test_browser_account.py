"""The pages about one's own account, in a browser."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journeys import PASSWORD, sign_in, sign_up, write_note

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

NEW_PASSWORD = "a cliff full of quiet birds"


def open_page(page: Page, site: str, name: str, heading: str) -> None:
    """Go to one of the pages as its address leads there."""
    page.goto(f"{site}/account{name}")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def signed_in_elsewhere(new_context: Callable[..., BrowserContext], site: str, email: str) -> Page:
    """Sign in on another device, and arrive at the notes."""
    page = new_context().new_page()
    page.goto(f"{site}/sign-in")
    sign_in(page, email, PASSWORD)
    expect(page.get_by_role("heading", name="Your notes")).to_be_visible()
    return page


def change_password(page: Page, current: str, new: str) -> None:
    """Fill in the form that is open, and send it."""
    page.get_by_label("Current password", exact=True).fill(current)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_role("button", name="Change password").click()


def ask_for_the_password_once(page: Page, path: str) -> None:
    """Answer the next call of a path as the API does when the last proof of the password is too old."""
    refusal = {"type": "urn:problem-type:reauthentication-required", "title": "Prove it again", "status": 403}
    page.route(
        f"**/api{path}",
        lambda route: route.fulfill(status=403, json=refusal, content_type="application/problem+json"),
        times=1,
    )


def test_the_pages_are_for_people_who_are_signed_in(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/account/data")
    sign_in(page, email, PASSWORD)

    expect(page).to_have_url(f"{site}/account/data")


def test_the_navigation_marks_the_page_and_hands_its_heading_the_focus(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    navigation = page.get_by_role("navigation", name="Account")

    for link, heading in {
        "Password": "Your password",
        "E-mail": "Your e-mail address",
        "Devices": "Your devices",
        "Your data": "Your data",
        "Profile": "Your profile",
    }.items():
        navigation.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_focused()
        expect(navigation.locator("[aria-current=page]")).to_have_text(link)


def test_a_changed_profile_is_there_after_a_reload(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    page.get_by_label("Name").press_sequentially("Ada Lovelace")
    page.get_by_label("Language").select_option("fr")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.get_by_label("Address of a picture").fill("https://example.com/ada.png")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Ada Lovelace")
    expect(page.get_by_label("Language")).to_have_value("fr")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    expect(page.get_by_label("Address of a picture")).to_have_value("https://example.com/ada.png")


def test_a_profile_that_is_refused_stays_in_the_form(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    page.get_by_label("Name").fill("Ada \u202e")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Name")).to_have_accessible_description(re.compile("does not have the form"))
    expect(page.get_by_label("Name")).to_have_value("Ada \u202e")


def test_two_tabs_that_changed_other_fields_both_keep_their_change(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    other = page.context.new_page()
    open_page(other, site, "", "Your profile")
    other.get_by_label("Language").select_option("fr")
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()

    other.get_by_role("button", name="Save").click()

    expect(other.get_by_text("Your profile is saved.")).to_be_visible()
    expect(other.get_by_label("Name")).to_have_value("Ada")
    expect(other.get_by_label("Language")).to_have_value("fr")


@pytest.mark.parametrize(("choice", "kept"), [("What you entered", "Ada"), ("What it is now", "Augusta")])
def test_two_tabs_that_changed_one_field_ask_which_it_shall_be(
    page: Page, site: str, email: str, choice: str, kept: str
) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    other = page.context.new_page()
    open_page(other, site, "", "Your profile")
    other.get_by_label("Name").fill("Ada")
    open_page(page, site, "", "Your profile")
    page.get_by_label("Name").fill("Augusta")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()

    other.get_by_role("button", name="Save").click()
    dialog = other.get_by_role("dialog", name="Changed elsewhere meanwhile")
    expect(dialog).to_contain_text("Augusta")
    dialog.get_by_label(choice).check()
    dialog.get_by_role("button", name="Save that").click()

    expect(dialog).to_have_count(0)
    expect(other.get_by_label("Name")).to_have_value(kept)
    expect(other.get_by_role("heading", name=kept)).to_be_visible()
    other.reload()
    expect(other.get_by_label("Name")).to_have_value(kept)


def test_a_new_password_signs_out_every_other_device_and_the_old_one_is_over(
    page: Page, site: str, email: str, new_context: Callable[..., BrowserContext]
) -> None:
    sign_up(page, site, email)
    other = signed_in_elsewhere(new_context, site, email)
    open_page(page, site, "/password", "Your password")

    change_password(page, PASSWORD, NEW_PASSWORD)

    expect(page.get_by_text("Your new password is set")).to_be_visible()
    expect(page.get_by_label("Current password", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_role("heading", name="Your password")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    sign_in(other, email, PASSWORD)
    expect(other.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    sign_in(other, email, NEW_PASSWORD)
    expect(other.get_by_role("heading", name="Your notes")).to_be_visible()


def test_a_wrong_current_password_is_said_and_nothing_typed_is_lost(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "/password", "Your password")

    change_password(page, "not my password at all", NEW_PASSWORD)

    expect(page.get_by_role("alert")).to_have_text("This is not your current password.")
    expect(page.get_by_label("New password", exact=True)).to_have_value(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("123456789987654321", "Many people use this password"),
        ("passwordpassword", "little more than"),
        ("too short", "it takes 15 characters"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(
    page: Page, site: str, email: str, password: str, words: str
) -> None:
    sign_up(page, site, email)
    open_page(page, site, "/password", "Your password")

    change_password(page, PASSWORD, password)

    expect(page.get_by_label("New password", exact=True)).to_have_accessible_description(re.compile(words))


def test_who_has_to_wait_is_told_how_long(page: Page, site: str, email: str) -> None:
    refusal = {"type": "urn:problem-type:rate-limited", "title": "Too many tries", "status": 429}
    sign_up(page, site, email)
    open_page(page, site, "/password", "Your password")
    page.route(
        "**/api/users/me/password",
        lambda route: route.fulfill(
            status=429, json=refusal, headers={"Retry-After": "240"}, content_type="application/problem+json"
        ),
    )

    change_password(page, PASSWORD, NEW_PASSWORD)

    expect(page.get_by_role("alert")).to_have_text("Too many tries. Try again in 4 minutes.")


def test_the_password_is_changed_by_the_keyboard_alone(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "", "Your profile")
    page.get_by_role("navigation", name="Account").get_by_role("link", name="Password").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your password")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("gliding low")
    expect(page.get_by_text("11 of 15 characters").first).to_be_visible()
    page.keyboard.insert_text(" over the firth")
    expect(page.get_by_text("Long enough").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("New password", exact=True)).to_have_attribute("type", "text")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Change password")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Your new password is set")).to_be_focused()


def test_the_address_cannot_be_changed_where_no_mail_is_sent(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)

    open_page(page, site, "/email", "Your e-mail address")

    expect(page.get_by_role("main").get_by_text(email)).to_be_visible()
    expect(page.get_by_text("This site sends no mail")).to_be_visible()
    expect(page.get_by_label("New address")).to_have_count(0)


def test_a_link_is_sent_to_a_new_address(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    options = {"mail": True, "sign_in_methods": ["password"], "password_min_length": 15, "password_max_length": 256}
    page.route("**/api/auth/options", lambda route: route.fulfill(json=options))
    page.route("**/api/users/me/email", lambda route: route.fulfill(status=202))
    ask_for_the_password_once(page, "/users/me/email")
    open_page(page, site, "/email", "Your e-mail address")
    page.get_by_label("New address").fill(f"new.{email}")

    page.get_by_role("button", name="Send the link").click()
    dialog = page.get_by_role("dialog", name="Your password, please")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()
    expect(page.get_by_text(f"We sent a link to new.{email}")).to_be_visible()


def test_the_export_has_a_note_that_was_written(page: Page, site: str, email: str, tmp_path: Path) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    open_page(page, site, "/data", "Your data")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()

    assert re.fullmatch(r"fulmar-export-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    file = tmp_path / "export.json"
    download.value.save_as(file)
    first, *rest = json.loads(file.read_text("utf-8"))
    assert first["account"]["email"] == email
    assert [session["current"] for session in first["sessions"]] == [True]
    documents = [document for each in (first, *rest) for document in each["documents"]]
    assert [document["data"]["title"] for document in documents] == ["Order the wood"]
    expect(page.get_by_role("status")).to_have_text("The file is among your downloads, with 1 entry.")


def test_an_export_that_broke_off_goes_on_where_it_was(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    write_note(page, "Order the wood")
    open_page(page, site, "/data", "Your data")
    page.route("**/api/users/me/export?cursor=*", lambda route: route.fulfill(status=503, json={}), times=1)

    page.get_by_role("button", name="Download everything").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be read to its end")
    with page.expect_download() as download, page.expect_request("**/api/users/me/export?cursor=*"):
        page.get_by_role("button", name="Try again").click()

    assert download.value.suggested_filename.startswith("fulmar-export-")


def test_a_deleted_account_is_signed_out_in_every_tab_and_gone(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    other = page.context.new_page()
    other.goto(f"{site}/notes")
    expect(other.get_by_role("heading", name="Your notes")).to_be_visible()
    open_page(page, site, "/data", "Your data")
    ask_for_the_password_once(page, "/users/me/deletion")
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete your account?")
    field = dialog.get_by_label(f"Type {email} to confirm")
    field.fill("somebody@example.com")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(field).to_have_accessible_description("This is not the address of your account.")
    field.fill(email.upper())

    dialog.get_by_role("button", name="Delete for good").click()
    proof = page.get_by_role("dialog", name="Your password, please")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_role("button", name="Go on").click()

    expect(page).to_have_url(f"{site}/sign-in")
    expect(page.get_by_role("status")).to_contain_text("Your account is deleted")
    expect(other).to_have_url(re.compile("/sign-in"))
    sign_in(page, email, PASSWORD)
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")


def test_who_will_not_give_the_password_keeps_the_account(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)
    open_page(page, site, "/data", "Your data")
    ask_for_the_password_once(page, "/users/me/deletion")
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete your account?")
    dialog.get_by_label(f"Type {email} to confirm").fill(email)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("dialog", name="Your password, please")).to_be_visible()

    page.keyboard.press("Escape")

    expect(dialog.get_by_role("alert")).to_contain_text("Enter your password once more")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Delete my account")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="Your data", level=1)).to_be_visible()
