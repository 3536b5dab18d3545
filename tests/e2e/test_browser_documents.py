"""The data explorer in a browser: forms and tables that the API's own schemas make, for every collection."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys import sign_in
from tests.e2e.shopkeepers import Shopkeeper

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

type Name = Callable[[str], str]


@pytest.fixture
def name_of(shopkeeper: Shopkeeper) -> Iterator[Name]:
    """Return what makes names that no other product has; what is called so at the end is removed."""
    names: list[str] = []

    def make(name: str) -> str:
        names.append(f"{name} {uuid.uuid4().hex[:8]}")
        return names[-1]

    yield make
    products = shopkeeper.api.get("/data/products", params={"limit": 100}).json()["items"]
    for product in products:
        if any(product["name"].endswith(name.rpartition(" ")[2]) for name in names):
            shopkeeper.api.delete(f"/data/products/{product['id']}")


def to_products(page: Page, site: str, keeper: Shopkeeper) -> None:
    """Sign in as an administrator and go to the products by the site's own links."""
    page.goto(f"{site}/sign-in")
    sign_in(page, keeper.email, keeper.password)
    page.get_by_role("banner").get_by_role("link", name="Administration").click()
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Data").click()
    page.get_by_role("main").get_by_role("link", name="products", exact=True).click()
    expect(page.get_by_role("heading", name="products", level=1)).to_be_visible()


def create(page: Page, name: str, price: str) -> None:
    page.get_by_role("link", name="New document").click()
    page.get_by_label("name").fill(name)
    page.get_by_label("price").fill(price)
    page.get_by_label("category").select_option("gear")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_document_is_written_changed_counted_and_deleted(
    page: Page, site: str, shopkeeper: Shopkeeper, name_of: Name
) -> None:
    name = name_of("<script>alert(1)</script> javascript:alert(2)")
    to_products(page, site, shopkeeper)
    create(page, name, "100000000.01")
    facts = page.get_by_role("region", name="Fields")
    expect(facts).to_contain_text("100000000.01")

    page.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("price").fill("cheap")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("This is not a number.")
    page.get_by_role("dialog").get_by_label("price").fill("12.5")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(facts).to_contain_text("12.5")

    page.get_by_label("Add to stock").fill("7")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("stock is counted.")).to_be_visible()
    page.get_by_text("As JSON").click()
    expect(page.get_by_text('"stock": 7')).to_be_visible()

    page.get_by_role("main").get_by_role("link", name="products").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="products", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_a_list_is_asked_for_what_it_can_be_asked_for(
    page: Page, site: str, shopkeeper: Shopkeeper, name_of: Name
) -> None:
    name = name_of("Compass")
    to_products(page, site, shopkeeper)
    create(page, name, "3")
    page.get_by_role("main").get_by_role("link", name="products").click()

    page.get_by_label("category").select_option("books")
    page.get_by_label("Sort by").select_option("-price")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{site}/admin/data/products?category=books&sort=-price")
    expect(page.get_by_role("link", name=name)).to_have_count(0)

    page.get_by_label("category").select_option("gear")
    page.get_by_label("Sort by").select_option("price")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def test_what_another_changed_meanwhile_is_asked_about(
    page: Page, site: str, shopkeeper: Shopkeeper, name_of: Name
) -> None:
    name = name_of("Sextant")
    to_products(page, site, shopkeeper)
    create(page, name, "640")
    page.get_by_role("button", name="Edit").click()
    path = f"/data/products/{page.url.rpartition('/')[2].partition('?')[0]}"
    shopkeeper.api.patch(path, json={"price": "700", "description": "Brass."}).raise_for_status()

    page.get_by_role("dialog").get_by_label("price").fill("650")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    question = page.get_by_role("dialog", name="Changed elsewhere meanwhile")
    question.get_by_role("radio", name="What you entered").check()
    question.get_by_role("button", name="Save that").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    facts = page.get_by_role("region", name="Fields")
    expect(facts).to_contain_text("650")
    expect(facts).to_contain_text("Brass.")


def test_what_the_api_refuses_is_said_at_its_field(
    page: Page, site: str, shopkeeper: Shopkeeper, name_of: Name
) -> None:
    to_products(page, site, shopkeeper)
    page.get_by_role("link", name="New document").click()
    page.get_by_label("name").fill(name_of("Anchor"))
    page.get_by_label("price").fill("-1")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("not right yet")
    expect(page.get_by_label("price")).to_have_accessible_description(re.compile("greater than or equal to 0"))
    expect(page.get_by_label("price")).to_have_value("-1")
