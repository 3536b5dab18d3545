"""What belongs to somebody else stays out of reach, and nobody gives themselves what only the server gives."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused
from tests.attacks.people import Person

PRIVILEGED = {
    "role": "admin",
    "roles": ["admin"],
    "id": str(uuid.uuid4()),
    "email_verified": True,
    "email": "a@example.com",
    "owner": "x",
    "owner_id": "x",
    "version": 7,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": None,
    "pk": "ADMINS",
    "sk": "COUNT",
    "gsi1pk": "x",
    "ttl": 1,
    "expires_at": 1,
    "disabled": False,
    "_deleted": True,
    "__class__": "x",
    "__proto__": {"roles": ["admin"]},
    "constructor": {},
    "password_hash": "x",
    "": 1,
}
NEW = {
    "/data/notes": {"title": "mine"},
    "/data/messages": {"text": "mine"},
    "/data/orders": {"address": "mine"},
}
SERVER_SET = {"status": "paid", "total": "0.01", "lines": []}


@pytest.fixture(scope="module")
def note(ada: Person) -> Iterator[dict[str, Any]]:
    """Give a note of Ada's, and require in the end that it is as it was."""
    note: dict[str, Any] = accepted(ada.http.post("/data/notes", json={"title": "Ada's own"}), 201).json()
    yield note
    assert accepted(ada.http.get(f"/data/notes/{note['id']}")).json() == note


def _kind(answer: httpx.Response) -> dict[str, Any]:
    problem = refused(answer, 404, 412)
    return {name: value for name, value in problem.items() if name != "instance"}


@pytest.mark.parametrize("field", PRIVILEGED)
def test_privileged_field_is_refused_in_every_body(ada: Person, mallory: Person, field: str) -> None:
    before = accepted(mallory.http.get("/users/me")).json()
    more = {field: PRIVILEGED[field]}

    for path, document in NEW.items():
        refused(mallory.http.post(path, json={**document, **more}), 422)
        refused(mallory.http.put(f"{path}/{uuid.uuid4()}", json={**document, **more}), 422)
        operation = {"op": "create", "collection": path.removeprefix("/data/"), "document": {**document, **more}}
        refused(mallory.http.post("/data/transactions", json={"operations": [operation]}), 422)
    refused(mallory.http.patch("/users/me", json=more), 422)

    assert accepted(mallory.http.get("/users/me")).json() == before


@pytest.mark.parametrize("field", SERVER_SET)
def test_customer_cannot_mark_an_order_as_paid(mallory: Person, field: str) -> None:
    more = {field: SERVER_SET[field]}
    order = accepted(mallory.http.post("/data/orders", json={"address": "1 Quay Street"}), 201).json()
    url, new = f"/data/orders/{order['id']}", {"address": "2 Quay Street", **more}
    of_it = {"collection": "orders", "id": order["id"], "document": new}

    refused(mallory.http.post("/data/orders", json=new), 422)
    refused(mallory.http.put(url, json=new), 422)
    refused(mallory.http.patch(url, json=more), 422)
    for operation in ({**of_it, "op": "create", "id": None}, {**of_it, "op": "replace"}, {**of_it, "op": "patch"}):
        refused(mallory.http.post("/data/transactions", json={"operations": [operation]}), 422)
    increment = {"op": "increment", "collection": "orders", "id": order["id"], "field": "total", "by": 1}
    refused(mallory.http.post("/data/transactions", json={"operations": [increment]}), 403, 404, 422)

    assert accepted(mallory.http.get(url)).json() == order


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_document_of_another_is_as_absent(mallory: Person, note: dict[str, Any], method: str) -> None:
    body = {"title": "Mallory's"} if method == "PATCH" else None
    for headers in ({}, {"If-Match": f'"{note["version"]}"'}, {"If-Match": "*"}):
        there, absent = (
            mallory.http.request(method, f"/data/notes/{document_id}", json=body, headers=headers)
            for document_id in (note["id"], str(uuid.uuid4()))
        )
        if method == "DELETE" and there.status_code == 204:
            assert absent.status_code == 204  # to delete what is absent may be no error
        else:
            assert _kind(there) == _kind(absent)


def test_transaction_on_a_document_of_another_is_as_on_an_absent_one(mallory: Person, note: dict[str, Any]) -> None:
    def attempt(document_id: str, **operation: Any) -> dict[str, Any]:
        body = {"operations": [{"collection": "notes", "id": document_id, **operation}]}
        return _kind(mallory.http.post("/data/transactions", json=body))

    for operation in ({"op": "patch", "document": {"title": "x"}}, {"op": "delete", "version": note["version"]}):
        assert attempt(note["id"], **operation) == attempt(str(uuid.uuid4()), **operation)


@pytest.mark.parametrize("owner", ["id", "upper", "other"])
def test_owner_is_named_by_administrators_alone(ada: Person, mallory: Person, note: dict[str, Any], owner: str) -> None:
    params = {"owner": {"id": ada.id, "upper": ada.id.upper(), "other": str(uuid.uuid4())}[owner]}
    url = f"/data/notes/{note['id']}"

    for method, path, body in (
        ("GET", "/data/notes", None),
        ("GET", "/data/notes/changes", None),
        ("GET", url, None),
        ("POST", "/data/notes", {"title": "x"}),
        ("PUT", url, {"title": "x"}),
        ("PATCH", url, {"title": "x"}),
        ("DELETE", url, None),
    ):
        refused(mallory.http.request(method, path, params=params, json=body), 403, 404, 422)
    operation = {"op": "delete", "collection": "notes", "id": note["id"], **params}
    refused(mallory.http.post("/data/transactions", json={"operations": [operation]}), 403, 404, 422)
    refused(mallory.http.get("/data/orders", params={"scope": "all"}), 403)


def test_message_of_another_is_read_and_not_written(ada: Person, mallory: Person) -> None:
    said = accepted(ada.http.post("/data/messages", json={"text": "The tide is in."}), 201).json()
    url = f"/data/messages/{said['id']}"

    for method in ("PUT", "PATCH", "DELETE"):
        body = (
            None
            if method == "DELETE"
            else {"text": "The tide is out.", **({"room": "harbour"} if method == "PUT" else {})}
        )
        refused(mallory.http.request(method, url, json=body), 403, 404)

    assert accepted(mallory.http.get(url)).json() == said


def test_lists_and_exports_hold_ones_own_alone(ada: Person, mallory: Person, note: dict[str, Any]) -> None:
    for path in ("/data/notes", "/data/notes/changes", "/users/me/export", "/users/me/sessions", "/data/orders"):
        shown = accepted(mallory.http.get(path)).text
        assert note["id"] not in shown
        assert ada.id not in shown
        assert ada.email not in shown


def test_profiles_show_no_address(ada: Person, mallory: Person) -> None:
    shown = accepted(mallory.http.get("/users/profiles", params={"ids": ada.id})).text

    assert ada.email not in shown
    assert "roles" not in shown
