"""Every route of the API, asked by those who may not call it, as `tests/who_may_call.py` has them."""

import json
import uuid
from typing import Final

import httpx
import pytest

from scripts.processes import ROOT
from tests.attacks.answers import accepted, refused, same_401
from tests.attacks.people import Person
from tests.who_may_call import ANYONE, SIGNED_IN, WHO_MAY_CALL, WITH_A_ROLE

_METHODS = ("get", "post", "put", "patch", "delete")
PATHS = json.loads((ROOT / "web" / "openapi.json").read_text())["paths"]
OPERATIONS: Final[dict[str, tuple[str, str]]] = {
    item[method]["operationId"]: (method.upper(), path)
    for path, item in PATHS.items()
    for method in _METHODS
    if method in item
}


def _open_to(*callers: str) -> list[tuple[str, str]]:
    return [OPERATIONS[name] for name, caller in WHO_MAY_CALL.items() if caller in callers]


CLOSED = _open_to(SIGNED_IN, WITH_A_ROLE)
BODIES = {
    "/users/{id}": {"disabled": True},
    "/data/products": {"name": "Bribe", "price": "1.00"},
    "/data/products/{id}": {"name": "Bribe", "price": "1.00"},
    "/data/products/{id}/increment": {"field": "stock", "by": 1},
}


def _asked(http: httpx.Client, method: str, path: str, **more: str) -> httpx.Response:
    body = BODIES.get(path, {}) if method in ("POST", "PUT", "PATCH") and "password-reset" not in path else None
    return http.request(method, path.replace("{id}", more.get("id", str(uuid.uuid4()))), json=body)


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_is_let_in(anonymous: httpx.Client, method: str, path: str) -> None:
    same_401(_asked(anonymous, method, path))
    if "{id}" in path:  # without a gateway, what cannot be an id may be no address at all
        refused(_asked(anonymous, method, path, id="%00"), 401, 404)


@pytest.mark.parametrize(("method", "path"), [row for row in CLOSED if row[0] in ("POST", "PUT", "PATCH")])
@pytest.mark.parametrize("body", ["{", "\xff", "[" * 5000, "null"], ids=["broken", "latin-1", "deep", "null"])
def test_nobody_learns_what_a_body_should_be(anonymous: httpx.Client, method: str, path: str, body: str) -> None:
    content, headers = body.encode("latin-1"), {"Content-Type": "application/json"}
    url = path.replace("{id}", str(uuid.uuid4()))

    same_401(anonymous.request(method, url, content=content, headers=headers))


@pytest.mark.parametrize(("method", "path"), _open_to(ANYONE))
def test_open_routes_want_nobody_to_sign_in(anonymous: httpx.Client, method: str, path: str) -> None:
    answer = _asked(anonymous, method, path)

    if path != "/auth/refresh":  # whose 401 is about the refresh token
        assert answer.status_code not in (401, 403)
    assert answer.status_code < 500


@pytest.mark.parametrize(("method", "path"), _open_to(WITH_A_ROLE))
def test_user_is_no_administrator(ada: Person, mallory: Person, method: str, path: str) -> None:
    for user_id in (ada.id, mallory.id, str(uuid.uuid4())):
        # What one may not read, one is not told of; users are known to be there.
        refused(_asked(mallory.http, method, path, id=user_id), 403, *([] if path.startswith("/users") else [404]))

    accepted(ada.http.get("/users/me"))


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("user_id", ["me/", "ME", "%6De", "*", "%2e%2e", "USER%231", "1 OR 1=1", "a" * 8000], ids=ascii)
def test_address_that_is_no_user_leads_to_none(mallory: Person, method: str, user_id: str) -> None:
    answer = _asked(mallory.http, method, "/users/{id}", id=user_id)

    # A client may write `%6De` as `me` before it sends it, and a server may resolve the dots.
    if answer.status_code != 200:
        refused(answer, 400, 403, 404, 405, 414, 422)
    else:
        assert answer.json()["id"] == mallory.id
