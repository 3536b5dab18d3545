"""Every route of the API and who may call it. A route that has no row here fails, and so does a row without a route."""

import json
import uuid
from typing import Final

import httpx
import pytest

from scripts.processes import ROOT
from tests.attacks.answers import accepted, refused, same_401
from tests.attacks.people import Person

_METHODS = ("get", "post", "put", "patch", "delete")
PATHS = json.loads((ROOT / "web" / "openapi.json").read_text())["paths"]
OPERATIONS = sorted((method.upper(), path) for path, item in PATHS.items() for method in _METHODS if method in item)

_TEXT: Final = {
    "anyone": """
        GET /health · GET /health/ready · GET /.well-known/jwks.json · GET /.well-known/openid-configuration
        GET /auth/options · POST /auth/register · POST /auth/verify-email · POST /auth/login · POST /auth/refresh
        POST /auth/logout · POST /auth/password/forgot · POST /auth/password/reset · POST /auth/email/confirm
        GET /public/products · GET /public/products/{id}
    """,
    "signed in": """
        POST /auth/reauthenticate · PUT /users/me/password · POST /users/me/email · GET /users/me · PATCH /users/me
        POST /users/me/deletion · GET /users/me/export · GET /users/profiles · GET /users/me/sessions
        DELETE /users/me/sessions · DELETE /users/me/sessions/{id} · POST /data/transactions · GET /data/notes/changes
        POST /data/notes · GET /data/notes · PUT /data/notes/{id} · PATCH /data/notes/{id} · DELETE /data/notes/{id}
        GET /data/notes/{id} · POST /data/messages · GET /data/messages · PUT /data/messages/{id}
        PATCH /data/messages/{id} · DELETE /data/messages/{id} · GET /data/messages/{id} · GET /data/products
        GET /data/products/{id} · POST /data/orders · GET /data/orders · PUT /data/orders/{id} · PATCH /data/orders/{id}
        DELETE /data/orders/{id} · GET /data/orders/{id} · POST /realtime/ticket · POST /shop/checkout
    """,
    "administrators": """
        GET /users · GET /users/{id} · PATCH /users/{id} · DELETE /users/{id} · DELETE /users/{id}/sessions
        POST /users/{id}/password-reset · POST /data/products · PUT /data/products/{id} · PATCH /data/products/{id}
        DELETE /data/products/{id} · POST /data/products/{id}/increment
    """,
}


def _rows(text: str) -> list[tuple[str, str]]:
    pairs = [row.split() for line in text.strip().splitlines() for row in line.split("·")]
    return [(method, path) for method, path in pairs]


CALLERS = {caller: _rows(text) for caller, text in _TEXT.items()}
CLOSED = CALLERS["signed in"] + CALLERS["administrators"]
BODIES = {
    "/users/{id}": {"disabled": True},
    "/data/products": {"name": "Bribe", "price": "1.00"},
    "/data/products/{id}": {"name": "Bribe", "price": "1.00"},
    "/data/products/{id}/increment": {"field": "stock", "by": 1},
}


def _asked(http: httpx.Client, method: str, path: str, **more: str) -> httpx.Response:
    body = BODIES.get(path, {}) if method in ("POST", "PUT", "PATCH") and "password-reset" not in path else None
    return http.request(method, path.replace("{id}", more.get("id", str(uuid.uuid4()))), json=body)


def test_every_route_has_its_row() -> None:
    assert sorted(row for rows in CALLERS.values() for row in rows) == OPERATIONS


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


@pytest.mark.parametrize(("method", "path"), CALLERS["anyone"])
def test_open_routes_want_nobody_to_sign_in(anonymous: httpx.Client, method: str, path: str) -> None:
    answer = _asked(anonymous, method, path)

    if path != "/auth/refresh":  # whose 401 is about the refresh token
        assert answer.status_code not in (401, 403)
    assert answer.status_code < 500


@pytest.mark.parametrize(("method", "path"), CALLERS["administrators"])
def test_user_is_no_administrator(ada: Person, mallory: Person, method: str, path: str) -> None:
    for user_id in (ada.id, mallory.id, str(uuid.uuid4())):
        refused(_asked(mallory.http, method, path, id=user_id), 403)

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
