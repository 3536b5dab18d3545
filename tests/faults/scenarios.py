"""One scenario at least for every operation: what is there before, and the request that succeeds.

A new route needs one here, unless it is a collection's: those are derived in `of_collections.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from app.main import create_app
from tests.faults.world import Prepare, Wanted, World
from tests.in_process import PASSWORD, settings_for_tests

DOCUMENT: Final = create_app(settings_for_tests()).openapi()
OPERATIONS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
NEW_PASSWORD: Final = "gliding low over grey water"
CREDENTIALS: Final = {"email": "ada@example.com", "password": PASSWORD}


@dataclass(frozen=True)
class Scenario:
    """A request to an operation that succeeds where nothing fails."""

    operation: str
    variant: str
    prepare: Prepare = field(repr=False)

    @property
    def name(self) -> str:
        """The operation, and what is special about this request to it."""
        return f"{self.operation} {self.variant}".strip()


SCENARIOS: Final[list[Scenario]] = []


def scenario(operation: str, variant: str = "") -> Callable[[Prepare], Prepare]:
    """Declare a scenario of an operation."""

    def declare(prepare: Prepare) -> Prepare:
        SCENARIOS.append(Scenario(operation, variant, prepare))
        return prepare

    return declare


def plain(operation: str, wanted: Callable[[World], Wanted], variant: str = "") -> None:
    """Declare a scenario for which nothing has to be prepared."""

    async def prepare(world: World) -> Wanted:
        return wanted(world)

    SCENARIOS.append(Scenario(operation, variant, prepare))


for anyones in ("health", "health_ready", "well_known_jwks", "well_known_openid_configuration", "auth_options"):
    plain(anyones, lambda _: Wanted())

plain("auth_register", lambda _: Wanted(json={"email": "eve@example.com", "password": PASSWORD}))
plain("auth_register", lambda _: Wanted(json=CREDENTIALS), "with an address that is taken")
plain("auth_login", lambda _: Wanted(json=CREDENTIALS))
plain("auth_login", lambda _: Wanted(json=CREDENTIALS, headers={"User-Agent": "Phone/1"}), "from a new device")
plain("auth_refresh", lambda world: Wanted(json={"refresh_token": world.ada.tokens["refresh_token"]}), "at once")
plain("auth_logout", lambda world: Wanted(json={"refresh_token": world.ada.tokens["refresh_token"]}))
plain("auth_logout", lambda world: Wanted(by=world.ada), "by access token")
plain("auth_forgot_password", lambda _: Wanted(json={"email": "ada@example.com"}))
plain("auth_reauthenticate", lambda world: Wanted(by=world.ada, json={"password": PASSWORD}))
plain("users_get_me", lambda world: Wanted(by=world.ada))
plain("users_change_me", lambda world: Wanted(by=world.ada, json={"name": "Ada", "preferences": {"dark": True}}))
plain("users_delete_me", lambda world: Wanted(by=world.ada))
plain("users_delete_me", lambda world: Wanted(by=world.deputy), "as an administrator")
plain("users_export_me", lambda world: Wanted(by=world.ada))
plain("users_list_profiles", lambda world: Wanted(by=world.ada, query={"ids": world.bob.user_id}))
plain("users_list_my_sessions", lambda world: Wanted(by=world.ada))
plain("users_end_my_session", lambda world: Wanted(by=world.ada, path={"id": world.ada.phone["session_id"]}))
plain("users_end_my_other_sessions", lambda world: Wanted(by=world.ada))
plain("users_change_my_email", lambda world: Wanted(by=world.ada, json={"email": "ada@elsewhere.example"}))
plain("users_change_my_email", lambda world: Wanted(by=world.ada, json={"email": "bob@example.com"}), "to a taken one")
plain("realtime_create_ticket", lambda world: Wanted(by=world.ada))
plain("users_list", lambda world: Wanted(by=world.admin))
plain("users_list", lambda world: Wanted(by=world.admin, query={"email": "ada@example.com"}), "by address")
plain("users_get", lambda world: Wanted(by=world.admin, path={"id": world.ada.user_id}))
plain("users_delete", lambda world: Wanted(by=world.admin, path={"id": world.ada.user_id}))
plain("users_delete", lambda world: Wanted(by=world.admin, path={"id": world.deputy.user_id}), "of an administrator")
plain("users_end_sessions", lambda world: Wanted(by=world.admin, path={"id": world.ada.user_id}))
plain("users_make_reset_link", lambda world: Wanted(by=world.admin, path={"id": world.ada.user_id}))
for change, whose, body in (
    ("to an administrator", "ada", {"roles": ["admin"]}),
    ("from an administrator", "deputy", {"roles": []}),
    ("who is disabled", "deputy", {"disabled": True}),
):
    plain(
        "users_change",
        lambda world, whose=whose, body=body: Wanted(  # type: ignore[misc]
            by=world.admin, path={"id": world.people[whose].user_id}, json=body
        ),
        change,
    )
plain(
    "users_change_my_password",
    lambda world: Wanted(by=world.ada, json={"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
)


@scenario("auth_verify_email")
async def _(world: World) -> Wanted:
    return Wanted(json={"token": await world.registered("eve@example.com"), "password": PASSWORD})


@scenario("auth_refresh", "that rotates")
async def _(world: World) -> Wanted:
    world.time.pass_by(100)
    return Wanted(json={"refresh_token": world.ada.tokens["refresh_token"]})


@scenario("auth_refresh", "whose first answer was lost")
async def _(world: World) -> Wanted:
    world.time.pass_by(100)
    await world.post("/auth/refresh", {"refresh_token": world.ada.tokens["refresh_token"]})
    world.time.pass_by(20)
    return Wanted(json={"refresh_token": world.ada.tokens["refresh_token"]})


@scenario("auth_reset_password")
async def _(world: World) -> Wanted:
    await world.post("/auth/password/forgot", {"email": "ada@example.com"})
    return Wanted(json={"token": world.mailbox("ada@example.com")[-1].token, "password": NEW_PASSWORD})


@scenario("auth_confirm_email")
async def _(world: World) -> Wanted:
    await world.post("/users/me/email", {"email": "ada@elsewhere.example"}, world.ada)
    return Wanted(json={"token": world.mailbox("ada@elsewhere.example")[-1].token})


async def in_stock(world: World, *stocks: int) -> list[str]:
    """Make products of which there are so many, and return their ids."""
    ids: list[str] = []
    for stock in stocks:
        made = await world.post("/data/products", {"name": "Oilskin jacket", "price": "24.50"}, world.admin)
        ids.append(made["id"])
        await world.post(f"/data/products/{ids[-1]}/increment", {"field": "stock", "by": stock}, world.admin)
    return ids


async def _checkout(world: World, **headers: str) -> Wanted:
    one, two = await in_stock(world, 5, 2)
    items = [{"product_id": one, "quantity": 2}, {"product_id": two, "quantity": 1}]
    return Wanted(by=world.ada, json={"items": items}, headers=headers, received={one: 5, two: 2})


@scenario("shop_checkout")
async def _(world: World) -> Wanted:
    return await _checkout(world)


@scenario("shop_checkout", "under a key")
async def _(world: World) -> Wanted:
    return await _checkout(world, **{"Idempotency-Key": "one"})


async def _transaction(world: World, **headers: str) -> Wanted:
    product, *_ = await in_stock(world, 5)
    note = await world.post("/data/notes", {"title": "x"}, world.admin)
    operations = [
        {"op": "create", "collection": "notes", "document": {"title": "y", "due": "2026-12-01"}},
        {"op": "patch", "collection": "notes", "id": note["id"], "document": {"status": "done"}},
        {"op": "increment", "collection": "products", "id": product, "field": "stock", "by": 1},
    ]
    return Wanted(by=world.admin, json={"operations": operations}, headers=headers, received={product: 6})


@scenario("transactions_create")
async def _(world: World) -> Wanted:
    wanted = await _transaction(world)
    return Wanted(by=wanted.by, json=wanted.json)


@scenario("transactions_create", "under a key")
async def _(world: World) -> Wanted:
    wanted = await _transaction(world, **{"Idempotency-Key": "one"})
    return Wanted(by=wanted.by, json=wanted.json, headers=wanted.headers)
