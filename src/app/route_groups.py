"""The application's routes in groups by the beginning of their paths, each made when a request first needs it.

Making a route reads signatures and builds validators, some milliseconds each. A function that starts for one request
makes the dozen routes around it instead of all; a server that starts for days makes all of them first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app.collection import Collection

type MakeRouters = Callable[[], Iterable[APIRouter]]


@dataclass(frozen=True, slots=True)
class RouteGroup:
    """Routers whose paths all begin with one of the prefixes, as no path of another group does."""

    prefixes: tuple[str, ...]
    make: MakeRouters


class RouteGroups:
    """The groups of an application that are still to be made."""

    def __init__(self, app: FastAPI, groups: Iterable[RouteGroup]) -> None:
        self._app = app
        self._pending = {prefix: group for group in groups for prefix in group.prefixes}

    def load(self, path: str) -> None:
        """Make the routes for a path, unless they are there. A prefix has one segment or two."""
        first, _, rest = path[1:].partition("/")
        for prefix in (f"/{first}", f"/{first}/{rest.partition('/')[0]}"):
            if prefix in self._pending:
                self._make(self._pending[prefix])

    def load_all(self) -> None:
        """Make every route."""
        for group in dict.fromkeys(self._pending.values()):
            self._make(group)

    def _make(self, group: RouteGroup) -> None:
        for router in group.make():
            # FastAPI's include_router would make each route once more, to add what an including router gives its
            # own: a prefix, tags, dependencies. These have all of that already.
            self._app.router.routes.extend(router.routes)
        for prefix in group.prefixes:
            del self._pending[prefix]


class RoutesOnDemand:
    """Middleware that makes the routes for a request before it is routed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            groups: RouteGroups = scope["app"].state.routes
            groups.load(scope["path"])
        await self.app(scope, receive, send)


def route_groups(collections: Mapping[str, Collection]) -> Iterable[RouteGroup]:
    """Return the groups of all routes, in the order in which they are documented."""
    yield RouteGroup(("/health",), _health)
    yield RouteGroup(("/.well-known",), _well_known)
    yield RouteGroup(("/auth",), _auth)
    yield RouteGroup(("/users",), _users)
    yield from _collections(collections)
    yield RouteGroup(("/realtime",), _realtime)
    yield RouteGroup(("/shop",), _shop)


def _health() -> Iterable[APIRouter]:
    from app.routers import health

    return [health.router]


def _well_known() -> Iterable[APIRouter]:
    from app.routers import well_known

    return [well_known.router]


def _auth() -> Iterable[APIRouter]:
    from app.routers import auth, email_change, password_change, reauthentication

    return [auth.router, password_change.router, email_change.router, reauthentication.router]


def _users() -> Iterable[APIRouter]:
    from app.routers import email_change, me, password_change, profiles, sessions, users

    # A user's own paths come before those of administrators, which would take "me" for an id.
    own = [password_change.own_router, email_change.own_router, me.router, profiles.router, sessions.router]
    return [*own, users.router]


def _collections(collections: Mapping[str, Collection]) -> Iterable[RouteGroup]:
    yield RouteGroup(("/data/transactions",), partial(_transactions, collections))
    for collection in collections.values():
        yield RouteGroup((f"/data/{collection.name}", f"/public/{collection.name}"), partial(_documents, collection))


def _transactions(collections: Mapping[str, Collection]) -> Iterable[APIRouter]:
    from app.routers import transactions
    from app.routers.collection_resource import resource_of

    return [transactions.transactions_router({name: resource_of(one) for name, one in collections.items()})]


def _documents(collection: Collection) -> Iterable[APIRouter]:
    from app.routers import data

    return data.routers_of(collection)


def _realtime() -> Iterable[APIRouter]:
    from app.routers import realtime

    return [realtime.router]


def _shop() -> Iterable[APIRouter]:
    from app.routers import shop

    return [shop.router]
