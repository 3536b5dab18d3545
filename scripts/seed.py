"""The demo user of `make dev`, made through the API like any other user."""

from dataclasses import dataclass

import httpx

from scripts.local_mail import newest_token

NOTES = (
    {"title": "Welcome to Fulmar", "body": "This note is in a table on your machine. It survives a restart."},
    {
        "title": "Declare a collection",
        "body": "src/app/collections/notes.py says what a note is.",
        "tags": ["docs"],
    },
)


class SeedError(Exception):
    """The API did not take the demo user. The message is for people."""


@dataclass(frozen=True)
class Login:
    """What a person types to sign in."""

    email: str
    password: str


DEMO = Login("demo@example.com", "gliding over the open sea")


def seed(api: str, cloud: str, login: Login = DEMO) -> bool:
    """Register `login` with a few notes at the API's address. False when it was there before.

    Where mail is on, the registration is confirmed with what arrived in the mailbox of the local cloud at `cloud`.

    Raises
    ------
    SeedError
        The API answered otherwise than a fresh installation does.
    """
    credentials = {"email": login.email, "password": login.password}
    try:
        with httpx.Client(base_url=api, timeout=30, trust_env=False) as client:
            by_mail = client.get("/auth/options").raise_for_status().json()["mail"]
            if by_mail and client.post("/auth/login", json=credentials).is_success:
                return False  # there, a registration would only remind its owner by mail
            registered = client.post("/auth/register", json={**credentials, "name": "Demo"})
            if registered.status_code == httpx.codes.CONFLICT:
                return False
            registered.raise_for_status()
            if by_mail:
                confirmation = {"token": newest_token(login.email, cloud), "password": login.password}
                signed_in = client.post("/auth/verify-email", json=confirmation)
            else:
                signed_in = client.post("/auth/login", json=credentials)
            client.headers["Authorization"] = f"Bearer {signed_in.raise_for_status().json()['access_token']}"
            # Newest first is how they are listed.
            for note in reversed(NOTES):
                client.post("/data/notes", json=note).raise_for_status()
    except httpx.HTTPStatusError as error:
        answer = error.response
        raise SeedError(
            f"{answer.request.method} {answer.url.path} answered {answer.status_code}: {answer.text[:500]}"
        ) from None
    except httpx.HTTPError as error:
        raise SeedError(f"the API did not answer: {error}") from None
    return True
