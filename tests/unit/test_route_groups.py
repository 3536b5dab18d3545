"""Routes that are made when they are needed: the same API, whichever request comes first."""

import inspect
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.collections import COLLECTIONS
from app.main import create_app
from app.route_groups import RouteGroup, route_groups
from tests.in_process import SITE, settings_for_tests

GROUPS = list(route_groups(COLLECTIONS))
PREFIXES = [prefix for group in GROUPS for prefix in group.prefixes]


def routes_of(group: RouteGroup) -> list[APIRoute]:
    return [route for router in group.make() for route in router.routes if isinstance(route, APIRoute)]


@pytest.fixture
def application(aws: None) -> FastAPI:
    """Return an application that has not been asked anything yet."""
    return create_app(settings_for_tests())


def paths_of(application: FastAPI) -> set[str]:
    return {route.path for route in application.router.routes if isinstance(route, APIRoute)}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.prefixes[0])
def test_every_route_lies_in_its_own_group_alone(group: RouteGroup) -> None:
    routes = routes_of(group)

    assert routes
    for route in routes:
        begun_by = [prefix for prefix in PREFIXES if f"{route.path}/".startswith(f"{prefix}/")]
        assert len(begun_by) == 1
        assert begun_by[0] in group.prefixes


def test_a_prefix_is_found_by_the_first_or_the_first_two_segments_of_a_path() -> None:
    assert {prefix.count("/") for prefix in PREFIXES} == {1, 2}


def test_no_group_begins_where_another_does() -> None:
    assert len(set(PREFIXES)) == len(PREFIXES)
    assert not [(one, two) for one in PREFIXES for two in PREFIXES if two.startswith(f"{one}/")]


@pytest.mark.parametrize(
    ("path", "prefix"), [("/health", "/health"), ("/data/notes", "/data/notes"), ("/users/me", "/users")]
)
async def test_a_request_makes_the_routes_around_it_and_no_others(application: FastAPI, path: str, prefix: str) -> None:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        first = await client.get(path)
        made = paths_of(application)
        again = await client.get(path)

    assert first.status_code in {200, 401}
    assert again.status_code == first.status_code
    assert made
    assert paths_of(application) == made
    assert {p for p in made if not p.startswith(("/public/notes", prefix))} == set()


@pytest.mark.parametrize("path", ["/", "/nothing", "/data", "/data/nothing", "/healthy", "/auth-of-others", "//health"])
async def test_a_path_that_is_nobodys_makes_nothing_and_is_not_found(application: FastAPI, path: str) -> None:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        answer = await client.get(httpx.URL(f"{SITE}{path}"))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert paths_of(application) == set()


async def test_a_server_that_stays_makes_every_route_before_its_first_request(application: FastAPI) -> None:
    async with application.router.lifespan_context(application):
        assert len(paths_of(application)) > 30


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from dependants(inner)


def is_awaited(call: Any) -> bool:
    return any(
        check(function)
        for check in (inspect.iscoroutinefunction, inspect.isasyncgenfunction)
        for function in (call, getattr(call, "__call__", None))  # noqa: B004  # an object's own method
    )


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.prefixes[0])
def test_nothing_on_the_way_of_a_request_needs_a_thread(group: RouteGroup) -> None:
    """FastAPI runs a plain function in a thread, which costs a request in Lambda the start of one."""
    plain = {
        str(one.call)
        for route in routes_of(group)
        for one in dependants(route.dependant)
        if one.call is not None and not is_awaited(one.call)
    }

    assert plain == set()
