"""The server under attack, once for the tier, and those who attack it.

`FULMAR_ATTACK_URL=https://… pytest tests/attacks` attacks a deployment instead of a server of our own, of which
`FULMAR_ATTACK_ADMIN_EMAIL` and `FULMAR_ATTACK_ADMIN_PASSWORD` sign an administrator in.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.attacks.people import PASSWORD, Person, new_address, registered, signed_in
from tests.attacks.target import PATIENCE_SECONDS, Inside, Target
from tests.attacks.target import target as started_target

type NewClient = Callable[[], httpx.Client]
type NewPerson = Callable[[str], Person]


@pytest.fixture(scope="session")
def target() -> Iterator[Target]:
    """Give the server to attack."""
    with started_target() as target:
        yield target


@pytest.fixture(scope="session")
def inside(target: Target) -> Inside:
    """Give what only the server's owner can reach."""
    if target.inside is None:
        pytest.skip("needs the server's keys, settings or log, which a remote server keeps to itself")
    return target.inside


@pytest.fixture(scope="session")
def new_client(target: Target) -> Iterator[NewClient]:
    """Return a function that makes clients without credentials."""
    with ExitStack() as opened:

        def made() -> httpx.Client:
            client = httpx.Client(base_url=target.url, timeout=PATIENCE_SECONDS, trust_env=False)
            return opened.enter_context(client)

        yield made


@pytest.fixture(scope="session")
def anonymous(new_client: NewClient) -> httpx.Client:
    """Give a client that is nobody. It keeps no cookies, so that a test sends those it names alone."""
    return new_client()


@pytest.fixture(scope="session")
def new_person(anonymous: httpx.Client, new_client: NewClient) -> NewPerson:
    """Return a function that makes an account and signs it in."""
    if anonymous.get("/auth/options").raise_for_status().json()["mail"]:
        pytest.skip("the deployment confirms registrations by mail, which nobody here can read")
    return lambda name: signed_in(new_client(), registered(anonymous, name))


@pytest.fixture(scope="session")
def ada(new_person: NewPerson) -> Person:
    """Give somebody who has things."""
    return new_person("ada")


@pytest.fixture(scope="session")
def mallory(new_person: NewPerson) -> Person:
    """Give somebody else, who has an account and wants Ada's things."""
    return new_person("mallory")


@pytest.fixture(scope="session")
def admin(target: Target, new_client: NewClient) -> Person:
    """Give an administrator."""
    if target.inside is not None:
        credentials = {"email": new_address("admin"), "password": PASSWORD}
        target.inside.create_admin(**credentials)
    else:
        names = ("FULMAR_ATTACK_ADMIN_EMAIL", "FULMAR_ATTACK_ADMIN_PASSWORD")
        if not all(os.environ.get(name) for name in names):
            pytest.skip(f"needs an administrator: set {' and '.join(names)}")
        credentials = {"email": os.environ[names[0]], "password": os.environ[names[1]]}
    return signed_in(new_client(), credentials)
