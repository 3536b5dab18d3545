"""Documents that several write at once: one wins, nothing is done twice, and nothing is sold twice."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused
from tests.attacks.people import Person

CUSTOMERS = 20


def _at_once[T](number: int, call: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(number) as at_once:
        return list(at_once.map(call, range(number)))


@pytest.fixture
def note(ada: Person) -> httpx.Response:
    """Give the answer that made a note of Ada's."""
    return accepted(ada.http.post("/data/notes", json={"title": "first"}), 201)


def _url(made: httpx.Response) -> str:
    return f"/data/notes/{made.json()['id']}"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("weak", [False, True], ids=["strong", "weak"])
def test_of_writers_with_one_etag_one_wins(ada: Person, note: httpx.Response, method: str, weak: bool) -> None:
    tag = note.headers["etag"].removeprefix("W/")
    headers = {"If-Match": f"W/{tag}" if weak else tag}

    def write(number: int) -> httpx.Response:
        body = None if method == "DELETE" else {"title": f"writer {number}"}
        return ada.http.request(method, _url(note), json=body, headers=headers)

    statuses = sorted(answer.status_code for answer in _at_once(8, write))

    assert statuses[0] in (200, 204)
    # What was deleted a moment ago is not there any more, for who comes late.
    assert set(statuses[1:]) <= ({404, 412} if method == "DELETE" else {412})


def test_deleted_document_does_not_come_back(ada: Person, note: httpx.Response) -> None:
    old = {"If-Match": note.headers["etag"]}
    accepted(ada.http.delete(_url(note)), 204)

    refused(ada.http.put(_url(note), json={"title": "undead"}, headers=old), 404, 412)
    refused(ada.http.patch(_url(note), json={"title": "undead"}, headers=old), 404, 412)
    refused(ada.http.get(_url(note)), 404)

    again = accepted(ada.http.put(_url(note), json={"title": "anew"}), 200, 201)
    assert again.headers["etag"] != note.headers["etag"]
    for method in ("PUT", "PATCH"):
        refused(ada.http.request(method, _url(note), json={"title": "undead"}, headers=old), 412)
    refused(ada.http.delete(_url(note), headers=old), 412)


def test_request_with_one_idempotency_key_is_done_once(ada: Person) -> None:
    key, title = str(uuid.uuid4()), f"once {uuid.uuid4()}"

    def create(_: int) -> httpx.Response:
        return ada.http.post("/data/notes", json={"title": title}, headers={"Idempotency-Key": key})

    answers = [*_at_once(8, create), create(0)]

    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert answers[-1].status_code == 201
    listed = accepted(ada.http.get("/data/notes", params={"limit": 100})).json()["items"]
    assert [item["title"] for item in listed].count(title) == 1


def test_idempotency_key_of_another_body_or_person(ada: Person, mallory: Person) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made = accepted(ada.http.post("/data/notes", json={"title": "hers"}, headers=key), 201).json()

    refused(ada.http.post("/data/notes", json={"title": "another"}, headers=key), 422)
    refused(ada.http.post("/data/messages", json={"text": "another"}, headers=key), 422)
    his = accepted(mallory.http.post("/data/notes", json={"title": "hers"}, headers=key), 201).json()
    assert his["id"] != made["id"]


@contextmanager
def _product(admin: Person, stock: int) -> Iterator[str]:
    product: dict[str, Any] = accepted(
        admin.http.post("/data/products", json={"name": "The last one", "price": "24.50"}), 201
    ).json()
    url = f"/data/products/{product['id']}"
    try:
        accepted(admin.http.post(f"{url}/increment", json={"field": "stock", "by": stock}), 200)
        yield product["id"]
    finally:
        admin.http.delete(url)


def test_last_piece_is_sold_once(admin: Person, ada: Person, mallory: Person) -> None:
    with _product(admin, stock=1) as product_id:
        body = {"items": [{"product_id": product_id, "quantity": 1}]}

        def buy(number: int) -> httpx.Response:
            return (ada, mallory)[number % 2].http.post("/shop/checkout", json=body)

        answers = _at_once(CUSTOMERS, buy)

        sold = [answer for answer in answers if answer.status_code == 201]
        assert len(sold) == 1
        for answer in answers:
            if answer not in sold:
                refused(answer, 409, 503)
        assert accepted(ada.http.get(f"/data/products/{product_id}")).json()["stock"] == 0
        refused(mallory.http.post("/shop/checkout", json=body), 409)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1", None, True, 10**30, 1001], ids=repr)
def test_quantity_that_is_none_is_refused(admin: Person, mallory: Person, quantity: object) -> None:
    with _product(admin, stock=3) as product_id:
        body = {"items": [{"product_id": product_id, "quantity": quantity}]}

        refused(mallory.http.post("/shop/checkout", json=body), 422)

        assert accepted(mallory.http.get(f"/data/products/{product_id}")).json()["stock"] == 3


def test_price_is_the_shops(admin: Person, mallory: Person) -> None:
    with _product(admin, stock=1) as product_id:
        item = {"product_id": product_id, "quantity": 1}

        for more in ({"price": "0.01"}, {"total": "0.01"}):
            refused(mallory.http.post("/shop/checkout", json={"items": [{**item, **more}]}), 422)
            refused(mallory.http.post("/shop/checkout", json={"items": [item], **more}), 422)
        refused(mallory.http.post("/shop/checkout", json={"items": [item, item]}), 409, 422)
