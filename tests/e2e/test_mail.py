"""Mail through the deployed stack, with IAM enforced: what registering and forgetting mean where mail is on."""

from collections.abc import Iterator

import httpx
import pytest

from scripts.local_mail import mail_to, newest_token
from tests.e2e.stack import DeployedStack

PASSWORD = "gliding low over grey water"
NEW_PASSWORD = "a long enough passphrase"


@pytest.fixture
def api(mail_stack: DeployedStack) -> Iterator[httpx.Client]:
    with mail_stack.api() as client:
        yield client


def log_in(api: httpx.Client, email: str, password: str) -> httpx.Response:
    return api.post("/auth/login", json={"email": email, "password": password})


def test_an_account_exists_once_its_mail_was_answered(api: httpx.Client, mail_stack: DeployedStack, email: str) -> None:
    registered = api.post("/auth/register", json={"email": email, "password": PASSWORD})
    before = log_in(api, email, PASSWORD)
    (mail,) = mail_to(email, mail_stack.cloud.endpoint)
    body = {"token": newest_token(email, mail_stack.cloud.endpoint), "password": PASSWORD}

    verified = api.post("/auth/verify-email", json=body)

    assert (registered.status_code, registered.json()) == (202, {"next": "verify_email"})
    assert before.status_code == 401
    assert mail["Source"] == "hello@fulmar.example"
    assert f"{mail_stack.site_url}/verify-email#token=" in mail["BodyText"]
    assert verified.status_code == 200, verified.text
    headers = {"Authorization": f"Bearer {verified.json()['access_token']}"}
    assert api.get("/users/me", headers=headers).json()["email_verified"] is True


def test_a_forgotten_password_is_reset_and_every_session_ends(
    api: httpx.Client, mail_stack: DeployedStack, email: str
) -> None:
    api.post("/auth/register", json={"email": email, "password": PASSWORD})
    body = {"token": newest_token(email, mail_stack.cloud.endpoint), "password": PASSWORD}
    tokens = api.post("/auth/verify-email", json=body).json()

    forgotten = api.post("/auth/password/forgot", json={"email": email})
    token = newest_token(email, mail_stack.cloud.endpoint)
    reset = api.post("/auth/password/reset", json={"token": token, "password": NEW_PASSWORD})

    assert (forgotten.status_code, reset.status_code) == (202, 204)
    assert api.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).status_code == 401
    assert log_in(api, email, PASSWORD).status_code == 401
    assert log_in(api, email, NEW_PASSWORD).status_code == 200
