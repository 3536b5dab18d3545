"""Who attacks and who is attacked: accounts made through the API like any other."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

PASSWORD = "correct horse battery staple"


def new_address(name: str) -> str:
    """Return an e-mail address that nobody has used."""
    return f"{name}-{uuid.uuid4().hex}@example.com"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, on a connection of their own. `http` sends their access token."""

    id: str
    email: str
    password: str
    session: dict[str, Any]
    http: httpx.Client

    @property
    def access_token(self) -> str:
        """The access token of the first sign-in."""
        return str(self.session["access_token"])

    @property
    def refresh_token(self) -> str:
        """The refresh token of the first sign-in."""
        return str(self.session["refresh_token"])


def bearer(token: str) -> dict[str, str]:
    """Return the header that shows an access token."""
    return {"Authorization": f"Bearer {token}"}


def registered(anonymous: httpx.Client, name: str) -> dict[str, str]:
    """Make an account, and return what it signs in with."""
    credentials = {"email": new_address(name), "password": PASSWORD}
    anonymous.post("/auth/register", json=credentials).raise_for_status()
    return credentials


def signed_in(http: httpx.Client, credentials: dict[str, str]) -> Person:
    """Begin a session, and let `http` use it from now on."""
    session = http.post("/auth/login", json=credentials).raise_for_status().json()
    http.headers.update(bearer(session["access_token"]))
    user_id = http.get("/users/me").raise_for_status().json()["id"]
    return Person(str(user_id), credentials["email"], credentials["password"], session, http)
