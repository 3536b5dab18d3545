"""The invariants notice what they are about: each is broken by hand in tables that are otherwise sound."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.collections import COLLECTIONS
from app.collections.notes import Note
from app.collections.orders import Order, OrderLine
from app.collections.products import Product
from app.repositories.document_items import Document
from app.repositories.document_keys import places_of
from app.repositories.documents import Documents
from app.services.document_content import data_of
from tests.faults.cases import LAYOUTS
from tests.faults.invariants import breaches, of_stock

ADA, PRODUCT = "01990c5e-0000-7000-8000-00000000000a", "01990c5e-0000-7000-8000-000000000001"
NOTE, ORDER = "01990c5e-0000-7000-8000-000000000002", "01990c5e-0000-7000-8000-000000000003"
TIME = "2026-11-23T10:00:00.000Z"

type Tables = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def document(collection: str, document_id: str, content: Any) -> dict[str, Any]:
    """Return the item of a document, as the repository writes it."""
    repository = Documents(None, "data", LAYOUTS)  # type: ignore[arg-type]  # it is asked for no call
    place = repository.nowhere(collection, ADA, document_id)
    assert place.partition == places_of(LAYOUTS[collection], ADA, document_id)[0]
    return dict(
        repository.writing(place, Document(document_id, ADA, ADA, 1, TIME, TIME, data_of(content))).item,
    )


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Return tables in which everything is as it should be; `users`, `sessions`, `data`."""
    monkeypatch.setattr("app.clock.now", lambda: 150.0)
    account = {"pk": f"USER#{ADA}", "sk": "ACCOUNT", "user_id": ADA, "email": "ada@example.com", "roles": ("admin",)}
    account |= {"accounts_pk": "ACCOUNTS#6", "accounts_sk": ADA}
    claim = {"pk": "EMAIL#ada@example.com", "sk": "CLAIM", "user_id": ADA}
    session = {"pk": f"USER#{ADA}", "sk": "SESSION#1", "user_id": ADA, "session_id": "1", "generation": 0}
    session |= {"created_at": 100, "rotated_at": 100_000, "given_at": 100_000, "refresh_counter": 0}
    token = {"pk": f"USER#{ADA}", "sk": "TOKEN#reset", "user_id": ADA, "generation": 0, "ttl": 700}
    marker = {"pk": f"IDEMPOTENCY#{ADA}", "sk": "x", "documents": [("notes", ADA, NOTE)], "ttl": 300}
    line = OrderLine(product_id=PRODUCT, name="Jacket", price=Decimal(2), quantity=3)
    return (
        [account | {"disabled": False, "session_generation": 0}, claim, {"pk": "ADMINS", "sk": "COUNT", "count": 1}],
        [session | {"ttl": 200, "expires_at": 300}, token, marker],
        [
            document("notes", NOTE, Note(title="x")),
            document("products", PRODUCT, Product(name="Jacket", price=Decimal(2), stock=4)),
            document("orders", ORDER, Order(lines=[line], total=Decimal(6), status="placed")),
        ],
    )


def test_sound_tables_have_no_breach(tables: Tables) -> None:
    assert breaches(*tables, COLLECTIONS, LAYOUTS) == []
    assert list(of_stock(tables[2], {PRODUCT: 7})) == []


BROKEN: dict[str, tuple[Callable[[Tables], Any], str]] = {
    "claim missing": (lambda tables: tables[0].pop(1), "no claim"),
    "claim of nobody": (lambda tables: tables[0].append(tables[0][1] | {"pk": "EMAIL#a@b.example"}), "no account of"),
    "claim of another": (lambda tables: tables[0][1].update(user_id="eve"), "is claimed by eve"),
    "account unlisted": (lambda tables: tables[0][0].pop("accounts_pk"), "the list of accounts"),
    "account damaged": (lambda tables: tables[0][0].pop("email"), "is damaged: it lacks 'email'"),
    "administrator uncounted": (lambda tables: tables[0].pop(2), "says 0, and there are 1"),
    "administrator disabled": (lambda tables: tables[0][0].update(disabled=True), "says 1, and there are 0"),
    "token of somebody disabled": (lambda tables: tables[0][0].update(disabled=True), "who is disabled"),
    "session of nobody": (lambda tables: tables[1][0].update(user_id="eve"), "is of nobody"),
    "session to come": (lambda tables: tables[1][0].update(generation=1), "has not reached"),
    "session without end": (lambda tables: tables[1][0].update(ttl=301), "outlives"),
    "session given too late": (lambda tables: tables[1][0].update(given_at=200_000), "after its end"),
    "session rotated uncounted": (
        lambda tables: tables[1][0].update(given_at=150_000, rotated_at=150_000),
        "rotated and not counted",
    ),
    "token of nobody": (lambda tables: tables[1][1].update(user_id="eve"), "The reset token of"),
    "marker damaged": (lambda tables: tables[1][2].pop("documents"), "is damaged: it lacks 'documents'"),
    "marker without end": (lambda tables: tables[1][2].pop("ttl"), "has no end"),
    "token without end": (lambda tables: tables[1][1].pop("ttl"), "has no end"),
    "token to come": (lambda tables: tables[1][1].update(generation=1), "generation that its account"),
    "marker alone": (lambda tables: tables[2].pop(0), "nor its tombstone"),
    "content unlike its index": (lambda tables: tables[2][0]["data"].update(status="done"), "_sk"),
    "index entry missing": (lambda tables: tables[2][0].pop("gsi2_pk"), "gsi2_pk"),
    "index entry left over": (lambda tables: tables[2][0].update(gsi4_pk="x"), "gsi4_pk"),
    "change unlisted": (lambda tables: tables[2][0].update(changed_at="2027"), "changes_sk"),
    "tombstone still listed": (lambda tables: tables[2][0].update(deleted_at=TIME), "gsi1_pk"),
    "note of nobody": (lambda tables: tables[2][0].update(owner_id="eve", pk="notes#eve"), "who has no account"),
    "note out of place": (lambda tables: tables[2][0].update(pk="notes#eve"), "where nobody looks for it"),
    "purge of a living user": (
        lambda tables: tables[2].append({"pk": "PURGE", "sk": ADA, "sweep_at": 200}),
        "who has an account",
    ),
    "purge forgotten": (
        lambda tables: tables[2].append({"pk": "PURGE", "sk": "eve", "sweep_at": 150 - 2 * 86400}),
        "days ago",
    ),
    "less than nothing": (lambda tables: tables[2][1]["data"].update(stock=-1), "There are -1"),
    "unlike its model": (lambda tables: tables[2][0]["data"].pop("title"), "does not fit its model"),
    "order too cheap": (lambda tables: tables[2][2]["data"].update(total=Decimal(5)), "does not cost"),
    "order of nothing": (lambda tables: tables[2][2]["data"].update(lines=[], total=0), "placed with 0 lines"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_breach_is_told(tables: Tables, name: str) -> None:
    break_it, words = BROKEN[name]

    break_it(tables)

    assert any(words in breach for breach in breaches(*tables, COLLECTIONS, LAYOUTS))


def test_stock_that_nobody_bought_is_missed(tables: Tables) -> None:
    tables[2][1]["data"]["stock"] = 3

    assert len(list(of_stock(tables[2], {PRODUCT: 7}))) == 1


def test_what_is_of_a_user_who_is_being_purged_is_no_orphan(tables: Tables) -> None:
    tables[0].clear()
    tables[2].append({"pk": "PURGE", "sk": ADA, "sweep_at": 200})

    assert breaches(*tables, COLLECTIONS, LAYOUTS) == []
