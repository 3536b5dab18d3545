"""The shop in a browser: what a customer finds, keeps in a cart and orders, and what never happens twice."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.journeys import PASSWORD, sign_in, sign_up
from tests.e2e.shopkeepers import Product, Shopkeeper

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("no_complaints"),
]

PAGE = 24
ROPES = PAGE + 6


type Sell = Callable[..., Product]


@pytest.fixture
def products(shopkeeper: Shopkeeper) -> Iterator[Sell]:
    """Return what puts a product on sale, under a name that no other has, until the test is over."""
    sold: list[Product] = []

    def sell(name: str, *, price: str = "12.50", stock: int = 10, **fields: Any) -> Product:
        body = {"name": f"{name} {uuid.uuid4().hex[:6]}", "price": price, **fields}
        made = shopkeeper.api.post("/data/products", json=body).raise_for_status().json()
        product = Product(made["id"], made["name"])
        sold.append(product)
        if stock:
            shopkeeper.stock(product, stock)
        return product

    yield sell
    for product in sold:
        shopkeeper.remove(product)


@pytest.fixture
def ropes(shopkeeper: Shopkeeper) -> Iterator[str]:
    """Put so many ropes on sale that they do not fit on a page, and return what only their names have."""
    mark = uuid.uuid4().hex[:6]
    documents = [{"name": f"Rope {mark}", "price": "3.20", "category": "gear"} for _ in range(ROPES)]
    create = [{"op": "create", "collection": "products", "document": document} for document in documents]
    made = shopkeeper.api.post("/data/transactions", json={"operations": create}).raise_for_status().json()
    yield mark
    delete = [{"op": "delete", "collection": "products", "id": result["id"]} for result in made["results"]]
    shopkeeper.api.post("/data/transactions", json={"operations": delete}).raise_for_status()


def put_into_cart(page: Page, site: str, product: Product, times: int = 1) -> None:
    """Go to a product, and put it into the cart."""
    page.goto(f"{site}/shop/products/{product.id}")
    for _ in range(times):
        page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name="Go to your cart")).to_be_visible()


def line(page: Page, product: Product) -> Locator:
    """Return what the cart says about a product."""
    return page.get_by_role("article").filter(has_text=product.name)


def place_order(page: Page) -> None:
    """Press the button of the cart."""
    page.get_by_role("button", name="Place order").click()


def expect_orders(page: Page, site: str, count: int) -> None:
    """Look at the list of one's orders."""
    page.goto(f"{site}/orders")
    expect(page.get_by_text(re.compile("^(That is your|Those are all|No orders yet)"))).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(count)


def lose_the_answer(page: Page) -> None:
    """Let the server do the next checkout, and the page never hear of that.

    Playwright's own way, `route.fetch`, does not find the local distribution by its name.
    """
    page.evaluate(
        """() => {
            const send = window.fetch;
            window.fetch = async (request) => {
                const answer = await send(request);
                if (!request.url.endsWith('/shop/checkout')) return answer;
                window.fetch = send;
                throw new TypeError('the answer was lost');
            };
        }"""
    )


def test_the_catalogue_is_filtered_and_sorted_and_the_address_says_so(page: Page, site: str, products: Sell) -> None:
    cheap, dear = products("Rag", price="0.01", category="books"), products("Ship", price="9000000.00")
    cards, first = page.get_by_role("article"), page.get_by_role("article").first
    page.goto(f"{site}/shop?category=nonsense&sort=name")
    expect(page.get_by_role("link", name="Everything")).to_have_attribute("aria-current", "page")
    expect(page.get_by_label("Sort by")).to_have_value("newest")
    expect(first).to_contain_text(dear.name)

    page.get_by_label("Sort by").select_option("Price, low to high")
    expect(first).to_contain_text(cheap.name)
    page.get_by_label("Sort by").select_option("Price, high to low")
    expect(first).to_contain_text(dear.name)
    page.get_by_role("link", name="Books").click()
    expect(cards.filter(has_text=dear.name)).to_have_count(0)
    expect(page).to_have_url(f"{site}/shop?category=books&sort=-price")
    expect(page.get_by_role("link", name="Books")).to_have_attribute("aria-current", "page")

    page.reload()
    expect(page.get_by_label("Sort by")).to_have_value("-price")
    expect(cards.filter(has_text=cheap.name)).to_have_count(1)
    page.go_back()
    expect(first).to_contain_text(dear.name)


def test_the_catalogue_reads_on_as_one_scrolls(page: Page, site: str, ropes: str) -> None:
    cards = page.get_by_role("article")
    page.goto(f"{site}/shop?category=gear")
    expect(cards).to_have_count(PAGE)

    cards.last.scroll_into_view_if_needed()

    expect(cards.filter(has_text=ropes)).to_have_count(ROPES)
    expect(page.get_by_text("Those are all")).to_be_attached()
    expect(page.get_by_role("button", name="Load more")).to_have_count(0)


def test_a_page_that_could_not_be_read_is_read_when_one_asks_again(page: Page, site: str, ropes: str) -> None:
    cards = page.get_by_role("article")
    page.route("**/api/public/products?*cursor=*", lambda route: route.fulfill(status=403, json={}), times=1)
    page.goto(f"{site}/shop?category=gear")
    expect(cards).to_have_count(PAGE)
    cards.last.scroll_into_view_if_needed()
    expect(page.get_by_role("alert")).to_contain_text("The next products could not be read.")

    page.get_by_role("button", name="Try again").click()

    expect(cards.filter(has_text=ropes)).to_have_count(ROPES)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_product_is_shown_as_it_was_written(page: Page, site: str, products: Sell) -> None:
    product = products("<b>Lamp</b>", description="<script>alert(1)</script>\nhttps://elsewhere.example", stock=0)

    page.goto(f"{site}/shop/products/{product.id}")

    expect(page.get_by_role("heading", level=1)).to_have_text(product.name)
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Sold out", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Add to cart")).to_have_count(0)
    expect(page.get_by_role("link", name="elsewhere")).to_have_count(0)


def test_what_is_not_for_sale_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}/shop/products/{uuid.uuid4()}")

    expect(page.get_by_role("heading", name="This is not for sale")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="To the shop").click()
    expect(page).to_have_url(f"{site}/shop")


def test_the_cart_survives_a_reload_and_is_the_same_in_every_tab(page: Page, site: str, products: Sell) -> None:
    lamp, rope = products("Lamp", price="0.10"), products("Rope", price="0.20")
    put_into_cart(page, site, lamp)
    put_into_cart(page, site, rope, times=2)
    page.get_by_role("link", name="Go to your cart").click()
    expect(page.get_by_role("region", name="Order")).to_contain_text("€0.50")

    page.reload()
    expect(line(page, rope).get_by_role("textbox")).to_have_value("2")
    other = page.context.new_page()
    other.goto(f"{site}/cart")
    line(other, rope).get_by_role("button", name="One more").click()

    expect(line(page, rope).get_by_role("textbox")).to_have_value("3")
    expect(page.get_by_role("region", name="Order")).to_contain_text("€0.70")
    line(page, lamp).get_by_role("button", name="Remove").click()
    expect(page.get_by_text(f"{lamp.name} is out of your cart.")).to_be_focused()
    expect(other.get_by_role("article")).to_have_count(1)
    kept: dict[str, str] = page.evaluate("({...localStorage})")
    assert kept["fulmar.cart"] == f'[{{"id":"{rope.id}","quantity":3}}]'


def test_a_cart_that_is_none_is_an_empty_one(page: Page, site: str) -> None:
    page.goto(f"{site}/shop")
    for junk in ('{"id', '[{"id":"../../users/me","quantity":1},null]', '"x"'):
        page.evaluate("junk => localStorage.setItem('fulmar.cart', junk)", junk)

        page.goto(f"{site}/cart")

        expect(page.get_by_role("heading", name="Nothing in here yet")).to_be_visible()


def test_who_signs_up_half_way_orders_what_was_in_the_cart(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp, rope = products("Lamp", price="24.50"), products("Rope", price="9.99")
    put_into_cart(page, site, lamp, times=2)
    put_into_cart(page, site, rope)
    page.get_by_role("link", name="Go to your cart").click()
    page.get_by_role("link", name="Sign in to order").click()
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(f"{site}/cart")
    page.get_by_label("Where it goes").fill("1 Quay Street\nHarbour Town")
    page.get_by_label("Remark").fill("Mind the <dog>")

    place_order(page)

    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Order")
    expect(page.get_by_role("list", name="What was ordered").get_by_role("listitem")).to_contain_text(
        [lamp.name, rope.name]
    )
    for words in ("€58.99", "1 Quay Street", "Mind the <dog>", "Placed"):
        expect(page.get_by_role("main")).to_contain_text(words)
    assert (shopkeeper.left(lamp), shopkeeper.left(rope)) == (8, 9)
    page.goto(f"{site}/cart")
    expect(page.get_by_role("heading", name="Nothing in here yet")).to_be_visible()
    expect_orders(page, site, 1)
    expect(page.get_by_role("article")).to_contain_text("€58.99")


def test_more_than_there_is_is_refused_with_what_is_left(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp, rope = products("Lamp", stock=3), products("Rope")
    sign_up(page, site, email)
    put_into_cart(page, site, rope)
    put_into_cart(page, site, lamp, times=3)
    page.get_by_role("link", name="Go to your cart").click()
    expect(line(page, lamp).get_by_role("textbox")).to_have_value("3")
    shopkeeper.stock(lamp, -2)
    page.get_by_label("Remark").fill("Keep me")

    place_order(page)

    expect(page.get_by_role("alert").filter(has_text="Nothing was bought.")).to_contain_text(
        f"Of {lamp.name} there is only one left."
    )
    expect(page.get_by_label("Remark")).to_have_value("Keep me")
    assert (shopkeeper.left(lamp), shopkeeper.left(rope)) == (1, 10)
    page.get_by_role("button", name="Take 1").click()
    place_order(page)
    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    assert shopkeeper.left(lamp) == 0


def test_an_order_whose_answer_was_lost_is_placed_once(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp = products("Lamp", stock=2)
    sign_up(page, site, email)
    put_into_cart(page, site, lamp, times=2)
    page.get_by_role("link", name="Go to your cart").click()
    lose_the_answer(page)
    place_order(page)
    expect(page.get_by_role("alert").filter(has_text="We did not hear")).to_be_visible()

    place_order(page)

    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    assert shopkeeper.left(lamp) == 0
    expect_orders(page, site, 1)


def test_an_order_whose_answer_was_lost_is_told_from_another_after_a_reload(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp = products("Lamp", stock=10)
    sign_up(page, site, email)
    put_into_cart(page, site, lamp)
    page.get_by_role("link", name="Go to your cart").click()
    lose_the_answer(page)
    place_order(page)
    expect(page.get_by_role("alert").filter(has_text="We did not hear")).to_be_visible()
    page.reload()
    line(page, lamp).get_by_role("button", name="One more").click()

    place_order(page)

    expect(page.get_by_role("alert")).to_contain_text("Your order before this one had arrived after all")
    assert shopkeeper.left(lamp) == 9
    place_order(page)
    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    assert shopkeeper.left(lamp) == 7
    expect_orders(page, site, 2)


def test_nobody_buys_at_a_price_they_did_not_see(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp = products("Lamp", price="10.00")
    sign_up(page, site, email)
    put_into_cart(page, site, lamp)
    page.get_by_role("link", name="Go to your cart").click()
    expect(page.get_by_role("region", name="Order")).to_contain_text("€10.00")
    shopkeeper.change(lamp, price="12.00")

    place_order(page)

    expect(page.get_by_role("alert")).to_contain_text(f"{lamp.name} costs €12.00 now, not €10.00.")
    expect(line(page, lamp)).to_contain_text("It was €10.00 when you looked last.")
    assert shopkeeper.left(lamp) == 10
    place_order(page)
    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("€12.00")


def test_what_left_the_shop_meanwhile_can_be_taken_out_of_the_cart(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp, rope = products("Lamp"), products("Rope")
    sign_up(page, site, email)
    put_into_cart(page, site, lamp)
    put_into_cart(page, site, rope)
    page.get_by_role("link", name="Go to your cart").click()
    expect(page.get_by_role("article")).to_have_count(2)
    shopkeeper.remove(lamp)

    place_order(page)

    expect(page.get_by_role("alert")).to_contain_text(f"{lamp.name} is not for sale any more.")
    line(page, lamp).get_by_role("button", name="Remove").click()
    place_order(page)
    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()


def test_another_ones_order_is_not_there(page: Page, site: str, email: str) -> None:
    sign_up(page, site, email)

    page.goto(f"{site}/orders/{uuid.uuid4()}")

    expect(page.get_by_role("heading", name="There is no such order")).to_be_visible()


def test_orders_of_everybody_are_for_administrators(
    page: Page, site: str, email: str, products: Sell, shopkeeper: Shopkeeper
) -> None:
    lamp = products("Lamp", price="77.70")
    sign_up(page, site, email)
    put_into_cart(page, site, lamp)
    page.get_by_role("link", name="Go to your cart").click()
    page.get_by_label("Where it goes").fill("The lighthouse")
    place_order(page)
    expect(page.get_by_text("Thank you. Your order is placed.")).to_be_visible()
    page.goto(f"{site}/admin/orders")
    expect(page.get_by_role("heading", name="This page is for administrators")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{site}/admin/orders")
    sign_in(page, shopkeeper.email, shopkeeper.password)

    card = page.get_by_role("article").filter(has_text=email)
    expect(card).to_contain_text("€77.70")
    card.get_by_role("button", name="Show details").click()
    expect(card).to_contain_text("The lighthouse")
    expect(card).to_contain_text(lamp.name)
    page.get_by_label("Status").select_option("Shipped")
    expect(page).to_have_url(f"{site}/admin/orders?status=shipped")
    expect(card).to_have_count(0)
